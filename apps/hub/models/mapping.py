"""Translated values, and the lists they are chosen from."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from apps.hub.models.connection import Connection

#: Stands for every value that has no row of its own.
ANY = "*"


class MappingQuerySet(models.QuerySet["Mapping"]):
    """Questions about mappings."""

    def between(self, source_id: int, target_id: int) -> "MappingQuerySet":
        """Those that translate from one connection to another."""
        return self.filter(source_id=source_id, target_id=target_id)

    def of_connector(self, slug: str) -> "MappingQuerySet":
        """Those that a vendor takes part in."""
        return self.filter(Q(source__connector_slug=slug) | Q(target__connector_slug=slug))


class Mapping(models.Model):
    """One translated value: this cost centre becomes that department."""

    source = models.ForeignKey(Connection, models.CASCADE, related_name="+", verbose_name=_("from"))
    target = models.ForeignKey(Connection, models.CASCADE, related_name="+", verbose_name=_("to"))
    vocabulary = models.CharField(_("kind of value"), max_length=40)
    value = models.CharField(
        _("value at the source"), max_length=200, help_text=_("* stands for every value without a row of its own.")
    )
    label = models.CharField(_("known there as"), max_length=300, blank=True)
    target_value = models.CharField(_("value at the target"), max_length=200)
    target_label = models.CharField(_("known here as"), max_length=300, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("set by")
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    history = HistoricalRecords()
    objects = MappingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        ordering = ("vocabulary", "label", "value")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("source", "target", "vocabulary", "value"),
                name="hub_mapping_once",
                violation_error_message=_("This value is already mapped. Edit that mapping instead."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.label or self.value} → {self.target_label or self.target_value}"


class OptionList(models.Model):
    """The values that a target accepts, as it told us last."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="option_lists")
    vocabulary = models.CharField(max_length=40)
    options = models.JSONField(default=list)
    fetched_at = models.DateTimeField()

    class Meta:
        verbose_name = _("list of options")
        verbose_name_plural = _("lists of options")
        constraints: ClassVar = [models.UniqueConstraint(fields=("connection", "vocabulary"), name="hub_options_once")]

    def __str__(self) -> str:
        return f"{self.connection} {self.vocabulary}"
