"""``manage.py demo``: people, connections, flows and mappings to try the hub with."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.hub.running.demo import Demo, NotHere


class Command(BaseCommand):
    """Makes what is missing of the demo; running it again changes nothing."""

    help = "Makes the demo's people, connections, flows and mappings, and writes var/demo.json."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where the hub and the simulated vendors are."""
        port = os.environ.get("PORT") or "8000"
        sandbox = settings.SANDBOX_URL or "http://127.0.0.1:8800"
        parser.add_argument("--url", default=f"http://127.0.0.1:{port}", help="address of this hub")
        parser.add_argument("--sandbox", default=sandbox, help="address of the simulated vendors")
        parser.add_argument("--file", type=Path, default=settings.VAR_DIR / "demo.json", help="what scripts will read")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the demo."""
        try:
            Demo(url=options["url"], sandbox=options["sandbox"], file=options["file"]).ensure()
        except NotHere:
            raise CommandError("The demo is only for a hub on one's own machine (INSECURE_HTTP or DEBUG).") from None
        self.stdout.write(f"The demo is there; {options['file']} says how to sign in.")
