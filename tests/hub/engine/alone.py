"""One transfer taken through an attempt by itself, so that a test can stop between its parts."""

from collections.abc import Callable

from apps.hub.engine.access.clients import Line
from apps.hub.engine.booking import attempts, deliver, settle
from apps.hub.engine.booking.attempts import Attempted
from apps.hub.engine.booking.translate import Route
from apps.hub.models import SyncRun, Transfer
from apps.hub.models.transfer import TransferState


def attempt(
    transfer: Transfer, route: Route, line: Line, owner: str, *, may_send: Callable[[], bool] = lambda: True
) -> Attempted:
    """Translate, commit the intents, call the target."""
    record = attempts.prepare(transfer, route, line.redactor, owner)
    attempts.open_all([record], owner)
    if record.ready:
        deliver.carry_out(record, line, may_send)
    return record


def written_down(record: Attempted, *, owner: str, run: SyncRun) -> TransferState | None:
    """Write the outcome down."""
    [state] = settle.settle_all([record], owner=owner, run_of={record.transfer.flow_id: run})
    return state
