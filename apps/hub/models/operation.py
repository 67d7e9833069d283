"""One thing written at a target under one operation key, and the documents that ask for it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.hub.models.connection import Connection
from apps.hub.models.transfer import Transfer, TransferState


class Operation(models.Model):
    """One entry in a register of the target, known by our operation key.

    The row is committed before the call, so that whoever comes after a crash knows that a call
    may have been made. ``transfer`` is the one that wrote it last; ``lease_owner`` is the
    worker that may write it now, since two documents can tell of the same title.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        SENDING = "sending", _("Being written")
        BOOKED = "booked", _("Booked")
        CANCELLED = "cancelled", _("Undone")

    connection = models.ForeignKey(Connection, models.PROTECT, related_name="operations", verbose_name=_("target"))
    key = models.CharField(_("operation key"), max_length=120)
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, related_name="operations", verbose_name=_("written by"), null=True
    )
    resource = models.CharField(_("register"), max_length=40)
    label = models.CharField(_("what"), max_length=200, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=17, decimal_places=4, null=True)
    precedence = models.SmallIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    digest = models.CharField(max_length=64, blank=True)
    #: Of the request that is under way or whose answer got lost.
    sending_digest = models.CharField(max_length=64, blank=True)
    #: What the target gave for a write that it has taken and not finished yet.
    handle = models.CharField(max_length=200, blank=True)
    request = models.JSONField(_("last request"), null=True)
    target_id = models.CharField(_("id at the target"), max_length=120, blank=True)
    number = models.CharField(_("number at the target"), max_length=120, blank=True)
    url = models.CharField(max_length=400, blank=True)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    booked_at = models.DateTimeField(_("booked"), null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("connection", "key"), name="hub_operation_once"),
            models.CheckConstraint(
                condition=~models.Q(state="booked") | ~models.Q(target_id=""), name="hub_operation_booked_has_id"
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.key


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Questions about claims."""

    def living(self) -> "ClaimQuerySet":
        """Those of documents that are neither cancelled nor closed without being booked."""
        over = (TransferState.SKIPPED, TransferState.HANDLED, TransferState.REVERSED)
        return self.filter(transfer__cancelled=False).exclude(transfer__state__in=over)


class Claim(models.Model):
    """A document asks for an operation: as long as one does, no other document's end undoes it."""

    operation = models.ForeignKey(Operation, models.CASCADE, related_name="claims")
    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="claims")
    precedence = models.SmallIntegerField(default=0)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints: ClassVar = [models.UniqueConstraint(fields=("operation", "transfer"), name="hub_claim_once")]

    def __str__(self) -> str:
        return f"{self.transfer} → {self.operation}"
