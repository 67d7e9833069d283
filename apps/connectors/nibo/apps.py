"""Nibo as a Django app."""

from django.apps import AppConfig


class NiboConfig(AppConfig):
    """The vendor's own section; its label names the rows of its credentials."""

    name = "apps.connectors.nibo"
    label = "nibo"
    verbose_name = "Nibo"
    default_auto_field = "django.db.models.BigAutoField"
