"""The operations at a target: intents before calls, and what came of them."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from apps.core.connector import Booked, Ref, Step
from apps.core.http import DecimalEncoder
from apps.hub.models import Operation, Transfer

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


def open_operations(transfer: Transfer, steps: Sequence[Step], owner: str) -> dict[str, Operation]:
    """Commit the intent of every step and lease its operation; give them by key.

    Includes what the transfer booked earlier and the plan no longer holds. Raises
    `OperationBusy`, with nothing leased, when another worker holds one of them.
    """
    keys = sorted({*transfer.operation_keys, *(step.key for step in steps)})
    known = Operation.objects.filter(connection_id=transfer.flow.target_id, key__in=keys)
    existing = set(known.values_list("key", flat=True))
    intents = [intent(transfer, step) for step in steps if step.key not in existing]
    Operation.objects.bulk_create(intents, ignore_conflicts=True)
    return lease(known, len(keys), owner)


def intent(transfer: Transfer, step: Step) -> Operation:
    """Give an unsaved operation that says what is going to be written."""
    return Operation(
        connection_id=transfer.flow.target_id,
        key=step.key,
        transfer=transfer,
        resource=step.resource,
        label=step.label[:200],
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
    operation.target_id, operation.number, operation.url = result.target_id, result.number, result.url
    operation.digest, operation.request = digest_of(step.body), storable(step.body)
    operation.precedence, operation.label, operation.amount = step.precedence, step.label[:200], step.amount
    operation.booked_at = operation.booked_at or timezone.now()
    operation.save()


def cancelled(operation: Operation, transfer: Transfer) -> None:
    """Commit that the target no longer holds it."""
    operation.state, operation.transfer, operation.digest = Operation.State.CANCELLED, transfer, ""
    operation.save()


def steps_sent(transfer: Transfer) -> tuple[Step, ...]:
    """Give the steps of a transfer exactly as they were sent last."""
    rows: Iterable[Operation] = Operation.objects.filter(
        connection_id=transfer.flow.target_id, key__in=transfer.operation_keys
    ).exclude(request=None)
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
