"""Where documents lie that nobody is sent: each flow's shelf, and what lies on it to be collected."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.hub.models.flow import Flow
from apps.hub.models.transfer import Transfer, TransferState


class Shelf(models.Model):
    """The two counters of a flow whose documents are collected.

    ``position`` is that of the document laid down last. Whoever lays one down holds this row until the commit, so
    positions appear in their order, and a reader who goes on behind the last one it saw misses nothing. ``number`` is
    that of the last file; it is raised in the transaction that makes the file, so there are no gaps.
    """

    flow = models.OneToOneField(Flow, models.PROTECT, primary_key=True, related_name="shelf", verbose_name=_("flow"))
    position = models.BigIntegerField(default=0)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("shelf")
        verbose_name_plural = _("shelves")

    def __str__(self) -> str:
        return str(self.flow)


class ReadyQuerySet(models.QuerySet["ReadyDocument"]):
    """Questions about what lies on shelves."""

    def collectable(self, flow: Flow) -> "ReadyQuerySet":
        """Those of a flow that may be collected now, in the order in which they were laid down."""
        mine = self.filter(flow=flow, transfer__state=TransferState.READY)
        return mine.select_related("transfer").order_by("position")


class ReadyDocument(models.Model):
    """One revision of a document as it is collected; it counts only while its transfer is ready or in a file.

    ``content`` is the JSON form that readers get; ``key``, ``resource``, ``label`` and ``amount`` are those of the
    operation that it becomes once it is taken over.
    """

    transfer = models.OneToOneField(Transfer, models.CASCADE, related_name="ready", verbose_name=_("transfer"))
    #: Without an index of its own: the one that keeps positions apart begins with it.
    flow = models.ForeignKey(Flow, models.PROTECT, related_name="+", verbose_name=_("flow"), db_index=False)
    revision = models.PositiveIntegerField(_("revision"))
    position = models.BigIntegerField(_("position"))
    key = models.CharField(max_length=120)
    resource = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    amount = models.DecimalField(_("amount"), max_digits=17, decimal_places=4, null=True)
    content = models.JSONField(_("content"))
    created_at = models.DateTimeField(_("ready since"))

    objects = ReadyQuerySet.as_manager()

    class Meta:
        verbose_name = _("document to be collected")
        verbose_name_plural = _("documents to be collected")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("flow", "position"), name="hub_ready_position"),
            models.CheckConstraint(condition=Q(position__gt=0, revision__gt=0), name="hub_ready_begins_at_one"),
        ]

    def __str__(self) -> str:
        return self.label
