"""What a target said about produced files: the titles that it may name, and the result files that people uploaded."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.hub.models.batch import Batch, BatchItem
from apps.hub.models.payload import Payload


class BatchTitle(models.Model):
    """One title of a document in a file, under the key by which a result names it, and what was said of it so far.

    ``paid_on`` is the day on which it was paid, once that was told; a title that fails after that has none any more.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Nothing said yet")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    #: Without an index of its own: the one that keeps keys apart begins with it.
    item = models.ForeignKey(BatchItem, models.CASCADE, related_name="titles", db_index=False)
    key = models.CharField(max_length=200, db_index=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    paid_on = models.DateField(_("paid on"), null=True)

    class Meta:
        verbose_name = _("title in a file")
        verbose_name_plural = _("titles in files")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("item", "key"), name="hub_batchtitle_once"),
            models.CheckConstraint(condition=Q(paid_on=None) | Q(state="accepted"), name="hub_batchtitle_paid"),
        ]

    def __str__(self) -> str:
        return self.key


class BatchResult(models.Model):
    """One result of a file, as it was uploaded or typed; it counts once somebody has applied it.

    ``lines`` are those that were read: key, whether it was refused, the words, and the day of payment. The counts are
    what applying it did: documents taken over and refused, those that failed after they were taken over, titles of
    which the day of payment is known since, and lines that name nothing in the file.
    """

    #: Without an index of its own: the one that keeps a result from being read twice begins with it.
    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="results", verbose_name=_("produced file"), db_index=False
    )
    name = models.CharField(_("file"), max_length=200)
    read_as = models.CharField(_("kind of file"), max_length=40)
    sha256 = models.CharField(_("checksum"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    payload = models.ForeignKey(Payload, models.PROTECT, related_name="+", verbose_name=_("file as received"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    person_name = models.CharField(_("by"), max_length=150)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    lines = models.JSONField(_("lines"), default=list)
    whole_rejected = models.BooleanField(_("refused as a whole"), default=False)
    message = models.TextField(_("answer"), blank=True)
    applied_at = models.DateTimeField(_("applied"), null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("applied by")
    )
    confirmed = models.PositiveIntegerField(_("taken over"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    failed = models.PositiveIntegerField(_("failed after they were taken over"), default=0)
    paid = models.PositiveIntegerField(_("titles paid"), default=0)
    unknown = models.PositiveIntegerField(_("lines about nothing in the file"), default=0)

    class Meta:
        verbose_name = _("result of a file")
        verbose_name_plural = _("results of files")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("batch", "sha256"), name="hub_batchresult_once"),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=False) | Q(confirmed=0, refused=0, failed=0, paid=0, unknown=0),
                name="hub_batchresult_applied",
            ),
        ]

    def __str__(self) -> str:
        return self.name
