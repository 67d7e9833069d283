"""What one worker has in hand for one target, from claim to outcome: more is claimed while threads still call.

Intents are committed together and outcomes in portions, so that a fast target does not wait for single statements.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Event

from django.conf import settings
from django.db import close_old_connections, transaction

from apps.core.errors import NotAuthorized, Place, Temporary, Throttled
from apps.hub.engine.access.clients import Lines
from apps.hub.engine.booking import attempts, deliver, ledger, runs, settle
from apps.hub.engine.booking.attempts import Attempted
from apps.hub.engine.booking.translate import Route
from apps.hub.engine.rows import clock
from apps.hub.engine.working import claim, lease, threads
from apps.hub.engine.working.seats import Seats, seats_under
from apps.hub.models import Connection, SyncRun, Transfer

log = logging.getLogger(__name__)

#: Outcomes are written down when so many are there, or when so many seconds have passed.
PORTION, PORTION_SECONDS = 64, 0.05
#: Documents claimed ahead for each seat at least, and for a lane altogether at most.
AHEAD, MOST = 1, 256
#: Seconds for which a lane claims ahead at the pace of its target: no other worker can take what one has claimed.
PROVISION = 0.3
#: Seconds after which a thread lets others in, should there be more targets than threads.
SLICE = 5.0


@dataclass(slots=True)
class Lane:
    """A target, the seats and the lease that one worker has there, and the documents in its hands.

    Only the worker's main thread claims, prepares and writes down; threads of the pool call. ``news`` wakes the main
    thread.
    """

    connection: Connection
    owner: str
    seats: Seats
    go_on: Callable[[], bool]
    news: Event = field(default_factory=Event)
    lines: Lines = field(init=False)
    known: object = None
    routes: dict[int, Route] = field(default_factory=dict)
    runs: dict[int, SyncRun] = field(default_factory=dict)
    hand: dict[int, Attempted] = field(default_factory=dict)
    ready: deque[Attempted] = field(default_factory=deque)
    finished: deque[Attempted] = field(default_factory=deque)
    postponed: list[Attempted] = field(default_factory=list)
    calling: "set[Future[None]]" = field(default_factory=set)
    suspects: Seats | None = None
    pace: float = 0.0
    failures: int = field(init=False)
    stopped: bool = False
    leased_at: float = field(default_factory=time.monotonic)
    settled_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.failures = self.connection.failures
        self.follow(self.connection)

    def follow(self, connection: Connection) -> None:
        """Use what the connection says today, so that new credentials count at once."""
        self.connection, saved = connection, connection.credentials
        known = (connection.address, saved and saved.updated_at)
        if known != self.known:
            self.lines, self.known = Lines(connection), known

    def may_begin(self) -> bool:
        """Tell whether another transfer should be begun: the target is well, and the time is not over."""
        return not self.stopped and self.go_on()

    # --- taking ---------------------------------------------------------------------------------------------------

    def wanted(self, now: float) -> int:
        """Give how many transfers to claim: the more, the faster the target is."""
        ahead = max(self.seats.number * AHEAD, min(round(self.pace * PROVISION), MOST))
        if not self.may_begin() or len(self.ready) > ahead // 2 or self.cautious:
            return 0
        if not self.hand:
            self.leased_at = now
        return ahead - len(self.ready)

    @property
    def cautious(self) -> bool:
        """Tell whether what is in hand must come back before more is taken: a probe, or suspects."""
        return bool(self.hand) and (
            self.connection.probing or any(record.transfer.crashes for record in self.hand.values())
        )

    def may_try_suspects(self) -> bool:
        """Tell whether nothing else is in hand, and nobody in the whole hub tries suspects.

        When one worker dies its guard ends the others too: their documents must not be blamed again and again.
        """
        if not self.hand and self.suspects is None:
            seat = seats_under("suspects", 1, most=1)
            self.suspects = seat if seat.number else None
        return not self.hand and self.suspects is not None

    def leave_suspects(self) -> None:
        """Let others try theirs."""
        if self.suspects:
            self.suspects.close()
            self.suspects = None

    def take(self, transfers: Sequence[Transfer], routes: dict[int, Route]) -> None:
        """Translate what was claimed and commit its intents; what needs no call is finished at once."""
        self.routes |= routes
        for key, route in routes.items():
            if key not in self.runs:
                self.runs[key] = runs.open_run(route.flow)
        records = [self.prepare(transfer) for transfer in transfers]
        self.open(records)
        self.hand |= {record.transfer.pk: record for record in records}

    def prepare(self, transfer: Transfer) -> Attempted:
        """Translate one transfer."""
        route = self.routes[transfer.flow_id]
        transfer.flow = route.flow
        return attempts.prepare(transfer, route, self.lines.redactor, self.owner)

    def open(self, records: Sequence[Attempted]) -> None:
        """Commit the intents of some transfers; one whose entry this lane is writing just now comes later."""
        busy = {row.key for record in self.hand.values() for row in record.written}
        attempts.open_all(records, self.owner, busy)
        for record in records:
            queue = self.ready if record.ready else self.postponed if record.later else self.finished
            queue.append(record)

    # --- calling --------------------------------------------------------------------------------------------------

    def send(self) -> None:
        """Have threads call the target, as many as there are seats; with one thread in all, call here."""
        if not self.may_begin() or self.seats.too_many:
            return
        if settings.WORKER_THREADS == 1:
            self.pull_here()
            return
        for _ in range(min(self.seats.number, len(self.ready)) - self.still_calling()):
            self.calling.add(threads.pool().submit(self.pull))

    def still_calling(self) -> int:
        """Give how many threads are at work for this lane."""
        for done in [future for future in self.calling if future.done()]:
            self.calling.discard(done)
            if error := done.exception():
                self.stopped = True
                log.error("a thread broke off", exc_info=error)
        return len(self.calling)

    def pull(self) -> None:
        """Attempt one after the other until none is left, over a database connection that lives.

        Nobody else looks after the connections of threads.
        """
        close_old_connections()
        until = time.monotonic() + SLICE
        while time.monotonic() < until and self.may_begin() and not self.seats.too_many and self.attempt_next():
            if not self.ready or len(self.finished) >= PORTION:
                self.news.set()
        self.news.set()

    def pull_here(self) -> None:
        """Attempt one after the other in this thread."""
        while self.may_begin() and self.attempt_next():
            self.tend()

    def attempt_next(self) -> bool:
        """Attempt the next transfer; False when there is none."""
        try:
            record = self.ready.popleft()
        except IndexError:
            return False
        began = time.monotonic()
        deliver.carry_out(record, self.lines.open(), lambda: self.may_send() and not record.lost)
        self.seats.saw(time.monotonic() - began)
        self.watch(record)
        self.finished.append(record)
        return True

    def may_send(self) -> bool:
        """Tell whether the lease holds long enough for a call; a worker that was paused finds it over."""
        left = self.leased_at + lease.LEASE.total_seconds() - time.monotonic()
        return left > lease.LAST_CALL

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

    # --- writing down ---------------------------------------------------------------------------------------------

    def settle(self, *, at_once: bool = False) -> None:
        """Write outcomes down in portions; at the end of what there is without waiting for one to fill."""
        now = time.monotonic()
        idle = not self.ready and not self.still_calling()
        due = at_once or idle or len(self.finished) >= PORTION or now - self.settled_at >= PORTION_SECONDS
        if not self.finished or not due:
            return
        self.pace, self.settled_at = len(self.finished) / max(now - self.settled_at, 0.001), now
        self.write_down([self.finished.popleft() for _ in range(len(self.finished))])
        if self.postponed and self.may_begin():
            again, self.postponed = self.postponed, []
            self.open(again)

    def write_down(self, done: Sequence[Attempted]) -> None:
        """Write outcomes down together; if that fails, one by one, so that one document spoils no other.

        Two workers that write about the same causes at once may stop each other: one by one they cannot.
        """
        try:
            settle.settle_all(done, owner=self.owner, run_of=self.runs)
        except Exception:
            log.exception("a portion is settled one by one")
            for record in done:
                self.write_one_down(record)
        for record in done:
            del self.hand[record.transfer.pk]
        if not self.hand:
            self.leave_suspects()

    def write_one_down(self, record: Attempted) -> None:
        """Write one outcome down; what cannot be written is swept up when its lease is over."""
        try:
            settle.settle_all([record], owner=self.owner, run_of=self.runs)
        except Exception:
            log.exception("an outcome could not be written down", extra={"transfer": record.transfer.pk})

    def keep_lease(self) -> None:
        """Give a sign of life now and then; a target that takes its time is no dead worker.

        Whose lease was over and is somebody else's by now is lost, however well the others stand.
        """
        began = time.monotonic()
        for seats in filter(None, (self.seats, self.suspects)):
            seats.renew(began)
        if not self.hand or began - self.leased_at < lease.RENEW_EVERY:
            return
        records = list(self.hand.values())
        operations = [row.pk for record in records for row in record.written]
        held, written = claim.renew_all(list(self.hand), operations, self.owner)
        for record in records:
            if record.transfer.pk not in held or not written.issuperset(row.pk for row in record.written):
                record.lost = True
        if held:
            self.leased_at = began

    def tend(self) -> None:
        """Write down what came of calls, keep the lease of what is still under way, and let others have seats."""
        self.settle()
        self.keep_lease()
        self.seats.make_room(self.still_calling())

    # --- ending ---------------------------------------------------------------------------------------------------

    @property
    def empty(self) -> bool:
        """Tell whether nothing is in hand."""
        return not self.hand

    def close(self) -> None:
        """Begin nothing more, wait for calls under way, write down, give the rest back and the seats up."""
        self.stopped = True
        try:
            while self.still_calling():
                self.news.wait(PORTION_SECONDS)
                self.news.clear()
                self.keep_lease()
            self.settle(at_once=True)
            self.give_back([*self.ready, *self.postponed])
        finally:
            self.leave_suspects()
            self.seats.close()

    def give_back(self, records: Sequence[Attempted]) -> None:
        """Return what was taken and not begun, as if it had never been taken."""
        with transaction.atomic():
            ledger.write_down([row for record in records for row in record.written], self.owner)
            claim.give_back([record.transfer for record in records], self.owner, clock.now())
        for record in records:
            del self.hand[record.transfer.pk]
