"""The operations at a target: intents before calls, and what came of them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from apps.core.connector import Booked, Step
from apps.hub.engine.booking.orders import Order
from apps.hub.engine.booking.request import restored, storable
from apps.hub.engine.booking.translate import fitting
from apps.hub.engine.rows import bulk, clock
from apps.hub.engine.working.lease import LEASE
from apps.hub.models import Claim, Operation, Transfer
from apps.hub.models.transfer import TransferState

#: What committing an intent writes of an operation that exists.
SENDING = ("state", "sending_digest", "lease_owner", "lease_until")


def open_orders(orders: Sequence[Order], owner: str, busy: Collection[str] = ()) -> None:
    """Commit the intent of every step of some orders, and lease its operations, before the first call.

    An order gets all of its operations or none; those under ``busy`` keys are being written by this very worker.
    Whoever comes after a crash finds in the ledger what may have been sent, and asks the target about it first.
    """
    with transaction.atomic():
        ours = Transfer.objects.select_for_update().filter(
            pk__in=[order.transfer.pk for order in orders], state=TransferState.SENDING, lease_owner=owner
        )
        held = set(ours.order_by("pk").values_list("pk", flat=True))
        for order in orders:
            order.lost = order.transfer.pk not in held
        living = [order for order in orders if not order.lost]
        granted = grant(living, rows_of(living), owner, set(busy))
        granted = commit_intents(granted, owner)
        claim_all(granted)
        remember(granted)


def rows_of(orders: Sequence[Order]) -> dict[str, Operation]:
    """Lock the operations that exist already, and give them with the new ones, unsaved, by key."""
    if not orders:
        return {}
    known = operations_of(orders[0].transfer, {key for order in orders for key in order.keys})
    # Locked in one order by everybody, so that two workers never wait for each other.
    rows = {row.key: row for row in known.select_for_update().order_by("pk")}
    for order in orders:
        for step in order.steps:
            if step.key not in rows:
                rows[step.key] = intent(order.transfer, step)
    return rows


def grant(orders: Sequence[Order], rows: dict[str, Operation], owner: str, taken: set[str]) -> list[Order]:
    """Give each order its operations, the first come first; an order waits for one whose operations are ``taken``.

    What another worker holds and may be undoing is waited for, also where it would stay as it is.
    """
    now = clock.now()
    for order in orders:
        keys = order.keys
        exclusive = {row.key for row in order.to_write(rows[key] for key in keys)}
        order.later = not taken.isdisjoint(exclusive)
        needed = exclusive.union(key for key in keys if order.connector.resource(rows[key].resource).cancel)
        if not order.later and all(is_free(rows[key], owner, now) for key in needed):
            order.operations, order.exclusive = {key: rows[key] for key in keys}, frozenset(exclusive)
            taken |= exclusive
    return [order for order in orders if order.operations is not None]


def is_free(row: Operation, owner: str, now: datetime) -> bool:
    """Tell whether no other living worker writes an operation."""
    return row.lease_owner in ("", owner) or row.lease_until is None or row.lease_until < now


def commit_intents(orders: Sequence[Order], owner: str) -> list[Order]:
    """Commit which operations are going to be written, and with what; give the orders that go ahead.

    In memory the operations stay as they were. An order whose new operation somebody else has made in this very
    moment does not go ahead.
    """
    until = clock.now() + LEASE
    sending = {row.key: (row, as_sent(row, order, owner, until)) for order in orders for row in order.written}
    bulk.update(Operation, [sent for row, sent in sending.values() if row.pk], SENDING)
    # In one order everybody: two workers that make the same operations never wait for each other.
    fresh = [(row, sent) for _key, (row, sent) in sorted(sending.items()) if not row.pk]
    made = {sent.key for sent in bulk.insert_missing(Operation, [sent for _row, sent in fresh])}
    for row, sent in fresh:
        row.pk = sent.pk if row.key in made else None
    withdraw([order for order in orders if any(row.pk is None for row in order.written)], made)
    return [order for order in orders if order.operations is not None]


def withdraw(orders: Sequence[Order], made: Collection[str]) -> None:
    """Take back the intents of orders that do not go ahead: nothing of them was sent."""
    rows = [row for order in orders for row in order.written]
    Operation.objects.filter(pk__in=[row.pk for row in rows if row.key in made]).delete()
    bulk.update(Operation, [row for row in rows if row.pk and row.key not in made], SENDING)
    for order in orders:
        order.operations = None


def as_sent(row: Operation, order: Order, owner: str, until: datetime) -> Operation:
    """Give a copy of an operation that an order will write or undo, as it stands while it does."""
    sent, step = copy(row), order.by_key.get(row.key)
    sent.sending_digest = may_be_there(row, order.digest(step) if step else "")
    sent.state, sent.lease_owner, sent.lease_until = Operation.State.SENDING, owner, until
    return sent


def may_be_there(row: Operation, digest: str) -> str:
    """Give what the target may hold once ``digest`` is sent: unsure while an answer to other content is lost."""
    if row.state != Operation.State.SENDING or row.sending_digest == digest:
        return digest
    return "unsure" if digest and row.sending_digest else ""


def operations_of(transfer: Transfer, keys: Collection[str]) -> "QuerySet[Operation]":
    """Give the operations under some keys at a transfer's target."""
    return Operation.objects.filter(connection_id=transfer.target_id, key__in=keys)


