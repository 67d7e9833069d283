"""Which columns of each list are exported, and how a value of a row becomes that of a cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from apps.core.documents import Direction
from apps.hub.admin import wording
from apps.hub.admin.batch_page import amounts

#: By the name of a noun, the fields of its list as people export it; a name of `WORKED_OUT` is no field.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "attempt": ("started_at", "transfer", "transfer__flow", "number", "outcome", "code", "milliseconds"),
    "auditentry": ("at", "actor_name", "verb", "noun", "noun_id", "about", "reason"),
    "batch": (
        "flow", "number", "file_number", "state", "file_name", "count", "amounts", "size", "sha256", "produced_at",
        "produced_by", "decided_at", "decided_by", "reason",
    ),
    "connection": ("name", "connector_slug", "environment", "account_id", "account_name", "state", "state_since"),
    "event": ("received_at", "connection", "path", "kind", "source_id", "state", "reason", "repeats"),
    "flow": ("name", "source", "target", "kind", "active", "created_at"),
    "mapping": (
        "source", "target", "vocabulary", "value", "label", "target_value", "target_label", "version", "author",
        "updated_at",
    ),
    "pendingerror": (
        "words", "asks", "source", "target", "value", "label", "code", "opened_at", "assigned_to", "resolved_at",
        "resolved_by", "resolution",
    ),
    "rule": ("flow", "position", "name", "path", "operator", "value", "action", "active"),
    "syncrun": (
        "flow", "trigger", "state", "started_at", "finished_at", "taken", "delivered", "ready", "waiting", "retrying",
        "skipped", "reversed", "read", "new", "changed", "unchanged", "unreadable",
    ),
    "transfer": (
        "number", "party", "party_tax_id", "direction", "amount", "currency", "issued_on", "due_on", "state", "flow",
        "target", "source_id", "target_reference", "target_number", "received_at", "delivered_at",
    ),
    "upload": (
        "at", "person_name", "connection", "kind", "name", "size", "sha256", "documents", "new", "changed", "known",
        "unreadable",
    ),
}  # fmt: skip
#: How money goes.
DIRECTIONS = {Direction.RECEIVABLE.value: _("To receive"), Direction.PAYABLE.value: _("To pay")}
#: Decimals that an amount has at least.
CENT = Decimal("0.01")
#: What is no field: its heading, and how it is told of a row.
WORKED_OUT: Mapping[str, tuple[Any, Callable[[Any], object]]] = {
    "direction": (_("Direction"), lambda row: DIRECTIONS.get(row.direction, row.direction)),
    "kind": (_("Kind of document"), lambda row: row.kind),
    "amounts": (_("Amount"), lambda row: " · ".join(amounts(row.totals))),
    "words": (_("What stops it"), lambda row: wording.of_cause(row).line),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and the value of a row in it."""

    name: str
    heading: str
    value: Callable[[Any], object]


def columns_of(model: type[Model]) -> list[Column]:
    """Give the columns of a noun's list in the reader's language; KeyError for a noun that has none."""
    return [column_of(model, name) for name in COLUMNS[model._meta.model_name or ""]]


def column_of(model: type[Model], name: str) -> Column:
    """Give one column."""
    if name in WORKED_OUT:
        heading, told = WORKED_OUT[name]
        return Column(name, str(heading), told)
    field = field_of(model, name)
    return Column(name, capfirst(str(field.verbose_name)), lambda row: value_of(row, name))


def field_of(model: type[Model], path: str) -> "Field[Any, Any]":
    """Give the field at the end of a path."""
    *steps, last = path.split("__")
    for step in steps:
        related = model._meta.get_field(step).related_model
        assert isinstance(related, type)
        model = related
    field = model._meta.get_field(last)
    if not isinstance(field, Field):
        raise FieldDoesNotExist(path)
    return field


def relations_of(model: type[Model]) -> list[str]:
    """Give the relations that the columns lead to, so that all rows are read in one query."""
    names = [name for name in COLUMNS[model._meta.model_name or ""] if name not in WORKED_OUT]
    own = [name for name in names if field_of(model, name).is_relation]
    return own + (["source", "target"] if "words" in COLUMNS[model._meta.model_name or ""] else [])


def value_of(row: Any, path: str) -> object:
    """Give what stands at the end of a path: words for choices, texts for other rows, the reader's own time."""
    *steps, last = path.split("__")
    for step in steps:
        row = getattr(row, step)
    value = getattr(row, last)
    if isinstance(value, bool):
        return gettext("yes") if value else pgettext("not yes", "no")
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, Decimal) and value == value.quantize(CENT):
        return value.quantize(CENT)
    if isinstance(value, Model):
        return str(value)
    return str(display()) if value and (display := getattr(row, f"get_{last}_display", None)) else value
