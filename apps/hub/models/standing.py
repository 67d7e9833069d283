"""What became of an entry at the target after it was booked."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.hub.models.connection import Connection
from apps.hub.models.operation import Operation


class StandingQuerySet(models.QuerySet["Standing"]):
    """Questions about standings."""

    def due(self, now: datetime) -> "StandingQuerySet":
        """Those to be asked about now, at connections that may be called."""
        return self.filter(ask_at__lte=now, connection__in=Connection.objects.ready(now))


class Standing(models.Model):
    """What the target last said about an entry that it can be asked about; ``ask_at`` is empty once that is final."""

    operation = models.OneToOneField(Operation, models.CASCADE, related_name="standing", verbose_name=_("entry"))
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+")
    code = models.CharField(_("standing"), max_length=40, blank=True)
    words = models.CharField(_("in words"), max_length=200, blank=True)
    wrong = models.BooleanField(_("somebody should look"), default=False)
    since = models.DateTimeField(_("since"), null=True)
    asked_at = models.DateTimeField(_("asked"), null=True)
    ask_at = models.DateTimeField(_("asked next"), null=True, default=timezone.now)
    times = models.PositiveSmallIntegerField(default=0)

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing at the target")
        verbose_name_plural = _("standings at the target")
        indexes: ClassVar = [
            models.Index(fields=("ask_at",), condition=Q(ask_at__isnull=False), name="hub_standing_due"),
        ]

    def __str__(self) -> str:
        return self.words or self.code
