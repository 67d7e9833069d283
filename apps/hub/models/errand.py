"""What the hub asks or tells a vendor about a document that was booked, now and then until it is done."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.hub.models.connection import Connection
from apps.hub.models.operation import Operation
from apps.hub.models.transfer import Transfer


class Errand(models.Model):
    """Base of both kinds: what was said last, and when it is the turn again; ``ask_at`` is empty once it is done."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+")
    words = models.CharField(_("in words"), max_length=200, blank=True)
    wrong = models.BooleanField(_("somebody should look"), default=False)
    since = models.DateTimeField(_("since"), null=True)
    asked_at = models.DateTimeField(_("asked"), null=True)
    ask_at = models.DateTimeField(_("asked next"), null=True, default=timezone.now)
    times = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        indexes: ClassVar = [
            models.Index(fields=("ask_at",), condition=Q(ask_at__isnull=False), name="%(app_label)s_%(class)s_due"),
        ]

    def __str__(self) -> str:
        return self.words


class Standing(Errand):
    """What became of an entry at the target, as the target said last."""

    operation = models.OneToOneField(Operation, models.CASCADE, related_name="standing", verbose_name=_("entry"))
    code = models.CharField(_("standing"), max_length=40, blank=True)
    paid_on = models.DateField(_("paid on"), null=True)

    class Meta(Errand.Meta):
        verbose_name = _("standing at the target")
        verbose_name_plural = _("standings at the target")


class Notice(Errand):
    """Telling the source that its document was booked; ``handle`` is the connector's place in doing so."""

    transfer = models.OneToOneField(Transfer, models.CASCADE, related_name="notice", verbose_name=_("transfer"))
    handle = models.CharField(max_length=200, blank=True)

    class Meta(Errand.Meta):
        verbose_name = _("notice to the source")
        verbose_name_plural = _("notices to the source")


class PaymentNotice(Errand):
    """Telling the source that all that was booked of its document is paid, and since which day."""

    transfer = models.OneToOneField(Transfer, models.CASCADE, related_name="payment_notice", verbose_name=_("transfer"))
    paid_on = models.DateField(_("paid on"))

    class Meta(Errand.Meta):
        verbose_name = _("payment told to the source")
        verbose_name_plural = _("payments told to the source")
