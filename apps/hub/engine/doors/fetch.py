"""Asking the source for one document again, for a requeue that wants today's content."""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.core.connector import Client, Source
from apps.core.connector import Payload as Body
from apps.core.errors import NotAuthorized, Place, Temporary, Throttled
from apps.core.exchange import DecimalEncoder
from apps.hub.engine.access import health
from apps.hub.engine.access.clients import open_line
from apps.hub.engine.booking.translate import Route
from apps.hub.models import Flow, Payload, Transfer
from apps.hub.models.transfer import RequeueMode, TransferState


def fetches(flow: Flow) -> Callable[[Any, str], Body] | None:
    """Give the function that asks a flow's source for one document, or None where the source cannot be asked."""
    try:
        return flow.source.connector.source(flow.kind).fetch
    except KeyError:
        return None


def fetch_again(transfer: Transfer, route: Route, owner: str) -> None:
    """Bring a transfer to what its source says today; the same content as before changes nothing."""
    fetch = fetches(route.flow)
    if fetch is None:
        return
    body = ask(route.flow, fetch, transfer.source_id)
    raw = json.dumps(body, cls=DecimalEncoder, ensure_ascii=False).encode()
    if transfer.payload is None or content(raw) != content(transfer.payload.raw):
        renew(transfer, raw, owner)


def content(raw: bytes) -> Any:
    """Give what a body says, however it was written down; what is no JSON says itself."""
    try:
        return json.loads(raw, parse_float=Decimal)
    except (ValueError, RecursionError):
        return raw


def narrowed(declared: Source, client: Client, flows: Sequence[Flow]) -> Client:
    """Give a client that reads whatever some flows of one source want."""
    return declared.narrowed(client, [flow.chosen_at_source for flow in flows]) if declared.narrowed else client


def ask(flow: Flow, fetch: Callable[[Any, str], Body], source_id: str) -> Body:
    """Ask the source of a flow; what is wrong there lets the source rest and not the target."""
    source = flow.source
    try:
        client = narrowed(source.connector.source(flow.kind), open_line(source).client, [flow])
        return fetch(client, source_id)
    except Throttled:
        raise
    except NotAuthorized as trouble:
        health.pause(source, trouble)
        raise Temporary(trouble.code, retry_after=None, place=Place.SOURCE, **trouble.params) from trouble
    except Temporary as trouble:
        wait = trouble.retry_after
        raise Temporary(trouble.code, retry_after=wait, place=Place.SOURCE, **trouble.params) from trouble


def renew(transfer: Transfer, raw: bytes, owner: str) -> None:
    """Keep fetched content as a new revision, unless newer content came in meanwhile or the lease was lost."""
    held = Transfer.objects.filter(
        pk=transfer.pk, state=TransferState.SENDING, lease_owner=owner, revision=transfer.revision
    )
    with transaction.atomic():
        payload = Payload.of(raw)
        payload.save()
        fields = {"revision": transfer.revision + 1, "digest": payload.sha256, "requeue_mode": RequeueMode.REBUILT}
        if not held.update(**fields, payload=payload):
            payload.delete()
            return
    transfer.payload = payload
    for name, value in fields.items():
        setattr(transfer, name, value)
