"""Nibo's credentials, and its own view of mappings, runs and pending errors."""

from django.utils.translation import gettext_lazy as _

from apps.hub import models as hub
from apps.hub.fields import SecretText


class Credentials(hub.Credentials):
    """The token of one organisation at Nibo."""

    api_token = SecretText(
        _("API token"),
        help_text=_("In Nibo: Mais opções → Configurações → API. It opens this one organisation and does not end."),
    )

    class Meta:
        verbose_name = _("credentials")
        verbose_name_plural = _("credentials")


class Mapping(hub.Mapping):
    """Values translated into Nibo's."""

    class Meta:
        proxy = True
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")


class SyncRun(hub.SyncRun):
    """Runs of flows that book in Nibo."""

    class Meta:
        proxy = True
        verbose_name = _("sync run")
        verbose_name_plural = _("sync runs")


class PendingError(hub.PendingError):
    """What keeps documents from being booked in Nibo."""

    class Meta:
        proxy = True
        verbose_name = _("pending error")
        verbose_name_plural = _("pending errors")
