"""Yokoy's credentials, and its own view of mappings, runs and pending errors."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.hub import models as hub
from apps.hub.fields import SecretText


class Credentials(hub.Credentials):
    """The OAuth credentials of one Yokoy organisation."""

    client_id = models.CharField(
        _("client id"),
        max_length=100,
        help_text=_(
            "In Yokoy: Admin → Developer → Generate credentials → OAuth credentials. "
            "It takes the role of a developer; a Yokoy administrator gives it."
        ),
    )
    client_secret = SecretText(
        _("client secret"),
        help_text=_(
            "Yokoy shows it once, beside the client id, and never again. Without it, generate new credentials."
        ),
    )
    organisation_id = models.CharField(
        _("organisation id"),
        max_length=40,
        help_text=_("Ten letters and digits in the top right corner of Yokoy's page Admin → Developer."),
    )

    exporter_id = models.CharField(
        _("exporting user"),
        max_length=40,
        blank=True,
        help_text=_(
            "Only where documents are fetched from Yokoy: the id of a user with the finance role, in whose name they "
            "are marked as exported. Empty: they stay ready for export."
        ),
    )
    invoice_facility_id = models.CharField(
        _("export of invoices"),
        max_length=40,
        blank=True,
        help_text=_("Only where invoices are fetched from Yokoy: its id at Admin → Integrations → Invoice export."),
    )

    SELDOM = ("exporter_id", "invoice_facility_id")

    class Meta:
        verbose_name = _("credentials")
        verbose_name_plural = _("credentials")


class Mapping(hub.Mapping):
    """Values translated into Yokoy's, or from them."""

    class Meta:
        proxy = True
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")


class SyncRun(hub.SyncRun):
    """Runs of flows into Yokoy and out of it."""

    class Meta:
        proxy = True
        verbose_name = _("sync run")
        verbose_name_plural = _("sync runs")


class PendingError(hub.PendingError):
    """What keeps documents from going into Yokoy or out of it."""

    class Meta:
        proxy = True
        verbose_name = _("pending error")
        verbose_name_plural = _("pending errors")
