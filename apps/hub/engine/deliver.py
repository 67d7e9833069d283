"""Booking one transfer at its target, step by step. HTTP happens here and never in a transaction."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from apps.core.connector import Booked, Resource, Step
from apps.core.errors import OutcomeUnknown, Place, Rejected, Throttled, Trouble
from apps.hub.engine import claim, fetch, ledger
from apps.hub.engine.clients import Line
from apps.hub.engine.translate import Plan, Route, translate
from apps.hub.models import Operation, Transfer
from apps.hub.models.transfer import RequeueMode

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Somebody else has taken the transfer over; whatever we would still do is theirs to do."""


@dataclass(slots=True)
class Attempted:
    """What came of one attempt, for `settle`."""

    transfer: Transfer
    started: datetime
    plan: Plan | None = None
    trouble: Trouble | None = None
    defect: Exception | None = None
    lost: bool = False
    done: list[dict[str, str]] = field(default_factory=list)
    undone: int = 0
    main: Operation | None = None
    exchanges: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Delivery:
    """One transfer on its way: the plan, the open line, the leased operations."""

    transfer: Transfer
    route: Route
    line: Line
    owner: str
    record: Attempted
    operations: Mapping[str, Operation] = field(default_factory=dict)

    def run(self) -> None:
        """Translate, then write what is new, change what differs and undo what is gone."""
        if self.transfer.requeue_mode == RequeueMode.FETCHED:
            fetch.fetch_again(self.transfer, self.route, self.owner)
        plan = self.record.plan = translate(self.transfer, self.route)
        if plan.missing or plan.rule:
            return
        steps = self._steps(plan)
        undoable = {step.key for step in steps if self._resource(step).cancel}
        self.operations = ledger.open_operations(self.transfer, steps, self.owner, undoable=undoable)
        try:
            self._carry_out(steps)
        finally:
            ledger.release(Operation.objects.filter(pk__in=[row.pk for row in self.operations.values()]), self.owner)

    def _steps(self, plan: Plan) -> tuple[Step, ...]:
        sent = self.transfer.delivered_revision == self.transfer.revision
        if self.transfer.requeue_mode == RequeueMode.SAME and sent and not plan.document.cancelled:
            return ledger.steps_sent(self.transfer)
        return plan.steps

    def _carry_out(self, steps: tuple[Step, ...]) -> None:
        planned = {step.key for step in steps}
        gone = [key for key in reversed(self.transfer.operation_keys) if key not in planned]
        if not steps:
            self._refuse_what_cannot_be_undone([self.operations[key] for key in gone])
        for key in gone:
            self._undo(self.operations[key])
        for step in steps:
            self._write(step, self.operations[step.key])
        titles = [self.operations[step.key] for step in steps if step.amount is not None]
        self.record.main = next(iter(titles), None)
        self.record.undone = sum(row.state == row.State.CANCELLED for row in self.operations.values())

    def _refuse_what_cannot_be_undone(self, rows: list[Operation]) -> None:
        """Ask a person about a cancelled document before anything of it is touched.

        A payment stands in the way, and another living document that knows less: whether that
        one is outdated or this one is wrong, nobody here can tell.
        """
        for row in rows:
            if self._resource(row).blocks_undo and self._stands(row):
                raise Rejected("undo.paid", place=Place.TARGET, number=row.number or row.target_id)
        for row in rows:
            heir = ledger.wanted_by_another(row, self.transfer)
            if heir and heir.precedence < ledger.say_of(self.transfer, row) and self._stands(row):
                ledger.hand_over(row, heir)
                number = row.number or row.target_id
                raise Rejected("undo.still_wanted", place=Place.SOURCE, number=number, other=str(heir.transfer))

    def _resource(self, row: Operation | Step) -> Resource:
        return self.route.connector.resource(row.resource)

    def _undo(self, row: Operation) -> None:
        cancel = self._resource(row).cancel
        if cancel is None or not self._stands(row):
            return
        if heir := ledger.wanted_by_another(row, self.transfer):
            ledger.hand_over(row, heir)
            self._note(row, "kept")
            return
        self._call(row, "", lambda: cancel(self.line.client, row.key, row.target_id, row.request or {}))
        ledger.cancelled(row, self.transfer)
        self._note(row, "undone")

    def _stands(self, row: Operation) -> bool:
        """Tell whether an entry is at the target; where the answer to its first call got lost, ask there.

        What was found is committed at once: the next question may have to wait for its turn.
        """
        if row.state == row.State.SENDING and not row.target_id:
            found = self._resource(row).find(self.line.client, row.key, row.request or {})
            ledger.cleared_up(row, found.target_id if found else "")
        return row.state in (row.State.BOOKED, row.State.SENDING)

    def _write(self, step: Step, row: Operation) -> None:
        """Bring one operation to what its step says, in as few calls as the ledger allows.

        An operation that is being sent without a digest is an undoing whose answer got lost.
        """
        undoing = row.state == row.State.SENDING and not row.sending_digest
        if row.target_id and row.state in (row.State.BOOKED, row.State.SENDING) and not undoing:
            self._change(step, row)
        elif found := self._found(step, row):
            self._adopt(step, row, found)
        else:
            self._create(step, row)

    def _body(self, step: Step) -> Mapping[str, Any]:
        body: Mapping[str, Any] = ledger.resolved(dict(step.body), self.operations)
        return body

    def _found(self, step: Step, row: Operation) -> Booked | None:
        """Look first where the register asks for it, or where the answer to an earlier call got lost."""
        resource = self._resource(step)
        if not resource.find_first and row.state != row.State.SENDING:
            return None
        found = resource.find(self.line.client, step.key, self._body(step))
        if found is None and row.state == row.State.SENDING:
            ledger.cleared_up(row, "")
        return found

    def _create(self, step: Step, row: Operation) -> None:
        create, body = self._resource(step).create, self._body(step)
        digest = ledger.digest_of(step.body)
        self._keep(step, row, self._call(row, digest, lambda: create(self.line.client, step.key, body)), "booked")

    def _adopt(self, step: Step, row: Operation, found: Booked) -> None:
        """Take what exists at the target as ours; bring it up to date if other content was under way.

        What we never sent and cannot change, such as a payment that somebody else posted, is good as it is.
        """
        resource = self._resource(step)
        same = row.sending_digest == ledger.digest_of(step.body)
        not_ours = not row.sending_digest and resource.update is None
        row.target_id = found.target_id
        if same or not_ours or resource.keep_existing:
            self._keep(step, row, found, "adopted")
        else:
            self._update(step, row)

    def _change(self, step: Step, row: Operation) -> None:
        if row.state == row.State.BOOKED and (reason := self._leaves_alone(step, row)):
            self._note(row, reason)
        else:
            self._update(step, row)

    def _leaves_alone(self, step: Step, row: Operation) -> str:
        """Say why a booked entry stays as it is, or nothing."""
        if row.digest == ledger.digest_of(step.body) or self._resource(step).keep_existing:
            return "unchanged"
        of_another = row.transfer_id != self.transfer.pk
        return "kept" if of_another and step.precedence < row.precedence else ""

    def _update(self, step: Step, row: Operation) -> None:
        update, body = self._resource(step).update, self._body(step)
        if update is None:
            raise Rejected("update.unsupported", place=Place.TARGET, number=row.number or row.target_id)
        digest = ledger.digest_of(step.body)
        result = self._call(row, digest, lambda: update(self.line.client, step.key, row.target_id, body))
        self._keep(step, row, result, "changed")

    def _keep(self, step: Step, row: Operation, result: Booked, what: str) -> None:
        ledger.booked(row, step, result, self.transfer)
        self._note(row, what)

    def _note(self, row: Operation, what: str) -> None:
        self.record.done.append({"key": row.key, "label": row.label, "what": what, "target_id": row.target_id})

    def _call(self, row: Operation, digest: str, call: Callable[[], Any]) -> Any:
        """Make a call that writes; the intent is committed first, and what is known afterwards.

        A refusal means that nothing changed; a lost answer leaves the operation `SENDING`, so
        that the next attempt asks the target before it sends again.
        """
        before = row.state
        if not claim.renew(self.transfer, self.owner, timezone.now()):
            raise LeaseLost
        ledger.about_to_send(row, self.owner, digest)
        try:
            return call()
        except OutcomeUnknown:
            raise
        except Trouble:
            ledger.not_applied(row, before)
            raise


def deliver(transfer: Transfer, route: Route, line: Line, owner: str) -> Attempted:
    """Attempt one transfer and give what came of it; never raises."""
    record = Attempted(transfer, timezone.now())
    try:
        Delivery(transfer, route, line, owner, record).run()
    except ledger.OperationBusy:
        record.trouble = Throttled("operation.busy", retry_after=2.0)
    except LeaseLost:
        record.lost = True
    except Trouble as trouble:
        trouble.params = line.redactor.value(trouble.params)
        record.trouble = trouble
    except (OperationalError, InterfaceError):
        log.exception("the database broke off a delivery", extra={"transfer": transfer.pk})
        record.trouble = Throttled("store.away", retry_after=10.0)
    except Exception as defect:
        log.exception("defect while delivering", extra={"transfer": transfer.pk})
        record.defect = defect
    record.exchanges = line.exchanges()
    return record
