"""Calls that arrive in the same moment are committed together, by whichever of their threads came first.

A commit costs the database about the same for one row as for twenty, and it is what a sender waits for. While one
thread commits, the calls that come meanwhile line up; when it is done, the first of them commits for all of those.
So nobody waits for a call that came later than the commit began, and a lone call waits for nobody.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection, transaction

from apps.hub.engine.doors.receipts import Receipt, accept, is_repeat, repeat
from apps.hub.engine.rows import bulk
from apps.hub.models import Event, Payload

#: Calls in one commit; a longer line takes several.
MOST = 64
#: The calls about some documents, in the order they came.
LAST = (
    "SELECT id, connection_id, kind, source_id, digest, path, payload_id FROM hub_event"
    " WHERE connection_id IN ({}) AND kind IN ({}) AND source_id IN ({}) AND state <> %s ORDER BY id"
)
QUARANTINED = str(Event.State.QUARANTINED)
#: What names a document at the door: the connection, the kind, the id at the source.
Document = tuple[int, str, str]


@dataclass(slots=True, eq=False)
class Arrival:
    """One verified call on its way into the database; ``leads`` says that its thread commits for all that wait."""

    event: Event
    raw: bytes
    leads: bool = False
    turn: threading.Event = field(default_factory=threading.Event)
    receipt: Receipt | None = None
    error: Exception | None = None

    @property
    def document(self) -> Document:
        """Give what the call is about."""
        return self.event.connection_id, self.event.kind, self.event.source_id

    def result(self) -> Receipt:
        """Give the receipt, or raise what kept the call from being committed."""
        if self.receipt is None:
            raise self.error or OperationalError("the commit was broken off")
        return self.receipt


@dataclass(slots=True)
class Line:
    """The calls of this process that wait to be committed, and whether somebody is at it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: list[Arrival] = field(default_factory=list)
    committing: bool = False

    def accept(self, event: Event, raw: bytes) -> Receipt:
        """Commit a call, alone or with those that wait beside it, and give its receipt."""
        arrival = Arrival(event, raw)
        with self.lock:
            self.waiting.append(arrival)
            arrival.leads, self.committing = not self.committing, True
        if not arrival.leads:
            arrival.turn.wait()
        if arrival.leads:
            self.commit_for_all()
        return arrival.result()

    def commit_for_all(self) -> None:
        """Commit what waits, tell everybody of it, and leave the next commit to who came meanwhile."""
        with self.lock:
            batch, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
        try:
            commit(batch)
        finally:
            self.hand_over()
            for arrival in batch:
                arrival.turn.set()

    def hand_over(self) -> None:
        """Let the first that waits commit next."""
        with self.lock:
            self.committing = bool(self.waiting)
            for following in self.waiting[:1]:
                following.leads = True
                following.turn.set()


def commit(batch: Sequence[Arrival]) -> None:
    """Commit some calls, those about different documents in one transaction; what fails is noted on its calls."""
    for portion in by_rounds(batch):
        try:
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                receipts = write(portion)
        except IntegrityError:
            # Another process has committed one of them in this very moment.
            receipts = [accept(arrival.event, arrival.raw) for arrival in portion]
        except (DatabaseError, InterfaceError) as error:
            for arrival in portion:
                arrival.error = error
            continue
        for arrival, receipt in zip(portion, receipts, strict=True):
            arrival.receipt = receipt


def by_rounds(batch: Sequence[Arrival]) -> Iterator[list[Arrival]]:
    """Give the calls in the order they came, no two about one document in the same round."""
    left = list(batch)
    while left:
        chosen = {arrival.document: arrival for arrival in reversed(left)}
        yield [arrival for arrival in left if chosen[arrival.document] is arrival]
        left = [arrival for arrival in left if chosen[arrival.document] is not arrival]


def write(portion: Sequence[Arrival]) -> list[Receipt]:
    """Write calls about different documents, each at its place in the chain; a repeat is counted."""
    before = last_about(portion)
    known = [before.get(arrival.document) for arrival in portion]
    fresh = [arrival for arrival, last in zip(portion, known, strict=True) if not is_repeat(last, arrival.event)]
    for arrival in fresh:
        last = before.get(arrival.document)
        arrival.event.payload, arrival.event.after = Payload.of(arrival.raw), last.pk if last else 0
    if fresh:
        bulk.insert_linked(Event, [arrival.event for arrival in fresh], "payload")
    return [
        repeat(last) if last and is_repeat(last, arrival.event) else Receipt(arrival.event, repeated=False)
        for arrival, last in zip(portion, known, strict=True)
    ]


def last_about(portion: Sequence[Arrival]) -> dict[Document, Event]:
    """Give the last verified call about each document that is known already.

    Written out, as the ORM takes longer to write this query than the database to answer it, and senders wait.
    """
    asked = [set(column) for column in zip(*(arrival.document for arrival in portion), strict=True)]
    among = [", ".join(["%s"] * len(column)) for column in asked]
    rows = bulk.execute(LAST.format(*among), *(value for column in asked for value in column), QUARANTINED)
    return {
        (connection_id, kind, source_id): Event(pk=pk, digest=digest, path=path, payload_id=payload)
        for pk, connection_id, kind, source_id, digest, path, payload in rows
    }


line = Line()
