"""The door for systems: ``POST /hooks/<connection>/<vendor's path>``."""

import logging
import time
import zlib
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from oauth2_provider.models import get_access_token_model

from apps.core.connector import Hook
from apps.core.signatures import Call
from apps.hub import tasks
from apps.hub.engine.doors import door
from apps.hub.models import Connection
from apps.hub.models.payload import digest

log = logging.getLogger(__name__)

#: Seconds after which a sender may try again when the database is away.
COME_BACK = "30"
#: Answers other than 400, by the first word that fits the code.
STATUS = {
    "signature.address": HTTPStatus.FORBIDDEN,
    "signature": HTTPStatus.UNAUTHORIZED,
    "body.too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "body.encoding": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "path": HTTPStatus.NOT_FOUND,
}


_remembered: dict[UUID, tuple[Connection, float]] = {}


class Unreadable(Exception):
    """The body cannot be taken in; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@csrf_exempt
@require_POST
def hook(request: HttpRequest, public_id: UUID, vendor_path: str) -> JsonResponse:
    """Commit one call and answer 200 with its receipt; every refusal says why in one line."""
    try:
        return answer(request, public_id, vendor_path.strip("/"))
    except (DatabaseError, InterfaceError):
        log.exception("the database is away")
        response = refusal("store.away", HTTPStatus.SERVICE_UNAVAILABLE)
        response["Retry-After"] = COME_BACK
        return response


def answer(request: HttpRequest, public_id: UUID, vendor_path: str) -> JsonResponse:
    """Find the connection and its hook, read the body, let the door decide."""
    connection = connection_at(public_id)
    declared = declared_hook(connection, vendor_path) if connection else None
    if connection is None or declared is None:
        return refusal("path.unknown")
    try:
        body = read_body(request)
    except Unreadable as trouble:
        return refusal(trouble.code)
    admission = door.admit(connection, declared, call_of(request, vendor_path, body))
    if admission.code or admission.event is None:
        return refusal(admission.code)
    tasks.ring()
    return JsonResponse({"receipt": str(admission.event.pk), "repeated": admission.repeated})


def connection_at(public_id: UUID) -> Connection | None:
    """Give a connection with its credentials in one query, remembered for a moment by this process.

    A changed secret counts everywhere after that moment.
    """
    kept, until = _remembered.get(public_id, (None, 0.0))
    if kept and time.monotonic() < until:
        return kept
    connection = Connection.objects.with_credentials().filter(public_id=public_id).first()
    if connection:
        _remembered[public_id] = (connection, time.monotonic() + settings.DOOR_MEMORY_SECONDS)
    return connection


def declared_hook(connection: Connection, vendor_path: str) -> Hook | None:
    """Give the hook that the connection's vendor declares for a path."""
    try:
        hooks = connection.connector.hooks
    except KeyError:
        return None
    return {hook.path.lower(): hook for hook in hooks}.get(vendor_path.lower())


def read_body(request: HttpRequest) -> bytes:
    """Give the body, unpacked where it is compressed, never more than the limit."""
    limit: int = settings.HOOK_BODY_LIMIT
    raw = request.read(limit + 1)
    if len(raw) > limit:
        raise Unreadable("body.too_large")
    match request.headers.get("Content-Encoding", "identity").lower():
        case "identity" | "":
            return raw
        case "gzip" | "x-gzip":
            return unpacked(raw, limit)
    raise Unreadable("body.encoding")


def unpacked(raw: bytes, limit: int) -> bytes:
    """Unpack gzip up to the limit; a bomb is never unfolded further than that."""
    machine = zlib.decompressobj(wbits=31)
    try:
        body = machine.decompress(raw, limit + 1)
    except zlib.error as error:
        raise Unreadable("body.not_gzip") from error
    if len(body) > limit:
        raise Unreadable("body.too_large")
    return body


def call_of(request: HttpRequest, vendor_path: str, body: bytes) -> Call:
    """Give the call in the words that connectors know."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    address = request.META.get("REMOTE_ADDR", "")
    return Call(path=vendor_path, headers=headers, body=body, address=address, token_holder=token_holder)


def token_holder(token: str) -> str | None:
    """Give the client id that holds a living access token of ours, or None."""
    found = get_access_token_model().objects.filter(token_checksum=digest(token.encode()), expires__gt=timezone.now())
    client: str | None = found.values_list("application__client_id", flat=True).first()
    return client


def refusal(code: str, status: HTTPStatus | None = None) -> JsonResponse:
    """Answer a refusal with its code and one readable line."""
    words = code.split(".", maxsplit=1)[0]
    status = status or STATUS.get(code) or STATUS.get(words) or HTTPStatus.BAD_REQUEST
    error: dict[str, Any] = {"code": code, "message": message(code)}
    return JsonResponse({"error": error}, status=status)


def message(code: str) -> str:
    """Give the line that a sender's pending list may show."""
    return {
        "path.unknown": _("No connection or path of this name."),
        "body.too_large": _("The body is larger than this hub accepts."),
        "body.encoding": _("Only gzip is accepted as content encoding."),
        "body.not_gzip": _("The body is not what its content encoding says."),
        "signature.missing": _("The agreed proof of origin is missing."),
        "signature.wrong": _("The agreed proof of origin is wrong."),
        "signature.token": _("The access token is unknown or has expired."),
        "signature.address": _("Calls from this address are not accepted."),
        "signature.not_set_up": _("This connection is not set up to receive calls yet."),
        "source.not_json": _("The body is not JSON."),
        "source.not_an_object": _("The body is JSON but no object."),
        "source.no_id": _("The document has no id."),
        "store.away": _("The hub cannot store anything right now. Send this again later."),
    }.get(code, _("The call was refused."))


urlpatterns = [path("<uuid:public_id>/<path:vendor_path>", hook, name="hook")]
