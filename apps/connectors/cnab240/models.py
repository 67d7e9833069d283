"""The view that CNAB 240 has of mappings, runs and pending errors."""

from django.utils.translation import gettext_lazy as _

from apps.hub import models as hub


class Mapping(hub.Mapping):
    """Values translated for payments; there are none so far."""

    class Meta:
        proxy = True
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")


class SyncRun(hub.SyncRun):
    """Runs of flows whose documents are paid by file."""

    class Meta:
        proxy = True
        verbose_name = _("sync run")
        verbose_name_plural = _("sync runs")


class PendingError(hub.PendingError):
    """What keeps documents from being paid, or was refused by a bank."""

    class Meta:
        proxy = True
        verbose_name = _("pending error")
        verbose_name_plural = _("pending errors")
