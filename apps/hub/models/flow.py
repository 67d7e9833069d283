"""Documents of one kind from one connection to another."""

from collections.abc import Iterable
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from apps.core.connector import Setting
from apps.hub.batches.choices import collected, settings_of, source_settings_of
from apps.hub.models.connection import Connection


class FlowQuerySet(models.QuerySet["Flow"]):
    """Questions about flows."""

    def taking(self, connection_id: int, kind: str) -> "FlowQuerySet":
        """Those that take documents of a kind from a connection, switched on or not."""
        return self.filter(source_id=connection_id, kind=kind)


class Flow(models.Model):
    """Documents of one kind from one connection to another, with its switch and settings."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    source = models.ForeignKey(Connection, models.PROTECT, related_name="flows_out", verbose_name=_("from"))
    target = models.ForeignKey(Connection, models.PROTECT, related_name="flows_in", verbose_name=_("to"))
    kind = models.CharField(_("documents"), max_length=40)
    active = models.BooleanField(
        _("active"), default=False, help_text=_("While off, documents are received and kept, and nothing is booked.")
    )
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    history = HistoricalRecords()
    objects = FlowQuerySet.as_manager()

    class Meta:
        verbose_name = _("flow")
        verbose_name_plural = _("flows")
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("source", "target", "kind"),
                name="hub_flow_once",
                violation_error_message=_("These documents already flow between these two connections."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a kind that the source cannot read or the target cannot book."""
        for connection, side in ((self.source, "sources"), (self.target, "targets")):
            if self.kind not in kinds(connection, side):
                message = _("%(connection)s does not handle these documents.")
                raise ValidationError({"kind": ValidationError(message, params={"connection": connection.name})})

    def setting(self, slug: str) -> str:
        """Give a setting's value, or the default that a connector declares, for whatever kind it is."""
        return self.chosen[slug]

    @property
    def chosen(self) -> dict[str, str]:
        """Give every setting by its slug: what its owner has chosen, else the default."""
        return self._values((*self.target.connector.settings, *self.declared))

    @property
    def chosen_at_source(self) -> dict[str, str]:
        """Give what its owner has chosen among the documents of its source."""
        return self._values(self.declared_by_source)

    @property
    def declared(self) -> tuple[Setting, ...]:
        """Give everything that its owner chooses; KeyError when the target's connector is not installed."""
        return (*self.declared_by_source, *settings_of(self.target.connector, self.kind))

    @property
    def declared_by_source(self) -> tuple[Setting, ...]:
        """Give what its source leaves to its owner; nothing where that connector is not installed."""
        try:
            return source_settings_of(self.source.connector, self.kind)
        except KeyError:
            return ()

    def _values(self, declared: Iterable[Setting]) -> dict[str, str]:
        return {one.slug: str(self.settings.get(one.slug, one.default)) for one in declared}

    @property
    def collected(self) -> bool:
        """Tell whether its documents are collected from us; not where the target's connector is not installed."""
        try:
            return collected(self.target.connector, self.kind)
        except KeyError:
            return False


def kinds(connection: Connection, side: str) -> set[str]:
    """Give the kinds of document that a connection reads or books; none where its connector is not installed."""
    try:
        declared = getattr(connection.connector, side)
    except KeyError:
        return set()
    return {entry.kind for entry in declared}
