"""TOTVS Datasul as a Django app."""

from django.apps import AppConfig


class DatasulConfig(AppConfig):
    """Its own section; nothing opens an account here, so there are no credentials."""

    name = "apps.connectors.datasul"
    label = "datasul"
    verbose_name = "TOTVS Datasul"
    default_auto_field = "django.db.models.BigAutoField"
