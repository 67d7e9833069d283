"""Asking sources for their documents: page after page, by one worker for each source at a time."""

import gc
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from django.db.models import F, QuerySet

from apps.core.connector import Page, Source
from apps.core.errors import NotAuthorized, Place, Rejected, Temporary, Throttled, Trouble
from apps.hub.engine.access import health
from apps.hub.engine.access.clients import Line, open_line
from apps.hub.engine.booking import causes, settle
from apps.hub.engine.doors import pages, room
from apps.hub.engine.doors.fetch import narrowed
from apps.hub.engine.doors.keeper import Keeper
from apps.hub.engine.doors.pages import LEASE, LeaseLost, Reading
from apps.hub.engine.rows import clock
from apps.hub.engine.working.work import new_owner
from apps.hub.models import Pull
from apps.hub.models.pull import Trigger

log = logging.getLogger(__name__)

#: After failures in a row no longer wait than this one of the ladder (two hours): asking again
#: costs nothing, and documents should not stay away for a day because of one bad night.
LONGEST = 4
#: Seconds after which a page is read again that the database did not take.
STORE_RESTS = 10.0
#: Seconds between two looks of a worker that lingers.
LOOK = 0.2
#: Seconds after which a thread lets the other one work.
TURN = 0.001
#: What the words of a trouble call the target is the source here.
SOURCES_OWN = {
    "target.unreachable": "source.unreachable",
    "target.no_answer": "source.unreachable",
    "target.too_slow": "source.too_slow",
    "target.address_refused": "source.address_refused",
}


@dataclass(frozen=True, slots=True)
class Shift:
    """How long one worker asks, how many of its host may do so at once, and whom it tells of new documents."""

    go_on: Callable[[], bool]
    at_most: int
    wake: Callable[[], object]


def pull_due(
    *,
    seconds: float = 45.0,
    at_most: int = 1,
    linger: float = 0.0,
    alive: Callable[[], bool] = lambda: True,
    wake: Callable[[], object] = lambda: None,
) -> bool:
    """Ask every source that is due until the time is over; tell whether one has more to give.

    No more than ``at_most`` workers of this host ask at once, so that others are left to book.
    ``linger``: wait for what is due within so many seconds, such as a source that wants a pause.
    """
    until = clock.now() + timedelta(seconds=seconds)
    shift = Shift(lambda: alive() and clock.now() < until, at_most, wake)
    with seldom_collecting(), threads_that_take_turns():
        while one_round(shift):
            if not (linger and shift.go_on() and is_due(linger) and busy(clock.now()) < at_most):
                return False
            time.sleep(LOOK)
    return True


def one_round(shift: Shift) -> bool:
    """Ask each source that is due once; False when one has more to give."""
    over = True
    for pull in Pull.objects.due(clock.now()).select_related("connection"):
        if not shift.go_on():
            return False
        over = pull_from(pull, shift) and over
    return over


