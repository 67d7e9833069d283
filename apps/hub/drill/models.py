"""The credentials of both ends of a drill, and the views of shared rows that every connector has."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.hub import models as hub
from apps.hub.fields import SecretText


class Credentials(hub.Credentials):
    """What a sender proves itself with, and what opens the target."""

    token = SecretText(_("header of the senders"), blank=True)
    client_id = models.CharField(_("client"), max_length=80, blank=True)
    client_secret = SecretText(_("client's secret"), blank=True)
    refresh_token = SecretText(_("refresh token of the sign-in"), blank=True)

    class Meta:
        app_label = "drill"
        verbose_name = _("credentials")
        verbose_name_plural = _("credentials")


class Mapping(hub.Mapping):
    """Values translated for the drill; there are none."""

    class Meta:
        app_label = "drill"
        proxy = True
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")


class SyncRun(hub.SyncRun):
    """Runs of the drill's flow."""

    class Meta:
        app_label = "drill"
        proxy = True
        verbose_name = _("sync run")
        verbose_name_plural = _("sync runs")


class PendingError(hub.PendingError):
    """What keeps the drill's documents from being booked."""

    class Meta:
        app_label = "drill"
        proxy = True
        verbose_name = _("pending error")
        verbose_name_plural = _("pending errors")
