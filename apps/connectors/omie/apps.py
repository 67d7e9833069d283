"""Omie as a Django app."""

from django.apps import AppConfig


class OmieConfig(AppConfig):
    """The vendor's own section; its label names the rows of its credentials."""

    name = "apps.connectors.omie"
    label = "omie"
    verbose_name = "Omie"
    default_auto_field = "django.db.models.BigAutoField"
