"""Documents of a file that failed after they were taken over: a payment that was scheduled and was not made.

They wait for a person and for nobody else. Nothing of them goes into another file before somebody asks for the document
to be sent again, and where a part of it stands not even then.
"""

from collections.abc import Sequence
from functools import partial

from apps.accounts.models import User
from apps.hub.batches.said import Verdict
from apps.hub.engine.booking import fallen
from apps.hub.engine.booking.fallen import Failure
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.models import AuditEntry, BatchItem, Transfer
from apps.hub.models.transfer import TransferState


def fail(told: Sequence[tuple[BatchItem, Verdict]], *, actor: User) -> None:
    """Have documents wait that failed; call it in a transaction, with them held.

    Raises `NotPossible` where a worker has one of them in hand in this moment.
    """
    if not told:
        return
    for item, said in told:
        item.state, item.reason = BatchItem.State.FAILED, said.words
    BatchItem.objects.bulk_update([item for item, _said in told], ("state", "reason"))
    flows = Transfer.objects.select_related("flow__source", "flow__target")
    rows = flows.in_bulk([item.transfer_id for item, _said in told])
    if any(row.state in (TransferState.SENDING, TransferState.UNKNOWN) for row in rows.values()):
        raise NotPossible("result.changed")
    fallen.fall_back([Failure(rows[item.transfer_id], said.words, partly=said.partly) for item, said in told])
    entry = partial(resolve.entry_of, actor, AuditEntry.Verb.REFUSED)
    AuditEntry.objects.bulk_create(
        [entry(rows[item.transfer_id], reason=said.words, revision=item.revision) for item, said in told]
    )
