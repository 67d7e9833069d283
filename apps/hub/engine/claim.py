"""Taking work: a worker leases transfers, and keeps the lease while it works."""

from datetime import datetime, timedelta

from django.db import transaction

from apps.hub.engine import ledger
from apps.hub.models import Connection, Operation, Transfer
from apps.hub.models.transfer import TransferState

#: Long enough for the slowest document, short enough that nobody waits long for a dead worker.
LEASE = timedelta(seconds=120)


def claim(connection: Connection, owner: str, now: datetime, limit: int) -> list[Transfer]:
    """Lease up to ``limit`` due transfers into a connection and give them, the longest due first.

    PostgreSQL skips rows that others are taking; on SQLite the immediate transaction lets one
    worker at a time in. A connection whose breaker was open gets one document as a probe.
    """
    limit = 1 if connection.probing else limit
    with transaction.atomic():
        due = Transfer.objects.filter(target=connection).claimable(now)
        found = due.select_for_update(skip_locked=True, of=("self",)).values_list("pk", "crashes")[:limit]
        keys = together(list(found))
        Transfer.objects.filter(pk__in=keys).update(
            state=TransferState.SENDING, lease_owner=owner, lease_until=now + LEASE
        )
    taken = Transfer.objects.filter(pk__in=keys).select_related("payload").order_by("due_at", "pk")
    return list(taken)


def together(due: list[tuple[int, int]]) -> list[int]:
    """Give the keys to take at once, from keys with their crashes.

    Whoever was in the hands of a worker that died is tried alone: if it was to blame, only it
    is blamed the next time.
    """
    if due and due[0][1]:
        return [due[0][0]]
    return [key for key, crashes in due if not crashes]


def renew_all(transfers: list[int], operations: list[int], owner: str, now: datetime) -> tuple[set[int], set[int]]:
    """Prolong the leases of a batch, given by keys; give the transfers and operations that are still held.

    So its last document does not go stale while others are slow.
    """
    held = Transfer.objects.filter(pk__in=transfers, state=TransferState.SENDING, lease_owner=owner)
    written = Operation.objects.filter(pk__in=operations, lease_owner=owner)
    for rows in (held, written):
        rows.update(lease_until=now + LEASE)
    return set(held.values_list("pk", flat=True)), set(written.values_list("pk", flat=True))


def give_back(transfers: list[Transfer], owner: str, now: datetime) -> None:
    """Return transfers that were taken and not begun."""
    for transfer in transfers:
        state = TransferState.UNKNOWN if ledger.unverified(transfer) else TransferState.QUEUED
        held = Transfer.objects.filter(pk=transfer.pk, lease_owner=owner)
        held.update(state=state, lease_owner="", lease_until=None, due_at=now)
