"""``manage.py worker``: do what is due, and run the schedules, until told to stop."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.hub import tasks
from apps.hub.cluster.watchdog import NO_PULSE, Watchdog


class Command(BaseCommand):
    """Starts the queue's processes, watches and restarts them."""

    help = "Does what is due and runs the schedules until SIGTERM or SIGINT."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the patience with a hanging process."""
        words = "seconds after which a guard that does not go round is killed and replaced"
        parser.add_argument("--no-pulse", type=float, default=NO_PULSE, metavar="SECONDS", help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal comes."""
        watchdog = Watchdog(tasks.wake, tasks.look, tasks.quiet_for, no_pulse=options["no_pulse"])
        watchdog.run()
