"""From what came in to what is to be booked: an event becomes transfers."""

import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from apps.core.documents import Document
from apps.core.errors import Place, Rejected
from apps.hub.engine import causes, clock
from apps.hub.engine.causes import Cause
from apps.hub.engine.taking import new_transfer, take
from apps.hub.engine.translate import describe, read
from apps.hub.models import Event, Flow, Heartbeat, Transfer

log = logging.getLogger(__name__)

#: A document that has cost so many workers is set apart; as many as `sweep` allows while it is booked.
CRASHES = 3
#: Events turned into transfers in one transaction.
BATCH = 200
#: A connection and a kind of its documents.
Documents = tuple[int, str]
#: The row that the reading worker locks, and the one that is there from before a reading until it is committed.
READER, READING = "reader", "reading"
#: A reading of which nobody has told the end for so long, and which locks nothing, died with its worker.
DIED = timedelta(seconds=2)


def read_events() -> int:
    """Turn a batch of accepted events into transfers and give how many were read.

    One worker reads at a time, in the order in which the events came; the others deliver. What
    a worker died of is read alone the next time, and set apart when it has cost several.
    """
    if not Event.objects.unread().exists():
        return 0
    now = clock.now()
    Heartbeat.objects.get_or_create(name=READER, defaults={"at": now})
    begun, ours = Heartbeat.objects.get_or_create(name=READING, defaults={"at": now})
    if ours:
        return read_together(BATCH)
    return read_one_by_one(begun) if abs(now - begun.at) > DIED else 0


def read_together(most: int) -> int:
    """Read up to ``most`` events in one transaction, and say in the same one that the reading has ended."""
    with transaction.atomic():
        if not our_turn():
            return 0
        events = list(Event.objects.unread().select_related("payload", "connection")[:most])
        read_batch(events)
        Heartbeat.objects.filter(name=READING).delete()
    return len(events)


def our_turn() -> bool:
    """Lock the row of whoever reads until the transaction ends; False while somebody else does."""
    return Heartbeat.objects.select_for_update(skip_locked=True).filter(name=READER).first() is not None


def read_one_by_one(begun: Heartbeat) -> int:
    """Read what a worker may have died of, one event at a time, for as long as nobody else does the same."""
    read = 0
    while read < BATCH and (event := next_suspect(begun)):
        try:
            read += read_alone(event)
        except (OperationalError, InterfaceError):
            with suppress(DatabaseError, InterfaceError):
                Event.objects.filter(pk=event.pk).update(crashes=event.crashes - 1)
            raise
    Heartbeat.objects.filter(name=READING, at=begun.at).delete()
    return read


def next_suspect(begun: Heartbeat) -> Event | None:
    """Commit which event is about to be read alone, and give it; None when there is none or somebody else reads."""
    with transaction.atomic():
        now = clock.now()
        if not our_turn() or not Heartbeat.objects.filter(name=READING, at=begun.at).update(at=now):
            return None
        begun.at = now
        event = Event.objects.unread().select_related("payload", "connection").first()
        if event:
            event.crashes += 1
            Event.objects.filter(pk=event.pk).update(crashes=event.crashes)
    return event


def read_alone(event: Event) -> int:
    """Read one suspect, unless it has cost workers enough; give how many were dealt with."""
    with transaction.atomic():
        if not our_turn():
            return 0
        set_apart(event) if event.crashes >= CRASHES else read_batch([event])
        Event.objects.filter(pk=event.pk).update(crashes=0)
    return 1


def set_apart(event: Event) -> None:
    """Keep a document away from the workers that it kills until a person has looked; it is not read."""
    flows = flows_of([event])
    for flow in flows[event.connection_id, event.kind]:
        take(event, flow, None, causes.KILLS_WORKER)
    Event.objects.filter(pk=event.pk).update(state=Event.State.ROUTED)


def read_batch(events: list[Event]) -> None:
    """Make the transfers of documents that nobody knows yet together, and take the others one by one."""
    flows = flows_of(events)
    made = save_together(newcomers(events, flows))
    verdicts: dict[str, list[int]] = {}
    for event in events:
        verdicts.setdefault(route(event, flows, made), []).append(event.pk)
    for state, keys in verdicts.items():
        Event.objects.filter(pk__in=keys).update(state=state)


def flows_of(events: list[Event]) -> dict[Documents, list[Flow]]:
    """Give the flows that take these events' documents, by connection and kind."""
    taking: dict[Documents, list[Flow]] = {(event.connection_id, event.kind): [] for event in events}
    ends = Flow.objects.filter(source__in={connection for connection, _kind in taking})
    for flow in ends.select_related("source", "target"):
        if (flow.source_id, flow.kind) in taking:
            taking[flow.source_id, flow.kind].append(flow)
    return taking


def newcomers(events: list[Event], flows: dict[Documents, list[Flow]]) -> list[Transfer]:
    """Give unsaved transfers for the documents that no flow knows yet and that can be read."""
    ids = {event.source_id for event in events}
    among = {flow.pk for taking in flows.values() for flow in taking}
    # Locked in the order in which everybody locks transfers, before they are taken in the order of events.
    rows = Transfer.objects.select_for_update().filter(flow__in=among, source_id__in=ids).order_by("pk")
    known = set(rows.values_list("flow_id", "source_id"))
    fresh = []
    for event in events:
        for flow in flows[event.connection_id, event.kind]:
            if (flow.pk, event.source_id) not in known:
                known.add((flow.pk, event.source_id))
                fresh += readable(event, flow)
    return fresh


def readable(event: Event, flow: Flow) -> list[Transfer]:
    """Give the transfer of a document that can be read, or nothing: what is wrong is said where it is parked."""
    document, _cause = try_read(event, flow)
    if document is None:
        return []
    transfer = new_transfer(event, flow)
    try:
        describe(transfer, document)
    except Exception:
        log.exception("defect while describing a document", extra={"event": event.pk})
        return []
    return [transfer]


def save_together(transfers: list[Transfer]) -> set[tuple[int, int]]:
    """Save new transfers in one statement and give their events and flows; none when one of them cannot be."""
    try:
        with transaction.atomic():
            Transfer.objects.bulk_create(transfers)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("new transfers are taken one by one")
        return set()
    return {(transfer.last_event, transfer.flow_id) for transfer in transfers}


def route(event: Event, flows: dict[Documents, list[Flow]], made: set[tuple[int, int]]) -> str:
    """Hand an event to every flow that takes its documents and give the event's new state."""
    taking = flows[event.connection_id, event.kind]
    taken = [(event.pk, flow.pk) in made or take_in_any_case(event, flow) for flow in taking]
    state = Event.State
    return state.UNROUTED if not taken else state.ROUTED if any(taken) else state.SUPERSEDED


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


def route_again(events: Iterable[Event]) -> int:
    """Hand events to the flows once more, for flows that were made after they came."""
    keys = [event.pk for event in events]
    return Event.objects.filter(pk__in=keys, state=Event.State.UNROUTED).update(state=Event.State.ACCEPTED)
