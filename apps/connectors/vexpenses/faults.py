"""What VExpenses' refusals mean: its envelope tells a message for people, the status decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.core.errors import NotAuthorized, OutcomeUnknown, Place, Rejected, Temporary, Trouble
from apps.core.exchange import Answer
from apps.core.secrets import masked

LONGEST_TEXT = 300
PAUSES = (408, 425, 429, 503)
#: Not the API, or a call that it does not have: the path is ours.
NOWHERE = (301, 302, 303, 307, 308, 405)


class Missing(Rejected):
    """VExpenses has nothing under that number."""


@dataclass(frozen=True, slots=True)
class Side:
    """In which part VExpenses is asked: its codes differ, so that people read of a source or of a target."""

    place: Place
    refused: str
    rejected: str
    busy: str
    broken: str
    missing: str
    address_wrong: str


SOURCE = Side(
    Place.SOURCE,
    "source.credentials_refused",
    "source.refused",
    "source.busy",
    "source.broken_answer",
    "source.not_found",
    "source.address_wrong",
)
TARGET = Side(
    Place.TARGET,
    "target.credentials_refused",
    "target.rejected",
    "target.too_many_calls",
    "target.broken_answer",
    "target.not_found",
    "target.address_wrong",
)


def judge(answer: Answer, *, side: Side, writes: bool) -> None:
    """Let an answer pass that is good and lies in the envelope; raise what any other means."""
    if answer.status // 100 != 2 or not in_envelope(answer):
        raise meaning_of(answer, side, writes=writes)


def in_envelope(answer: Answer) -> bool:
    """Tell whether an answer is what VExpenses sends: an object with data, which nobody calls a failure."""
    fields = answer.fields
    return "data" in fields and fields.get("success", True) is not False


def meaning_of(answer: Answer, side: Side, *, writes: bool) -> Trouble:
    """Give the error for a refusal; a server that broke may have applied a write before it did.

    A refused token is answered with bare text or with the envelope: its status alone is looked at.
    """
    said: dict[str, Any] = {"vendor_code": code_of(answer), "answer": words_of(answer)}
    if answer.status in (401, 403):
        return NotAuthorized(side.refused if answer.status == 401 else "account.no_right", **said)
    if answer.status in PAUSES:
        return Temporary(side.busy, retry_after=answer.retry_after, place=side.place, **said)
    if answer.status // 100 in (3, 4) or (answer.status < 300 and answer.fields.get("success") is False):
        return refusal_of(answer, side, said)
    if writes:
        return OutcomeUnknown(side.broken, **said)
    return Temporary(side.broken, place=side.place, **said)


def refusal_of(answer: Answer, side: Side, said: dict[str, Any]) -> Rejected:
    """Give the error for a request that was read and is not wanted, or that somebody else has read."""
    if answer.status in NOWHERE or (answer.status == 404 and is_no_call(answer)):
        return Rejected(side.address_wrong, place=Place.HERE, **said)
    if answer.status == 404:
        return Missing(side.missing, place=side.place, **said)
    return Rejected(side.rejected, place=side.place, **said)


def is_no_call(answer: Answer) -> bool:
    """Tell whether a 404 is about the address and not about a number: another server's, or a call that is not there."""
    message = str(answer.fields.get("message") or "")
    return not answer.fields or message.startswith("Url [")


def code_of(answer: Answer) -> int:
    """Give the vendor's code, which is the status where the envelope tells none."""
    code = answer.fields.get("code")
    return code if isinstance(code, int) and not isinstance(code, bool) else answer.status


def words_of(answer: Answer) -> str:
    """Give what VExpenses says, with the fields that it names (in ``errors`` or in ``data``, assumed).

    Whoever stands before it may repeat our own call, and with it the token.
    """
    fields = answer.fields
    if "message" not in fields:
        return masked(answer.text)[:LONGEST_TEXT] or f"HTTP {answer.status}"
    faults: Mapping[str, Any] = next(
        (fields[name] for name in ("errors", "data") if isinstance(fields.get(name), Mapping)), {}
    )
    named = [f"{name}: {text_of(told)}" for name, told in faults.items() if answer.status == 422]
    return masked(": ".join([str(fields["message"]), *([", ".join(named)] if named else [])]))[:LONGEST_TEXT]


def text_of(told: object) -> str:
    """Give the sentences about one field."""
    return " ".join(map(str, told)) if isinstance(told, list) else str(told)
