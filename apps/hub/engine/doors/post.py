"""Documents that a system posts through our API: read at once, so that what is wrong is said, and committed as a call.

From there on they go the way of every call: a worker hands them to the flows, in the order in which they came.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

from apps.core.connector import Connector, Source
from apps.core.connector import Payload as Content
from apps.core.errors import Place, Rejected
from apps.core.paging import written
from apps.hub.engine.doors import arrivals
from apps.hub.engine.doors.door import storable_address
from apps.hub.engine.doors.receipts import Receipt
from apps.hub.engine.rows import clock
from apps.hub.models import Connection, Event
from apps.hub.models.payload import digest

#: What stands where a vendor's own path stands.
PATH = "api"


@dataclass(frozen=True, slots=True)
class Poster:
    """Who posts: the beginning of the key, which everybody may see, and the address."""

    key: str
    address: str


def source_of(connection: Connection, kind: str) -> Source | None:
    """Give how documents of a kind are read that are posted to a connection; None where that is not done."""
    try:
        sources = connection.connector.sources
    except KeyError:
        return None
    return next((source for source in sources if source.posted and source.kind == kind), None)


def kinds_of(connection: Connection) -> tuple[str, ...]:
    """Give the kinds of documents that are posted to a connection."""
    try:
        return tuple(source.kind for source in connection.connector.sources if source.posted)
    except KeyError:
        return ()


def comes(connector: Connector, kind: str) -> bool:
    """Tell whether documents of a kind come by themselves: by a webhook, or posted through our API."""
    posted = any(source.posted for source in connector.sources if source.kind == kind)
    return posted or any(hook.kind == kind for hook in connector.hooks)


def decoded(raw: bytes) -> Content:
    """Give the data of a body with exact decimals; raises `Rejected` for what is no JSON object."""
    try:
        body = json.loads(raw, parse_float=Decimal, parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        raise Rejected("source.not_json", place=Place.SOURCE) from error
    if not isinstance(body, dict):
        raise Rejected("source.not_an_object", place=Place.SOURCE)
    return body


def no_number(word: str) -> NoReturn:
    """Refuse NaN and infinity, which are no JSON."""
    raise ValueError(word)


def receive(connection: Connection, source: Source, raw: bytes, poster: Poster) -> Receipt:
    """Commit a posted document; raises `Rejected` for one that cannot be read, of which nothing is kept.

    The same content again is counted, and changes nothing.
    """
    document = source.read(decoded(raw))
    event = Event(
        connection=connection,
        path=PATH,
        kind=source.kind,
        source_id=document.source_id,
        digest=digest(raw),
        headers={"key": poster.key},
        address=storable_address(poster.address),
        received_at=clock.now(),
    )
    return arrivals.line.accept(event, raw)


def last(connection: Connection, kind: str, source_id: str) -> Event | None:
    """Give the last call about a document, with its bytes where they are kept."""
    return Event.objects.about(connection.pk, kind, source_id).select_related("payload").last()


def withdraw(connection: Connection, source: Source, event: Event, poster: Poster) -> Receipt:
    """Commit that a document is void: its last content, cancelled; what is void already stays as it is.

    Raises `Rejected` (``source.payload_gone``) where retention has deleted the content.
    """
    if event.payload is None:
        raise Rejected("source.payload_gone", place=Place.SOURCE)
    content: dict[str, Any] = {**decoded(event.payload.raw)}
    if content.get("cancelled") is True:
        return Receipt(event, repeated=True)
    return receive(connection, source, written({**content, "cancelled": True}), poster)
