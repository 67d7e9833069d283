"""How an invoice stands in Yokoy after it was booked: who has it, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from apps.connectors.yokoy.client import Yokoy


class Status(IntEnum):
    """Yokoy's own numbers."""

    DRAFT = 0
    NEEDS_REVISION = 1
    IN_APPROVAL = 2
    IN_REVIEW = 3
    READY_FOR_EXPORT = 4
    REJECTED = 5
    EXPORTED = 6
    NEW = 7
    WAITING = 8


#: The API answers with numbers though its specification says text, and one sample shows a word.
WORDS: Mapping[str, Status] = {
    "draft": Status.DRAFT,
    "needsrevision": Status.NEEDS_REVISION,
    "inapproval": Status.IN_APPROVAL,
    "forapproval": Status.IN_APPROVAL,
    "inreview": Status.IN_REVIEW,
    "forreview": Status.IN_REVIEW,
    "readyforexport": Status.READY_FOR_EXPORT,
    "rejected": Status.REJECTED,
    "exported": Status.EXPORTED,
    "new": Status.NEW,
    "waitingforasynchronousinput": Status.WAITING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An invoice as it stands; ``status`` is None for one that nobody knows.

    ``said`` is what a person wrote at their last decision, ``export_task`` the export that took it over.
    """

    status: Status | None
    number: str
    export_task: str
    said: str
    changed: str


def standing(client: Yokoy, target_id: str) -> Standing:
    """Ask how an invoice stands; raises `Missing` where it is not there."""
    return read_standing(client.get(client.entity(f"invoices/{target_id}")))


def read_standing(invoice: Mapping[str, Any]) -> Standing:
    """Give how an invoice stands, from what the API says of it."""
    log = [entry for entry in invoice.get("eventLog") or [] if isinstance(entry, Mapping)]
    return Standing(
        status=status_of(invoice.get("status")),
        number=str(invoice.get("invoiceNumber") or ""),
        export_task=str(invoice.get("exportJobId") or ""),
        said=str(log[-1].get("comment") or "") if log else "",
        changed=str(invoice.get("lastModified") or ""),
    )


def status_of(told: object) -> Status | None:
    """Give a status that came as a number, as its digits or as a word; None for one that nobody knows."""
    text = str(told).strip()
    if text.isdecimal():
        return Status(int(text)) if int(text) in list(Status) else None
    return WORDS.get("".join(sign for sign in text.lower() if sign.isalpha()))
