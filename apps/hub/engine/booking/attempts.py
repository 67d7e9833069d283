"""One attempt: its record, and all that is done before the target is called."""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from apps.core.connector import Step
from apps.core.errors import Throttled, Trouble
from apps.hub.engine.access.redact import Redactor
from apps.hub.engine.booking import agreement, collect, fallen, ledger
from apps.hub.engine.booking.orders import Order
from apps.hub.engine.booking.translate import Plan, Route, translate
from apps.hub.engine.doors import fetch
from apps.hub.models import Operation, Transfer
from apps.hub.models.transfer import RequeueMode

log = logging.getLogger(__name__)

#: Seconds after which a transfer looks again for operations that somebody else was writing.
BUSY_SECONDS = 1.0


class LeaseLost(Exception):
    """Somebody else has taken the transfer over; whatever we would still do is theirs to do."""


@dataclass(slots=True)
class Attempted:
    """What came of one attempt, for `settle`; with an ``order`` there is something to write.

    ``offer`` is what is laid ready instead, where documents are collected.
    """

    transfer: Transfer
    started: datetime
    plan: Plan | None = None
    order: Order | None = None
    offer: Step | None = None
    trouble: Trouble | None = None
    defect: Exception | None = None
    lost: bool = False
    done: list[dict[str, str]] = field(default_factory=list)
    undone: int = 0
    main: Operation | None = None
    exchanges: list[dict[str, Any]] = field(default_factory=list)

    @property
    def operations(self) -> dict[str, Operation]:
        """Give the operations that this attempt holds."""
        return (self.order and self.order.operations) or {}

    @property
    def written(self) -> list[Operation]:
        """Give the operations that this attempt may have changed."""
        return self.order.written if self.order else []

    @property
    def later(self) -> bool:
        """Tell whether another one of the same batch has to be written first."""
        return self.order is not None and self.order.later

    @property
    def ready(self) -> bool:
        """Tell whether the target may be called."""
        opened = self.order is not None and self.order.operations is not None
        return opened and not (self.lost or self.trouble or self.defect)


@contextmanager
def noting(record: Attempted, redactor: Redactor) -> Iterator[None]:
    """Note on the record whatever goes wrong inside; nothing escapes."""
    try:
        yield
    except LeaseLost:
        record.lost = True
    except Trouble as trouble:
        trouble.params = redactor.value(trouble.params)
        record.trouble = trouble
    except (OperationalError, InterfaceError):
        log.exception("the database broke off a delivery", extra={"transfer": record.transfer.pk})
        record.trouble = Throttled("store.away", retry_after=10.0)
    except Exception as defect:
        log.exception("defect while delivering", extra={"transfer": record.transfer.pk})
        record.defect = defect


def prepare(transfer: Transfer, route: Route, redactor: Redactor, owner: str) -> Attempted:
    """Translate a transfer and give the record of its attempt, with the order of what is to be written.

    Where that was asked for, the source is called first.
    """
    record = Attempted(transfer, timezone.now())
    with noting(record, redactor):
        if transfer.requeue_mode == RequeueMode.FETCHED:
            fetch.fetch_again(transfer, route, owner)
        plan = record.plan = translate(transfer, route)
        if plan.missing or plan.rule:
            return record
        steps = steps_of(transfer, plan)
        if route.source.asks_before_change:
            agreement.refuse_unagreed(transfer, steps, route.connector)
        if route.target.collected:
            fallen.must_be_agreed(transfer, steps)
            record.offer = collect.offer_of(transfer, steps)
        else:
            record.order = Order(transfer, steps, route.connector)
    return record


def steps_of(transfer: Transfer, plan: Plan) -> tuple[Step, ...]:
    """Give the steps to carry out: the plan's, or those sent last where the same request was asked for."""
    sent = transfer.delivered_revision == transfer.revision
    if transfer.requeue_mode == RequeueMode.SAME and sent and not plan.document.cancelled:
        return ledger.steps_sent(transfer)
    return plan.steps


def open_all(records: Sequence[Attempted], owner: str, busy: Collection[str] = ()) -> None:
    """Commit the intents of a batch.

    Who waits for another one of the batch is left without operations; who waits for another
    worker comes back in a moment.
    """
    ordered = [record for record in records if record.order]
    if ordered:
        ledger.open_orders([record.order for record in ordered if record.order], owner, busy)
    for record in ordered:
        if record.order and record.order.lost:
            record.lost = True
        elif record.order and record.order.operations is None and not record.order.later:
            record.trouble = Throttled("operation.busy", retry_after=BUSY_SECONDS)
