"""How an invoice stands in Yokoy after it was booked: who has it, what became of it."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from django.utils.translation import gettext_noop as _

from apps.connectors.yokoy.client import Yokoy
from apps.core.connector import Standing


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


#: What people read; an exported one is not final, for an export can be taken back.
SAID: Mapping[Status, str] = {
    Status.DRAFT: _("In Yokoy as a draft"),
    Status.NEEDS_REVISION: _("Sent back for revision in Yokoy"),
    Status.IN_APPROVAL: _("Waiting for approval in Yokoy"),
    Status.IN_REVIEW: _("Being reviewed in Yokoy"),
    Status.READY_FOR_EXPORT: _("Approved in Yokoy, ready for export"),
    Status.REJECTED: _("Rejected in Yokoy"),
    Status.EXPORTED: _("Exported from Yokoy"),
    Status.NEW: _("New in Yokoy"),
    Status.WAITING: _("Being read by Yokoy"),
}
WRONG = (Status.NEEDS_REVISION, Status.REJECTED)


def standing(client: Yokoy, target_id: str) -> Standing:
    """Ask how an invoice stands; raises `Missing` where it is not there."""
    return read_standing(client.get(client.entity(f"invoices/{target_id}")))


def read_standing(invoice: Mapping[str, Any]) -> Standing:
    """Give how an invoice stands, from what the API says of it."""
    status = status_of(invoice.get("status"))
    if status is None:
        return Standing(code=str(invoice.get("status"))[:40], words=_("In Yokoy in a state that is not known here"))
    return Standing(
        code=status.name.lower(), words=SAID[status], wrong=status in WRONG, final=status is Status.REJECTED
    )


def status_of(told: object) -> Status | None:
    """Give a status that came as a number, as its digits or as a word; None for one that nobody knows."""
    text = str(told).strip()
    if text.isdecimal():
        return Status(int(text)) if int(text) in list(Status) else None
    return WORDS.get("".join(sign for sign in text.lower() if sign.isalpha()))
