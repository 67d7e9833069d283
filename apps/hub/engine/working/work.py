"""One worker at work: read events, take what is due, book it, write down what came of it."""

import logging
import math
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import Exists, OuterRef, Q

from apps.core.errors import NotAuthorized
from apps.hub.engine.access import health
from apps.hub.engine.booking import runs
from apps.hub.engine.booking.translate import Route
from apps.hub.engine.doors import receive
from apps.hub.engine.rows import clock
from apps.hub.engine.working import claim
from apps.hub.engine.working.lane import Lane
from apps.hub.engine.working.seats import seats_at
from apps.hub.models import Connection, Event, Flow, Transfer

log = logging.getLogger(__name__)

#: Seconds between two looks of a worker that waits for something to do.
LOOK = 0.05
#: Seconds after which a lane without documents is closed, so that others may have its seats.
IDLE = 0.1
#: Seconds between two calls for help.
HELP_EVERY = 1.0


def new_owner() -> str:
    """Name one pass of one worker; never used twice."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


@dataclass(slots=True)
class Shift:
    """How long one worker works, beside how many others, whom it tells that there is plenty to do, and its lanes."""

    go_on: Callable[[], bool]
    workers: int
    plenty: Callable[[], object]
    lanes: dict[int, Lane] = field(default_factory=dict)
    news: threading.Event = field(default_factory=threading.Event)
    busy_at: dict[int, float] = field(default_factory=dict)
    called_at: float = 0.0

    @property
    def idle(self) -> bool:
        """Tell whether no document is in hand."""
        return not any(lane.hand for lane in self.lanes.values())

    def share(self, connection: Connection) -> int:
        """Give how many documents each of the workers should have under way at a target that is quick."""
        most: int = settings.WORKER_THREADS
        return min(math.ceil(connection.connector.concurrency / self.workers), most)

    def call_for_help(self) -> None:
        """Tell that there is more to do than one worker can carry, not more often than others can come."""
        if time.monotonic() - self.called_at > HELP_EVERY:
            self.called_at = time.monotonic()
            self.plenty()


def work(
    *,
    seconds: float = 50.0,
    linger: float = 0.0,
    workers: int = 1,
    alive: Callable[[], bool] = lambda: True,
    plenty: Callable[[], object] = lambda: None,
) -> int:
    """Work until nothing is due or the time is over; give how many transfers were attempted.

    ``linger``: look again for so many seconds after the last thing done, so that what comes in
    a stream does not wait for a task each. ``plenty`` is called when there is more to do than
    one of the ``workers`` can carry.
    """
    until, total, busy_at = time.monotonic() + seconds, 0, time.monotonic()
    shift = Shift(lambda: alive() and time.monotonic() < until, workers, plenty)
    try:
        while shift.go_on():
            done, taken = one_round(shift)
            total += taken
            if done:
                busy_at = time.monotonic()
            elif shift.idle and time.monotonic() - busy_at >= linger:
                break
            else:
                shift.news.wait(LOOK)
            shift.news.clear()
    finally:
        close_all(shift)
    runs.close_finished(clock.now())
    return total


def one_round(shift: Shift) -> tuple[bool, int]:
    """Read events and work for each target once; tell whether there may be more at once, and what was taken."""
    read = receive.read_events()
    targets = due_targets(set(shift.lanes))
    for key, lane in shift.lanes.items():
        lane.stopped = lane.stopped or key not in targets
        lane.tend()
    taken = sum(try_to_work_for(target, shift) for target in targets.values())
    for key in [key for key, lane in shift.lanes.items() if is_over(lane, shift)]:
        close(key, shift)
    return bool(read or taken), taken


def due_targets(open_lanes: set[int]) -> dict[int, Connection]:
    """Give the targets that may be called and have something due, or something in our hands: one query."""
    now = clock.now()
    due = Transfer.objects.filter(target=OuterRef("pk")).claimable(now).order_by()
    wanted = Q(pk__in=open_lanes) | Exists(due)
    return {target.pk: target for target in Connection.objects.ready(now).with_credentials().filter(wanted)}


def try_to_work_for(connection: Connection, shift: Shift) -> int:
    """Work for one target; a defect there leaves the other targets alone."""
    try:
        return work_for(connection, shift)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("work for a target broke off", extra={"connection": connection.pk})
        if lane := shift.lanes.get(connection.pk):
            lane.stopped = True
        return 0


def work_for(connection: Connection, shift: Shift) -> int:
    """Take more for one target and have it called; give how many were taken."""
    if connection.locked:
        health.pause(connection, NotAuthorized("target.credentials_refused"))
        return 0
    lane = shift.lanes.get(connection.pk) or open_lane(connection, shift)
    if lane is None:
        return 0
    lane.follow(connection)
    taken = take_more(lane, shift)
    lane.send()
    lane.tend()
    return taken


def open_lane(connection: Connection, shift: Shift) -> Lane | None:
    """Open a lane to a target, where a seat is free; it takes all that are, until the target proves to be quick."""
    seats = seats_at(connection, settings.WORKER_THREADS, share=shift.share(connection))
    if not seats.number:
        return None
    lane = shift.lanes[connection.pk] = Lane(connection, new_owner(), seats, shift.go_on, shift.news)
    return lane


def take_more(lane: Lane, shift: Shift) -> int:
    """Claim what a lane wants and give how many were had; call for help when more is due than that."""
    wanted = lane.wanted(time.monotonic())
    if not wanted:
        return 0
    transfers = claim.claim(lane.connection, lane.owner, clock.now(), wanted, suspects=lane.may_try_suspects)
    if len(transfers) == wanted and lane.seats.number < lane.connection.connector.concurrency:
        shift.call_for_help()
    if transfers:
        shift.busy_at[lane.connection.pk] = time.monotonic()
        lane.take(transfers, routes_of(transfers))
    return len(transfers)


def is_over(lane: Lane, shift: Shift) -> bool:
    """Tell whether a lane should be closed: nobody is calling, and it has nothing to do or must not go on."""
    if lane.still_calling():
        return False
    idle = time.monotonic() - shift.busy_at.get(lane.connection.pk, 0.0) > IDLE
    return lane.stopped or (lane.empty and idle)


def close(key: int, shift: Shift) -> None:
    """Close one lane; what cannot be written down is swept up when its lease is over."""
    lane = shift.lanes.pop(key)
    try:
        lane.close()
    except Exception:
        log.exception("a lane could not be closed in order", extra={"connection": key})


def close_all(shift: Shift) -> None:
    """Close every lane, once all have been told to begin nothing more."""
    for lane in shift.lanes.values():
        lane.stopped = True
    for key in list(shift.lanes):
        close(key, shift)


def routes_of(transfers: list[Transfer]) -> dict[int, Route]:
    """Read what translating these transfers needs: two queries for each of their flows."""
    flows = Flow.objects.filter(pk__in={transfer.flow_id for transfer in transfers})
    return {flow.pk: Route.of(flow) for flow in flows.select_related("source", "target")}


def more_is_due() -> bool:
    """Tell whether a worker would find something to do right now."""
    now = clock.now()
    due = Transfer.objects.claimable(now).filter(target__in=Connection.objects.ready(now))
    return Event.objects.unread().exists() or due.exists()
