"""Blue Fleet as a Django app."""

from django.apps import AppConfig


class BlueFleetConfig(AppConfig):
    """The vendor's own section; its label names the rows of its credentials."""

    name = "apps.connectors.bluefleet"
    label = "bluefleet"
    verbose_name = "Blue Fleet"
    default_auto_field = "django.db.models.BigAutoField"
