"""One webhook call exactly as it arrived."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.hub.fields import SecretJSON
from apps.hub.models.connection import Connection
from apps.hub.models.payload import Payload


class EventQuerySet(models.QuerySet["Event"]):
    """Questions about events."""

    def unread(self) -> "EventQuerySet":
        """Those that no worker has turned into transfers yet, in the order they came."""
        return self.filter(state=Event.State.ACCEPTED).order_by("pk")

    def about(self, connection_id: int, kind: str, source_id: str) -> "EventQuerySet":
        """The verified calls about one document, in the order they came."""
        found = self.filter(connection_id=connection_id, kind=kind, source_id=source_id)
        return found.verified().order_by("pk")

    def verified(self) -> "EventQuerySet":
        """Those whose origin was proved."""
        return self.exclude(state=Event.State.QUARANTINED)


class Event(models.Model):
    """One webhook call: raw bytes, headers and the verdict on its signature.

    ``after`` is the event about the same document that came before with other content (0 for
    the first): the same call at the same place in that chain is a repeat, and the database
    keeps it once however many connections bring it at once.
    """

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted, not read yet")
        ROUTED = "routed", _("Handed to its flows")
        UNROUTED = "unrouted", _("No flow takes it")
        SUPERSEDED = "superseded", _("Older than what is known")
        QUARANTINED = "quarantined", _("Could not be verified")
        REFUSED = "refused", _("Could not be read")

    connection = models.ForeignKey(Connection, models.PROTECT, related_name="events", verbose_name=_("connection"))
    path = models.CharField(_("path"), max_length=120)
    kind = models.CharField(_("documents"), max_length=40, blank=True)
    source_id = models.CharField(_("id at the source"), max_length=120, blank=True)
    digest = models.CharField(_("checksum"), max_length=64)
    after = models.BigIntegerField(_("after event"), default=0)
    payload = models.ForeignKey(
        Payload, models.SET_NULL, null=True, related_name="events", verbose_name=_("body as received")
    )
    headers = models.JSONField(_("headers"), default=dict)
    evidence: Any = SecretJSON(_("secret headers"), null=True, blank=True, editable=False)
    address = models.GenericIPAddressField(_("address of the sender"), null=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.ACCEPTED)
    reason = models.CharField(_("reason"), max_length=80, blank=True)
    crashes = models.PositiveSmallIntegerField(_("workers lost on it"), default=0)
    repeats = models.PositiveIntegerField(_("repeats"), default=0)
    received_at = models.DateTimeField(_("received"), db_index=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        permissions: ClassVar = [("post", _("Can post documents through the API"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("connection", "path", "source_id", "after", "digest", "reason"), name="hub_event_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=("id",), condition=Q(state="accepted"), name="hub_event_unread"),
            models.Index(fields=("connection", "kind", "source_id", "id"), name="hub_event_document"),
            models.Index(fields=("state", "-id"), name="hub_event_state"),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.source_id}".strip()
