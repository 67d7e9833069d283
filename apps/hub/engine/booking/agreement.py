"""What was booked stands: where a source says so, a later change of it is sent only after a person has agreed."""

from collections.abc import Sequence

from apps.core.connector import Connector, Step
from apps.core.errors import Place, Rejected
from apps.hub.engine.booking import ledger
from apps.hub.engine.booking.orders import Order
from apps.hub.models import Operation, Transfer
from apps.hub.models.transfer import TransferState

CHANGED, WITHDRAWN = "source.changed_after_booking", "source.withdrawn_after_booking"


def asks_about_change(transfer: Transfer) -> bool:
    """Tell whether a transfer waits for somebody to look at what has changed since it was booked."""
    return transfer.state == TransferState.WAITING and transfer.reason in (CHANGED, WITHDRAWN)


def refuse_unagreed(transfer: Transfer, steps: Sequence[Step], connector: Connector) -> None:
    """Raise `Rejected` where a newer revision would change, add to or take back what stands in the books.

    Whoever asks for the transfer to be sent again has seen the difference, and agrees to this revision of it. A report
    that was paid, or whose links were renewed, leads to the same requests and passes.
    """
    if transfer.revision in (1, transfer.delivered_revision, transfer.agreed_revision):
        return
    order = Order(transfer, tuple(steps), connector)
    booked = booked_titles(order)
    if not booked:
        return
    number = next((row.number or row.target_id for row in booked), "")
    if not steps:
        raise Rejected(WITHDRAWN, place=Place.HERE, number=number)
    if changes(order, booked):
        raise Rejected(CHANGED, place=Place.HERE, number=number)


def booked_titles(order: Order) -> list[Operation]:
    """Give what stands at the target of a transfer and carries an amount."""
    rows = ledger.operations_of(order.transfer, order.keys).filter(state=Operation.State.BOOKED)
    return list(rows.filter(amount__isnull=False).order_by("pk"))


def changes(order: Order, booked: Sequence[Operation]) -> bool:
    """Tell whether an order changes or drops a title that stands, or adds one to a whole booking."""
    titles = {step.key for step in order.steps if step.amount is not None}
    standing = {row.key for row in booked}
    added = bool(order.transfer.delivered_revision) and not titles <= standing
    return added or not standing <= titles or any(True for _row in order.to_write(booked))
