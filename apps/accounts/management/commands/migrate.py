"""Django's ``migrate``, which also brings the roles up to date."""

from typing import Any

from django.core.management.commands import migrate

from apps.accounts.roles import ensure_groups


class Command(migrate.Command):
    """Permissions exist only after all migrations have run, also those of a vendor added today."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; give the roles their permissions when everything was migrated."""
        super().handle(*args, **options)
        if not (options["app_label"] or options["plan"] or options["check_unapplied"]):
            ensure_groups()
