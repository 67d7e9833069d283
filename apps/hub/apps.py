"""The hub as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class HubConfig(AppConfig):
    """Loads every installed app's ``connector`` module, so that declarations register themselves."""

    name = "apps.hub"
    label = "hub"
    verbose_name = _("Hub")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the registry, then check what was declared."""
        autodiscover_modules("connector")
        from apps.hub import checks  # noqa: F401, PLC0415  checks need the loaded registry
