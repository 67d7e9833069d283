"""The way in: a webhook call becomes an event, an event becomes transfers."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from apps.core.documents import Document
from apps.core.errors import Place, Rejected
from apps.hub.engine import causes
from apps.hub.engine.causes import Cause
from apps.hub.engine.translate import describe, read
from apps.hub.models import Event, Flow, Heartbeat, Payload, Transfer
from apps.hub.models.transfer import FINAL, RequeueMode, TransferState

log = logging.getLogger(__name__)

#: Events turned into transfers in one transaction.
BATCH = 100
#: The row that the reading worker locks.
READER = "reader"
#: Content that cannot be read leaves these where they are: it is met again when it is their turn.
UNMOVED = (TransferState.SENDING, TransferState.UNKNOWN, TransferState.HELD)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the door answers: the event, and whether it was already there."""

    event: Event
    repeated: bool


def accept(event: Event, raw: bytes) -> Receipt:
    """Commit an event with its body; the same call at the same place in the chain is kept once.

    One whose bytes retention has deleted is no repeat: it brings them back.
    """
    last = Event.objects.about(event.connection_id, event.kind, event.source_id).last() if event.source_id else None
    if last and last.payload_id and last.digest == event.digest and last.path == event.path:
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
    taken = [take_in_any_case(event, flow) for flow in flows]
    state = Event.State
    verdict = state.UNROUTED if not taken else state.ROUTED if any(taken) else state.SUPERSEDED
    Event.objects.filter(pk=event.pk).update(state=verdict)


def take_in_any_case(event: Event, flow: Flow) -> bool:
    """Take an event's document, or park it when even that fails: no document stops the reading of others."""
    document, cause = try_read(event, flow)
    try:
        with transaction.atomic():
            return take(event, flow, document, cause)
    except (OperationalError, InterfaceError):
        raise
    except Exception as defect:
        log.exception("defect while taking a document", extra={"event": event.pk})
        return take(event, flow, None, causes.defect_of(defect))


def take(event: Event, flow: Flow, document: Document | None, cause: Cause | None) -> bool:
    """Make or renew the transfer of an event's document; False when something newer is known."""
    transfer = Transfer.objects.select_for_update().filter(flow=flow, source_id=event.source_id).first()
    if transfer is None:
        transfer = new_transfer(event, flow)
    elif transfer.digest == event.digest:
        restore(transfer, event)
        return True
    elif is_older(event, document, transfer):
        return False
    else:
        revise(transfer, event)
    finish_taking(transfer, document, cause)
    return True


def try_read(event: Event, flow: Flow) -> tuple[Document | None, Cause | None]:
    """Give the document, or why it cannot be read; it is kept and shown either way."""
    if event.payload is None:
        return None, causes.cause_of(Rejected("source.payload_gone", place=Place.SOURCE))
    try:
        return read(flow.source.connector.source(flow.kind), event.payload.raw), None
    except Rejected as trouble:
        return None, causes.cause_of(trouble)
    except Exception as defect:
        log.exception("defect while reading a document", extra={"event": event.pk})
        return None, causes.defect_of(defect)


def is_older(event: Event, document: Document | None, transfer: Transfer) -> bool:
    """Tell whether the transfer already has newer content than the event brings.

    The document's own last change decides; where it says nothing, a cancellation stays, and
    otherwise what arrived later is newer.
    """
    arrived_before = event.pk < transfer.last_event
    if document is None or document.changed is None or transfer.document_changed_at is None:
        return arrived_before
    if document.changed != transfer.document_changed_at:
        return document.changed < transfer.document_changed_at
    if document.cancelled != transfer.cancelled:
        return transfer.cancelled
    return arrived_before


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
    transfer.requeue_mode = RequeueMode.REBUILT
    if transfer.state in (*FINAL, TransferState.WAITING, TransferState.RETRYING):
        go_on(transfer)


def go_on(transfer: Transfer) -> None:
    """Let a transfer be booked as soon as its flow is on."""
    transfer.state = TransferState.QUEUED if transfer.flow.active else TransferState.RECEIVED
    transfer.due_at, transfer.tries, transfer.reason = timezone.now(), 0, ""


def restore(transfer: Transfer, event: Event) -> None:
    """Take back the bytes that retention had deleted; whoever waited for them goes on."""
    if transfer.payload_id or event.payload is None:
        return
    transfer.payload = event.payload
    if transfer.state == TransferState.WAITING and transfer.reason == "source.payload_gone":
        go_on(transfer)
        causes.leave(transfer)
    transfer.save()


def finish_taking(transfer: Transfer, document: Document | None, cause: Cause | None) -> None:
    """Save a transfer with what its document tells, or put it behind what is wrong with it."""
    if document:
        describe(transfer, document)
    if cause and transfer.state not in UNMOVED:
        transfer.state, transfer.reason = TransferState.WAITING, cause.code[:80]
        transfer.save()
        causes.block(transfer, [cause])
        return
    transfer.save()
    causes.leave(transfer)


def route_again(events: Iterable[Event]) -> int:
    """Hand events to the flows once more, for flows that were made after they came."""
    keys = [event.pk for event in events]
    return Event.objects.filter(pk__in=keys, state=Event.State.UNROUTED).update(state=Event.State.ACCEPTED)
