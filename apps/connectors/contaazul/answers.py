"""What Conta Azul's answers mean. Its errors have several forms; the status decides, the words are kept for people."""

import re
from typing import Any

from apps.core.errors import NotAuthorized, OutcomeUnknown, Place, Rejected, Temporary, Trouble
from apps.core.exchange import Answer

LONGEST_TEXT = 500
#: Where each form of errors says what is wrong: the API's own, the gateway's, the framework's.
TEXTS = ("message", "error_description", "error")
#: What only the refusal of an account holds whose plan has no API.
PLAN = "status_conta"
SHUT = {
    (401, False): "target.credentials_refused",
    (401, True): "target.credentials_refused",
    (403, False): "account.no_right",
    (403, True): "account.not_eligible",
}
MARKUP = re.compile(r"<[^>]*>")


class Missing(Rejected):
    """Conta Azul has nothing under that id."""


class Stale(Rejected):
    """Somebody has changed the entry since its version was read."""


def judge(answer: Answer, *, writes: bool) -> None:
    """Let a good answer pass, which is JSON; raise what any other means."""
    if answer.status // 100 != 2 or not is_json(answer):
        raise meaning_of(answer, writes=writes)


def is_json(answer: Answer) -> bool:
    """Tell whether an answer holds an object or a list."""
    try:
        return isinstance(answer.json(), dict | list)
    except (ValueError, RecursionError):
        return False


def meaning_of(answer: Answer, *, writes: bool) -> Trouble:
    """Give the error for a refusal; a server that broke may have applied a write before it did."""
    said: dict[str, Any] = {"vendor_code": answer.status, "answer": words_of(answer)}
    if answer.status == 429:
        return Temporary("target.too_many_calls", retry_after=answer.retry_after, **said)
    if answer.status in (401, 403):
        return NotAuthorized(SHUT[answer.status, PLAN in answer.fields], **said)
    if answer.status // 100 in (3, 4):
        return refusal_of(answer, said)
    if writes:
        return OutcomeUnknown("target.broken_answer", **said)
    return Temporary("target.busy" if answer.status >= 500 else "target.broken_answer", **said)


def refusal_of(answer: Answer, said: dict[str, Any]) -> Rejected:
    """Give the error for a request that is not wanted; the gateway says in plain text that it has no such call."""
    if answer.status == 409:
        return Stale("target.rejected", **said)
    if answer.status == 404 and answer.fields:
        return Missing("target.not_found", **said)
    if answer.status == 404 or answer.status < 400:
        return Rejected("target.address_wrong", place=Place.HERE, **said)
    return Rejected("target.rejected", **said)


def words_of(answer: Answer) -> str:
    """Give what the vendor says, which may be a whole page."""
    told = next((str(answer.fields[name]) for name in TEXTS if answer.fields.get(name)), answer.text)
    words = " ".join(MARKUP.sub(" ", told).split())
    return words[:LONGEST_TEXT] or f"HTTP {answer.status}"
