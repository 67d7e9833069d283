"""One worker at work: read events, take what is due, book it, write down what came of it."""

import logging
import math
import os
import socket
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from apps.core.errors import NotAuthorized
from apps.hub.engine import claim, health, receive, runs
from apps.hub.engine.batch import Batch
from apps.hub.engine.seats import Seats, seats_at
from apps.hub.engine.translate import Route
from apps.hub.models import Connection, Event, Flow, Transfer

log = logging.getLogger(__name__)

#: Transfers taken at once for each document that may be under way at the same time.
AHEAD = 8
#: Seconds between two looks of a worker that lingers.
LOOK = 0.05


def new_owner() -> str:
    """Name one pass of one worker; never used twice."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


@dataclass(frozen=True, slots=True)
class Shift:
    """How long one worker works, beside how many others, and whom it tells that there is plenty to do."""

    go_on: Callable[[], bool]
    workers: int
    plenty: Callable[[], object]

    def at_once(self, connection: Connection) -> int:
        """Give how many documents this worker should have under way at a target."""
        most: int = settings.WORKER_THREADS
        return min(math.ceil(connection.connector.concurrency / self.workers), most)


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
    until, total, busy_at = timezone.now() + timedelta(seconds=seconds), 0, time.monotonic()
    shift = Shift(lambda: alive() and timezone.now() < until, workers, plenty)
    while shift.go_on():
        done, attempted = one_round(shift)
        total += attempted
        if done:
            busy_at = time.monotonic()
        elif time.monotonic() - busy_at < linger:
            time.sleep(LOOK)
        else:
            break
    runs.close_finished(timezone.now())
    return total


def one_round(shift: Shift) -> tuple[bool, int]:
    """Read events and work for each target once; tell whether anything was done, and the attempts."""
    read = receive.read_events()
    attempted = sum(try_to_work_for(target, shift) for target in Connection.objects.ready(timezone.now()))
    return bool(read or attempted), attempted


def try_to_work_for(connection: Connection, shift: Shift) -> int:
    """Work for one target; a defect there leaves the other targets alone."""
    try:
        return work_for(connection, shift)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("work for a target broke off", extra={"connection": connection.pk})
        return 0


def work_for(connection: Connection, shift: Shift) -> int:
    """Take a batch of what is due for one target and attempt it; give how many were taken."""
    if not Transfer.objects.filter(target=connection).claimable(timezone.now()).exists():
        return 0
    if connection.credentials is None:
        health.pause(connection, NotAuthorized("target.credentials_refused"))
        return 0
    with seats_at(connection, shift.at_once(connection)) as seats:
        return work_from(seats, connection, shift)


def work_from(seats: Seats, connection: Connection, shift: Shift) -> int:
    """Attempt a batch with the seats that were had; call for help when more is due than that."""
    owner, most = new_owner(), seats.number * AHEAD
    transfers = claim.claim(connection, owner, timezone.now(), most) if most else []
    if not transfers:
        return 0
    if len(transfers) == most:
        shift.plenty()
    Batch(connection, routes_of(transfers), owner, shift.go_on, seats).run(transfers)
    return len(transfers)


def routes_of(transfers: list[Transfer]) -> dict[int, Route]:
    """Read what translating these transfers needs: two queries for each of their flows."""
    flows = Flow.objects.filter(pk__in={transfer.flow_id for transfer in transfers})
    return {flow.pk: Route.of(flow) for flow in flows.select_related("source", "target")}


def more_is_due() -> bool:
    """Tell whether a worker would find something to do right now."""
    now = timezone.now()
    due = Transfer.objects.claimable(now).filter(target__in=Connection.objects.ready(now))
    return Event.objects.unread().exists() or due.exists()
