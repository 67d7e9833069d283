"""The way in: a webhook call becomes an event, an event becomes transfers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from apps.core.documents import Document
from apps.core.errors import Rejected
from apps.hub.engine import causes
from apps.hub.engine.translate import describe, read
from apps.hub.models import Event, Flow, Heartbeat, Payload, Transfer
from apps.hub.models.transfer import FINAL, TransferState

#: Events turned into transfers in one transaction.
BATCH = 100
#: The row that the reading worker locks.
READER = "reader"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the door answers: the event, and whether it was already there."""

    event: Event
    repeated: bool


def accept(event: Event, raw: bytes) -> Receipt:
    """Commit an event with its body; the same call at the same place in the chain is kept once."""
    last = Event.objects.about(event.connection_id, event.kind, event.source_id).last() if event.source_id else None
    if last and last.digest == event.digest and last.path == event.path:
        return repeat(last)
    event.after = last.pk if last else 0
    try:
        with transaction.atomic():
            payload = Payload.of(raw)
            payload.save()
            event.payload = payload
            event.save()
    except IntegrityError:
        same = Event.objects.filter(connection=event.connection, path=event.path, digest=event.digest)
        return repeat(same.get(source_id=event.source_id, after=event.after, reason=event.reason))
    return Receipt(event, repeated=False)


def repeat(event: Event) -> Receipt:
    """Count a repeat and give the first receipt."""
    Event.objects.filter(pk=event.pk).update(repeats=F("repeats") + 1)
    return Receipt(event, repeated=True)


def read_events() -> int:
    """Turn a batch of accepted events into transfers and give how many were read.

    One worker reads at a time, in the order in which the events came; the others deliver.
    """
    Heartbeat.objects.get_or_create(name=READER, defaults={"at": timezone.now()})
    with transaction.atomic():
        if not Heartbeat.objects.select_for_update(skip_locked=True).filter(name=READER):
            return 0
        events = list(Event.objects.unread().select_related("payload", "connection")[:BATCH])
        for event in events:
            route(event)
    return len(events)


def route(event: Event) -> None:
    """Hand an event to every flow that takes its documents."""
    flows = Flow.objects.taking(event.connection_id, event.kind).select_related("source", "target")
    taken = [take(event, flow) for flow in flows]
    state = Event.State
    verdict = state.UNROUTED if not taken else state.ROUTED if any(taken) else state.SUPERSEDED
    Event.objects.filter(pk=event.pk).update(state=verdict)


def take(event: Event, flow: Flow) -> bool:
    """Make or renew the transfer of an event's document; False when something newer is known."""
    transfer = Transfer.objects.select_for_update().filter(flow=flow, source_id=event.source_id).first()
    document, trouble = try_read(event, flow)
    if transfer is None:
        transfer = new_transfer(event, flow)
    elif transfer.digest == event.digest:
        return True
    elif is_older(event, document, transfer):
        return False
    else:
        revise(transfer, event)
    finish_taking(transfer, document, trouble)
    return True


def try_read(event: Event, flow: Flow) -> tuple[Document | None, Rejected | None]:
    """Give the document, or why it cannot be read; it is kept and shown either way."""
    if event.payload is None:
        return None, Rejected("source.payload_gone")
    try:
        return read(flow.source.connector.source(flow.kind), event.payload.raw), None
    except Rejected as trouble:
        return None, trouble


def is_older(event: Event, document: Document | None, transfer: Transfer) -> bool:
    """Tell whether the transfer already has newer content than the event brings.

    The document's own last change decides; where it says nothing, a cancellation stays, and
    otherwise what arrived later is newer.
    """
    if event.pk < transfer.last_event:
        return True
    if document is None or document.changed is None or transfer.document_changed_at is None:
        return False
    if document.changed != transfer.document_changed_at:
        return document.changed < transfer.document_changed_at
    return transfer.cancelled and not document.cancelled


def new_transfer(event: Event, flow: Flow) -> Transfer:
    """Give an unsaved transfer for an event's document."""
    now = timezone.now()
    return Transfer(
        flow=flow,
        target=flow.target,
        source_id=event.source_id,
        digest=event.digest,
        payload=event.payload,
        last_event=event.pk,
        state=TransferState.QUEUED if flow.active else TransferState.RECEIVED,
        received_at=event.received_at,
        due_at=now,
    )


def revise(transfer: Transfer, event: Event) -> None:
    """Put newer content onto a transfer; one under way is queued again when it comes back."""
    transfer.revision += 1
    transfer.digest, transfer.payload, transfer.last_event = event.digest, event.payload, event.pk
    if transfer.state in (*FINAL, TransferState.WAITING, TransferState.RETRYING):
        transfer.state = TransferState.QUEUED if transfer.flow.active else TransferState.RECEIVED
        transfer.due_at, transfer.tries, transfer.reason = timezone.now(), 0, ""


def finish_taking(transfer: Transfer, document: Document | None, trouble: Rejected | None) -> None:
    """Save a transfer with what its document tells, or put it behind what is wrong with it."""
    if document:
        describe(transfer, document)
    under_way = transfer.state == TransferState.SENDING
    if trouble and not under_way:
        transfer.state, transfer.reason = TransferState.WAITING, trouble.code
    transfer.save()
    behind = list(transfer.blockers.values_list("pending_error_id", flat=True))
    if trouble and not under_way:
        causes.block(transfer, [causes.cause_of(trouble)])
    elif behind:
        transfer.blockers.all().delete()
    causes.close_empty(behind)


def route_again(events: Iterable[Event]) -> int:
    """Hand events to the flows once more, for flows that were made after they came."""
    keys = [event.pk for event in events]
    return Event.objects.filter(pk__in=keys, state=Event.State.UNROUTED).update(state=Event.State.ACCEPTED)
