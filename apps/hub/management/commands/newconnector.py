"""``manage.py newconnector``: the first files of a connector, which the contract tests already pass."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.hub.running.skeleton import NotPossible, Skeleton

NEXT = """
Now:
  1. In config/settings.py, add "apps.connectors.{slug}" to CONNECTORS.
  2. python manage.py makemigrations {slug}
  3. pytest tests/connectors/{slug}
CONTRIBUTING.md says how it goes on."""


class Command(BaseCommand):
    """Writes a connector's folder, its test and, where it sends, a fixture."""

    help = "Writes the skeleton of a connector."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name, and whether the vendor calls us."""
        parser.add_argument("slug", help="small letters and digits, as in apps/connectors/<slug>")
        parser.add_argument("--webhooks", action="store_true", help="the vendor sends us documents")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files and say what comes next."""
        try:
            files = Skeleton(options["slug"], settings.BASE_DIR, webhooks=options["webhooks"]).write()
        except NotPossible as refusal:
            raise CommandError(str(refusal)) from None
        for file in files:
            self.stdout.write(f"  {file.relative_to(settings.BASE_DIR)}")
        self.stdout.write(NEXT.format(slug=options["slug"]))
