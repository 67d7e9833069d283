"""``manage.py conduct_drill``: the inner half of ``manage.py drill``, with the drill's own settings and database."""

import json
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.hub.drill.conductor import Drill, NotReady
from apps.hub.drill.orders import Orders
from apps.hub.drill.scene import NotEmpty
from apps.hub.drill.verdict import report


class Command(BaseCommand):
    """Conducts the drill that the orders describe."""

    help = "Conducts a drill; started by `manage.py drill`."
    requires_system_checks = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.began = time.monotonic()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the orders."""
        parser.add_argument("orders", help="one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through all rounds, print what they showed, and fail when it is not good."""
        try:
            rounds = Drill(Orders.heard(options["orders"]), self.say).run()
        except NotReady as failure:
            raise CommandError(str(failure)) from None
        except NotEmpty:
            raise CommandError("A drill needs an empty database of its own; this one holds tables.") from None
        self.stdout.write(report(rounds))
        self.stdout.write(json.dumps([one.figures() for one in rounds]))
        if not all(one.sound for one in rounds):
            sys.exit(1)

    def say(self, text: str) -> None:
        """Tell how far we are, beside the table."""
        self.stderr.write(f"{time.monotonic() - self.began:7.1f} s  {text}")
