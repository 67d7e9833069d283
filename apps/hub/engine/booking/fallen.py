"""Collected documents that were taken over, and of which it is said later that nothing came of it.

The entry in the ledger is the mark: undone where all of the document failed, without a checksum where a part of it
stands. As long as it is, the document waits: only a person can tell whether it was settled elsewhere meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.connector import Step
from apps.core.errors import Place, Rejected
from apps.hub.engine.booking import collect, errands, ledger
from apps.hub.engine.rows import bulk, clock
from apps.hub.models import Operation, Transfer

FALLEN = (
    "agreed_revision", "delivered_revision", "delivered_at", "target_reference", "target_number", "updated_at",
)  # fmt: skip
FAILED, FAILED_PARTLY = "collected.failed", "collected.failed_partly"


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that failed after it was taken over: in which words, and whether a part of it stands."""

    transfer: Transfer
    words: str
    partly: bool


def fall_back(failures: Sequence[Failure]) -> None:
    """Have documents wait that failed; call it in a transaction, with the transfers locked."""
    for failure in failures:
        mark(failure)
        take_back(failure)
    transfers = [failure.transfer for failure in failures]
    bulk.update(Transfer, transfers, FALLEN)
    errands.take_back_payments(transfers)
    collect.put_behind([(one.transfer, trouble(one.words, partly=one.partly)) for one in failures])


def mark(failure: Failure) -> None:
    """Mark the entry of a document in the ledger."""
    changed = {"digest": ""} if failure.partly else {"digest": "", "target_id": "", "state": Operation.State.CANCELLED}
    rows = ledger.operations_of(failure.transfer, failure.transfer.operation_keys)
    rows.update(updated_at=clock.now(), **changed)


def take_back(failure: Failure) -> None:
    """Forget what a person agreed to before, and unless a part stands that anything was taken over."""
    row = failure.transfer
    row.agreed_revision = 0
    if not failure.partly:
        row.delivered_revision, row.delivered_at = 0, None
        row.target_reference = row.target_number = ""


def trouble(words: str, *, partly: bool) -> Rejected:
    """Give what such a document waits behind."""
    return Rejected(FAILED_PARTLY if partly else FAILED, place=Place.TARGET, answer=words)


def must_be_agreed(transfer: Transfer, steps: Sequence[Step]) -> None:
    """Refuse a document that failed unless a person has asked for just this content to be sent again.

    One of which a part stands is refused in any case: what stands would be there twice.
    """
    if not transfer.operation_keys:  # it was never taken over
        return
    rows = ledger.operations_of(transfer, transfer.operation_keys)
    state = rows.filter(digest="").values_list("state", flat=True).first()
    undone = state == Operation.State.CANCELLED
    if state is None or (undone and (not steps or transfer.agreed_revision == transfer.revision)):
        return
    raise trouble(words_of(transfer), partly=not undone)


def words_of(transfer: Transfer) -> str:
    """Give in which words a document failed last."""
    told = transfer.filings.filter(state="failed").order_by("-pk").values_list("reason", flat=True)
    return told.first() or ""
