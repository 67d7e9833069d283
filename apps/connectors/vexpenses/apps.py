"""VExpenses as a Django app."""

from django.apps import AppConfig


class VExpensesConfig(AppConfig):
    """The vendor's own section; its label names the rows of its credentials."""

    name = "apps.connectors.vexpenses"
    label = "vexpenses"
    verbose_name = "VExpenses"
    default_auto_field = "django.db.models.BigAutoField"
