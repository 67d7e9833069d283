"""Asking a target what became of what was booked there: approved, exported, rejected.

Nothing depends on the answers but what people see, so a failure is asked about again later and stops nothing.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction

from apps.core.connector import Connector
from apps.core.connector import Standing as Told
from apps.core.errors import NotAuthorized, Rejected, Trouble
from apps.hub.engine import clock, health
from apps.hub.engine.clients import Line, open_line
from apps.hub.engine.translate import fitting
from apps.hub.models import Connection, Operation, Standing

log = logging.getLogger(__name__)

#: Minutes until an entry is asked about again, by how often it was asked; then a day, for about three months.
MINUTES = (5, 10, 30, 60, 180, 360, 720)
DAY, TIMES = 1440, 100
#: Entries of one connection that one worker takes at once, and the seconds it has before others may take them.
PORTION, HELD = 50, timedelta(minutes=10)


def begin(connector: Connector, written: Iterable[Operation]) -> None:
    """Have entries that were booked just now asked about, where their target can be; call it in a transaction."""
    asked = {resource.slug for resource in connector.resources if resource.standing}
    booked = [row for row in written if row.state == Operation.State.BOOKED and row.resource in asked]
    if not booked:
        return
    at = clock.now() + timedelta(minutes=MINUTES[0])
    rows = [Standing(operation=row, connection_id=row.connection_id, ask_at=at) for row in booked]
    Standing.objects.bulk_create(rows, ignore_conflicts=True)
    again = Standing.objects.filter(operation__in=[row.pk for row in booked])
    again.update(ask_at=at, times=0)


def is_due() -> bool:
    """Tell whether an entry should be asked about now."""
    return Standing.objects.due(clock.now()).exists()


def follow_due(*, alive: Callable[[], bool] = lambda: True) -> int:
    """Ask about all that is due, connection by connection; give how many entries were asked about."""
    now = clock.now()
    due = Standing.objects.due(now).values("connection")
    return sum(follow(connection, alive) for connection in Connection.objects.with_credentials().filter(pk__in=due))


def follow(connection: Connection, alive: Callable[[], bool]) -> int:
    """Ask about one portion of a connection's entries; a refusal of our credentials ends it."""
    rows, line = take(connection), open_line(connection)
    for number, row in enumerate(rows):
        if not alive():
            return number
        try:
            note(row, ask(row, line, connection.connector))
        except NotAuthorized as refused:
            health.pause(connection, refused)
            return number
        except Trouble as trouble:
            put_off(row, trouble)
        except Exception:
            log.exception("defect while asking what became of an entry", extra={"operation": row.operation_id})
            put_off(row, None)
    return len(rows)


def take(connection: Connection) -> list[Standing]:
    """Take what is due at a connection; others leave it alone for a while, or for good where we die."""
    now = clock.now()
    with transaction.atomic():
        due = Standing.objects.filter(connection=connection, ask_at__lte=now).order_by("ask_at")
        rows = list(due.select_for_update(skip_locked=True, of=("self",)).select_related("operation")[:PORTION])
        Standing.objects.filter(pk__in=[row.pk for row in rows]).update(ask_at=now + HELD)
    return rows


def ask(row: Standing, line: Line, connector: Connector) -> Told:
    """Ask the target about one entry; one that is no longer booked has come to its end."""
    asking = connector.resource(row.operation.resource).standing
    if asking is None or row.operation.state == Operation.State.CANCELLED:
        return Told(code="", words="", final=True)
    return asking(line.client, row.operation.target_id)


def note(row: Standing, told: Told) -> None:
    """Write down what the target said, and since when, and when it is asked next."""
    now = clock.now()
    if (row.code, row.wrong) != (told.code, told.wrong) or row.since is None:
        row.code, row.wrong, row.since, row.times = fitting(told.code, 40), told.wrong, now, 0
    row.words, row.asked_at, row.times = fitting(told.words, 200), now, row.times + 1
    row.ask_at = None if told.final or row.times >= TIMES else now + wait_after(row.times)
    row.save()


def put_off(row: Standing, trouble: Trouble | None) -> None:
    """Ask again later; what the target refuses to tell, or we cannot read, only once a day."""
    now, for_good = clock.now(), trouble is None or isinstance(trouble, Rejected)
    times = row.times + 1
    wait = timedelta(minutes=DAY) if for_good else wait_after(times)
    Standing.objects.filter(pk=row.pk).update(times=times, ask_at=None if times >= TIMES else now + wait)


def wait_after(times: int) -> timedelta:
    """Give how long an entry rests that was asked about so often since it last changed."""
    return timedelta(minutes=MINUTES[times] if times < len(MINUTES) else DAY)
