"""From what came in to what is to be booked: an event becomes transfers."""

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from apps.hub.engine.booking import causes
from apps.hub.engine.doors import room
from apps.hub.engine.doors.room import Arrival, Documents, Made, Took
from apps.hub.engine.rows import clock, stream
from apps.hub.models import Event, Flow, Heartbeat, Transfer

log = logging.getLogger(__name__)

#: A document that has cost so many workers is set apart; as many as `sweep` allows while it is booked.
CRASHES = 3
#: Events turned into transfers in one transaction.
BATCH = 200
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
    arrival = arrival_of(event)
    for flow in room.flows_for([(event.connection_id, event.kind)])[event.connection_id, event.kind]:
        room.take(arrival, flow, None, causes.KILLS_WORKER)
    Event.objects.filter(pk=event.pk).update(state=Event.State.ROUTED)


def read_batch(events: list[Event]) -> None:
    """Make the transfers of documents that nobody knows yet together, and take the others one by one."""
    came = {event.pk: arrival_of(event) for event in events}
    flows = room.flows_for((event.connection_id, event.kind) for event in events)
    known = lock_known(list(came.values()), flows)
    made = save_together(room.newcomers(list(came.values()), flows, known))
    verdicts: dict[str, list[int]] = {}
    for key, arrival in came.items():
        verdicts.setdefault(route(arrival, flows, made), []).append(key)
    for state, keys in verdicts.items():
        Event.objects.filter(pk__in=keys).update(state=state)


def arrival_of(event: Event) -> Arrival:
    """Give what an event brought."""
    return Arrival(
        connection_id=event.connection_id,
        kind=event.kind,
        source_id=event.source_id,
        digest=event.digest,
        payload=event.payload,
        at=event.received_at,
        event=event.pk,
    )


def lock_known(came: Sequence[Arrival], flows: dict[Documents, list[Flow]]) -> set[tuple[int, str]]:
    """Lock the transfers that these documents have and give flow and id of each.

    Locked in the order in which everybody locks transfers, before they are taken in the order of events.
    """
    ids = {arrival.source_id for arrival in came}
    among = {flow.pk for taking in flows.values() for flow in taking}
    rows = Transfer.objects.select_for_update().filter(flow__in=among, source_id__among=ids).order_by("pk")
    return set(rows.values_list("flow_id", "source_id"))


def save_together(fresh: list[tuple[Arrival, Transfer]]) -> Made:
    """Save new transfers in one statement and give what was made; nothing when one of them cannot be."""
    try:
        with transaction.atomic():
            stream.insert([transfer for _arrival, transfer in fresh])
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("new transfers are taken one by one")
        return set()
    return {(arrival, transfer.flow_id) for arrival, transfer in fresh}


def route(arrival: Arrival, flows: dict[Documents, list[Flow]], made: Made) -> str:
    """Hand a document to every flow that takes it and give the new state of its event."""
    taking = flows[arrival.connection_id, arrival.kind]
    taken = [(arrival, flow.pk) in made or newer(arrival, flow) for flow in taking]
    state = Event.State
    return state.UNROUTED if not taken else state.ROUTED if any(taken) else state.SUPERSEDED


def newer(arrival: Arrival, flow: Flow) -> bool:
    """Take a document, and tell whether nothing newer was known."""
    return room.take_in_any_case(arrival, flow) != Took.OLDER


def route_again(events: Iterable[Event]) -> int:
    """Hand events to the flows once more, for flows that were made after they came."""
    keys = [event.pk for event in events]
    return Event.objects.filter(pk__in=keys, state=Event.State.UNROUTED).update(state=Event.State.ACCEPTED)
