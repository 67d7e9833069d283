"""The one room behind all doors: a document that came in becomes a transfer, or renews the one it has."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from django.db import InterfaceError, OperationalError, transaction

from apps.core.connector import Payload as Content
from apps.core.connector import Pulled
from apps.core.documents import Document
from apps.core.errors import Place, Rejected
from apps.hub.engine.booking import causes
from apps.hub.engine.booking.causes import Cause
from apps.hub.engine.booking.translate import describe, read, read_as_chosen
from apps.hub.engine.doors.fetch import content
from apps.hub.engine.outgoing import announce
from apps.hub.engine.rows import clock, stream
from apps.hub.models import Flow, Payload, Transfer
from apps.hub.models.transfer import FINAL, RequeueMode, TransferState

log = logging.getLogger(__name__)

#: A connection and a kind of its documents.
Documents = tuple[int, str]
#: Content that cannot be read leaves these where they are: it is met again when it is their turn.
UNMOVED = (TransferState.SENDING, TransferState.UNKNOWN, TransferState.HELD, TransferState.FILED)


@dataclass(slots=True, kw_only=True, eq=False)
class Arrival:
    """A document that came in: whose it is, its bytes and when they came.

    ``event`` is the call that brought it; 0 where the source was asked, whose answer is newer
    than whatever came before. ``content`` spares decoding the bytes where somebody has done so. ``only_known``: no
    transfer is made for it.
    """

    connection_id: int
    kind: str
    source_id: str
    digest: str
    payload: Payload | None
    at: datetime
    event: int = 0
    content: Content | None = None
    only_known: bool = False


class Took(Enum):
    """What a document that came in was to a flow."""

    NEW = auto()
    CHANGED = auto()
    KNOWN = auto()
    OLDER = auto()
    UNREADABLE = auto()


#: What was made together: the arrival, and the flow that took it.
Made = set[tuple[Arrival, int]]


def flows_for(documents: Iterable[Documents]) -> dict[Documents, list[Flow]]:
    """Give the flows that take some connections' documents of a kind: one query."""
    taking: dict[Documents, list[Flow]] = {wanted: [] for wanted in documents}
    ends = Flow.objects.filter(source__in={connection for connection, _kind in taking})
    for flow in ends.select_related("source", "target"):
        if (flow.source_id, flow.kind) in taking:
            taking[flow.source_id, flow.kind].append(flow)
    return taking


def newcomers(
    arrivals: Sequence[Arrival], flows: Mapping[Documents, Sequence[Flow]], known: set[tuple[int, str]]
) -> list[tuple[Arrival, Transfer]]:
    """Give unsaved transfers for the documents that no flow knows yet and that can be read.

    ``known`` holds the flow and the id of those that are there, and is added to.
    """
    fresh = []
    blanks = {flow.pk: blank(flow) for taking in flows.values() for flow in taking}
    for arrival in arrivals:
        for flow in flows[arrival.connection_id, arrival.kind]:
            if (flow.pk, arrival.source_id) not in known and begins(arrival, flow):
                known.add((flow.pk, arrival.source_id))
                fresh += [(arrival, transfer) for transfer in readable(arrival, flow, blanks[flow.pk])]
    return fresh


def begins(arrival: Arrival, flow: Flow) -> bool:
    """Tell whether a document is news to a flow that has not got it: its owner may have chosen other ones."""
    source = flow.source.connector.source(flow.kind)
    if arrival.only_known or source.seen is None or arrival.payload is None:
        return not arrival.only_known
    body = content(arrival.payload.raw) if arrival.content is None else arrival.content
    return not source.seen(Pulled(arrival.source_id, body), flow.chosen_at_source).only_known


def readable(arrival: Arrival, flow: Flow, empty: Transfer) -> list[Transfer]:
    """Give the transfer of a document that can be read, or nothing: what is wrong is said where it is parked."""
    document, _cause = try_read(arrival, flow)
    if document is None:
        return []
    transfer = filled(stream.like(empty), arrival)
    try:
        describe(transfer, document)
    except Exception:
        log.exception("defect while describing a document", extra=about(arrival))
        return []
    return [transfer]


def take_in_any_case(arrival: Arrival, flow: Flow) -> Took:
    """Take a document, or park it when even that fails: no document stops the reading of others."""
    document, cause = try_read(arrival, flow)
    unsaved = [payload for payload in [arrival.payload] if payload and payload._state.adding]
    try:
        with transaction.atomic():
            return take(arrival, flow, document, cause)
    except (OperationalError, InterfaceError):
        raise
    except Exception as defect:
        log.exception("defect while taking a document", extra=about(arrival))
        forget_saving(unsaved)
        return take(arrival, flow, None, causes.defect_of(defect))


