"""What Yokoy's answers mean, told by their status; the words are kept for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.core.errors import NotAuthorized, OutcomeUnknown, Place, Rejected, Temporary, Trouble
from apps.core.exchange import Answer

LONGEST_TEXT = 500


class Missing(Rejected):
    """Yokoy knows nothing under that address."""


@dataclass(frozen=True, slots=True)
class Side:
    """In which part Yokoy is asked: its codes differ, so that people read of a source or of a target."""

    place: Place
    refused: str
    rejected: str
    busy: str
    down: str
    broken: str


TARGET = Side(
    Place.TARGET,
    "target.credentials_refused",
    "target.rejected",
    "target.too_many_calls",
    "target.busy",
    "target.broken_answer",
)
SOURCE = Side(
    Place.SOURCE, "source.credentials_refused", "source.refused", "source.busy", "source.busy", "source.broken_answer"
)


def judge(answer: Answer, *, side: Side, writes: bool) -> None:
    """Let a good answer pass: JSON, nothing at all (204) or the way to a file (302); raise what any other means."""
    if answer.status in (204, 302) or (answer.status // 100 == 2 and is_readable(answer)):
        return
    raise meaning_of(answer, side, writes=writes)


def is_readable(answer: Answer) -> bool:
    """Tell whether an answer holds what the API gives: an object or a list, or a file."""
    if "json" not in answer.headers.get("content-type", "json"):
        return answer.headers["content-type"].startswith("application/pdf")
    return isinstance(decoded(answer), dict | list)


def meaning_of(answer: Answer, side: Side, *, writes: bool) -> Trouble:
    """Give the error for a refusal; a server that broke may have applied a write before it did."""
    said: dict[str, Any] = {"vendor_code": answer.status, "answer": words_of(answer)}
    if answer.status == 429:
        return Temporary(side.busy, retry_after=answer.retry_after, place=side.place, **said)
    if answer.status in (401, 403):
        return NotAuthorized(side.refused if answer.status == 401 else "account.no_right", **said)
    if answer.status // 100 == 4:
        return refusal_of(answer, side, said)
    if writes:
        return OutcomeUnknown(side.broken, **said)
    return Temporary(side.down if answer.status >= 500 else side.broken, place=side.place, **said)


def refusal_of(answer: Answer, side: Side, said: dict[str, Any]) -> Rejected:
    """Give the error for a request that Yokoy read and does not want; a page instead of JSON is another server's."""
    if answer.status != 404:
        return Rejected(side.rejected, place=side.place, **said)
    if isinstance(decoded(answer), dict):
        return Missing("target.not_found", place=side.place, **said)
    return Rejected("target.address_wrong", place=Place.HERE, **said)


def words_of(answer: Answer) -> str:
    """Give what the vendor says, with the fields that it names."""
    body = decoded(answer)
    if not isinstance(body, dict) or "message" not in body:
        return answer.text[:LONGEST_TEXT] or f"HTTP {answer.status}"
    faults = body.get("errors")
    named = [fault_text(fault) for fault in faults if isinstance(fault, Mapping)] if isinstance(faults, list) else []
    return ": ".join([str(body["message"]), *([", ".join(named)] if named else [])])[:LONGEST_TEXT]


def fault_text(fault: Mapping[str, Any]) -> str:
    """Give one field and what is wrong with it."""
    field, message = str(fault.get("field", "")), str(fault.get("message", ""))
    return message if field in message else f"{field}: {message}"


def decoded(answer: Answer) -> Any:
    """Give the JSON of an answer; None for anything else."""
    try:
        return answer.json()
    except (ValueError, RecursionError):
        return None
