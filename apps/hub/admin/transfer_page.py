"""What the page of one transfer shows: its whole life, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.core.documents import Document
from apps.hub.admin import raw, rights, wording
from apps.hub.admin.next_step import next_step
from apps.hub.admin.uploads import uploads_about
from apps.hub.admin.wording import Words
from apps.hub.engine.booking.translate import Route
from apps.hub.engine.decisions import asking
from apps.hub.engine.decisions.preview import Preview, preview
from apps.hub.models import Attempt, AuditEntry, Event, Mapping, Transfer
from apps.hub.models.transfer import TransferState

ENDS = ("flow__source", "flow__target", "payload", "notice", "payment_notice")
#: Rows of each kind on one page; the rest is in their own lists.
MOST = 50
#: Causes of one transfer on its page; the others are in the list of pending errors.
CAUSES = 10


@dataclass(frozen=True, slots=True)
class LookUp:
    """One look-up of a translation, with the mapping that answered it as it is today."""

    said: dict[str, Any]
    kind: str
    value: str
    mapping: Mapping | None

    @property
    def changed_since(self) -> bool:
        """Tell whether the mapping was changed or deleted after it answered."""
        return self.mapping is None or self.mapping.version != self.said.get("version")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage on the way, for the line at the top: done, now, stopped, or still ahead."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Told:
    """One attempt with its outcome in words."""

    attempt: Attempt
    words: Words | None


def life_of(row: Transfer, user: rights.Person) -> dict[str, Any]:
    """Give everything that the page shows."""
    row = Transfer.objects.select_related(*ENDS).get(pk=row.pk)
    causes = [(blocker.pending_error, wording.of_cause(blocker.pending_error)) for blocker in blockers_of(row)]
    stopping = row.blockers.count()
    decisions = decisions_about(row)
    attempts = list(row.attempts.select_related("run").order_by("-number")[:MOST])
    plan = preview_of(row)
    document = plan.plan.document if plan and plan.plan else None
    return {
        "row": row,
        "next_step": next_step(row, stopping),
        "stages": stages(row, document),
        "causes": causes,
        "more_causes": stopping - len(causes),
        "remarks": [wording.explain(remark["code"], remark.get("params")) for remark in row.remarks],
        "document": document,
        "preview": plan,
        "unread": wording.explain(plan.trouble.code, plan.trouble.params) if plan and plan.trouble else None,
        "look_ups": look_ups(row, attempts),
        "attempts": [Told(attempt, words_of(attempt)) for attempt in attempts],
        "decisions": decisions,
        "proof": proof_in(decisions) if row.state == TransferState.HANDLED else "",
        "events": events_about(row),
        "uploads": uploads_about(row),
        "filings": list(row.filings.select_related("batch").order_by("-pk")[:MOST]) if row.flow.collected else [],
        "asked": asking.asks(row.flow),
        "may_see_raw": rights.may_see_raw(user),
    }


def blockers_of(row: Transfer) -> Iterable[Any]:
    """Give the first causes that the transfer waits behind."""
    return row.blockers.select_related("pending_error__target", "pending_error__source").order_by("pk")[:CAUSES]


def preview_of(row: Transfer) -> Preview | None:
    """Work out what would be sent now; None when a connector is no longer installed."""
    try:
        return preview(row, Route.of(row.flow))
    except KeyError:
        return None


def words_of(attempt: Attempt) -> Words | None:
    """Give an attempt's reason in words, where it has one."""
    return wording.explain(attempt.code, attempt.params) if attempt.code else None


def look_ups(row: Transfer, attempts: list[Attempt]) -> list[LookUp]:
    """Give the look-ups of the latest attempt that translated, each with its mapping; each once."""
    trace: list[dict[str, Any]] = next((attempt.trace for attempt in attempts if attempt.trace), [])
    told = list({tuple(sorted(map(str, said.items()))): said for said in trace}.values())[: MOST * 2]
    rows = Mapping.objects.select_related("author").in_bulk([said["mapping"] for said in told if "mapping" in said])
    names = kinds(row)
    return [look_up(said, names, rows) for said in told]


def look_up(said: dict[str, Any], names: dict[str, str], rows: dict[int, Mapping]) -> LookUp:
    """Give one look-up with the name of its kind; the slug where its connector no longer knows it."""
    slug, target = said.get("vocabulary") or said.get("setting", ""), said["target"]
    return LookUp(said, names.get(slug, slug), names.get(f"{slug}={target}", target), rows.get(said.get("mapping", 0)))


def kinds(row: Transfer) -> dict[str, str]:
    """Give the names of the target's vocabularies and settings, and of the settings' values as ``setting=value``."""
    try:
        connector, declared = row.flow.target.connector, row.flow.declared
    except KeyError:
        return {}
    values = {f"{one.slug}={value.value}": _(value.label) for one in declared for value in one.choices}
    settings = {one.slug: _(one.name) for one in declared}
    return values | settings | {one.slug: _(one.name) for one in connector.vocabularies}


def decisions_about(row: Transfer) -> list[AuditEntry]:
    """Give what people decided about a transfer and said about it, the latest first."""
    return list(AuditEntry.objects.filter(noun="transfer", noun_id=str(row.pk))[:MOST])


def proof_in(decisions: list[AuditEntry]) -> str:
    """Give the number that a document has elsewhere, as whoever closed it wrote it down."""
    return next((entry.detail.get("proof", "") for entry in decisions if entry.verb == AuditEntry.Verb.HANDLED), "")


def events_about(row: Transfer) -> list[Event]:
    """Give the calls about the document, the latest first."""
    flow = row.flow
    return list(Event.objects.about(flow.source_id, flow.kind, row.source_id).order_by("-pk")[:MOST])


def stages(row: Transfer, document: Document | None) -> list[Stage]:
    """Give the four stages of a document's way and how far it has come."""
    names = (_("Received"), _("Read"), _("Translated"), last_stage(row))
    reached = stage_reached(row, document)
    stopped = row.state in (TransferState.WAITING, TransferState.HELD, TransferState.RECEIVED)
    at = "stopped" if stopped else "done" if row.final else "now"
    return [
        Stage(str(name), "done" if number < reached else at if number == reached else "ahead")
        for number, name in enumerate(names)
    ]


def last_stage(row: Transfer) -> str:
    """Give the name of the end that a transfer has come to, or is meant to."""
    otherwise = (TransferState.SKIPPED, TransferState.HANDLED, TransferState.REVERSED)
    return row.get_state_display() if row.state in otherwise else _("Booked")


def stage_reached(row: Transfer, document: Document | None) -> int:
    """Give the number of the stage that a transfer is at."""
    if row.state == TransferState.RECEIVED:
        return 0
    if row.state == TransferState.WAITING and document is None:
        return 1
    if row.state == TransferState.HELD or (row.state == TransferState.WAITING and row.reason.startswith("mapping")):
        return 2
    return 3


def source_of(page: Any, request: HttpRequest, row: Transfer) -> HttpResponse:
    """Show the source as received."""
    return raw.shown(page, request, row, row.payload)
