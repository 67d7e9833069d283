"""Taking work: a worker leases transfers, and keeps the lease while it works."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from apps.hub.engine.booking import ledger
from apps.hub.engine.rows import clock
from apps.hub.engine.working import lease
from apps.hub.models import Connection, Operation, Transfer
from apps.hub.models.transfer import TransferState

#: Suspects that are tried together the first time.
COMPANY = 8


def claim(
    connection: Connection, owner: str, now: datetime, limit: int, *, suspects: Callable[[], bool] = lambda: True
) -> list[Transfer]:
    """Lease up to ``limit`` due transfers into a connection and give them, the longest due first.

    ``suspects`` tells whether some may be tried now; until then nobody overtakes them.

    PostgreSQL skips rows that others are taking; on SQLite the immediate transaction lets one
    worker at a time in. A connection whose breaker was open gets one document as a probe.
    """
    limit = 1 if connection.probing else limit
    with transaction.atomic():
        due = Transfer.objects.filter(target=connection).claimable(now)
        found = due.select_for_update(skip_locked=True, of=("self",)).values_list("pk", "crashes")[:limit]
        keys = together(list(found), suspects)
        Transfer.objects.filter(pk__in=keys).update(
            state=TransferState.SENDING, lease_owner=owner, lease_until=clock.now() + lease.LEASE
        )
    taken = Transfer.objects.filter(pk__in=keys).select_related("payload").order_by("due_at", "pk")
    return list(taken)


def together(due: list[tuple[int, int]], suspects: Callable[[], bool]) -> list[int]:
    """Give the keys to take at once, from keys with their crashes.

    Who was in the hands of a worker that died is suspected with all the others that were. They are tried in small
    companies, and whoever was in one that died too is tried alone: only who is to blame is blamed the third time.
    """
    suspected = due[0][1] if due else 0
    if suspected and not suspects():
        return []
    company = {0: len(due), 1: COMPANY}.get(suspected, 1)
    return [key for key, crashes in due if crashes == suspected][:company]


def renew_all(transfers: list[int], operations: list[int], owner: str) -> tuple[set[int], set[int]]:
    """Prolong the leases of a batch, given by keys; give the transfers and operations that are still held.

    So its last document does not go stale while others are slow.
    """
    held = Transfer.objects.filter(pk__in=transfers, state=TransferState.SENDING, lease_owner=owner)
    written = Operation.objects.filter(pk__in=operations, lease_owner=owner)
    for rows in (held, written):
        rows.update(lease_until=clock.now() + lease.LEASE)
    return set(held.values_list("pk", flat=True)), set(written.values_list("pk", flat=True))


def give_back(transfers: list[Transfer], owner: str, now: datetime) -> None:
    """Return transfers that were taken and not begun."""
    held = Transfer.objects.filter(pk__in=[transfer.pk for transfer in transfers], lease_owner=owner)
    unsure = ledger.unverified_among(transfers)
    free = {"lease_owner": "", "lease_until": None, "due_at": now}
    held.exclude(pk__in=unsure).update(state=TransferState.QUEUED, **free)
    held.filter(pk__in=unsure).update(state=TransferState.UNKNOWN, **free)
