"""What goes wrong, as ``application/problem+json`` with a code, a title and a detail."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from apps.hub.admin import wording
from apps.hub.engine.decisions.resolve import NotPossible

MEDIA_TYPE = "application/problem+json"

#: Every code of the API and the sentence that belongs to it.
TITLES: dict[str, str | Promise] = {
    "request.invalid": _("One or more values cannot be used."),
    "request.unreadable": _("The body is not JSON."),
    "request.media_type": _("Send the body as application/json."),
    "request.accept": _("Only application/json is given."),
    "request.method": _("This address does not take this method."),
    "request.too_large": _("The body is larger than this hub accepts."),
    "idempotency.key": _("An Idempotency-Key is a text of 1 to 255 visible characters."),
    "idempotency.other_call": _("This Idempotency-Key belongs to another call. Think up a new one for each call."),
    "idempotency.under_way": _("The call with this Idempotency-Key is under way. Make it again in a moment."),
    "filter.unknown": _("There is no such filter here."),
    "key.missing": _("Send a key: Authorization: Bearer <key>."),
    "key.invalid": _("The key is unknown, revoked or expired, or its user may not act any more."),
    "key.scope": _("The key's scopes do not allow this."),
    "key.right": _("The key's user has no right to do this."),
    "not_found": _("There is nothing here."),
    "rate.exceeded": _("Too many calls. Try again later."),
    "already_resolved": _("Somebody has resolved this in the meantime."),
    "reconnect_first": _("The connection has to be signed in to again first."),
    "not_a_mapping": _("This cause does not ask for a target value."),
    "transfer.under_way": _("The transfer is being booked right now, is in a file, or its answer is being verified."),
    "transfer.mode": _("It cannot be sent with that: nothing was sent yet, or the source cannot be asked again."),
    "transfer.not_open": _(
        "The transfer is over, is being booked right now, is in a file, or its answer is being verified."
    ),
    "connection.takes_no_posts": _("Nothing is posted into this connection: its documents come in another way."),
    "document.invalid": _("The document cannot be taken as it is; nothing of it was kept."),
    "document.gone": _("The content of the document is no longer kept. Put it again, with cancelled: true."),
    "flow.sent": _("The documents of this flow are sent to its target; there is nothing to collect."),
    "collect.not_ready": _("The document is not ready to be collected: look at its state."),
    "collect.in_file": _("The document is in a file that a person has produced; it is confirmed or refused there."),
    "collect.other_revision": _("The document has changed: read it again before you answer."),
    "collect.booked_otherwise": _("The document was booked already, under another reference or number."),
    "batch.other_bytes": _("The checksum is that of other bytes: this file was not imported."),
    "refused": _("The request was refused."),
}


def title_of(code: str) -> str:
    """Give the sentence for a code, the pages' own where the API has none."""
    return str(TITLES[code]) if code in TITLES else f"{wording.explain(code).title}."


#: The code for each of the framework's own refusals.
CODES: dict[type[exceptions.APIException], str] = {
    exceptions.ValidationError: "request.invalid",
    exceptions.ParseError: "request.unreadable",
    exceptions.UnsupportedMediaType: "request.media_type",
    exceptions.NotAcceptable: "request.accept",
    exceptions.MethodNotAllowed: "request.method",
    exceptions.NotAuthenticated: "key.missing",
    exceptions.AuthenticationFailed: "key.invalid",
    exceptions.PermissionDenied: "key.right",
    exceptions.NotFound: "not_found",
    exceptions.Throttled: "rate.exceeded",
}


class Problem(exceptions.APIException):
    """A refusal with a code of ours."""

    def __init__(self, code: str, *, status_code: int, detail: str = "", more: Mapping[str, Any] | None = None) -> None:
        super().__init__(detail or title_of(code))
        self.code = code
        self.status_code = status_code
        self.more = more or {}


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Give the answer for an error; None for a defect of ours, which Django answers."""
    if isinstance(error, NotPossible):
        error = Problem(error.code, status_code=status.HTTP_409_CONFLICT)
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = body_of(error, response)
    response.content_type = MEDIA_TYPE
    return response


def body_of(error: Exception, response: Response) -> dict[str, Any]:
    """Give the body that tells a program and a person what was wrong."""
    code = code_of(error, response.status_code)
    body: dict[str, Any] = {"code": code, "title": title_of(code), "status": response.status_code}
    if code == "request.invalid":
        return body | {"detail": in_one_line(response.data), "errors": response.data}
    more = error.more if isinstance(error, Problem) else {}
    return body | {"detail": str(getattr(error, "detail", "")) or body["title"], **more}


def code_of(error: Exception, status_code: int) -> str:
    """Give the code of an error, ours or the framework's."""
    if isinstance(error, Problem):
        return error.code
    if status_code == status.HTTP_404_NOT_FOUND:
        return "not_found"
    known = (CODES[kind] for kind in type(error).__mro__ if kind in CODES)
    return next(known, "refused")


def in_one_line(errors: Any) -> str:
    """Give the errors of a form as one line: ``reason: This field may not be blank.``"""
    if not isinstance(errors, dict):
        return " ".join(str(error) for error in errors)
    return " ".join(f"{name}: {in_one_line(inner)}" for name, inner in errors.items())
