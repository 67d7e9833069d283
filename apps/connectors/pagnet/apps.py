"""PagNet as a Django app."""

from django.apps import AppConfig


class PagnetConfig(AppConfig):
    """Its own section; nothing opens an account here, so there are no credentials."""

    name = "apps.connectors.pagnet"
    label = "pagnet"
    verbose_name = "PagNet"
    default_auto_field = "django.db.models.BigAutoField"
