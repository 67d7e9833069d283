"""What follows a booking: asking the target what became of it, and telling the source that it is done.

Approved, exported or rejected is only shown, and a source that takes no notice keeps nothing from being booked. So a
failure here is tried again later and stops nothing.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from apps.core.connector import Connector, Resource
from apps.core.errors import NotAuthorized, Rejected, Trouble
from apps.hub.engine.access import health
from apps.hub.engine.access.clients import Line, open_line
from apps.hub.engine.booking.translate import fitting
from apps.hub.engine.rows import clock
from apps.hub.models import Connection, Flow, Notice, Operation, PaymentNotice, Standing, Transfer
from apps.hub.models.errand import Errand

log = logging.getLogger(__name__)

#: Minutes until the turn comes again, by how often it came since something changed; then a day, for about three months.
MINUTES = (5, 10, 30, 60, 180, 360, 720)
DAY, TIMES = 1440, 100
#: Time after which a source is asked again about what it has begun to do with a document.
UNDER_WAY = timedelta(seconds=30)
#: How many times it is asked so soon.
OFTEN = 20
#: Errands of one connection that one worker takes at once, and how long others leave them alone.
PORTION, HELD = 50, timedelta(minutes=10)
#: Every kind of errand, and what is read with it.
KINDS: dict[type[Errand], str] = {
    Notice: "transfer__flow",
    PaymentNotice: "transfer__flow",
    Standing: "operation__transfer__flow__source",
}


def follow(connector: Connector, written: Iterable[tuple[Flow, Operation]]) -> None:
    """Have entries that were booked just now asked about, where their target can be; call it in a transaction."""
    asked = {resource.slug: resource for resource in connector.resources if resource.standing}
    booked = [
        row
        for flow, row in written
        if row.resource in asked and row.state == Operation.State.BOOKED and is_of_use(asked[row.resource], flow)
    ]
    if not booked:
        return
    at = clock.now() + timedelta(minutes=MINUTES[0])
    rows = [Standing(operation=row, connection_id=row.connection_id, ask_at=at) for row in booked]
    Standing.objects.bulk_create(rows, ignore_conflicts=True)
    Standing.objects.filter(operation__in=[row.pk for row in booked]).update(ask_at=at, times=0)


def is_of_use(resource: Resource, flow: Flow) -> bool:
    """Tell whether somebody wants to know what became of an entry: people, or the source of its flow."""
    return not resource.asked_for_source or declared(flow, "paid") is not None


def notify(delivered: Sequence[Transfer]) -> None:
    """Have sources told of documents that were booked just now, where they want to know; call it in a transaction."""
    told = [row for row in delivered if declared(row.flow, "acknowledge")]
    if not told:
        return
    rows = [Notice(transfer=row, connection_id=row.flow.source_id) for row in told]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    again = Notice.objects.filter(transfer__in=[row.pk for row in told])
    again.update(ask_at=clock.now(), times=0, handle="", wrong=False)


def declared(flow: Flow, hook: str) -> Any:
    """Give a hook of a flow's source, or None where it has none or its connector is no longer installed."""
    try:
        return getattr(flow.source.connector.source(flow.kind), hook)
    except KeyError:
        return None


def is_due() -> bool:
    """Tell whether an errand should be run now."""
    now = clock.now()
    return any(due(model, now).exists() for model in KINDS)


def due(model: type[Errand], now: datetime) -> QuerySet[Errand]:
    """Give the errands of a kind whose time has come, at connections that may be called."""
    ready = Connection.objects.ready(now)
    return model._default_manager.filter(ask_at__lte=now, connection__in=ready)


def run_due(*, seconds: float = 40.0, alive: Callable[[], bool] = lambda: True) -> int:
    """Run the errands that are due, connection by connection, until the time is over; give how many were run."""
    now, until = clock.now(), time.monotonic() + seconds
    waiting = {key for model in KINDS for key in due(model, now).values_list("connection", flat=True)}
    connections = Connection.objects.with_credentials().filter(pk__in=waiting)
    return sum(run(row, lambda: alive() and time.monotonic() < until) for row in connections)


def run(connection: Connection, alive: Callable[[], bool]) -> int:
    """Run one portion of a connection's errands; a refusal of our credentials ends it."""
    line, done = open_line(connection), 0
    rows = [row for model, related in KINDS.items() for row in take(model, connection, related)]
    for row in rows:
        if not alive():
            break
        done += 1
        try:
            say(row, line, connection.connector)
        except NotAuthorized as refused:
            health.pause(connection, refused)
            break
        except Trouble as trouble:
            put_off(row, trouble)
        except Exception:
            log.exception("defect on an errand", extra={"errand": f"{type(row).__name__} {row.pk}"})
            put_off(row, None)
    return done


