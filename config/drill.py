"""The settings of a drill: production's, with the drill's connector installed and keys that nobody keeps."""

import os
import secrets

os.environ["ENV_FILE"] = os.devnull  # a drill must not meet the hub that this machine may run
os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(48))
os.environ.setdefault("FERNET_KEYS", secrets.token_urlsafe(32))
os.environ.setdefault("INSECURE_HTTP", "true")

from config.settings import *  # noqa: F403  production's, whatever they are
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "apps.hub.drill"]
