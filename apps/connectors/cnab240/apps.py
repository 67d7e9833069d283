"""CNAB 240 as a Django app."""

from django.apps import AppConfig


class Cnab240Config(AppConfig):
    """Its own section; nothing opens an account here, so there are no credentials."""

    name = "apps.connectors.cnab240"
    label = "cnab240"
    verbose_name = "CNAB 240"
    default_auto_field = "django.db.models.BigAutoField"
