"""What the pages of layouts show."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils.translation import gettext, pgettext_lazy

from apps.core.connector import registry
from apps.core.layouts.layout import Column, Holds, Layout, Origin, every_part
from apps.hub.admin import rights, wording
from apps.hub.batches import versions
from apps.hub.batches.layouts import InForce, frame_of, in_force, is_rehearsal
from apps.hub.batches.versions import Tried
from apps.hub.models import Batch, Connection, LayoutVersion

#: What a column holds, in words.
HOLDS = {
    Holds.TEXT: pgettext_lazy("column", "text"),
    Holds.NUMBER: pgettext_lazy("column", "number"),
    Holds.DATE: pgettext_lazy("column", "date"),
    Holds.AMOUNT: pgettext_lazy("column", "amount"),
}
#: Differences and files that a page lists.
SHOWN = 200
FILES = 20


@dataclass(frozen=True, slots=True)
class Offer:
    """A layout of a connection, with the version by which its files are written."""

    connection: Connection
    preset: Layout
    found: InForce


def offers() -> list[Offer]:
    """Give every layout of every connection whose app has layouts."""
    slugs = [connector.slug for connector in registry.all() if connector.layouts]
    rows = Connection.objects.filter(connector_slug__in=slugs).order_by("name")
    return [Offer(row, preset, in_force(row, preset)) for row in rows for preset in row.connector.layouts]


def page_of(
    connection: Connection, preset: Layout, shown: Layout, user: AbstractBaseUser | AnonymousUser
) -> dict[str, Any]:
    """Give a layout of a connection: what it rests on, its columns, and where it differs from the preset."""
    found = in_force(connection, preset)
    return {
        "title": f"{preset.name} · {connection.name}",
        "connection": connection,
        "preset": preset,
        "layout": shown,
        "note": gettext(shown.note) if shown.note else "",
        "found": found,
        "rehearsal": is_rehearsal(connection),
        "parts": list(parts_of(shown)),
        "differences": versions.differences(preset, shown)[:SHOWN],
        "versions": LayoutVersion.objects.for_connection(connection, preset.slug).select_related(
            "connection", "created_by", "confirmed_by"
        )[:SHOWN],
        "files": Batch.objects.filter(flow__target=connection).order_by("-pk")[:FILES],
        "may_edit": rights.may_edit_layouts(user),
        "may_collect": rights.may_collect(user),
    }


def tried_of(connection: Connection, layout: Layout, batch: Batch | None) -> dict[str, Any]:
    """Give what a layout makes of real documents, in words."""
    flow, documents = versions.sample_of(connection, batch)
    if flow is None or not documents:
        return {"tried": Tried(documents=0), "on": batch}
    tried = versions.try_out(layout, documents, frame_of(flow))
    refused = [wording.explain(one.error.code, one.error.params) for one in tried.refused]
    trouble = wording.explain(tried.trouble.code, tried.trouble.params) if tried.trouble else None
    return {"tried": tried, "on": batch, "refused": refused, "trouble": trouble}


def parts_of(layout: Layout) -> Iterator[tuple[str, str, list[tuple[Column, str, str]]]]:
    """Give the records of a layout with their columns, where each value comes from, and what it holds."""
    for part in every_part(layout.parts):
        if part.columns:
            columns = [(column, origin_of(column), str(HOLDS[column.holds])) for column in part.columns]
            yield gettext(part.name or part.slug), part.each, columns


def origin_of(column: Column) -> str:
    """Give where the value of a column comes from, as it stands in the layout."""
    value = column.value
    if value.origin in (Origin.PATH, Origin.FIXED):
        return value.text if value.origin == Origin.PATH else f"“{value.text}”"
    summed = f".{value.column}" if value.column else ""
    within = f" / {value.within}" if value.within else ""
    return f"{value.origin}({', '.join(value.of) or '*'}{summed}{within})"


def batch_of(connection: Connection, key: str) -> Batch | None:
    """Give a file of a connection by its id, None for any other text."""
    rows = Batch.objects.filter(flow__target=connection).select_related("flow__source", "flow__target")
    return rows.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
