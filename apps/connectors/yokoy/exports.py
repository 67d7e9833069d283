"""Telling Yokoy that documents were taken over: an export task, its end, and what it produced."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as _

from apps.connectors.yokoy.client import Yokoy
from apps.core.connector import Told
from apps.core.errors import Rejected, Temporary

#: The facilities that every organisation has for its expenses; those for invoices have ids of their own.
EXPENSE, CARD, TRAVEL = "expense", "card", "travel"
#: Assumed: which of them exports an expense follows from its way of payment.
BY_PAYMENT = {"companyCreditCard": CARD, "travelProvider": TRAVEL}
#: Older posting dates are raised to this one; Yokoy takes none that is further away.
A_YEAR = timedelta(days=364)
UNDER_WAY = _("Being marked as exported in Yokoy")
EXPORTED = Told(words=_("Marked as exported in Yokoy"), done=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """What an export produced for some documents: a journal entry, as Yokoy writes it."""

    key: str
    documents: tuple[str, ...]
    entry: Mapping[str, Any] = field(default_factory=dict)


def start_export(
    client: Yokoy, documents: Sequence[str], *, exporter: str, earliest: date, facility: str = "", expenses: str = ""
) -> str:
    """Start the export of some documents and give the task's id; an empty one when there is nothing to export.

    ``exporter`` is a Yokoy user with the finance role. Either ``facility`` is the id of an export of
    invoices, or ``expenses`` one of `EXPENSE`, `CARD` and `TRAVEL`. A repeat after a success finds
    nothing left to export.
    """
    kind, name = ("expense", expenses) if expenses else ("invoice", facility)
    body = {
        "exportScope": "documentIds",
        "documentIds": list(documents),
        "exporterId": exporter,
        "earliestPostingDate": earliest.isoformat(),
    }
    answer = client.post(client.entity(f"{kind}-export-facilities/{name}/export-tasks"), body)
    return str(answer["resource"]) if answer else ""


def mark_invoice(client: Yokoy, source_id: str, handle: str) -> Told:
    """Have one invoice exported, or look how far that is."""
    return mark(client, source_id, handle, facility=client.facility)


def mark_expense(client: Yokoy, source_id: str, handle: str) -> Told:
    """Have one expense exported by the export for how it was paid, or look how far that is."""
    paid = "" if handle or not client.exporter else client.get(client.own(f"expenses/{source_id}")).get("paymentMethod")
    return mark(client, source_id, handle, expenses=BY_PAYMENT.get(str(paid), EXPENSE))


def mark(client: Yokoy, source_id: str, handle: str, **where: str) -> Told:
    """Have one document exported; ``handle`` is the task that was started for it.

    Nothing is started where nobody has said in whose name: Yokoy wants a user with the finance role.
    """
    if not client.exporter or not any(where.values()):
        return Told(words=_("Left as ready for export: nobody is chosen who exports"), done=True)
    if handle:
        return EXPORTED if export_done(client, handle) else Told(words=UNDER_WAY, handle=handle)
    today = datetime.now(UTC).date()
    task = start_export(client, [source_id], exporter=client.exporter, earliest=today - A_YEAR, **where)
    return Told(words=UNDER_WAY, handle=task) if task else EXPORTED


def export_done(client: Yokoy, task: str) -> bool:
    """Tell whether a task has ended; its documents are exported then."""
    resource = client.get(client.entity(f"export-tasks/{task}")).get("resource")
    if not isinstance(resource, Mapping) or not isinstance(resource.get("isPending"), bool):
        raise Temporary("target.broken_answer", place=client.side.place, answer=str(resource)[:200])
    return not resource["isPending"]


def artefacts(client: Yokoy, task: str) -> tuple[Artefact, ...]:
    """Give what a task has produced."""
    return read_artefacts(client.get(client.entity(f"export-tasks/{task}/artefacts")))


def read_artefacts(answer: Mapping[str, Any]) -> tuple[Artefact, ...]:
    """Read the artefacts of an answer; each is a JSON text within JSON, and money in it is exact."""
    rows = answer.get("Resources", answer.get("resources")) or []
    return tuple(
        Artefact(
            key=str(row.get("id") or ""),
            documents=tuple(str(key) for key in row.get("relatedDocumentIds") or []),
            entry=journal_entry(str(row.get("serializedArtefact") or "")),
        )
        for row in rows
        if isinstance(row, Mapping)
    )


def journal_entry(text: str) -> Mapping[str, Any]:
    """Give the journal entry in a text; raises `Rejected` for one that holds none."""
    try:
        found = json.loads(text, parse_float=Decimal)
        entry = found["journalEntry"]
    except (ValueError, KeyError, TypeError) as error:
        raise Rejected("source.wrong_shape", field="journalEntry") from error
    if not isinstance(entry, dict):
        raise Rejected("source.wrong_shape", field="journalEntry")
    return entry
