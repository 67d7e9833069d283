"""One batch of transfers into one target: intents together, calls side by side, outcomes together."""

import functools
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from django.conf import settings
from django.db import close_old_connections, transaction
from django.utils import timezone

from apps.core.errors import NotAuthorized, Place, Temporary, Throttled
from apps.hub.engine import attempts, claim, deliver, ledger, runs, settle
from apps.hub.engine.attempts import Attempted
from apps.hub.engine.clients import Lines
from apps.hub.engine.seats import Seats
from apps.hub.engine.translate import Route
from apps.hub.models import Connection, SyncRun, Transfer

log = logging.getLogger(__name__)

#: Outcomes are written down at least this often, in seconds, however slow the rest of a batch is.
PORTION = 0.05
#: Leases are renewed after this share of their time.
RENEW_AFTER = claim.LEASE.total_seconds() / 6
#: Seconds before the end of its lease in which a batch begins no call any more: the longest a call may take.
LAST_CALL = 40.0


@functools.cache
def pool() -> ThreadPoolExecutor:
    """Give this process's threads; they keep their sockets and database connections."""
    return ThreadPoolExecutor(settings.WORKER_THREADS, thread_name_prefix="deliver")


@dataclass(slots=True)
class Batch:
    """What the attempts of one batch share: the target, the routes, the lease, and whether to go on."""

    connection: Connection
    routes: dict[int, Route]
    owner: str
    go_on: Callable[[], bool]
    seats: Seats
    runs: dict[int, SyncRun] = field(default_factory=dict)
    leased_at: float = field(default_factory=time.monotonic)
    failures: int = 0
    stopped: bool = False
    records: list[Attempted] = field(default_factory=list)
    not_begun: list[Attempted] = field(default_factory=list)
    finished: deque[Attempted] = field(default_factory=deque)

    def run(self, transfers: Sequence[Transfer]) -> None:
        """Attempt every transfer; what is not begun when the target rests or the time is over is given back."""
        self.failures = self.connection.failures
        self.runs = {key: runs.open_run(route.flow) for key, route in self.routes.items()}
        for transfer in transfers:
            transfer.flow = self.routes[transfer.flow_id].flow
        lines = Lines(self.connection)
        self.records = [self.prepare(transfer, lines) for transfer in transfers]
        waiting = self.records
        while waiting and self.may_begin():
            attempts.open_all(waiting, self.owner)
            self.settle([record for record in waiting if not record.ready and not record.later])
            self.carry_out([record for record in waiting if record.ready], lines)
            self.give_back()
            waiting = [record for record in waiting if record.later]
        self.not_begun = waiting
        self.give_back()

    def prepare(self, transfer: Transfer, lines: Lines) -> Attempted:
        """Translate one transfer."""
        return attempts.prepare(transfer, self.routes[transfer.flow_id], lines.redactor, self.owner)

    def give_back(self) -> None:
        """Return what was taken and not begun, as if it had never been taken."""
        with transaction.atomic():
            ledger.write_down([row for record in self.not_begun for row in record.written], self.owner)
            transfers = [record.transfer for record in self.not_begun]
            claim.give_back(transfers, self.owner, timezone.now())
        self.not_begun = []

    def may_begin(self) -> bool:
        """Tell whether another transfer should be begun: the target is well, and the time is not over."""
        return not self.stopped and self.go_on()

    def carry_out(self, ready: Sequence[Attempted], lines: Lines) -> None:
        """Call the target for what is ready, in threads where it takes several at once."""
        if self.seats.number <= 1:
            self.one_by_one(ready, lines)
            return
        waiting = iter(ready)
        pending = {pool().submit(self.pull, waiting, lines) for _ in range(min(self.seats.number, len(ready)))}
        while pending:
            done, pending = wait(pending, timeout=PORTION)
            self.settle([self.finished.popleft() for _ in range(len(self.finished))])
            self.stay_alive()
            for puller in done:
                if error := puller.exception():
                    log.error("a thread broke off", exc_info=error)
        self.not_begun += waiting

    def pull(self, waiting: Iterator[Attempted], lines: Lines) -> None:
        """Attempt one after the other until none is left, over a database connection that lives.

        Nobody else looks after the connections of threads.
        """
        close_old_connections()
        for record in waiting:
            if attempted := self.attempt(record, lines):
                self.finished.append(attempted)

    def one_by_one(self, ready: Sequence[Attempted], lines: Lines) -> None:
        """Call the target for one after the other, and write outcomes down in portions."""
        done: list[Attempted] = []
        since = time.monotonic()
        for record in ready:
            done += filter(None, [self.attempt(record, lines)])
            if time.monotonic() - since > PORTION:
                self.settle(done)
                done, since = [], time.monotonic()
            self.stay_alive()
        self.settle(done)

    def attempt(self, record: Attempted, lines: Lines) -> Attempted | None:
        """Attempt one transfer and give its record, unless it is better not begun."""
        if not self.may_begin():
            self.not_begun.append(record)
            return None
        deliver.carry_out(record, lines.open(), lambda: self.may_send() and not record.lost)
        self.watch(record)
        return record

    def may_send(self) -> bool:
        """Tell whether the lease holds long enough for a call; a worker that was paused finds it over."""
        self.stay_alive()
        return time.monotonic() - self.leased_at < claim.LEASE.total_seconds() - LAST_CALL

    def watch(self, record: Attempted) -> None:
        """Begin nothing more once the target refuses our credentials, or fails once too often in a row."""
        match record.trouble:
            case NotAuthorized():
                self.stopped = True
            case Throttled():
                pass
            case Temporary(place=Place.TARGET):
                self.failures += 1
                self.stopped = self.stopped or self.failures >= Connection.BREAKER_AFTER
            case None:
                self.failures = 0

    def stay_alive(self) -> None:
        """Renew the leases now and then; a target that takes its time is no dead worker.

        Whose lease was over and is somebody else's by now is lost, however well the others stand.
        """
        began = time.monotonic()
        if began - self.leased_at < RENEW_AFTER:
            return
        transfers = [record.transfer.pk for record in self.records]
        operations = [row.pk for record in self.records for row in record.written]
        held, written = claim.renew_all(transfers, operations, self.owner, timezone.now())
        for record in self.records:
            if record.transfer.pk not in held or not written.issuperset(row.pk for row in record.written):
                record.lost = True
        if held:
            self.leased_at = began
            self.seats.renew()

    def settle(self, done: Sequence[Attempted]) -> None:
        """Write outcomes down together; if that fails, one by one, so that one document spoils no other.

        Two workers that write about the same causes at once may stop each other: one by one they cannot.
        """
        if not done:
            return
        try:
            settle.settle_all(done, owner=self.owner, run_of=self.runs)
        except Exception:
            log.exception("a portion is settled one by one")
            for record in done:
                self.settle_one(record)

    def settle_one(self, record: Attempted) -> None:
        """Write one outcome down; what cannot be written is swept up when its lease is over."""
        try:
            settle.settle_all([record], owner=self.owner, run_of=self.runs)
        except Exception:
            log.exception("an outcome could not be written down", extra={"transfer": record.transfer.pk})
