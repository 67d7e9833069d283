"""One cause that stops one or many transfers, and the fix it asks for."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.hub.models.connection import Connection
from apps.hub.models.transfer import Transfer


class PendingQuerySet(models.QuerySet["PendingError"]):
    """Questions about causes."""

    def open(self) -> "PendingQuerySet":
        """Those that nobody has resolved."""
        return self.filter(resolved_at=None)

    def of_connector(self, slug: str) -> "PendingQuerySet":
        """Those of connections with a vendor."""
        return self.filter(Q(source__connector_slug=slug) | Q(target__connector_slug=slug))


class PendingError(models.Model):
    """One cause. All transfers behind it are released together when it is resolved."""

    class Asks(models.TextChoices):
        """What a person has to do."""

        MAP = "map", _("Choose a target value")
        RECONNECT = "reconnect", _("Sign in again")
        CORRECT_HERE = "here", _("Correct it here")
        CORRECT_SOURCE = "source", _("Correct it at the source")
        CORRECT_TARGET = "target", _("Correct it at the target")
        SUPPORT = "support", _("Ask support")

    class Resolution(models.TextChoices):
        MAPPED = "mapped", _("Value chosen")
        RETRIED = "retried", _("Tried again")
        RECONNECTED = "reconnected", _("Connected again")
        SKIPPED = "skipped", _("Skipped")
        HANDLED = "handled", _("Handled elsewhere")
        EMPTY = "empty", _("Nothing waits any more")

    source = models.ForeignKey(
        Connection, models.CASCADE, related_name="+", null=True, verbose_name=_("from"), blank=True
    )
    target = models.ForeignKey(
        Connection, models.CASCADE, related_name="+", null=True, verbose_name=_("to"), blank=True
    )
    code = models.CharField(_("cause"), max_length=80)
    asks = models.CharField(_("what to do"), max_length=10, choices=Asks.choices)
    vocabulary = models.CharField(_("kind of value"), max_length=40, blank=True)
    value = models.CharField(_("value"), max_length=200, blank=True)
    label = models.CharField(_("known as"), max_length=300, blank=True)
    params = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    opened_at = models.DateTimeField(_("since"))
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="pending_errors",
        verbose_name=_("assigned to"),
    )
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("resolved by")
    )
    resolution = models.CharField(_("how"), max_length=12, choices=Resolution.choices, blank=True)

    objects = PendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("pending error")
        verbose_name_plural = _("pending errors")
        permissions: ClassVar = [("resolve", _("Can resolve pending errors"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("fingerprint",), condition=Q(resolved_at=None), name="hub_pending_once")
        ]
        indexes: ClassVar = [models.Index(fields=("resolved_at", "-id"), name="hub_pending_open")]

    def __str__(self) -> str:
        return self.label or self.value or self.code


class Blocker(models.Model):
    """A transfer waits behind a cause; the row goes when the cause is resolved."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="blockers")
    pending_error = models.ForeignKey(PendingError, models.CASCADE, related_name="blockers")

    class Meta:
        verbose_name = _("blocker")
        verbose_name_plural = _("blockers")
        constraints: ClassVar = [models.UniqueConstraint(fields=("transfer", "pending_error"), name="hub_blocker_once")]

    def __str__(self) -> str:
        return f"{self.transfer} ← {self.pending_error}"
