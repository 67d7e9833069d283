"""Conta Azul's credentials, and its own view of mappings, runs and pending errors."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.hub import models as hub
from apps.hub.fields import SecretText


class Credentials(hub.Credentials):
    """An application of Conta Azul's developer portal, and the consent of a user of the company's ERP."""

    client_id = models.CharField(
        _("client id"),
        max_length=100,
        help_text=_("Of the application, in Conta Azul's developer portal: Minhas aplicações → your application."),
    )
    client_secret = SecretText(
        _("client secret"), help_text=_("Shown beside the client id there. Treat it like a password.")
    )
    refresh_token = SecretText(
        _("refresh token"), blank=True, default="", help_text=_("Filled in when somebody signs in at Conta Azul.")
    )

    class Meta:
        verbose_name = _("credentials")
        verbose_name_plural = _("credentials")


class Mapping(hub.Mapping):
    """Values translated into Conta Azul's."""

    class Meta:
        proxy = True
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")


class SyncRun(hub.SyncRun):
    """Runs of flows that book in Conta Azul."""

    class Meta:
        proxy = True
        verbose_name = _("sync run")
        verbose_name_plural = _("sync runs")


class PendingError(hub.PendingError):
    """What keeps documents from being booked in Conta Azul."""

    class Meta:
        proxy = True
        verbose_name = _("pending error")
        verbose_name_plural = _("pending errors")
