"""The drill's connector as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DrillConfig(AppConfig):
    """Its label names the rows of its credentials."""

    name = "apps.hub.drill"
    label = "drill"
    verbose_name = _("Drill")
    default_auto_field = "django.db.models.BigAutoField"
