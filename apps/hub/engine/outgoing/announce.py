"""What happened, written down in the same transaction for whoever wants to be told: neither is without the other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.hub.models import Batch, Happening, Message, Subscription, Transfer
from apps.hub.models.transfer import TransferState

#: Which states of a transfer are told.
OF_STATE: Mapping[str, Happening] = {
    TransferState.READY: Happening.READY,
    TransferState.DELIVERED: Happening.DELIVERED,
    TransferState.WAITING: Happening.WAITING,
    TransferState.REVERSED: Happening.REVERSED,
}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One thing that happened, between which connections, and what is told of it."""

    event: Happening
    ends: tuple[int, int]
    data: Mapping[str, Any]


def states(transfers: Iterable[Transfer]) -> None:
    """Have it told which state transfers have come to, where that is told; call it in a transaction."""
    publish([occurrence(OF_STATE[row.state], row) for row in transfers if row.state in OF_STATE])


def refused(transfers: Iterable[Transfer]) -> None:
    """Have it told that documents were refused by whoever collected them; call it in a transaction."""
    publish([occurrence(Happening.REFUSED, row) for row in transfers])


def produced(batch: Batch) -> None:
    """Have it told that a file was produced; call it in a transaction."""
    flow = batch.flow
    data = {"batch": batch.pk, "number": batch.number, "flow": flow.pk, "documents": batch.count}
    publish([Occurrence(Happening.PRODUCED, (flow.source_id, flow.target_id), data)])


def occurrence(event: Happening, row: Transfer) -> Occurrence:
    """Give what is told of a transfer: what to look up, and nothing of what is in it."""
    flow = row.flow
    data = {
        "transfer": row.pk,
        "flow": flow.pk,
        "source": flow.source_id,
        "target": flow.target_id,
        "kind": flow.kind,
        "state": str(row.state),
        "reason": row.reason,
        "revision": row.revision,
        "path": f"/api/v1/transfers/{row.pk}/",
    }
    return Occurrence(event, (flow.source_id, flow.target_id), data)


def publish(occurrences: Sequence[Occurrence]) -> None:
    """Write a message for each address that wants to know: one query where nobody does."""
    if not occurrences:
        return
    listening = list(Subscription.objects.listening(end for one in occurrences for end in one.ends))
    rows = [
        Message(subscription=row, event=one.event, data=dict(one.data))
        for one in occurrences
        for row in listening
        if row.wants(one.event, one.ends)
    ]
    Message.objects.bulk_create(rows)


def test(row: Subscription) -> Message:
    """Write a message with which a person tries an address."""
    return Message.objects.create(subscription=row, event=Happening.TEST, data={"webhook": row.pk})
