"""What would be sent now, beside what was sent last: the real translation, and nothing leaves."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from apps.core.connector import Resource, Step
from apps.core.errors import Trouble
from apps.hub.engine.booking import ledger, request
from apps.hub.engine.booking.translate import Plan, Route, translate
from apps.hub.models import Claim, Operation, Transfer

log = logging.getLogger(__name__)

#: Fields of one request on a page; a document apportioned over 10,000 cost centres has more.
SHOWN = 200


class Effect(StrEnum):
    """What sending one step would do."""

    NEW = "new"
    CHANGE = "change"
    SAME = "same"
    KEPT = "kept"
    REFUSED = "refused"
    ASK = "ask"
    UNDO = "undo"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a request: as sent last and as it would be sent now; None where it is missing."""

    field: str
    before: Any
    now: Any

    @property
    def differs(self) -> bool:
        """Tell whether sending would change it."""
        return bool(self.before != self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the target: what is known of it, and what sending would do to it."""

    key: str
    label: str
    resource: str
    effect: Effect
    operation: Operation | None
    fields: tuple[Difference, ...] = ()

    @property
    def foremost(self) -> list[Difference]:
        """Give the fields that a page shows: all, or of very many those that change before the others."""
        if len(self.fields) <= SHOWN:
            return list(self.fields)
        return sorted(self.fields, key=lambda difference: not difference.differs)[:SHOWN]

    @property
    def changes(self) -> list[Difference]:
        """Give the fields that would change."""
        return [difference for difference in self.fields if difference.differs]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a requeued transfer would send, or why it cannot be said."""

    plan: Plan | None = None
    trouble: Trouble | None = None
    defect: str = ""
    entries: tuple[Entry, ...] = field(default=())

    @property
    def changing(self) -> int:
        """Give how many entries sending would touch."""
        return sum(entry.effect in (Effect.NEW, Effect.CHANGE, Effect.UNDO, Effect.ASK) for entry in self.entries)


def preview(transfer: Transfer, route: Route) -> Preview:
    """Translate the stored document with today's mappings and compare with the ledger."""
    try:
        plan = translate(transfer, route)
    except Trouble as trouble:
        return Preview(trouble=trouble, entries=as_they_are(transfer, route))
    except Exception as defect:
        log.exception("defect while translating for a preview", extra={"transfer": transfer.pk})
        return Preview(defect=type(defect).__name__, entries=as_they_are(transfer, route))
    if plan.missing or plan.rule:
        return Preview(plan=plan, entries=as_they_are(transfer, route))
    return Preview(plan=plan, entries=tuple(entries(transfer, route, plan)))


def rows_of(transfer: Transfer, keys: set[str]) -> dict[str, Operation]:
    """Give the ledger's rows for some keys and for what the transfer has written."""
    known = ledger.operations_of(transfer, keys | set(transfer.operation_keys))
    return {row.key: row for row in known.select_related("standing")}


def entries(transfer: Transfer, route: Route, plan: Plan) -> Iterator[Entry]:
    """Give what the steps of a plan would do, then what becomes of entries that it no longer holds."""
    rows = rows_of(transfer, {step.key for step in plan.steps})
    for step in plan.steps:
        row = rows.pop(step.key, None)
        yield entry_of(step, row, transfer, route.connector.resource(step.resource))
    elsewhere = Claim.objects.living().exclude(transfer=transfer).filter(operation__in=rows.values())
    wanted = set(elsewhere.values_list("operation_id", flat=True)) if rows else set()
    for row in rows.values():
        yield leftover(row, route.connector.resource(row.resource), wanted=row.pk in wanted)


def entry_of(step: Step, row: Operation | None, transfer: Transfer, resource: Resource) -> Entry:
    """Compare one step with what the ledger knows under its key."""
    return Entry(
        key=step.key,
        label=step.label,
        resource=resource.name,
        effect=effect_of(step, row, transfer, resource),
        operation=row,
        fields=differences(row.request if row else None, request.storable(step.body)),
    )


def effect_of(step: Step, row: Operation | None, transfer: Transfer, resource: Resource) -> Effect:
    """Say what `deliver` would do with a step."""
    if row is None or row.state in (Operation.State.PLANNED, Operation.State.CANCELLED):
        return Effect.NEW
    if row.state == Operation.State.SENDING:
        return Effect.ASK
    if row.digest == request.digest_of(step.body) or resource.keep_existing:
        return Effect.SAME
    if row.transfer_id != transfer.pk and step.precedence < row.precedence:
        return Effect.KEPT
    return Effect.CHANGE if resource.update else Effect.REFUSED


def leftover(row: Operation, resource: Resource, *, wanted: bool) -> Entry:
    """Say what becomes of an entry that the document no longer asks for; ``wanted`` when another one does."""
    undone = row.state == Operation.State.BOOKED and resource.cancel is not None
    effect = (Effect.KEPT if wanted else Effect.UNDO) if undone else Effect.STAYS
    return Entry(
        key=row.key,
        label=row.label,
        resource=resource.name,
        effect=effect,
        operation=row,
        fields=differences(row.request, row.request),
    )


def as_they_are(transfer: Transfer, route: Route) -> tuple[Entry, ...]:
    """Give what the transfer has written, when nothing new can be worked out."""
    rows = rows_of(transfer, set()).values()
    return tuple(
        Entry(
            key=row.key,
            label=row.label,
            resource=route.connector.resource(row.resource).name,
            effect=Effect.STAYS,
            operation=row,
            fields=differences(row.request, row.request),
        )
        for row in rows
    )


def differences(before: Any, now: Any) -> tuple[Difference, ...]:
    """Compare two requests field by field, in the order of the newer one."""
    old, new = dict(flat(before or {})), dict(flat(now or {}))
    names = [*new, *(name for name in old if name not in new)]
    return tuple(Difference(name, old.get(name), new.get(name)) for name in names)


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Give every leaf of a request under its path; a reference is the key that it points to, a file its checksum."""
    match value:
        case {"ref": str(key)} if len(value) == 1:
            yield path, f"→ {key}"
        case {"file": str(sha256)} if len(value) == 1:
            yield path, f"SHA-256 {sha256}"
        case Mapping():
            for name, inner in value.items():
                yield from flat(inner, f"{path}.{name}" if path else str(name))
        case list():
            for number, inner in enumerate(value, start=1):
                yield from flat(inner, f"{path}[{number}]")
        case _:
            yield path, value