def take(model: type[Errand], connection: Connection, related: str) -> list[Errand]:
    """Take what is due at a connection; others leave it alone for a while, and take it should we die.

    The moment up to which it is ours stands in ``ask_at``: it is written down only as long as it does.
    """
    now = clock.now()
    with transaction.atomic():
        asked = model._default_manager.filter(connection=connection, ask_at__lte=now).order_by("ask_at", "pk")
        rows = list(asked.select_for_update(skip_locked=True, of=("self",)).select_related(related)[:PORTION])
        model._default_manager.filter(pk__in=[row.pk for row in rows]).update(ask_at=now + HELD)
    for row in rows:
        row.ask_at = now + HELD
    return rows


def write(row: Errand, ask_at: datetime | None, **fields: object) -> None:
    """Write down what came of an errand, unless it was begun anew meanwhile: then it is run once more."""
    type(row)._default_manager.filter(pk=row.pk, ask_at=row.ask_at).update(ask_at=ask_at, **fields)


def say(row: Errand, line: Line, connector: Connector) -> None:
    """Ask about an entry, or tell of a document, and write down what came of it."""
    match row:
        case Standing():
            ask(row, line, connector)
        case Notice():
            tell(row, line, connector)
        case PaymentNotice():
            tell_payment(row, line, connector)


def ask(row: Standing, line: Line, connector: Connector) -> None:
    """Ask the target about one entry; one that is no longer booked has come to its end."""
    standing, now = connector.resource(row.operation.resource).standing, clock.now()
    if standing is None or row.operation.state == Operation.State.CANCELLED:
        write(row, None)
        return
    told = standing(line.client, row.operation.target_id)
    same = row.since is not None and (row.code, row.wrong) == (fitting(told.code, 40), told.wrong)
    times = row.times + 1 if same else 1
    said = {"code": fitting(told.code, 40), "words": fitting(told.words, 200), "wrong": told.wrong}
    again = None if told.final or times >= TIMES else now + wait_after(times)
    write(row, again, since=row.since if same else now, asked_at=now, times=times, paid_on=told.paid_on, **said)
    if told.paid_on and row.operation.transfer:
        pass_on(row.operation.transfer)


def pass_on(transfer: Transfer) -> None:
    """Have the source told that its document was paid, once every title of it was; where it wants to know."""
    if declared(transfer.flow, "paid") is None:
        return
    titles = Operation.objects.filter(transfer=transfer, amount__isnull=False)
    days = list(titles.exclude(state=Operation.State.CANCELLED).values_list("standing__paid_on", flat=True))
    paid = [day for day in days if day]
    if days and len(paid) == len(days):
        tell_of_payment(transfer, max(paid))


def tell_of_payment(transfer: Transfer, day: date) -> None:
    """Have the source told once that its document was paid, where it wants to know."""
    if declared(transfer.flow, "paid") is not None:
        told = {"connection_id": transfer.flow.source_id, "paid_on": day}
        PaymentNotice.objects.get_or_create(transfer=transfer, defaults=told)


def take_back_payments(transfers: Iterable[Transfer]) -> None:
    """Forget that sources are to be told of payments that failed; another payment is told anew."""
    PaymentNotice.objects.filter(transfer__in=[transfer.pk for transfer in transfers]).delete()


def tell_payment(row: PaymentNotice, line: Line, connector: Connector) -> None:
    """Tell the source that one document was paid, until it has taken notice."""
    paid, now = connector.source(row.transfer.flow.kind).paid, clock.now()
    if paid is None:
        write(row, None)
        return
    told, times = paid(line.client, row.transfer.source_id, row.paid_on), row.times + 1
    again = None if told.done or times >= TIMES else now + wait_after(times)
    said = {"words": fitting(told.words, 200), "wrong": False}
    write(row, again, since=row.since or now, asked_at=now, times=times, **said)


def tell(row: Notice, line: Line, connector: Connector) -> None:
    """Tell the source of one document, or go on with what it began to do about it."""
    acknowledge, now = connector.source(row.transfer.flow.kind).acknowledge, clock.now()
    if acknowledge is None:
        write(row, None)
        return
    told = acknowledge(line.client, row.transfer.source_id, row.handle)
    same = row.words == fitting(told.words, 200)
    times = row.times + 1 if same else 1
    wait = UNDER_WAY if told.handle and times < OFTEN else wait_after(times)
    said = {"words": fitting(told.words, 200), "handle": told.handle[:200], "wrong": False}
    again = None if told.done or times >= TIMES else now + wait
    write(row, again, since=row.since if same else now, asked_at=now, times=times, **said)


def put_off(row: Errand, trouble: Trouble | None) -> None:
    """Try again later; what is refused, or a defect of ours, only once a day, and people see that it does not work."""
    for_good, times = trouble is None or isinstance(trouble, Rejected), row.times + 1
    wait = timedelta(minutes=DAY) if for_good else wait_after(times)
    wrong = row.wrong or (for_good and isinstance(row, (Notice, PaymentNotice)))
    write(row, None if times >= TIMES else clock.now() + wait, times=times, wrong=wrong)


def wait_after(times: int) -> timedelta:
    """Give how long an errand rests that was run so often since something changed."""
    return timedelta(minutes=MINUTES[times] if times < len(MINUTES) else DAY)
