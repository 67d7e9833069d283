#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

from django.core.management import execute_from_command_line

from apps.hub.running.surroundings import prepare
from config.first_start import make_env_file

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Only the command for one's own machine may invent keys and addresses; elsewhere their absence must stop the start.
    if sys.argv[1:2] == ["up"]:
        if "SECRET_KEY" not in os.environ:
            make_env_file()
        prepare(os.environ)
    execute_from_command_line(sys.argv)
