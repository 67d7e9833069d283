"""``manage.py drill``: the hub under fire on a database of its own, and what that showed."""

import random
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.hub.drill.postgres import NotInstalled
from apps.hub.drill.surroundings import Wanted, conduct


class Command(BaseCommand):
    """Sends documents while it kills web server, workers, scheduler and database; counts what the target holds.

    It meets nothing of the hub that this machine may run: neither its database nor its settings.
    """

    help = "Kills everything at random moments while documents come, and counts what was lost, doubled or disordered."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how much of everything."""
        parser.add_argument("--rounds", type=int, default=1)
        parser.add_argument("--documents", type=int, default=500, help="documents of a round; some are amended")
        parser.add_argument("--kills", type=int, default=10, help="kills of a round")
        parser.add_argument("--fire", type=float, default=40.0, help="seconds over which the kills are spread")
        parser.add_argument("--drain", type=float, default=900.0, help="seconds within which the queue must be empty")
        parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="repeats a drill")  # noqa: S311
        parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL of its own, killed too")
        parser.add_argument("--database-url", default="", help="on this empty database instead, which is not killed")
        parser.add_argument("--hurry", action="store_true", help="the leases of the dead end at once")

    def handle(self, *args: Any, **options: Any) -> None:
        """Conduct the drill and end as it ended."""
        names = Wanted.__dataclass_fields__
        try:
            sys.exit(conduct(Wanted(**{name: options[name] for name in names})))
        except NotInstalled:
            raise CommandError("PostgreSQL is not installed here.") from None
