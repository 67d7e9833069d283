"""What an event makes of its document in one flow: a new transfer, newer content for one, or nothing."""

from apps.core.documents import Document
from apps.hub.engine import causes, clock
from apps.hub.engine.causes import Cause
from apps.hub.engine.translate import describe
from apps.hub.models import Event, Flow, Transfer
from apps.hub.models.transfer import FINAL, RequeueMode, TransferState

#: Content that cannot be read leaves these where they are: it is met again when it is their turn.
UNMOVED = (TransferState.SENDING, TransferState.UNKNOWN, TransferState.HELD)


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
    now = clock.now()
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
    transfer.due_at, transfer.tries, transfer.reason = clock.now(), 0, ""


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
