"""Who is told what happens here: addresses of other systems, the messages for them, and each try to deliver one."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import standard_webhooks
from apps.hub.fields import SecretText
from apps.hub.models.connection import Connection


class Happening(models.TextChoices):
    """What systems can be told of."""

    READY = "document.ready", _("A document is ready to be collected")
    DELIVERED = "transfer.delivered", _("A document was booked")
    WAITING = "transfer.waiting", _("A document waits for a person")
    REFUSED = "transfer.refused", _("A document was refused by whoever collected it")
    REVERSED = "transfer.reversed", _("A document was undone")
    PRODUCED = "batch.produced", _("A file was produced")
    TEST = "webhook.test", _("A person tries the address")


def may_be_told(url: str) -> None:
    """Refuse an address that is not reached by https, but for the origins that the operator allows."""
    parts = urlsplit(url)
    allowed = parts.scheme == "http" and parts.netloc in settings.PRIVATE_ORIGINS
    if not allowed and (parts.scheme != "https" or not parts.hostname or "@" in parts.netloc):
        raise ValidationError(_("Give an address that begins with https://, without a name and password in it."))


def known_events(names: Any) -> None:
    """Refuse what is no list of things that systems can be told of."""
    if not isinstance(names, list) or not set(map(str, names)) <= set(Happening.values):
        raise ValidationError(_("There is no such event."))


def message_id() -> str:
    """Think up the id of a message."""
    return f"msg_{uuid.uuid4().hex}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Questions about subscriptions."""

    def listening(self, ends: Iterable[int]) -> "SubscriptionQuerySet":
        """Those that are told of what happens between some connections."""
        return self.filter(Q(connection=None) | Q(connection__in=set(ends)), active=True).order_by("pk")


class Subscription(models.Model):
    """An address that is told what happens, at one connection or at all; ``events`` empty: of everything.

    The secret is shown once. The one before it still signs until ``old_until``, so that nothing is refused while
    somebody changes it on the other side.
    """

    name = models.CharField(_("name"), max_length=80, unique=True, help_text=_("The system that is told."))
    connection = models.ForeignKey(
        Connection,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="subscriptions",
        verbose_name=_("connection"),
        help_text=_("Empty: everything that happens in the hub."),
    )
    url = models.URLField(_("address"), max_length=500, validators=[may_be_told])
    events = models.JSONField(
        _("events"), default=list, blank=True, validators=[known_events], help_text=_("None: all of them.")
    )
    secret: Any = SecretText(editable=False, default=standard_webhooks.new_secret)
    old_secret: Any = SecretText(editable=False, blank=True, default="")
    old_until = models.DateTimeField(null=True, editable=False)
    active = models.BooleanField(pgettext_lazy("subscription", "active"), default=True)
    code = models.CharField(_("switched off because"), max_length=40, blank=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("by")
    )

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def wants(self, event: str, ends: Iterable[int]) -> bool:
        """Tell whether it is told of an event at some connections."""
        return (not self.events or event in self.events) and self.connection_id in (None, *ends)

    def secrets(self, now: datetime) -> list[str]:
        """Give the secrets that sign at a moment."""
        old = [str(self.old_secret)] if self.old_secret and self.old_until and self.old_until > now else []
        return [str(self.secret), *old]


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about messages."""

    def due(self, now: datetime) -> "MessageQuerySet":
        """Those whose time has come, for addresses that are switched on."""
        return self.filter(state=Message.State.QUEUED, due_at__lte=now, subscription__active=True)


class Message(models.Model):
    """What one address is told of one event: ids and states only, so that no secret and nobody's data travels."""

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("message", "On its way")
        DELIVERED = "delivered", pgettext_lazy("message", "Delivered")
        FAILED = "failed", pgettext_lazy("message", "Given up")

    public_id = models.CharField(_("id of the message"), max_length=40, unique=True, default=message_id)
    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="messages", verbose_name=_("webhook"), db_index=False
    )
    event = models.CharField(_("event"), max_length=40, choices=Happening.choices)
    data = models.JSONField(_("content"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    due_at = models.DateTimeField(_("next try"), null=True, default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    created_at = models.DateTimeField(_("happened"), default=timezone.now, db_index=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook message")
        verbose_name_plural = _("webhook messages")
        indexes: ClassVar = [
            models.Index(fields=("due_at",), condition=Q(state="queued"), name="hub_message_due"),
            models.Index(fields=("subscription", "-id"), name="hub_message_of"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="queued", due_at__isnull=False) | ~Q(state="queued"), name="hub_message_queued"
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Delivery(models.Model):
    """One try to deliver a message, and what the address answered."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries", verbose_name=_("webhook message"))
    at = models.DateTimeField(_("when"))
    milliseconds = models.PositiveIntegerField(_("took"))
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    answer = models.TextField(_("answer"), blank=True)
    code = models.CharField(_("reason"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.status or self.code)
