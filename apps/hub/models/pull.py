"""Where we are in asking a source for its documents of one kind."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.connector import registry
from apps.hub.models.connection import Connection
from apps.hub.models.run import SyncRun

Trigger = SyncRun.Trigger


class PullQuerySet(models.QuerySet["Pull"]):
    """Questions about pulls."""

    def due(self, now: datetime) -> "PullQuerySet":
        """Those a worker may take now, the longest due first: due, in nobody's hands, the source well."""
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        return self.filter(free, due_at__lte=now, connection__in=Connection.objects.ready(now)).order_by("due_at", "pk")

    def going_on(self, now: datetime) -> "PullQuerySet":
        """Those that were begun and are read, or go on as soon as a worker is free."""
        well = {"connection__state": Connection.State.CONNECTED, "connection__connector_slug__in": registry.slugs()}
        return self.filter(started_at__isnull=False, due_at__lte=now, **well)


class Pull(models.Model):
    """The reading of one kind of documents from one connection, whatever flows take them.

    ``cursor`` is where the next page begins. A pull is begun at ``started_at`` and over when the
    source has no more; until then several workers may have gone on with it one after the other.
    ``due_at`` None: nobody has asked for it, and it has no interval.
    """

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="pulls", verbose_name=_("connection"))
    kind = models.CharField(_("documents"), max_length=40)
    cursor = models.TextField(_("place"), blank=True)
    every = models.PositiveIntegerField(_("minutes from one asking to the next"), null=True)
    due_at = models.DateTimeField(_("next asking"), null=True)
    trigger = models.CharField(_("asked by"), max_length=10, choices=Trigger.choices, default=Trigger.SCHEDULE)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(_("begun"), null=True)
    finished_at = models.DateTimeField(_("last finished"), null=True)
    read = models.PositiveIntegerField(_("documents read"), default=0)
    stored = models.PositiveIntegerField(_("new or changed"), default=0)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    code = models.CharField(_("reason"), max_length=80, blank=True)
    params = models.JSONField(default=dict)

    objects = PullQuerySet.as_manager()

    class Meta:
        verbose_name = _("pull")
        verbose_name_plural = _("pulls")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("connection", "kind"), name="hub_pull_once"),
            models.CheckConstraint(
                condition=Q(lease_owner="", lease_until=None) | ~Q(lease_owner="") & Q(lease_until__isnull=False),
                name="hub_pull_lease",
            ),
            models.CheckConstraint(condition=Q(stored__lte=F("read")), name="hub_pull_adds_up"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="hub_pull_due"),
        ]

    def __str__(self) -> str:
        return f"{self.connection}: {self.kind}"

    def leased(self, now: datetime) -> bool:
        """Tell whether a worker is reading."""
        return self.lease_until is not None and self.lease_until >= now
