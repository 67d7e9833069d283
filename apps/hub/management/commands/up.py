"""``manage.py up``: the hub with its demo on this machine, until Ctrl-C."""

import logging
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.hub.running.up import NotUp, Up


class Command(BaseCommand):
    """Starts web server, worker and simulated vendors; `manage.py` has chosen the ports before."""

    help = "Starts the hub with its demo on this machine, until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal comes."""
        # What we put into the queue is no news to whoever reads this; the worker's log has what became of it.
        logging.getLogger("django-q").setLevel(logging.WARNING)
        try:
            Up(int(os.environ["PORT"]), os.environ["SANDBOX_URL"], self.say).run()
        except NotUp as failure:
            raise CommandError(str(failure)) from None

    def say(self, text: str) -> None:
        """Say something to whoever started us."""
        self.stdout.write(text)
        self.stdout.flush()
