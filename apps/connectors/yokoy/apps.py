"""Yokoy as a Django app."""

from django.apps import AppConfig


class YokoyConfig(AppConfig):
    """The vendor's own section; its label names the rows of its credentials."""

    name = "apps.connectors.yokoy"
    label = "yokoy"
    verbose_name = "Yokoy"
    default_auto_field = "django.db.models.BigAutoField"
