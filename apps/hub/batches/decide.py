"""What is said about a file once somebody has imported it: taken over, a line refused, or the whole file cancelled."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db import transaction

from apps.accounts.models import User
from apps.hub.engine.booking import collect
from apps.hub.engine.booking.collect import Answer
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.engine.rows import clock
from apps.hub.models import AuditEntry, Batch, BatchItem, Transfer
from apps.hub.models.transfer import RequeueMode, TransferState

#: Rows that are written in one statement.
PORTION = 200


def confirm(batch: Batch, *, actor: User) -> int:
    """Say that every document that is still in a file was taken over; give how many.

    Raises `NotPossible` when everything was said about the file already.
    """
    with transaction.atomic():
        close(batch, Batch.State.CONFIRMED, actor)
        held = hold(batch)
        take_over(held)
        resolve.audit(actor, AuditEntry.Verb.BOOKED, batch, documents=len(held))
    return len(held)


def refuse(item: BatchItem, *, actor: User, reason: str) -> None:
    """Say that one document of a file was refused: it waits for a person, and the others stay in the file.

    With the last one refused the whole file is. Raises `NotPossible` when something was said about it already.
    """
    with transaction.atomic():
        batch = locked(item.batch_id)
        held = next((one for one in hold(batch) if one.pk == item.pk), None)
        if held is None or batch.over:
            raise NotPossible("batch.over")
        turn_down([(held, reason)], actor=actor)
        end(batch, actor)


def locked(pk: int) -> Batch:
    """Lock a file, so that only one person decides about it, and give it."""
    return Batch.objects.select_for_update(of=("self",)).select_related("flow").get(pk=pk)


def take_over(held: Sequence[BatchItem]) -> None:
    """Book documents of one file that were taken over; call it in a transaction, with them held."""
    if not held:
        return
    batch = held[0].batch
    answer = Answer(batch.file_name[:120], str(batch.number))
    collect.take_over({item.transfer_id: item.revision for item in held}, answer)
    move(held, BatchItem.State.CONFIRMED)


def turn_down(held: Sequence[tuple[BatchItem, str]], *, actor: User) -> None:
    """Have documents that were refused wait with their words; those that have changed since are made ready anew.

    Call it in a transaction, with them held.
    """
    for item, reason in held:
        item.state, item.reason = BatchItem.State.REFUSED, reason
    BatchItem.objects.bulk_update([item for item, _reason in held], ("state", "reason"), batch_size=PORTION)
    flows = Transfer.objects.select_related("flow__source", "flow__target")
    rows = flows.in_bulk([item.transfer_id for item, _reason in held])
    told = [(rows[item.transfer_id], item, reason) for item, reason in held]
    queue([row for row, item, _reason in told if row.revision > item.revision])  # what was refused is outdated
    collect.put_behind([(row, collect.refusal(words)) for row, item, words in told if row.revision == item.revision])
    entry = partial(resolve.entry_of, actor, AuditEntry.Verb.REFUSED)
    AuditEntry.objects.bulk_create([entry(row, reason=words, revision=item.revision) for row, item, words in told])


def end(batch: Batch, actor: User, *, reason: str = "") -> None:
    """Close a file of which no document waits for an answer any more."""
    states = set(batch.items.values_list("state", flat=True))
    if BatchItem.State.FILED not in states:
        some = bool(states & {BatchItem.State.CONFIRMED, BatchItem.State.FAILED})
        close(batch, Batch.State.CONFIRMED if some else Batch.State.REJECTED, actor, reason=reason)


def cancel(batch: Batch, *, actor: User, reason: str) -> int:
    """Cancel a file that nobody has imported; its documents are made ready anew. Give how many.

    Raises `NotPossible` when everything was said about the file already, or some of it was taken over.
    """
    with transaction.atomic():
        close(batch, Batch.State.CANCELLED, actor, reason=reason)
        if batch.items.filter(state__in=(BatchItem.State.CONFIRMED, BatchItem.State.FAILED)).exists():
            raise NotPossible("batch.partly")
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


def hold(batch: Batch, states: Sequence[str] = (BatchItem.State.FILED,)) -> list[BatchItem]:
    """Lock the transfers that are still in a file, in the order in which everybody does, and give their items.

    With ``states`` those of other documents of the file too.
    """
    rows = BatchItem.objects.filter(batch=batch, state__in=states)
    keys = list(rows.values_list("transfer_id", flat=True))
    list(Transfer.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk"))
    return list(rows.select_related("transfer", "batch"))


def move(held: Sequence[BatchItem], state: str) -> None:
    """Write down what became of documents in a file."""
    BatchItem.objects.filter(pk__in=[item.pk for item in held]).update(state=state)


def queue(transfers: Iterable[Transfer]) -> None:
    """Have documents made ready anew, with today's mappings."""
    keys = [transfer.pk for transfer in transfers]
    changed = {"due_at": clock.now(), "tries": 0, "requeue_mode": RequeueMode.REBUILT, "updated_at": clock.now()}
    filed = Transfer.objects.filter(pk__in=keys, state=TransferState.FILED)
    filed.update(state=TransferState.QUEUED, reason="", **changed)
