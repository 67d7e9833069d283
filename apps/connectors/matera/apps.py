"""Matera as a Django app."""

from django.apps import AppConfig


class MateraConfig(AppConfig):
    """Its own section; nothing opens an account here, so there are no credentials."""

    name = "apps.connectors.matera"
    label = "matera"
    verbose_name = "Matera"
    default_auto_field = "django.db.models.BigAutoField"
