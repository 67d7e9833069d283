"""The page that tells who changed a set-up row, when, and what."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Field, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

#: Changes that one page shows, the newest first.
SHOWN = 200
#: Told by the page itself, or of no interest to a person.
UNTOLD = ("author", "updated_at", "version", "state_since", "created_at", "public_id")


@dataclass(frozen=True, slots=True)
class Changed:
    """One field before and after."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: when, by whom, of which kind, and its fields."""

    at: datetime
    person: str
    kind: str
    changes: tuple[Changed, ...]


class WithHistory:
    """Mixed into an admin whose rows keep their history; proxies show that of the hub's own rows."""

    def history_view(self: Any, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the changes of one row."""
        concrete = self.model._meta.concrete_model
        row = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdigit() else None
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        rows = list(concrete.history.filter(id=object_id).select_related("history_user")[:SHOWN])
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(thing)s") % {"thing": row},
            "opts": self.opts,
            "row": row,
            "entries": entries(rows, concrete),
        }
        return TemplateResponse(request, "hub/home/history.html", context)


def entries(rows: list[Any], model: type[Model]) -> list[Entry]:
    """Give the changes between each version and the one before it, the newest first."""
    told = [entry(newer, tuple(differences(newer, older, model))) for newer, older in pairwise(rows)]
    return told + [entry(row, ()) for row in rows[-1:]]


def entry(row: Any, changes: tuple[Changed, ...]) -> Entry:
    """Give one line of the history."""
    kinds = {"+": _("made"), "~": _("changed"), "-": _("deleted")}
    person = row.history_user.get_username() if row.history_user else _("the hub itself")
    return Entry(row.history_date, person, kinds[row.history_type], changes)


def differences(newer: Any, older: Any, model: type[Model]) -> list[Changed]:
    """Give the fields that two versions differ in, in words."""
    delta = newer.diff_against(older, excluded_fields=[name for name in UNTOLD if hasattr(newer, name)])
    fields = {change.field: model._meta.get_field(change.field) for change in delta.changes}
    return [
        Changed(capfirst(str(field.verbose_name)), told(change.old, field), told(change.new, field))
        for change in delta.changes
        if isinstance(field := fields[change.field], Field)
    ]


def told(value: Any, field: "Field[Any, Any]") -> str:
    """Give a value as people know it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(f"{name}: {inner}" for name, inner in value.items()) or "—"
    labels = dict(field.flatchoices)
    return str(labels.get(value, value)) if value not in (None, "") else "—"
