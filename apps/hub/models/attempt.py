"""One try at one transfer; append only."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.hub.models.payload import Payload
from apps.hub.models.run import SyncRun
from apps.hub.models.transfer import Transfer, TransferState


class Attempt(models.Model):
    """What was tried, with which mappings, what was answered, and how long it took."""

    #: Without an index of its own: the one that keeps numbers apart begins with it.
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, related_name="attempts", verbose_name=_("transfer"), db_index=False
    )
    run = models.ForeignKey(SyncRun, models.SET_NULL, null=True, related_name="attempts", verbose_name=_("sync run"))
    number = models.PositiveIntegerField(_("number"))
    revision = models.PositiveIntegerField(_("revision"))
    started_at = models.DateTimeField(_("started"))
    milliseconds = models.PositiveIntegerField(_("duration in ms"), default=0)
    outcome = models.CharField(_("outcome"), max_length=10, choices=TransferState.choices)
    code = models.CharField(_("reason"), max_length=80, blank=True)
    params = models.JSONField(default=dict)
    connector_version = models.CharField(_("connector version"), max_length=20, blank=True)
    #: Every look-up of the translation: vocabulary, value, target value, mapping id and version.
    trace = models.JSONField(_("translation"), default=list)
    steps = models.JSONField(_("steps"), default=list)
    exchanges = models.ForeignKey(
        Payload, models.SET_NULL, null=True, related_name="+", verbose_name=_("requests and answers")
    )

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ("transfer", "number")
        indexes: ClassVar = [
            models.Index(fields=("started_at",), name="hub_attempt_started"),
            models.Index(fields=("outcome", "-id"), name="hub_attempt_outcome"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("transfer", "number"), name="hub_attempt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.transfer} #{self.number}"