def is_due(within: float = 0.0) -> bool:
    """Tell whether a source should be asked within so many seconds."""
    return Pull.objects.due(later(within)).exists()


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Let Python look for garbage seldom, and not among what was there before.

    Thousands of rows come and go by themselves with every page; going through the whole program
    for them took a fifth of the time.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def threads_that_take_turns() -> Iterator[None]:
    """Let the thread that keeps pages go on as soon as the database has answered it.

    Else it waits five milliseconds for the one that reads, many times a page.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def pull_from(pull: Pull, shift: Shift) -> bool:
    """Ask one source, unless somebody else does; False when it has more to give."""
    owner = new_owner()
    if busy(clock.now()) >= shift.at_most or not claim(pull, owner, clock.now()):
        return True
    pull.refresh_from_db()
    flows = room.flows_for([(pull.connection_id, pull.kind)])[pull.connection_id, pull.kind]
    reading = Reading(pull, owner, tuple(flows))
    try:
        return ask(reading, shift)
    except LeaseLost:
        log.warning("somebody else goes on with a pull", extra={"pull": pull.pk})
        return True


def busy(now: datetime) -> int:
    """Give how many workers of this host are asking."""
    host = new_owner().partition(":")[0]
    return Pull.objects.filter(lease_owner__startswith=f"{host}:", lease_until__gte=now).count()


def claim(pull: Pull, owner: str, now: datetime) -> bool:
    """Take a pull that is due, or one whose worker let its lease run out; what was not begun begins now."""
    taken = {"lease_owner": owner, "lease_until": now + LEASE}
    if not Pull.objects.due(now).filter(pk=pull.pk).update(**taken):
        return False
    held = Pull.objects.filter(pk=pull.pk, lease_owner=owner)
    held.filter(started_at=None).update(started_at=now, read=0, stored=0)
    return True


def ask(reading: Reading, shift: Shift) -> bool:
    """Ask until the source has no more, the time is over or something goes wrong; then write down which."""
    pull, line = reading.pull, None
    try:
        source, line = opened(pull)
        if read_on(source, line, reading, shift):
            finish(reading)
            return True
    except LeaseLost:
        raise
    except (OperationalError, InterfaceError):
        log.exception("the database broke off a pull", extra={"pull": pull.pk})
        put_off(reading, "store.away", {}, STORE_RESTS)
        return True
    except Trouble as trouble:
        trouble.params = line.redactor.value(trouble.params) if line else trouble.params
        break_off(reading, trouble)
        return True
    except Exception as defect:
        log.exception("defect while asking a source", extra={"pull": pull.pk})
        put_off(reading, "internal", dict(causes.defect_of(defect).params), wait_after(pull.failures))
        return True
    give_back(reading)
    return False


def opened(pull: Pull) -> tuple[Source, Line]:
    """Open a line to the source; who was never signed in cannot be asked."""
    if pull.connection.credentials is None:
        raise NotAuthorized("source.credentials_refused")
    return pull.connection.connector.source(pull.kind), open_line(pull.connection)


def read_on(source: Source, line: Line, reading: Reading, shift: Shift) -> bool:
    """Keep page after page from where the last one ended; True when the source has no more."""
    if source.pull is None or not reading.flows:
        return True
    circle = Circle()
    with Keeper(reading, shift.wake) as keeper:
        for page in pages_of(source.pull(narrowed(source, line.client, reading.flows), reading.pull.cursor)):
            circle.pass_by(page)
            keeper.keep(pages.prepare(page, reading))
            del line.http.exchanges[:-1]
            if not shift.go_on():
                return False
    return True


def pages_of(given: Iterator[Page]) -> Iterator[Page]:
    """Give a connector's pages; a place that is no text the table holds is its defect."""
    for page in given:
        place: object = page.cursor
        if not isinstance(place, str) or "\0" in place:
            raise TypeError("a cursor is text")
        yield page


class Circle:
    """Notices a source that gives the same pages for ever, without keeping them (Brent's algorithm)."""

    def __init__(self) -> None:
        self.seen: object = None
        self.steps, self.limit = 0, 1

    def pass_by(self, page: Page) -> None:
        """Take note of a page; raises `Rejected` for one that was met before."""
        place = hash((page.cursor, tuple((document.source_id, document.raw) for document in page.documents)))
        if place == self.seen:
            raise Rejected("source.goes_in_circles", place=Place.SOURCE)
        self.steps += 1
        if self.steps == self.limit:
            self.seen, self.steps, self.limit = place, 0, self.limit * 2


def finish(reading: Reading) -> None:
    """Note that the source has no more, and when it is asked next."""
    now, row = clock.now(), held(reading)
    every = row.values_list("every", flat=True).first()
    row.update(
        lease_owner="",
        lease_until=None,
        started_at=None,
        finished_at=now,
        due_at=now + timedelta(minutes=every) if every else None,
        trigger=Trigger.SCHEDULE,
        failures=0,
        code="",
        params={},
    )


def give_back(reading: Reading) -> None:
    """Leave the rest to whoever comes next."""
    held(reading).update(lease_owner="", lease_until=None, due_at=clock.now())


def break_off(reading: Reading, trouble: Trouble) -> None:
    """Say what stopped the reading; the place stays, and it goes on there."""
    code, params, failures = SOURCES_OWN.get(trouble.code, trouble.code), dict(trouble.params), reading.pull.failures
    match trouble:
        case NotAuthorized():
            health.pause(reading.pull.connection, trouble)
            put_off(reading, code, params, 0.0)
        case Throttled():
            held(reading).update(lease_owner="", lease_until=None, due_at=later(trouble.retry_after or 1.0))
        case Temporary():
            put_off(reading, code, params, settle.pause(trouble, min(failures, LONGEST)))
        case _:
            put_off(reading, code, params, wait_after(failures))


def put_off(reading: Reading, code: str, params: dict[str, str], wait: float) -> None:
    """Count a failure and ask again after so many seconds."""
    held(reading).update(
        lease_owner="",
        lease_until=None,
        due_at=later(wait),
        failures=F("failures") + 1,
        code=code[:80],
        params=params,
    )


def wait_after(failures: int) -> float:
    """Give the seconds after which something is tried again that no waiting mends by itself."""
    return float(settle.RETRY_SECONDS[min(failures + 2, LONGEST)])


def later(seconds: float) -> datetime:
    """Give the moment so many seconds from now."""
    return clock.now() + timedelta(seconds=seconds)


def held(reading: Reading) -> "QuerySet[Pull]":
    """Give the row as long as it is ours."""
    return Pull.objects.filter(pk=reading.pull.pk, lease_owner=reading.owner)
