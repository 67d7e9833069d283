"""Omie's credentials, and its own view of mappings, runs and pending errors."""

from django.utils.translation import gettext_lazy as _

from apps.hub import models as hub
from apps.hub.fields import SecretText


class Credentials(hub.Credentials):
    """The pair of keys of one Omie company."""

    app_key = SecretText(_("App Key"), help_text=_("In Omie: Configurações → Aplicativos e integrações → API."))
    app_secret = SecretText(_("App Secret"), help_text=_("Shown beside the App Key. Treat it like a password."))

    class Meta:
        verbose_name = _("credentials")
        verbose_name_plural = _("credentials")


class Mapping(hub.Mapping):
    """Values translated into Omie's."""

    class Meta:
        proxy = True
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")


class SyncRun(hub.SyncRun):
    """Runs of flows that book in Omie."""

    class Meta:
        proxy = True
        verbose_name = _("sync run")
        verbose_name_plural = _("sync runs")


class PendingError(hub.PendingError):
    """What keeps documents from being booked in Omie."""

    class Meta:
        proxy = True
        verbose_name = _("pending error")
        verbose_name_plural = _("pending errors")
