"""With what a transfer can be sent again."""

from collections.abc import Sequence

from apps.hub.engine.doors.fetch import fetches
from apps.hub.models import Transfer
from apps.hub.models.transfer import RequeueMode


def modes(transfers: Sequence[Transfer]) -> list[tuple[str, str]]:
    """Give the kinds of requeue that make sense for all of these, each with its name."""
    possible = [RequeueMode.REBUILT]
    if all(was_sent_whole(transfer) for transfer in transfers):
        possible.append(RequeueMode.SAME)
    if all(fetches(transfer.flow) for transfer in transfers):
        possible.append(RequeueMode.FETCHED)
    return [(mode.value, str(mode.label)) for mode in possible]


def was_sent_whole(transfer: Transfer) -> bool:
    """Tell whether there are requests for today's content that can be repeated."""
    return bool(transfer.operation_keys) and transfer.delivered_revision == transfer.revision