def take(arrival: Arrival, flow: Flow, document: Document | None, cause: Cause | None) -> Took:
    """Make or renew the transfer of a document, unless its content or something newer is known."""
    transfer = Transfer.objects.select_for_update().filter(flow=flow, source_id=arrival.source_id).first()
    if transfer is None:
        transfer, took = filled(blank(flow), arrival), Took.NEW
    elif says_the_same(transfer, arrival):
        restore(transfer, arrival)
        return Took.KNOWN
    elif is_older(arrival, document, transfer):
        return Took.OLDER
    else:
        took = Took.CHANGED
        revise(transfer, arrival)
    keep(transfer, arrival)
    finish_taking(transfer, document, cause)
    return Took.UNREADABLE if cause else took


def keep(transfer: Transfer, arrival: Arrival) -> None:
    """Store the bytes that came, where no door has done so, and let the transfer point at them."""
    if arrival.payload and arrival.payload._state.adding:
        arrival.payload.save()
    transfer.payload = arrival.payload


def forget_saving(payloads: Iterable[Payload]) -> None:
    """Make rows new again whose saving was rolled back."""
    for payload in payloads:
        payload.pk, payload._state.adding = None, True


def try_read(arrival: Arrival, flow: Flow) -> tuple[Document | None, Cause | None]:
    """Give the document, or why it cannot be read; it is kept and shown either way."""
    if arrival.payload is None:
        return None, causes.cause_of(Rejected("source.payload_gone", place=Place.SOURCE))
    source, chosen = flow.source.connector.source(flow.kind), flow.chosen_at_source
    try:
        if arrival.content is None:
            return read(source, arrival.payload.raw, chosen), None
        return read_as_chosen(source, arrival.content, chosen), None
    except Rejected as trouble:
        return None, causes.cause_of(trouble)
    except Exception as defect:
        log.exception("defect while reading a document", extra=about(arrival))
        return None, causes.defect_of(defect)


def says_the_same(transfer: Transfer, arrival: Arrival) -> bool:
    """Tell whether a transfer has the content that came.

    The same bytes do. Others may too: two doors write one document down differently, and some
    vendors change the order of its keys from one reading to the next.
    """
    if transfer.digest == arrival.digest:
        return True
    if transfer.payload is None or arrival.payload is None:
        return False
    return bool(content(transfer.payload.raw) == content(arrival.payload.raw))


def is_older(arrival: Arrival, document: Document | None, transfer: Transfer) -> bool:
    """Tell whether the transfer already has newer content than what came.

    The document's own last change decides; where it says nothing, a cancellation stays, and
    otherwise what arrived later is newer.
    """
    arrived_before = 0 < arrival.event < transfer.last_event
    if document is None or document.changed is None or transfer.document_changed_at is None:
        return arrived_before
    if document.changed != transfer.document_changed_at:
        return document.changed < transfer.document_changed_at
    if document.cancelled != transfer.cancelled:
        return transfer.cancelled
    return arrived_before


def blank(flow: Flow) -> Transfer:
    """Give an unsaved transfer in a flow, still without a document."""
    state = TransferState.QUEUED if flow.active else TransferState.RECEIVED
    return Transfer(flow=flow, target=flow.target, state=state, due_at=clock.now())


def filled(transfer: Transfer, arrival: Arrival) -> Transfer:
    """Put what came onto a new transfer; bytes that are not stored yet are attached once they are."""
    transfer.source_id, transfer.digest = arrival.source_id, arrival.digest
    transfer.last_event, transfer.received_at = arrival.event, arrival.at
    if arrival.payload and not arrival.payload._state.adding:
        transfer.payload = arrival.payload
    return transfer


def revise(transfer: Transfer, arrival: Arrival) -> None:
    """Put newer content onto a transfer; one under way, or in a file, is queued again when it comes back."""
    transfer.revision += 1
    transfer.digest, transfer.payload = arrival.digest, arrival.payload
    transfer.last_event = arrival.event or transfer.last_event
    transfer.requeue_mode = RequeueMode.REBUILT
    if transfer.state in (*FINAL, TransferState.WAITING, TransferState.RETRYING, TransferState.READY):
        go_on(transfer)


def go_on(transfer: Transfer) -> None:
    """Let a transfer be booked as soon as its flow is on."""
    transfer.state = TransferState.QUEUED if transfer.flow.active else TransferState.RECEIVED
    transfer.due_at, transfer.tries, transfer.reason = clock.now(), 0, ""


def restore(transfer: Transfer, arrival: Arrival) -> None:
    """Take back the bytes that retention had deleted; whoever waited for them goes on."""
    if transfer.payload_id or arrival.payload is None:
        return
    keep(transfer, arrival)
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
        announce.states([transfer])
        return
    transfer.save()
    causes.leave(transfer)


def about(arrival: Arrival) -> dict[str, object]:
    """Give what a line of the log names a document by."""
    return {"event": arrival.event, "connection": arrival.connection_id, "document": arrival.source_id}
