"""``manage.py rotate_keys``: every stored secret again under the first of FERNET_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.hub.running.rotation import Rotation


class Command(BaseCommand):
    """Encrypts every secret anew; safe to repeat, and to run while the hub runs."""

    help = "Encrypts every stored secret with the first of FERNET_KEYS, so that the others can be removed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate, and fail when a secret could not be read."""
        rotation = Rotation()
        rotation.run()
        self.stdout.write(f"{rotation.renewed} secrets are encrypted with the first key.")
        if rotation.unreadable:
            raise CommandError(f"{rotation.unreadable} secrets open with no key of FERNET_KEYS and stay as they are.")
