"""The first answer to a call that a system marked with a key of its own, for when it makes that call again."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FirstAnswerQuerySet(models.QuerySet["FirstAnswer"]):
    """Questions about first answers."""

    def over(self, now: datetime) -> "FirstAnswerQuerySet":
        """Those that are kept no longer."""
        return self.filter(expires_at__lte=now)


class FirstAnswer(models.Model):
    """What a call was and how it was answered; ``status`` is empty while it is under way, until ``lease_until``."""

    api_key = models.ForeignKey("accounts.ApiKey", models.CASCADE, related_name="+", verbose_name=_("API key"))
    key = models.CharField(_("key of the call"), max_length=255)
    digest = models.CharField(_("checksum of the call"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    media_type = models.CharField(max_length=80, blank=True)
    body = models.TextField(_("answer"), blank=True)
    lease_until = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects = FirstAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("first answer")
        verbose_name_plural = _("first answers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("api_key", "key"), name="hub_first_answer_once"),
            models.CheckConstraint(
                condition=Q(status=None, body="") | Q(status__gte=200), name="hub_first_answer_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.key
