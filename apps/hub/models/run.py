"""One execution of a flow, with counts that add up."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.hub import formats
from apps.hub.models.flow import Flow


class RunQuerySet(models.QuerySet["SyncRun"]):
    """Questions about runs."""

    def of_connector(self, slug: str) -> "RunQuerySet":
        """Those of flows that come from or go to a vendor."""
        return self.filter(Q(flow__source__connector_slug=slug) | Q(flow__target__connector_slug=slug))


class SyncRun(models.Model):
    """One execution of a flow: it opens with the first document taken and closes when none is due.

    ``taken`` is the number of attempts and equals the sum of the six outcomes. Where the source
    was asked, ``read`` is the number of documents that it gave, and the sum of the four that say
    what they were.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        SUCCEEDED = "succeeded", _("Succeeded")
        INCOMPLETE = "incomplete", _("Finished, some need attention")
        FAILED = "failed", _("Nothing could be booked")

    class Trigger(models.TextChoices):
        WEBHOOK = "webhook", _("Webhook")
        PERSON = "person", _("Person")
        SCHEDULE = "schedule", _("Schedule")

    flow = models.ForeignKey(Flow, models.PROTECT, related_name="runs", verbose_name=_("flow"))
    trigger = models.CharField(_("started by"), max_length=10, choices=Trigger.choices, default=Trigger.WEBHOOK)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    active_at = models.DateTimeField(_("last activity"))
    taken = models.PositiveIntegerField(_("taken"), default=0)
    delivered = models.PositiveIntegerField(pgettext_lazy("documents", "booked"), default=0)
    waiting = models.PositiveIntegerField(_("waiting for a person"), default=0)
    retrying = models.PositiveIntegerField(_("to be tried again"), default=0)
    skipped = models.PositiveIntegerField(pgettext_lazy("documents", "skipped"), default=0)
    reversed = models.PositiveIntegerField(pgettext_lazy("documents", "undone"), default=0)
    ready = models.PositiveIntegerField(pgettext_lazy("documents", "made ready to be collected"), default=0)

    read = models.PositiveIntegerField(_("read at the source"), default=0)
    new = models.PositiveIntegerField(pgettext_lazy("documents", "new"), default=0)
    changed = models.PositiveIntegerField(pgettext_lazy("documents", "changed"), default=0)
    unchanged = models.PositiveIntegerField(pgettext_lazy("documents", "known already"), default=0)
    unreadable = models.PositiveIntegerField(pgettext_lazy("documents", "not readable"), default=0)
    cursor_before = models.TextField(_("place before"), blank=True)
    cursor_after = models.TextField(_("place after"), blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("sync run")
        verbose_name_plural = _("sync runs")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("flow",), condition=Q(state="running"), name="hub_run_one_open"),
            models.CheckConstraint(
                condition=Q(
                    taken=F("delivered") + F("ready") + F("waiting") + F("retrying") + F("skipped") + F("reversed")
                ),
                name="hub_run_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(read=F("new") + F("changed") + F("unchanged") + F("unreadable")),
                name="hub_run_reading_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flow} {formats.moment(self.started_at)}"
