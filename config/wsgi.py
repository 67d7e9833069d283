"""The door for the web server."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# A thread whose commit the database has confirmed waits no longer than this for one that computes: a sender waits
# for it. The interpreter's own five milliseconds cost a tenth of the webhooks in a second.
sys.setswitchinterval(0.0005)
