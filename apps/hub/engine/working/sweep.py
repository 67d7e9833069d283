"""What must happen although nobody asks: freeing what dead workers held, and forgetting in time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from apps.hub.engine.booking import causes, ledger, runs
from apps.hub.engine.booking.causes import Asks, Cause
from apps.hub.engine.outgoing import keep
from apps.hub.engine.rows import clock
from apps.hub.models import Allowance, Batch, BatchResult, Event, FirstAnswer, Payload, Transfer, Upload
from apps.hub.models.transfer import TransferState

#: A document that was in the hands of so many workers when they died is set apart.
CRASHES = 3
#: Rows deleted in one statement, so that no lock is held for long.
PORTION = 1_000


def sweep() -> int:
    """Free abandoned transfers and close finished runs; give how many were freed."""
    now = clock.now()
    freed = sum(free(transfer, now) for transfer in Transfer.objects.abandoned(now).select_related("flow__target"))
    queue_strays(now)
    runs.close_finished(now)
    return freed


def somebody_died() -> bool:
    """Tell whether a worker has let the lease of a transfer run out."""
    return Transfer.objects.abandoned(clock.now()).exists()


def queue_strays(now: datetime) -> None:
    """Queue what nobody would take up again: received while its flow was switched on, waiting behind nothing."""
    received = Transfer.objects.filter(state=TransferState.RECEIVED, flow__active=True)
    received.update(state=TransferState.QUEUED, due_at=now)
    waiting = Transfer.objects.filter(state=TransferState.WAITING, blockers=None)
    waiting.update(state=TransferState.QUEUED, due_at=now, tries=0)


def free(transfer: Transfer, now: datetime) -> int:
    """Put one abandoned transfer back; if a call may have been made, the target is asked first."""
    with transaction.atomic():
        row = Transfer.objects.abandoned(now).filter(pk=transfer.pk)
        if not row.update(crashes=F("crashes") + 1, lease_owner="", lease_until=None, **queued(transfer, now)):
            return 0
        if transfer.crashes + 1 >= CRASHES:
            isolate(transfer)
    return 1


def queued(transfer: Transfer, now: datetime) -> dict[str, object]:
    """Give the fields of a transfer whose worker died."""
    sending = ledger.unverified(transfer)
    state = TransferState.UNKNOWN if sending else TransferState.QUEUED
    return {"state": state, "due_at": now + timedelta(seconds=rest_of(transfer) if sending else 0)}


def rest_of(transfer: Transfer) -> int:
    """Give the seconds that an unknown outcome rests; none at a vendor that is not installed any more."""
    try:
        return transfer.flow.target.connector.settle_seconds
    except KeyError:
        return 0


def isolate(transfer: Transfer) -> None:
    """Keep a document that kills its workers away from them until a person has looked."""
    Transfer.objects.filter(pk=transfer.pk).update(state=TransferState.WAITING, reason="internal.kills_worker")
    causes.block(transfer, [Cause(code="internal.kills_worker", asks=Asks.SUPPORT)])


def forget() -> int:
    """Delete raw payloads past their retention, and what else nobody needs any more; give how many payloads.

    A payload stays while an open transfer needs it, an event was not read yet or a file waits for a flow; that of a
    file that was produced here, or of a result of one, stays for good.
    """
    before = clock.now() - timedelta(days=settings.RETENTION_DAYS)
    Allowance.objects.filter(next_at__lt=(clock.now() - timedelta(days=1)).timestamp(), failures=0).delete()
    FirstAnswer.objects.over(clock.now()).delete()
    keep.forget()
    total = 0
    while deleted := forget_portion(before):
        total += deleted
    return total


def forget_portion(before: datetime) -> int:
    """Delete one portion of payloads older than ``before``."""
    old = Payload.objects.filter(created_at__lt=before)
    needed = Transfer.objects.exclude(state__in=("delivered", "skipped", "handled", "reversed"))
    unread = Event.objects.filter(state__in=(Event.State.ACCEPTED, Event.State.UNROUTED))
    unrouted = Upload.objects.unrouted()
    free_ones = (
        old.exclude(pk__in=needed.exclude(payload=None).values("payload"))
        .exclude(pk__in=unread.exclude(payload=None).values("payload"))
        .exclude(pk__in=unrouted.exclude(payload=None).values("payload"))
        .exclude(pk__in=Batch.objects.values("payload"))
        .exclude(pk__in=BatchResult.objects.values("payload"))
    )
    keys = list(free_ones.values_list("pk", flat=True)[:PORTION])
    return Payload.objects.filter(pk__in=keys).delete()[0] and len(keys)
