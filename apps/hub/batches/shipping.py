"""Bringing produced files to their places. The rows are the queue; nothing is sent inside a transaction."""

import logging
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from apps.accounts.models import User
from apps.core import sftp
from apps.core.errors import Place, Rejected, Temporary, Trouble
from apps.core.sftp import Server
from apps.hub.batches import folder, mail
from apps.hub.engine.booking import settle
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.engine.rows import clock
from apps.hub.models import AuditEntry, Batch, Outlet, Shipment

log = logging.getLogger(__name__)

#: Shipments that one worker takes at once, and how long others leave them alone.
PORTION, HELD = 20, timedelta(minutes=10)
#: Names that mean the same on every system.
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,199}", re.ASCII)


def queue(batch: Batch) -> None:
    """Have a file brought to every place of its flow; call it in the transaction that makes the file."""
    places = Outlet.objects.filter(dispatch__flow=batch.flow_id, active=True)
    Shipment.objects.bulk_create(Shipment(batch=batch, outlet=place, due_at=clock.now()) for place in places)


def again(shipment: Shipment, *, actor: User) -> None:
    """Have a file brought to a place once more; raises `NotPossible` while it is on its way or was cancelled."""
    with transaction.atomic():
        over = Shipment.objects.filter(pk=shipment.pk, state__in=(Shipment.State.DONE, Shipment.State.FAILED))
        free = over.exclude(batch__state=Batch.State.CANCELLED)
        if not free.update(state=Shipment.State.QUEUED, due_at=clock.now(), tries=0, code="", params={}):
            raise NotPossible("outlet.under_way")
        resolve.audit(actor, AuditEntry.Verb.SENT, shipment.batch, to=str(shipment.outlet))


def is_due() -> bool:
    """Tell whether a file should be brought somewhere now."""
    return Shipment.objects.due(clock.now()).exists()


def run_due(*, seconds: float = 40.0, alive: Callable[[], bool] = lambda: True) -> int:
    """Bring files to where they should be until the time is over; give how many were tried."""
    until, done = time.monotonic() + seconds, 0
    rows = take()
    for row in rows:
        if not alive() or time.monotonic() > until:
            break
        ship(row)
        done += 1
    return done


def take() -> list[Shipment]:
    """Take what is due; others leave it alone for a while, and take it should we die.

    The moment up to which it is ours stands in ``due_at``: what comes of it is written down only as long as it does.
    """
    now = clock.now()
    with transaction.atomic():
        due = Shipment.objects.due(now).select_for_update(skip_locked=True, of=("self",))
        rows = list(due.select_related("outlet", "batch__payload")[:PORTION])
        Shipment.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=now + HELD)
    for row in rows:
        row.due_at = now + HELD
    return rows


def ship(row: Shipment) -> None:
    """Bring one file to one place and write down what came of it."""
    if Batch.objects.filter(pk=row.batch_id, state=Batch.State.CANCELLED).exists():
        write(row, Shipment.State.DROPPED)
        return
    try:
        bring(row.batch, row.outlet)
    except Trouble as trouble:
        put_off(row, trouble)
    except Exception:
        log.exception("defect on bringing a file", extra={"shipment": row.pk})
        put_off(row, Temporary("internal"))
    else:
        write(row, Shipment.State.DONE, done_at=clock.now(), code="", params={})


def bring(batch: Batch, outlet: Outlet) -> None:
    """Bring a file to a place; twice is once wherever the place can tell."""
    if not NAME.fullmatch(batch.file_name) or ".." in batch.file_name:
        raise Rejected("outlet.odd_name", place=Place.HERE, name=batch.file_name)
    match outlet.way:
        case Outlet.Way.FOLDER:
            folder.put(outlet.folder, batch.file_name, batch.payload.raw)
        case Outlet.Way.SFTP:
            sftp.put(server_of(outlet), outlet.folder, batch.file_name, batch.payload.raw)
        case _:
            mail.send(batch, outlet.recipients, outlet.language)


def server_of(outlet: Outlet) -> Server:
    """Give the server of a place as the language knows it."""
    names = ("host", "port", "username", "password", "private_key", "host_key")
    return Server(**{name: getattr(outlet, name) for name in names}, allowed=frozenset(settings.PRIVATE_ORIGINS))


def put_off(row: Shipment, trouble: Trouble) -> None:
    """Try again later, with longer and longer waits; what only a person can put right waits for one."""
    told: dict[str, Any] = {"code": trouble.code[:80], "params": dict(trouble.params), "tries": row.tries + 1}
    if isinstance(trouble, Temporary) and row.tries < len(settle.RETRY_SECONDS):
        wait = timedelta(seconds=settle.pause(trouble, row.tries))
        write(row, Shipment.State.QUEUED, due_at=clock.now() + wait, **told)
        return
    write(row, Shipment.State.FAILED, **told)


def write(row: Shipment, state: str, *, due_at: datetime | None = None, **fields: object) -> None:
    """Write down what came of a shipment, unless somebody asked for it anew meanwhile."""
    Shipment.objects.filter(pk=row.pk, due_at=row.due_at).update(state=state, due_at=due_at, **fields)
