"""The operations at a target: intents before calls, and what came of them."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.core.connector import Booked, Ref, Step
from apps.core.http import DecimalEncoder
from apps.hub.engine.translate import fitting
from apps.hub.models import Claim, Operation, Transfer
from apps.hub.models.transfer import TransferState

#: A worker that is alive renews long before this; one that is not blocks nobody for longer.
LEASE = timedelta(seconds=120)


class OperationBusy(Exception):
    """Another transfer is writing the same thing right now."""


def digest_of(body: Any) -> str:
    """Give a checksum of a request that does not depend on the order of keys."""
    return hashlib.sha256(json.dumps(storable(body), sort_keys=True).encode()).hexdigest()


def storable(body: Any) -> Any:
    """Give a request as JSON data: decimals as numbers, references as ``{"ref": key}``."""
    return json.loads(json.dumps(body, cls=RequestEncoder))


def restored(body: Any) -> Any:
    """Give the request that `storable` was made of."""
    match body:
        case {"ref": str(key)} if len(body) == 1:
            return Ref(key)
        case dict():
            return {name: restored(value) for name, value in body.items()}
        case list():
            return [restored(value) for value in body]
    return body


class RequestEncoder(DecimalEncoder):
    """Writes references of a request as data."""

    def default(self, value: object) -> Any:
        """Encode a Ref; leave the rest to decimals."""
        return {"ref": value.key} if isinstance(value, Ref) else super().default(value)


def open_operations(
    transfer: Transfer, steps: Sequence[Step], owner: str, *, undoable: Collection[str]
) -> dict[str, Operation]:
    """Commit the intent of every step and lease its operation; give them by key.

    Includes what the transfer booked earlier and the plan no longer holds. Raises
    `OperationBusy`, with nothing leased, when another worker holds one of them.
    """
    planned = [step.key for step in steps]
    keys = [*planned, *(key for key in transfer.operation_keys if key not in planned)]
    known = operations_of(transfer, keys)
    with transaction.atomic():
        existing = set(known.values_list("key", flat=True))
        intents = [intent(transfer, step) for step in steps if step.key not in existing]
        Operation.objects.bulk_create(intents, ignore_conflicts=True)
        claim(transfer, [step for step in steps if step.key in undoable])
        remember(transfer, keys, owner)
    return lease(known, len(keys), owner)


def operations_of(transfer: Transfer, keys: Collection[str]) -> "QuerySet[Operation]":
    """Give the operations under some keys at a transfer's target."""
    return Operation.objects.filter(connection_id=transfer.target_id, key__in=keys)


def remember(transfer: Transfer, keys: list[str], owner: str) -> None:
    """Commit which operations are a transfer's, before the first call: whoever comes after a crash finds them."""
    if keys != transfer.operation_keys:
        Transfer.objects.filter(pk=transfer.pk, lease_owner=owner).update(operation_keys=keys)
        transfer.operation_keys = keys


def claim(transfer: Transfer, steps: Sequence[Step]) -> None:
    """Note what a document asks for by now, so that another document's end does not undo it."""
    wanted = {step.key: step.precedence for step in steps}
    if not wanted:
        return
    rows = operations_of(transfer, wanted).values_list("pk", "key")
    claims = [Claim(operation_id=pk, transfer=transfer, precedence=wanted[key]) for pk, key in rows]
    if transfer.operation_keys:
        Claim.objects.filter(transfer=transfer).exclude(operation__in=[pk for pk, _key in rows]).delete()
    Claim.objects.bulk_create(claims, ignore_conflicts=True)


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
    Operation.objects.filter(pk=operation.pk).update(transfer=heir.transfer_id, precedence=heir.precedence)
    booked_ones = Transfer.objects.filter(pk=heir.transfer_id, state=TransferState.DELIVERED)
    booked_ones.update(state=TransferState.QUEUED, due_at=timezone.now(), tries=0, reason="")


def unverified(transfer: Transfer) -> bool:
    """Tell whether the answer to one of a transfer's calls got lost and nobody has asked the target yet."""
    return operations_of(transfer, transfer.operation_keys).filter(state=Operation.State.SENDING).exists()


def cleared_up(operation: Operation, target_id: str) -> None:
    """Commit what the target said about a call whose answer got lost: its id, or that nothing is there."""
    operation.state = Operation.State.BOOKED if target_id else Operation.State.PLANNED
    operation.target_id = target_id
    Operation.objects.filter(pk=operation.pk).update(state=operation.state, target_id=target_id)


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


def lease(operations: Any, expected: int, owner: str) -> dict[str, Operation]:
    """Take all of ``operations`` for ``owner`` or none of them."""
    now = timezone.now()
    free = operations.filter(Q(lease_owner__in=("", owner)) | Q(lease_until__lt=now))
    if free.update(lease_owner=owner, lease_until=now + LEASE) < expected:
        release(operations, owner)
        raise OperationBusy
    return {operation.key: operation for operation in operations.select_related(None)}


def release(operations: Any, owner: str) -> None:
    """Give up the leases that ``owner`` holds."""
    operations.filter(lease_owner=owner).update(lease_owner="", lease_until=None)


def resolved(body: Any, operations: Mapping[str, Operation]) -> Any:
    """Give a request with every reference replaced by the target's id."""
    match body:
        case Ref(key):
            return operations[key].target_id
        case dict():
            return {name: resolved(value, operations) for name, value in body.items()}
        case list() | tuple():
            return [resolved(value, operations) for value in body]
    return body


def about_to_send(operation: Operation, owner: str, digest: str) -> None:
    """Commit that a call is about to be made; OperationBusy when the lease was lost meanwhile."""
    rows = Operation.objects.filter(pk=operation.pk, lease_owner=owner)
    until, state = timezone.now() + LEASE, Operation.State.SENDING
    if not rows.update(state=state, sending_digest=digest, lease_until=until):
        raise OperationBusy
    operation.state, operation.sending_digest = state, digest


def not_applied(operation: Operation, before: str) -> None:
    """Commit that the call certainly changed nothing."""
    Operation.objects.filter(pk=operation.pk).update(state=before)
    operation.state = before


def booked(operation: Operation, step: Step, result: Booked, transfer: Transfer) -> None:
    """Commit what the target answered, together with what it was sent."""
    operation.state, operation.transfer = Operation.State.BOOKED, transfer
    operation.target_id = result.target_id
    operation.number, operation.url = fitting(result.number, 120), fitting(result.url, 400)
    operation.digest, operation.request = digest_of(step.body), storable(step.body)
    operation.precedence, operation.label, operation.amount = step.precedence, fitting(step.label, 200), step.amount
    operation.booked_at = operation.booked_at or timezone.now()
    operation.save()


def cancelled(operation: Operation, transfer: Transfer) -> None:
    """Commit that the target no longer holds it."""
    operation.state, operation.transfer, operation.digest = Operation.State.CANCELLED, transfer, ""
    operation.save()


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
