"""Files in which documents are collected, and what was said about each document in them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.hub.models.flow import Flow
from apps.hub.models.layout import LayoutVersion
from apps.hub.models.payload import Payload
from apps.hub.models.series import FileSeries
from apps.hub.models.transfer import Transfer


class Batch(models.Model):
    """One produced file of a flow; its bytes are kept for good and are the same at every download.

    ``count`` and ``totals`` are those at the time it was produced; ``totals`` holds number and amount by currency,
    ``wish`` the filters under which it was made, ``layout`` the version that it was written by where somebody had
    adapted or confirmed one. ``file_number`` stands in the file, where files are numbered by agreement and not by flow.
    """

    class State(models.TextChoices):
        PRODUCED = "produced", _("Produced, not confirmed yet")
        CONFIRMED = "confirmed", _("Taken over")
        REJECTED = "rejected", _("Refused, every document")
        CANCELLED = "cancelled", _("Cancelled")

    #: Without an index of its own: the one that keeps numbers apart begins with it.
    flow = models.ForeignKey(Flow, models.PROTECT, related_name="batches", verbose_name=_("flow"), db_index=False)
    number = models.PositiveIntegerField(_("number"))
    #: Without an index of its own, for the same reason.
    series = models.ForeignKey(
        FileSeries, models.PROTECT, null=True, related_name="batches", verbose_name=_("series"), db_index=False
    )
    file_number = models.PositiveIntegerField(_("number in the file"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PRODUCED)
    written_as = models.CharField(_("kind of file"), max_length=40)
    layout = models.ForeignKey(
        LayoutVersion, models.PROTECT, null=True, related_name="batches", verbose_name=_("version of the layout")
    )
    file_name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100)
    payload = models.ForeignKey(Payload, models.PROTECT, related_name="+", verbose_name=_("bytes"))
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    count = models.PositiveIntegerField(_("documents"))
    totals = models.JSONField(_("totals"), default=list)
    wish = models.JSONField(_("asked for"), default=dict)
    produced_at = models.DateTimeField(_("produced"))
    produced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("produced by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("produced file")
        verbose_name_plural = _("produced files")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("flow", "number"), name="hub_batch_number"),
            models.UniqueConstraint(fields=("series", "file_number"), name="hub_batch_file_number"),
            models.CheckConstraint(
                condition=Q(series=None, file_number=None) | Q(series__isnull=False, file_number__gt=0),
                name="hub_batch_in_series",
            ),
            models.CheckConstraint(condition=Q(number__gt=0, count__gt=0), name="hub_batch_begins_at_one"),
            models.CheckConstraint(
                condition=Q(state="produced", decided_at=None) | ~Q(state="produced") & Q(decided_at__isnull=False),
                name="hub_batch_decided",
            ),
            models.CheckConstraint(condition=~Q(state="cancelled", reason=""), name="hub_batch_cancelled_why"),
        ]
        indexes: ClassVar = [models.Index(fields=("produced_at",), name="hub_batch_produced")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def over(self) -> bool:
        """Tell whether everything was said about it."""
        return self.state != self.State.PRODUCED


class BatchItem(models.Model):
    """One document in a file, with the revision that the file holds and what became of it."""

    class State(models.TextChoices):
        FILED = "filed", _("In the file")
        CONFIRMED = "confirmed", _("Taken over")
        REFUSED = "refused", _("Refused")
        FREED = "freed", _("Freed again")
        FAILED = "failed", _("Failed after it was taken over")

    #: Without an index of its own: the one that keeps places apart begins with it.
    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="items", verbose_name=_("produced file"), db_index=False
    )
    place = models.PositiveIntegerField(_("place"))
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="filings", verbose_name=_("transfer"))
    revision = models.PositiveIntegerField(_("revision"))
    #: What of the document is in the file: of an expense report only what the employee is paid back.
    amount = models.DecimalField(_("amount"), max_digits=17, decimal_places=4, null=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.FILED)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("document in a file")
        verbose_name_plural = _("documents in files")
        ordering = ("batch", "place")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("batch", "place"), name="hub_batchitem_place"),
            models.UniqueConstraint(
                fields=("transfer",), condition=Q(state__in=("filed", "confirmed")), name="hub_batchitem_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("refused", "failed"), reason=""), name="hub_batchitem_refused_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transfer} in {self.batch}"
