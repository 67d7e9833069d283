"""What Nibo's answers mean: a user's mistake is a 500 like the server's own, so the body is read first.

https://nibo.readme.io
"""

from typing import Any

from apps.core.errors import NotAuthorized, OutcomeUnknown, Place, Rejected, Temporary, Trouble
from apps.core.exchange import Answer

LONGEST_TEXT = 500
#: Seconds to wait after "quota exceeded", which counts calls of one second; it names no time.
PAUSE = 5.0
VALIDATION = "validation_error"
#: In the words of a validation error.
NOTHING_THERE, TIMED_OUT, ONE_CATEGORY = "não encontrad", "timeout expired", "apenas uma categoria"
#: Nibo's words for an answer to a change that changed nothing.
MESSAGES = "Messages"


#: A token that opens nothing, and an organisation whose subscription has lapsed or that lets no one in.
NOT_AUTHORIZED = {401: "target.credentials_refused", 402: "account.no_right", 403: "account.no_right"}


class Missing(Rejected):
    """Nibo knows nothing under that id."""


def judge(answer: Answer, *, writes: bool, token: str) -> None:
    """Let a good answer pass, which is JSON or, to a write, nothing at all; raise what any other means."""
    if answer.status // 100 == 2 and is_readable(answer, writes=writes):
        return
    raise meaning_of(answer, writes=writes, said=said_in(answer, token))


def is_readable(answer: Answer, *, writes: bool) -> bool:
    """Tell whether an answer is what the API gives."""
    if not answer.body.strip():
        return writes
    return decoded(answer) is not None


def meaning_of(answer: Answer, *, writes: bool, said: dict[str, Any]) -> Trouble:
    """Give the error for a refusal; a server that broke may have applied a write before it did."""
    if answer.status in NOT_AUTHORIZED:
        return NotAuthorized(NOT_AUTHORIZED[answer.status], **said)
    if answer.status == 429:
        return Temporary("target.too_many_calls", retry_after=answer.retry_after or PAUSE, **said)
    if answer.status == 404 or answer.status // 100 == 3:
        return Rejected("target.address_wrong", place=Place.HERE, **said)
    if answer.fields.get("error") == VALIDATION or answer.status // 100 == 4:
        return refusal_of(writes=writes, said=said)
    if writes:
        return OutcomeUnknown("target.broken_answer", **said)
    return Temporary("target.busy" if answer.status >= 500 else "target.broken_answer", **said)


def refusal_of(*, writes: bool, said: dict[str, Any]) -> Trouble:
    """Give the error for a request that Nibo read and does not want."""
    words = said["answer"].lower()
    if TIMED_OUT in words:
        return OutcomeUnknown("target.broken_answer", **said) if writes else Temporary("target.busy", **said)
    if NOTHING_THERE in words and not writes:
        return Missing("target.not_found", **said)
    if ONE_CATEGORY in words:
        return Rejected("target.one_category_only", **said)
    return Rejected("target.rejected", **said)


def left_open(trouble: Trouble, code: str = "", *, handle: str = "") -> OutcomeUnknown:
    """Give the error for trouble while something was read back that was just written: it may be there all the same.

    ``handle`` is the id that was answered: by it one sees at once what lists show only later.
    """
    said: dict[str, Any] = dict(trouble.params)
    return OutcomeUnknown(code or trouble.code, handle=handle, **said)


def said_in(answer: Answer, token: str) -> dict[str, Any]:
    """Give what people may tell the vendor's support; the token that some gateway might repeat is not in it."""
    body = answer.fields
    text = str(body.get("error_description") or body.get("Message") or answer.text or f"HTTP {answer.status}")
    words = (text.replace(token, "***") if token else text)[:LONGEST_TEXT]
    return {"vendor_code": answer.status, "answer": words}


def decoded(answer: Answer) -> Any:
    """Give the JSON of an answer; None for a page of some gateway or anything else."""
    try:
        return answer.json()
    except (ValueError, RecursionError):
        return None
