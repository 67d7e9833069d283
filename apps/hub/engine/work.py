"""One worker at work: read events, take what is due, book it, write down what came of it."""

import functools
import logging
import os
import socket
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from apps.core.errors import NotAuthorized
from apps.hub.engine import claim, deliver, health, receive, runs, settle
from apps.hub.engine.clients import open_line
from apps.hub.engine.translate import Route
from apps.hub.models import Connection, Event, Flow, Transfer

log = logging.getLogger(__name__)

#: Transfers taken at once for each document that may be under way at the same time.
AHEAD = 8
#: Seconds between two looks of a worker that lingers.
LOOK = 0.05


@functools.cache
def pool() -> ThreadPoolExecutor:
    """Give this process's threads; they keep their sockets and database connections."""
    return ThreadPoolExecutor(settings.WORKER_THREADS, thread_name_prefix="deliver")


def new_owner() -> str:
    """Name one pass of one worker; never used twice."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def work(*, seconds: float = 50.0, linger: float = 0.0, alive: Callable[[], bool] = lambda: True) -> int:
    """Work until nothing is due or the time is over; give how many transfers were attempted.

    ``linger``: look again for so many seconds after the last thing done, so that what comes in
    a stream does not wait for a task each.
    """
    until, total, busy_at = timezone.now() + timedelta(seconds=seconds), 0, time.monotonic()

    def go_on() -> bool:
        return alive() and timezone.now() < until

    while go_on():
        done, attempted = one_round(go_on)
        total += attempted
        if done:
            busy_at = time.monotonic()
        elif time.monotonic() - busy_at < linger:
            time.sleep(LOOK)
        else:
            break
    runs.close_finished(timezone.now())
    return total


def one_round(go_on: Callable[[], bool]) -> tuple[bool, int]:
    """Read events and work for each target once; tell whether anything was done, and the attempts."""
    read = receive.read_events()
    attempted = sum(try_to_work_for(target, go_on) for target in Connection.objects.ready(timezone.now()))
    return bool(read or attempted), attempted


def try_to_work_for(connection: Connection, go_on: Callable[[], bool]) -> int:
    """Work for one target; a defect there leaves the other targets alone."""
    try:
        return work_for(connection, go_on)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("work for a target broke off", extra={"connection": connection.pk})
        return 0


def work_for(connection: Connection, go_on: Callable[[], bool]) -> int:
    """Take a batch of what is due for one target and attempt it; give how many were taken."""
    if connection.credentials is None:
        health.pause(connection, NotAuthorized("target.credentials_refused"))
        return 0
    owner, now = new_owner(), timezone.now()
    at_once = min(connection.connector.concurrency, settings.WORKER_THREADS)
    transfers = claim.claim(connection, owner, now, at_once * AHEAD)
    if not transfers:
        return 0
    routes = routes_of(transfers)
    for transfer in transfers:
        transfer.flow = routes[transfer.flow_id].flow
    attempt_all(transfers, Batch(connection, routes, owner=owner, transfers=transfers, go_on=go_on), at_once)
    return len(transfers)


def routes_of(transfers: list[Transfer]) -> dict[int, Route]:
    """Read what translating these transfers needs: two queries for each of their flows."""
    flows = Flow.objects.filter(pk__in={transfer.flow_id for transfer in transfers})
    return {flow.pk: Route.of(flow) for flow in flows.select_related("source", "target")}


class Batch:
    """What the attempts of one batch share."""

    def __init__(
        self,
        connection: Connection,
        routes: dict[int, Route],
        *,
        owner: str,
        transfers: list[Transfer],
        go_on: Callable[[], bool],
    ) -> None:
        self.connection, self.routes, self.owner, self.transfers = connection, routes, owner, transfers
        self.go_on = go_on
        self.renewed = timezone.now()
        self.runs = {key: runs.open_run(route.flow) for key, route in routes.items()}

    def attempt(self, transfer: Transfer) -> None:
        """Attempt one transfer, unless the connection rests by now, the time is over, or the worker is to end."""
        if not self.go_on() or not Connection.objects.ready(timezone.now()).filter(pk=self.connection.pk).exists():
            claim.give_back([transfer], self.owner, timezone.now())
            return
        self.stay_alive()
        route = self.routes[transfer.flow_id]
        record = deliver.deliver(transfer, route, open_line(self.connection), self.owner)
        settle.settle(record, owner=self.owner, run=self.runs[transfer.flow_id])

    def stay_alive(self) -> None:
        """Renew the batch's leases now and then; a target that takes its time is no dead worker."""
        now = timezone.now()
        if now - self.renewed > claim.LEASE / 6:
            self.renewed = now
            claim.renew_all(self.transfers, self.owner, now)


def attempt_all(transfers: list[Transfer], batch: Batch, at_once: int) -> None:
    """Attempt transfers, in threads where the target takes several at once.

    A defect in one leaves the others alone: its lease runs out and the sweep frees it.
    """
    if at_once <= 1:
        for transfer in transfers:
            attempt_one(batch, transfer)
        return
    wait([pool().submit(attempt_in_thread, batch, transfer) for transfer in transfers])


def attempt_in_thread(batch: Batch, transfer: Transfer) -> None:
    """Attempt one transfer over a database connection that lives: nobody else looks after those of threads."""
    close_old_connections()
    attempt_one(batch, transfer)


def attempt_one(batch: Batch, transfer: Transfer) -> None:
    """Attempt one transfer; what a defect leaves behind is written down and swept up."""
    try:
        batch.attempt(transfer)
    except Exception:
        log.exception("attempt broke off", extra={"transfer": transfer.pk})


def more_is_due() -> bool:
    """Tell whether a worker would find something to do right now."""
    now = timezone.now()
    due = Transfer.objects.claimable(now).filter(target__in=Connection.objects.ready(now))
    return Event.objects.unread().exists() or due.exists()
