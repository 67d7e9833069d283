"""Documents that are collected instead of sent: laid ready by a worker, then taken over or refused by whoever came.

Nothing is sent, so nothing can be lost on the way; what must not happen is that a document is collected twice. A
document is ready, or in one file, or taken over: each step is a conditional change of its one row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from apps.accounts.models import User
from apps.core.connector import Step
from apps.core.errors import Place, Rejected
from apps.hub.engine.access import health
from apps.hub.engine.booking import causes, errands, ledger
from apps.hub.engine.booking.request import digest_of
from apps.hub.engine.booking.translate import fitting
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.engine.outgoing import announce
from apps.hub.engine.rows import bulk, clock
from apps.hub.models import AuditEntry, Operation, ReadyDocument, Shelf, Transfer
from apps.hub.models.transfer import RequeueMode, TransferState

#: What a taken-over document changes of the operation that it was before.
TAKEN = (
    "transfer", "resource", "label", "amount", "state", "digest", "request", "target_id", "number", "booked_at",
    "updated_at",
)  # fmt: skip
#: And of its transfer.
NOTED = (
    "state", "reason", "due_at", "tries", "requeue_mode", "delivered_revision", "delivered_at", "target_reference",
    "target_number", "operation_keys", "updated_at",
)  # fmt: skip
REFUSED = "collected.refused"


def offer_of(transfer: Transfer, steps: Sequence[Step]) -> Step | None:
    """Give what is to be laid ready, or None where nothing is: the document is void, or was taken over as it is.

    Raises `Rejected` for what was taken over and is void or different by now: only a person can tell what the books
    need, and a second booking must never come by itself.
    """
    if not transfer.delivered_revision:
        return steps[0] if steps else None
    number = transfer.target_number or transfer.target_reference
    if not steps:
        raise Rejected("collected.cancelled", place=Place.TARGET, number=number)
    known = ledger.operations_of(transfer, [step.key for step in steps]).values_list("digest", flat=True).first()
    if known != digest_of(steps[0].body):
        raise Rejected("collected.changed", place=Place.TARGET, number=number)
    return None


def lay_down(offers: Sequence[tuple[Transfer, Step]]) -> None:
    """Lay documents on the shelves of their flows, behind all that lie there; call it in a transaction."""
    for flow in sorted({transfer.flow_id for transfer, _step in offers}):
        mine = [(transfer, step) for transfer, step in offers if transfer.flow_id == flow]
        last = advance(flow, "position", len(mine))
        rows = [
            laid(transfer, step, position) for position, (transfer, step) in enumerate(mine, start=last - len(mine) + 1)
        ]
        ReadyDocument.objects.filter(transfer__in=[transfer.pk for transfer, _step in mine]).delete()
        ReadyDocument.objects.bulk_create(rows)


def laid(transfer: Transfer, step: Step, position: int) -> ReadyDocument:
    """Give the unsaved row of a document that is laid ready."""
    return ReadyDocument(
        transfer=transfer,
        flow_id=transfer.flow_id,
        revision=transfer.revision,
        position=position,
        key=step.key,
        resource=step.resource,
        label=fitting(step.label, 200),
        amount=step.amount,
        content=step.body,
        created_at=clock.now(),
    )


def advance(flow: int, counter: str, by: int = 1) -> int:
    """Raise a counter of a flow's shelf, give its new value, and hold the shelf until the transaction ends."""
    Shelf.objects.get_or_create(flow_id=flow)
    row = Shelf.objects.filter(flow_id=flow)
    row.update(**{counter: F(counter) + by})
    return int(row.values_list(counter, flat=True).get())


@dataclass(frozen=True, slots=True)
class Answer:
    """What whoever collected a document says of it: the reference under which it was booked, and its number there."""

    reference: str
    number: str = ""


def take_over(collected: Mapping[int, int], answer: Answer) -> None:
    """Write down that documents were taken over; ``collected`` holds the revision of each that was, by transfer.

    Call it in a transaction, with the transfers locked. Content that came meanwhile is looked at next.
    """
    laid_down = ReadyDocument.objects.filter(transfer__in=collected).select_related("transfer__flow__source")
    ready = list(laid_down.select_related("transfer__flow__target").order_by("transfer"))
    Operation.objects.bulk_create(
        [entry(row, answer) for row in ready],
        update_conflicts=True,
        unique_fields=("connection", "key"),
        update_fields=TAKEN,
    )
    for row in ready:
        row.transfer.operation_keys = [row.key]
        note(row.transfer, collected[row.transfer_id], answer)
    bulk.update(Transfer, [row.transfer for row in ready], NOTED)
    ReadyDocument.objects.filter(pk__in=[row.pk for row in ready]).delete()
    errands.notify([row.transfer for row in ready])
    announce.states([row.transfer for row in ready])
    for target in {row.transfer.flow.target for row in ready}:
        health.recover(target)


