"""What Banqup's refusals mean. Its errors have three forms; the status decides, the text is kept for people."""

from collections.abc import Mapping
from typing import Any

from apps.core.errors import NotAuthorized, Place, Rejected, Temporary, Trouble
from apps.core.exchange import Answer

LONGEST_TEXT = 300
#: Where each form of errors says what is wrong: the framework's, the invoices', and the older intake's.
TEXTS = ("message", "detail", "error_description", "title", "error")
CODES = ("code", "error", "status")

SIGN_IN = {401: "source.credentials_refused", 403: "source.company_not_linked"}
PAUSES = (408, 425, 429, 503)
GONE = (404, 410)
#: Not the API: its own 404 has a body in one of the forms.
NOWHERE = (301, 302, 303, 307, 308, 404, 405)


class Missing(Rejected):
    """Banqup has nothing there."""


def judge(answer: Answer) -> None:
    """Raise what an answer means that is no good one."""
    if answer.status != 200:
        raise meaning_of(answer)


def meaning_of(answer: Answer) -> Trouble:
    """Give the error that a refusal means."""
    body = answer.fields
    said: dict[str, Any] = {"vendor_code": first(body, CODES) or answer.status, "answer": text_of(answer, body)}
    if answer.status in SIGN_IN:
        return NotAuthorized(SIGN_IN[answer.status], **said)
    if answer.status in PAUSES:
        return Temporary("source.busy", retry_after=answer.retry_after, place=Place.SOURCE, **said)
    if answer.status >= 500:
        return Temporary("source.broken_answer", place=Place.SOURCE, **said)
    if answer.status in GONE and body:
        return Missing("source.not_found", place=Place.SOURCE, **said)
    if answer.status in NOWHERE:
        return Rejected("source.address_wrong", place=Place.HERE, **said)
    return Rejected("source.refused", place=Place.SOURCE, **said)


def text_of(answer: Answer, body: Mapping[str, Any]) -> str:
    """Give what Banqup says in any of its forms, else the beginning of the answer."""
    errors = body.get("errors")
    listed = "; ".join(map(str, errors)) if isinstance(errors, list) else ""
    return (listed or first(body, TEXTS) or answer.text or f"HTTP {answer.status}")[:LONGEST_TEXT]


def first(body: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """Give the first of some fields that says something."""
    return next((str(body[name]) for name in names if body.get(name)), "")
