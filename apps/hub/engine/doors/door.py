"""Who may come in: verifying a webhook call, committing it, and keeping what could not be verified."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from ipaddress import ip_address

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.core.connector import Hook
from apps.core.errors import Rejected
from apps.core.signatures import Call
from apps.hub.engine.access.redact import open_headers, secret_headers
from apps.hub.engine.doors import arrivals
from apps.hub.engine.doors.receipts import accept
from apps.hub.models import Connection, Event
from apps.hub.models.payload import digest

#: Unverified calls kept per connection; a flood of them must not fill the disk.
QUARANTINE = 1_000


@dataclass(frozen=True, slots=True)
class Admission:
    """What the door decided: a code (empty when let in) and the event, where one was kept."""

    code: str
    event: Event | None = None
    repeated: bool = False


def admit(connection: Connection, hook: Hook, call: Call) -> Admission:
    """Verify a call and commit it; nothing else happens before the sender gets its answer."""
    if reason := verdict(connection, call):
        return keep_apart(connection, hook, call, Event.State.QUARANTINED, reason)
    try:
        source_id = identify(hook, call.body)
    except Rejected as trouble:
        return keep_apart(connection, hook, call, Event.State.REFUSED, trouble.code)
    event = new_event(connection, hook, call)
    event.source_id = source_id
    receipt = arrivals.line.accept(event, call.body)
    return Admission("", receipt.event, repeated=receipt.repeated)


def verdict(connection: Connection, call: Call) -> str:
    """Give why a call is not genuine, or an empty text; without credentials nothing is genuine."""
    if connection.connector.verify is None or connection.credentials is None:
        return "signature.not_set_up"
    return connection.connector.verify(call, connection.secrets())


def identify(hook: Hook, body: bytes) -> str:
    """Give the id of the document in a body; raises `Rejected` for what is no document."""
    try:
        payload = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Rejected("source.not_json") from error
    if not isinstance(payload, dict):
        raise Rejected("source.not_an_object")
    source_id = hook.identify(payload)
    if len(source_id) > 120 or "\0" in source_id:
        raise Rejected("source.no_id")
    return source_id


def new_event(connection: Connection, hook: Hook, call: Call) -> Event:
    """Give an unsaved event for a call; secret headers are masked."""
    return Event(
        connection=connection,
        path=hook.path,
        kind=hook.kind,
        digest=digest(call.body),
        headers=open_headers(call.headers, secret_names(connection)),
        address=storable_address(call.address),
        received_at=timezone.now(),
    )


def storable_address(text: str) -> str | None:
    """Give an address without its zone; proxies also send ports and words, which no column holds."""
    try:
        return str(ip_address(text.partition("%")[0]))
    except ValueError:
        return None


def secret_names(connection: Connection) -> list[str]:
    """Give the header that carries the connection's own secret."""
    return [connection.secrets().get("header_name", "")]


def keep_apart(connection: Connection, hook: Hook, call: Call, state: str, reason: str) -> Admission:
    """Keep a call that was not let in, with its secret headers encrypted, so that nothing is lost."""
    event = new_event(connection, hook, call)
    event.state, event.reason = state, reason
    if state == Event.State.QUARANTINED:
        event.evidence = secret_headers(call, secret_names(connection))
        if Event.objects.filter(connection=connection, state=state).count() >= QUARANTINE:
            return Admission(reason)
    return Admission(reason, accept(event, call.body).event)


def verify_again(event: Event, token_holder: Callable[[str], str | None]) -> str:
    """Try a quarantined call again after the secret was mended; give the reason it stays, or nothing."""
    hooks = {hook.path: hook for hook in event.connection.connector.hooks}
    hook, raw = hooks.get(event.path), event.payload.raw if event.payload else b""
    if hook is None or not raw:
        return "source.payload_gone"
    headers = {**event.headers, **(event.evidence or {})}
    call = Call(path=event.path, headers=headers, body=raw, address=event.address or "", token_holder=token_holder)
    if reason := verdict(event.connection, call):
        return reason
    return let_in(event, hook, raw)


def let_in(event: Event, hook: Hook, raw: bytes) -> str:
    """Put a verified event where it would have been, behind what came since about its document."""
    try:
        event.source_id = identify(hook, raw)
    except Rejected as trouble:
        Event.objects.filter(pk=event.pk).update(state=Event.State.REFUSED, reason=trouble.code, evidence=None)
        return trouble.code
    last = Event.objects.about(event.connection_id, event.kind, event.source_id).exclude(pk=event.pk).last()
    event.after = last.pk if last else 0
    event.state, event.reason, event.evidence = Event.State.ACCEPTED, "", None
    try:
        with transaction.atomic():
            event.save()
    except IntegrityError:
        return "repeated"
    return ""
