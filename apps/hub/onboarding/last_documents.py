"""The last documents of a flow, translated as they would be booked, with nothing sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from apps.core.errors import MappingMissing, Trouble
from apps.hub.admin import uploading, wording
from apps.hub.admin.connection_page import hook_addresses
from apps.hub.engine.booking.translate import Route, translate
from apps.hub.engine.decisions import asking
from apps.hub.engine.decisions.preview import Preview, preview
from apps.hub.models import Event, Flow, Pull, Transfer

#: So many of the last documents are read for values without a counterpart, and so many are shown whole.
READ, SHOWN = 50, 5


@dataclass(slots=True)
class Unmapped:
    """A value of the last documents without a counterpart, and in how many of them it is."""

    vocabulary: str
    value: str
    label: str
    documents: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """One document with what would be sent for it, or why it would not."""

    transfer: Transfer
    preview: Preview
    words: wording.Words | None = None
    missing: tuple[str, ...] = field(default=())


def last(flow: Flow, count: int) -> list[Transfer]:
    """Give the last documents of a flow; which ones is read from an index alone."""
    newest = list(Transfer.objects.filter(flow=flow).order_by("-pk").values_list("pk", flat=True)[:count])
    rows = Transfer.objects.filter(pk__in=newest).select_related("payload", "flow__source", "flow__target")
    return list(rows.order_by("-pk"))


def unmapped(flow: Flow) -> list[Unmapped]:
    """Give every value of the last documents that nobody has translated, by kind and name."""
    route = Route.of(flow)
    found: dict[tuple[str, str], Unmapped] = {}
    for transfer in last(flow, READ):
        for missing in missing_in(transfer, route):
            key = (missing.kind, missing.value)
            row = found.setdefault(key, Unmapped(missing.kind, missing.value[:200], missing.label[:300]))
            row.documents += 1
    return sorted(found.values(), key=lambda row: (row.vocabulary, row.label or row.value))


def missing_in(transfer: Transfer, route: Route) -> tuple[MappingMissing, ...]:
    """Give the missing values of one document; one that cannot be read has none to tell of."""
    try:
        return translate(transfer, route).missing
    except Trouble:
        return ()
    except Exception:  # noqa: BLE001  a defect in one document is told where that document is shown
        return ()


def shown(flow: Flow) -> list[Shown]:
    """Give the last documents exactly as they would be booked now."""
    route = Route.of(flow)
    return [in_words(transfer, preview(transfer, route), flow) for transfer in last(flow, SHOWN)]


def in_words(transfer: Transfer, found: Preview, flow: Flow) -> Shown:
    """Say why a document would not be booked, where that is so."""
    if found.defect:
        return Shown(transfer, found, wording.explain("internal", {"error": found.defect}))
    if found.trouble:
        return Shown(transfer, found, wording.explain(found.trouble.code, found.trouble.params))
    missing = found.plan.missing if found.plan else ()
    names = {entry.slug: gettext(entry.name) for entry in flow.target.connector.vocabularies}
    told = tuple(f"{names.get(one.kind, one.kind)}: {one.label or one.value}" for one in missing)
    return Shown(transfer, found, missing=told)


def waiting_room(request: HttpRequest, flow: Flow, *, came: bool) -> Mapping[str, Any]:
    """Say how documents come to a flow that has none yet: by themselves, or when the source is asked.

    ``came`` is whether some are there.
    """
    connector = flow.source.connector
    hooked = {hook.kind: hook.path for hook in connector.hooks}
    path = hooked.get(flow.kind)
    pull = Pull.objects.filter(connection=flow.source, kind=flow.kind).first()
    addresses = [address for _name, address in hook_addresses(flow.source, connector, request)]
    return {
        "hooks": [address for address in addresses if path and address.endswith(f"/{path}")],
        "came": came,
        "asks": asking.asks(flow),
        "asks_first": asking.asks(flow) and not came,
        "asked": bool(pull and pull.due_at and pull.due_at <= timezone.now()),
        "pull": pull,
        "trouble": wording.explain(pull.code, pull.params) if pull and pull.code else None,
        "upload_url": uploading.way_to(flow, request.user),
        "unread": Event.objects.unread().filter(connection=flow.source, kind=flow.kind).exists(),
    }
