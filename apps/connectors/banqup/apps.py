"""Banqup as a Django app."""

from django.apps import AppConfig


class BanqupConfig(AppConfig):
    """The vendor's own section; its label names the rows of its credentials."""

    name = "apps.connectors.banqup"
    label = "banqup"
    verbose_name = "Banqup"
    default_auto_field = "django.db.models.BigAutoField"
