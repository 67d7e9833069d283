"""What is said about a file once somebody has imported it: taken over, a line refused, or the whole file cancelled."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from apps.accounts.models import User
from apps.hub.engine.booking import collect
from apps.hub.engine.booking.collect import Answer
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.engine.rows import clock
from apps.hub.models import AuditEntry, Batch, BatchItem, Transfer
from apps.hub.models.transfer import RequeueMode, TransferState


def confirm(batch: Batch, *, actor: User) -> int:
    """Say that every document that is still in a file was taken over; give how many.

    Raises `NotPossible` when everything was said about the file already.
    """
    with transaction.atomic():
        close(batch, Batch.State.CONFIRMED, actor)
        held = hold(batch)
        answer = Answer(batch.file_name[:120], str(batch.number))
        collect.take_over({item.transfer_id: item.revision for item in held}, answer)
        move(held, BatchItem.State.CONFIRMED)
        resolve.audit(actor, AuditEntry.Verb.BOOKED, batch, documents=len(held))
    return len(held)


def refuse(item: BatchItem, *, actor: User, reason: str) -> None:
    """Say that one document of a file was refused: it waits for a person, and the others stay in the file.

    With the last one refused the whole file is. Raises `NotPossible` when something was said about it already.
    """
    with transaction.atomic():
        batch = Batch.objects.select_for_update(of=("self",)).get(pk=item.batch_id)
        held = next((one for one in hold(batch) if one.pk == item.pk), None)
        if held is None or batch.over:
            raise NotPossible("batch.over")
        move([held], BatchItem.State.REFUSED, reason=reason)
        transfer = collect.locked(held.transfer_id)
        if transfer.revision > held.revision:  # what was refused is outdated
            queue([transfer])
        else:
            collect.turn_down([transfer], reason)
        resolve.audit(actor, AuditEntry.Verb.REFUSED, transfer, reason=reason, revision=held.revision)
        if not batch.items.filter(state=BatchItem.State.FILED).exists():
            close(batch, Batch.State.REJECTED, actor)


def cancel(batch: Batch, *, actor: User, reason: str) -> int:
    """Cancel a file that nobody has imported; its documents are made ready anew. Give how many.

    Raises `NotPossible` when everything was said about the file already.
    """
    with transaction.atomic():
        close(batch, Batch.State.CANCELLED, actor, reason=reason)
        held = hold(batch)
        move(held, BatchItem.State.FREED)
        queue([item.transfer for item in held])
        resolve.audit(actor, AuditEntry.Verb.CANCELLED, batch, reason=reason, documents=len(held))
    return len(held)


def close(batch: Batch, state: str, actor: User, *, reason: str = "") -> None:
    """Decide about a file once: whoever comes second is told so."""
    undecided = Batch.objects.filter(pk=batch.pk, state=Batch.State.PRODUCED)
    if not undecided.update(state=state, decided_at=clock.now(), decided_by=actor, reason=reason):
        raise NotPossible("batch.over")


def hold(batch: Batch) -> list[BatchItem]:
    """Lock the transfers that are still in a file, in the order in which everybody does, and give their items."""
    rows = BatchItem.objects.filter(batch=batch, state=BatchItem.State.FILED)
    keys = list(rows.values_list("transfer_id", flat=True))
    list(Transfer.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk"))
    return list(rows.select_related("transfer"))


def move(held: Sequence[BatchItem], state: str, *, reason: str = "") -> None:
    """Write down what became of documents in a file."""
    BatchItem.objects.filter(pk__in=[item.pk for item in held]).update(state=state, reason=reason)


def queue(transfers: Iterable[Transfer]) -> None:
    """Have documents made ready anew, with today's mappings."""
    keys = [transfer.pk for transfer in transfers]
    changed = {"due_at": clock.now(), "tries": 0, "requeue_mode": RequeueMode.REBUILT, "updated_at": clock.now()}
    filed = Transfer.objects.filter(pk__in=keys, state=TransferState.FILED)
    filed.update(state=TransferState.QUEUED, reason="", **changed)