def entry(row: ReadyDocument, answer: Answer) -> Operation:
    """Give the entry at the target that a document became."""
    return Operation(
        connection_id=row.transfer.target_id,
        key=row.key,
        transfer=row.transfer,
        resource=row.resource,
        label=row.label,
        amount=row.amount,
        state=Operation.State.BOOKED,
        digest=digest_of(row.content),
        request=row.content,
        target_id=answer.reference,
        number=answer.number,
        booked_at=clock.now(),
    )


def note(transfer: Transfer, revision: int, answer: Answer) -> None:
    """Put what was said onto a transfer; what has changed since it was collected is queued."""
    now = clock.now()
    transfer.delivered_revision = revision
    transfer.delivered_at = transfer.delivered_at or now
    transfer.target_reference, transfer.target_number = answer.reference, answer.number
    outdated = transfer.revision > revision
    transfer.state = TransferState.QUEUED if outdated else TransferState.DELIVERED
    transfer.reason, transfer.tries, transfer.due_at = "", 0, now
    transfer.requeue_mode = RequeueMode.REBUILT


def turn_down(transfers: Iterable[Transfer], reason: str) -> None:
    """Put documents that were refused behind what was said; call it in a transaction, with the transfers locked."""
    put_behind([(transfer, refusal(reason)) for transfer in transfers])


def refusal(reason: str) -> Rejected:
    """Give the trouble of a document that whoever collected it refused."""
    return Rejected(REFUSED, place=Place.TARGET, answer=reason)


def put_behind(refused: Sequence[tuple[Transfer, Rejected]]) -> None:
    """Put each document behind what is wrong with it; call it in a transaction, with the transfers locked."""
    told = [(transfer, causes.cause_of(trouble)) for transfer, trouble in refused]
    for transfer, cause in told:
        transfer.state, transfer.reason, transfer.updated_at = TransferState.WAITING, cause.code, clock.now()
    bulk.update(Transfer, [transfer for transfer, _cause in told], ("state", "reason", "updated_at"))
    causes.block_all([(transfer, [cause]) for transfer, cause in told])
    announce.refused([transfer for transfer, _cause in told])


def locked(pk: int) -> Transfer:
    """Lock a transfer and give it with its flow and what lies ready of it."""
    rows = Transfer.objects.select_for_update(of=("self",)).select_related("flow__source", "flow__target")
    return rows.get(pk=pk)


def ready_in(transfer: Transfer, revision: int) -> None:
    """Refuse an answer about a document that is not ready, or about another revision than the one that lies ready."""
    if transfer.state != TransferState.READY:
        raise NotPossible("collect.in_file" if transfer.state == TransferState.FILED else "collect.not_ready")
    if (transfer.revision, transfer.ready.revision) != (revision, revision):
        raise NotPossible("collect.other_revision")


def booked(transfer: Transfer, *, revision: int, answer: Answer, actor: User) -> None:
    """Say that whoever read a document has booked it; saying the same again changes nothing.

    Raises `NotPossible` where it does not lie ready in this revision, or was booked under another reference.
    """
    with transaction.atomic():
        row = locked(transfer.pk)
        if row.delivered_revision == revision:
            if (row.target_reference, row.target_number) != (answer.reference, answer.number):
                raise NotPossible("collect.booked_otherwise")
            return
        ready_in(row, revision)
        take_over({row.pk: revision}, answer)
        proof = answer.number or answer.reference
        resolve.audit(actor, AuditEntry.Verb.BOOKED, row, proof=proof, revision=revision)


def refused(transfer: Transfer, *, revision: int, reason: str, actor: User) -> None:
    """Say that whoever read a document cannot book it; saying the same again changes nothing.

    Raises `NotPossible` where it does not lie ready in this revision.
    """
    with transaction.atomic():
        row = locked(transfer.pk)
        if row.revision == revision and says_so_already(row, reason):
            return
        ready_in(row, revision)
        turn_down([row], reason)
        resolve.audit(actor, AuditEntry.Verb.REFUSED, row, reason=reason, revision=revision)


def says_so_already(transfer: Transfer, reason: str) -> bool:
    """Tell whether a document waits because it was refused for this very reason."""
    said = AuditEntry.objects.filter(noun="transfer", noun_id=str(transfer.pk), verb=AuditEntry.Verb.REFUSED)
    last = said.order_by("-pk").values_list("reason", "detail__revision").first()
    waits = transfer.state == TransferState.WAITING and transfer.reason == REFUSED
    return waits and last == (reason, transfer.revision)
