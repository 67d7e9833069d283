"""A condition on a document, and what then happens."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from apps.hub.models.flow import Flow


class Rule(models.Model):
    """The first active rule of a flow whose condition holds decides about the document.

    ``path`` is a JMESPath into the document (``party.tax_id``, ``total``), compared with ``value``.
    """

    class Operator(models.TextChoices):
        EQUALS = "equals", _("is")
        DIFFERS = "differs", _("is not")
        CONTAINS = "contains", _("contains")
        BELOW = "below", _("is less than")
        ABOVE = "above", _("is more than")
        EMPTY = "empty", _("is empty")

    class Action(models.TextChoices):
        SKIP = "skip", _("Skip the document")
        HOLD = "hold", _("Hold the document for a person")

    flow = models.ForeignKey(Flow, models.CASCADE, related_name="rules", verbose_name=_("flow"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=120)
    path = models.CharField(_("field of the document"), max_length=200)
    operator = models.CharField(_("condition"), max_length=10, choices=Operator.choices)
    value = models.CharField(_("value"), max_length=200, blank=True)
    action = models.CharField(_("then"), max_length=10, choices=Action.choices)
    active = models.BooleanField(pgettext_lazy("rule", "active"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ("flow", "position", "id")
        constraints: ClassVar = [models.UniqueConstraint(fields=("flow", "name"), name="hub_rule_name_once")]

    def __str__(self) -> str:
        return self.name