def remember(orders: Sequence[Order]) -> None:
    """Commit which operations are a transfer's, before the first call: whoever comes after a crash finds them."""
    changed = [order for order in orders if order.keys != order.transfer.operation_keys]
    for order in changed:
        order.transfer.operation_keys = order.keys
    bulk.update(Transfer, [order.transfer for order in changed], ("operation_keys",))


def claim_all(orders: Sequence[Order]) -> None:
    """Note what documents ask for by now, so that another document's end does not undo it."""
    claims = [claim for order in orders for claim in claims_of(order)]
    for order in orders:
        if order.transfer.operation_keys and any(claim.transfer is order.transfer for claim in claims):
            wanted = [claim.operation_id for claim in claims if claim.transfer is order.transfer]
            Claim.objects.filter(transfer=order.transfer).exclude(operation__in=wanted).delete()
    Claim.objects.bulk_create(claims, ignore_conflicts=True)


def claims_of(order: Order) -> Iterator[Claim]:
    """Give what a document asks for and could be undone one day."""
    for step in order.steps:
        if order.operations and order.connector.resource(step.resource).cancel:
            yield Claim(operation=order.operations[step.key], transfer=order.transfer, precedence=step.precedence)


def wanted_by_another(operation: Operation, transfer: Transfer) -> Claim | None:
    """Give the claim of the document that knows most about an operation, other than ``transfer``."""
    others = operation.claims.living().exclude(transfer=transfer).select_related("transfer")
    return others.order_by("-precedence", "pk").first()


def say_of(transfer: Transfer, operation: Operation) -> int:
    """Give how much a document knows about an operation."""
    own = operation.claims.filter(transfer=transfer).values_list("precedence", flat=True).first()
    return operation.precedence if own is None else own


def hand_over(operation: Operation, heir: Claim) -> None:
    """Leave an operation to a document that still wants it, and let that one bring it to its own content."""
    if operation.transfer_id == heir.transfer_id and operation.state == Operation.State.BOOKED:
        return
    operation.transfer, operation.precedence = heir.transfer, heir.precedence
    booked_ones = Transfer.objects.filter(pk=heir.transfer_id, state=TransferState.DELIVERED)
    booked_ones.update(state=TransferState.QUEUED, due_at=clock.now(), tries=0, reason="")


def unverified(transfer: Transfer) -> bool:
    """Tell whether the answer to one of a transfer's calls got lost and nobody has asked the target yet."""
    return operations_of(transfer, transfer.operation_keys).filter(state=Operation.State.SENDING).exists()


