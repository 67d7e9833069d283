"""One source document in one flow, for ever."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.connector import registry
from apps.hub.models.connection import Connection
from apps.hub.models.flow import Flow
from apps.hub.models.payload import Payload


class TransferState(models.TextChoices):
    """Where a transfer is."""

    RECEIVED = "received", _("Received, flow is off")
    HELD = "held", _("On hold")
    WAITING = "waiting", _("Waiting for a person")
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Being booked")
    RETRYING = "retrying", _("Will be tried again")
    UNKNOWN = "unknown", _("Answer lost, will be verified")
    READY = "ready", _("Ready to be collected")
    FILED = "filed", _("In a file, not confirmed yet")
    DELIVERED = "delivered", _("Booked")
    SKIPPED = "skipped", _("Skipped")
    HANDLED = "handled", _("Handled elsewhere")
    REVERSED = "reversed", _("Undone")


#: A worker may take these when they are due.
CLAIMABLE = (TransferState.QUEUED, TransferState.RETRYING, TransferState.UNKNOWN)
#: The work is over until the document changes or a person asks again.
FINAL = (TransferState.DELIVERED, TransferState.SKIPPED, TransferState.HANDLED, TransferState.REVERSED)
#: A person may still decide about these.
OPEN = tuple(state for state in TransferState if state not in FINAL)


class RequeueMode(models.TextChoices):
    """What a requeued transfer is sent with."""

    REBUILT = "rebuilt", _("Rebuilt from the stored document with today's mappings")
    SAME = "same", _("The same request again")
    FETCHED = "fetched", _("Fetched again from the source")


class TransferQuerySet(models.QuerySet["Transfer"]):
    """Questions about transfers."""

    def claimable(self, now: datetime) -> "TransferQuerySet":
        """Those a worker may take now, the longest due first.

        Nobody can read the documents of a source whose vendor is not installed any more.
        """
        known = self.filter(flow__active=True, flow__source__connector_slug__in=registry.slugs())
        return known.filter(state__in=CLAIMABLE, due_at__lte=now).order_by("due_at", "pk")

    def abandoned(self, now: datetime) -> "TransferQuerySet":
        """Those whose worker let its lease run out."""
        return self.filter(state=TransferState.SENDING, lease_until__lt=now)

    def of_connector(self, slug: str) -> "TransferQuerySet":
        """Those that come from or go to a vendor."""
        return self.filter(Q(flow__source__connector_slug=slug) | Q(target__connector_slug=slug))


class Transfer(models.Model):
    """One source document in one flow: what came, what was sent, the target's id, its state.

    ``revision`` counts the contents that came, ``delivered_revision`` is the one the target has,
    ``agreed_revision`` the one that a person asked to be sent. ``lease_owner`` is the worker
    that is booking it until ``lease_until``.
    """

    #: Without an index of its own: two of the table's begin with it.
    flow = models.ForeignKey(Flow, models.PROTECT, related_name="transfers", verbose_name=_("flow"), db_index=False)
    target = models.ForeignKey(Connection, models.PROTECT, related_name="+", verbose_name=_("to"))
    source_id = models.CharField(_("id at the source"), max_length=120)
    number = models.CharField(_("number"), max_length=120, blank=True, db_index=True)
    party = models.CharField(_("customer or supplier"), max_length=200, blank=True)
    party_tax_id = models.CharField(_("tax number"), max_length=30, blank=True, db_index=True)
    direction = models.CharField(_("direction"), max_length=12, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=17, decimal_places=4, null=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    issued_on = models.DateField(_("issued"), null=True)
    due_on = models.DateField(_("due date"), null=True)
    document_changed_at = models.DateTimeField(_("changed at the source"), null=True)
    cancelled = models.BooleanField(_("cancelled at the source"), default=False)

    digest = models.CharField(_("checksum"), max_length=64)
    payload = models.ForeignKey(
        Payload, models.SET_NULL, null=True, related_name="transfers", verbose_name=_("source as received")
    )
    last_event = models.BigIntegerField(_("last event"), default=0)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    delivered_revision = models.PositiveIntegerField(_("booked revision"), default=0)
    agreed_revision = models.PositiveIntegerField(_("revision that a person asked to be sent"), default=0)

    state = models.CharField(_("state"), max_length=10, choices=TransferState.choices)
    reason = models.CharField(_("reason"), max_length=80, blank=True)
    requeue_mode = models.CharField(max_length=8, choices=RequeueMode.choices, default=RequeueMode.REBUILT)
    due_at = models.DateTimeField(_("next try"))
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(_("tries since last asked"), default=0)
    crashes = models.PositiveSmallIntegerField(_("workers lost on it"), default=0)
    attempts_made = models.PositiveIntegerField(_("attempts"), default=0)
    remarks = models.JSONField(_("warnings"), default=list, blank=True)
    operation_keys = models.JSONField(default=list, blank=True)
    target_reference = models.CharField(_("id at the target"), max_length=120, blank=True, db_index=True)
    target_number = models.CharField(_("number at the target"), max_length=120, blank=True)
    received_at = models.DateTimeField(_("received"))
    delivered_at = models.DateTimeField(_("booked"), null=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        permissions: ClassVar = [
            ("decide", _("Can requeue and hold transfers")),
            ("close", _("Can skip transfers and mark them as handled elsewhere")),
            ("collect", _("Can collect documents, and say whether they were taken over")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("flow", "source_id"), name="hub_transfer_once"),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False) | ~Q(state="sending") & Q(lease_owner=""),
                name="hub_transfer_lease",
            ),
            models.CheckConstraint(condition=Q(delivered_revision__lte=F("revision")), name="hub_transfer_revision"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=("target", "due_at", "id"),
                condition=Q(state__in=("queued", "retrying", "unknown")),
                name="hub_transfer_claim",
            ),
            models.Index(fields=("lease_until",), condition=Q(state="sending"), name="hub_transfer_leased"),
            models.Index(fields=("state", "-id"), name="hub_transfer_state"),
            models.Index(fields=("flow", "state"), name="hub_transfer_flow"),
            models.Index(fields=("received_at",), name="hub_transfer_received"),
            models.Index(fields=("amount",), name="hub_transfer_amount"),
            models.Index(
                fields=("id", "currency", "amount", "received_at"),
                condition=Q(state="waiting"),
                name="hub_transfer_waiting",
            ),
            models.Index(
                fields=("delivered_at", "flow", "currency", "amount"),
                condition=Q(state="delivered"),
                name="hub_transfer_booked",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.source_id

    @property
    def final(self) -> bool:
        """Tell whether the work is over."""
        return self.state in FINAL
