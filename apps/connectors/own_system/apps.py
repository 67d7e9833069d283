"""Own system as a Django app."""

from django.apps import AppConfig


class OwnSystemConfig(AppConfig):
    """Its own section; nothing opens an account here, so there are no credentials."""

    name = "apps.connectors.own_system"
    label = "own_system"
    verbose_name = "Own system"
    default_auto_field = "django.db.models.BigAutoField"
