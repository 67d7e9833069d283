"""``manage.py up``: the hub with its demo on this machine, until Ctrl-C."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.hub.running.up import NotUp, Up


class Command(BaseCommand):
    """Starts web server, worker and simulated vendors; `manage.py` has chosen the ports before."""

    help = "Starts the hub with its demo on this machine, until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal comes."""
        try:
            Up(int(os.environ["PORT"]), os.environ["SANDBOX_URL"], self.say).run()
        except NotUp as failure:
            raise CommandError(str(failure)) from None

    def say(self, text: str) -> None:
        """Say something to whoever started us."""
        self.stdout.write(text)
        self.stdout.flush()