def unverified_among(transfers: Sequence[Transfer]) -> list[int]:
    """Give which of some transfers into one target are unverified, by their keys: one query for all."""
    keys = {key for transfer in transfers for key in transfer.operation_keys}
    if not keys:
        return []
    sending = operations_of(transfers[0], keys).filter(state=Operation.State.SENDING)
    asked = set(sending.values_list("key", flat=True))
    return [transfer.pk for transfer in transfers if not asked.isdisjoint(transfer.operation_keys)]


def cleared_up(operation: Operation, target_id: str) -> None:
    """Commit what the target said about a call whose answer got lost: its id, or that nothing is there."""
    operation.state = Operation.State.BOOKED if target_id else Operation.State.PLANNED
    operation.target_id, operation.handle = target_id, ""
    Operation.objects.filter(pk=operation.pk).update(state=operation.state, target_id=target_id, handle="")


def send_again(operation: Operation, digest: str) -> None:
    """Commit that what was cleared up is sent once more."""
    Operation.objects.filter(pk=operation.pk).update(state=Operation.State.SENDING, sending_digest=digest)


def intent(transfer: Transfer, step: Step) -> Operation:
    """Give an unsaved operation that says what is going to be written."""
    return Operation(
        connection_id=transfer.target_id,
        key=step.key,
        transfer=transfer,
        resource=step.resource,
        label=fitting(step.label, 200),
        amount=step.amount,
        precedence=step.precedence,
    )


def booked(operation: Operation, step: Step, result: Booked, transfer: Transfer, digest: str) -> None:
    """Note what the target answered, together with what it was sent; `settle` writes it down."""
    operation.state, operation.transfer = Operation.State.BOOKED, transfer
    operation.target_id, operation.handle = result.target_id, ""
    operation.number, operation.url = fitting(result.number, 120), fitting(result.url, 400)
    operation.digest, operation.request = digest, storable(step.body)
    operation.precedence, operation.label, operation.amount = step.precedence, fitting(step.label, 200), step.amount
    operation.booked_at = operation.booked_at or clock.now()


def cancelled(operation: Operation, transfer: Transfer) -> None:
    """Note that the target no longer holds it; `settle` writes it down.

    Its id goes: what is booked under the key one day is another entry. Attempts keep the old one.
    """
    operation.state, operation.transfer, operation.digest = Operation.State.CANCELLED, transfer, ""
    operation.target_id = ""


#: What an attempt may change of an operation.
WRITTEN = (
    "transfer", "resource", "label", "amount", "precedence", "state", "digest", "sending_digest", "handle", "request",
    "target_id", "number", "url", "lease_owner", "lease_until", "booked_at", "updated_at",
)  # fmt: skip


def write_down(operations: Sequence[Operation], owner: str) -> None:
    """Write what an attempt made of its operations and let go of them; those lost meanwhile are left alone."""
    keys = [operation.pk for operation in operations]
    mine = Operation.objects.select_for_update().filter(pk__in=keys, lease_owner=owner)
    held = set(mine.order_by("pk").values_list("pk", flat=True))
    rows = [operation for operation in operations if operation.pk in held]
    for row in rows:
        row.lease_owner, row.lease_until = "", None
    bulk.update(Operation, rows, WRITTEN)


def steps_sent(transfer: Transfer) -> tuple[Step, ...]:
    """Give the steps of a transfer exactly as they were sent last; what was undone since stays undone."""
    known = operations_of(transfer, transfer.operation_keys)
    rows: Iterable[Operation] = known.exclude(request=None).exclude(state=Operation.State.CANCELLED)
    order = {key: position for position, key in enumerate(transfer.operation_keys)}
    return tuple(
        Step(
            resource=row.resource,
            key=row.key,
            body=restored(row.request),
            label=row.label,
            amount=row.amount,
            precedence=row.precedence,
        )
        for row in sorted(rows, key=lambda row: order[row.key])
    )
