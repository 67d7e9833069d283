"""Booking one transfer at its target, step by step. HTTP happens here and never in a transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.core.connector import Booked, Resource, Step
from apps.core.errors import OutcomeUnknown, Place, Rejected, Trouble
from apps.hub.engine.access.clients import Line
from apps.hub.engine.booking import ledger, request
from apps.hub.engine.booking.attempts import Attempted, LeaseLost, noting
from apps.hub.engine.booking.orders import Order
from apps.hub.models import Operation


def carry_out(record: Attempted, line: Line, may_send: Callable[[], bool]) -> None:
    """Write what an order asks for; ``may_send`` tells before each call whether the lease still holds."""
    if record.order is None:
        return
    with noting(record, line.redactor):
        Delivery(record.order, record, line, may_send).run()
    record.exchanges = line.exchanges()


@dataclass(slots=True)
class Delivery:
    """One transfer on its way: what it orders, the open line, and the operations in memory.

    The ledger says "sending" from before the first call until `settle` has written down what
    is known; in between nothing is written, so that a fast target is not kept waiting.
    """

    order: Order
    record: Attempted
    line: Line
    may_send: Callable[[], bool]
    cleared: set[str] = field(default_factory=set)

    @property
    def operations(self) -> dict[str, Operation]:
        """Give the leased operations."""
        return self.order.operations or {}

    def run(self) -> None:
        """Undo what is gone, write what is new, change what differs."""
        steps, transfer = self.order.steps, self.order.transfer
        planned = {step.key for step in steps}
        gone = [key for key in reversed(transfer.operation_keys) if key not in planned]
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
        one is outdated or this one is wrong, nobody here can tell. So does a target that takes
        nothing back: whatever it has booked, a person takes out of its books there.
        """
        for row in rows:
            if self._resource(row).blocks_undo and self._stands(row):
                raise Rejected("undo.paid", place=Place.TARGET, number=row.number or row.target_id)
        for row in rows:
            heir = ledger.wanted_by_another(row, self.order.transfer)
            if heir and heir.precedence < ledger.say_of(self.order.transfer, row) and self._stands(row):
                ledger.hand_over(row, heir)
                number = row.number or row.target_id
                raise Rejected("undo.still_wanted", place=Place.SOURCE, number=number, other=str(heir.transfer))

        for row in rows:
            stands = row.amount is not None and row.state in (row.State.BOOKED, row.State.SENDING)
            if stands and self._resource(row).cancel is None and not ledger.wanted_by_another(row, self.order.transfer):
                raise Rejected("undo.unsupported", place=Place.TARGET, number=row.number or row.target_id)

    def _resource(self, row: Operation | Step) -> Resource:
        return self.order.connector.resource(row.resource)

    def _undo(self, row: Operation) -> None:
        cancel = self._resource(row).cancel
        if cancel is None or not self._stands(row):
            return
        if heir := ledger.wanted_by_another(row, self.order.transfer):
            ledger.hand_over(row, heir)
            self._note(row, "kept")
            return
        self._call(row, "", lambda: cancel(self.line.client, row.key, row.target_id, row.request or {}))
        self._note(row, "undone")
        ledger.cancelled(row, self.order.transfer)

    def _stands(self, row: Operation) -> bool:
        """Tell whether an entry is at the target; where the answer to its first call got lost, ask there.

        What was found is committed at once: the next question may have to wait for its turn.
        """
        if row.state == row.State.SENDING and not row.target_id:
            found = self._looked_for(row, row.request or {})
            self._clear_up(row, found.target_id if found else "")
        return row.state in (row.State.BOOKED, row.State.SENDING)

    def _looked_for(self, row: Operation, body: Mapping[str, Any]) -> Booked | None:
        """Ask the target for an entry, by the handle of a write that it has not finished where there is one.

        A write that was taken and failed was never booked; whoever has put it right sends it anew.
        """
        resource = self._resource(row)
        if not row.handle or resource.resume is None:
            return resource.find(self.line.client, row.key, body)
        try:
            return resource.resume(self.line.client, row.key, row.handle, body)
        except Rejected:
            self._clear_up(row, "")
            raise

    def _clear_up(self, row: Operation, target_id: str) -> None:
        ledger.cleared_up(row, target_id)
        self.cleared.add(row.key)

    def _write(self, step: Step, row: Operation) -> None:
        """Bring one operation to what its step says, in as few calls as the ledger allows.

        An operation that is being sent without a digest is an undoing whose answer got lost.
        """
        undoing = row.state == row.State.SENDING and not row.sending_digest
        if reason := self.order.leaves_alone(step, row):
            self._note(row, reason)
        elif row.target_id and row.state in (row.State.BOOKED, row.State.SENDING) and not undoing:
            self._update(step, row)
        elif found := self._found(step, row):
            self._adopt(step, row, found)
        else:
            self._create(step, row)

    def _body(self, step: Step) -> Mapping[str, Any]:
        plan = self.record.plan
        files = plan.document.attachments if plan else ()
        body: Mapping[str, Any] = request.resolved(dict(step.body), self.operations, files)
        return body

    def _found(self, step: Step, row: Operation) -> Booked | None:
        """Look first where the register asks for it, or where the answer to an earlier call got lost."""
        resource = self._resource(step)
        if not resource.find_first and row.state != row.State.SENDING:
            return None
        found = self._looked_for(row, self._body(step))
        if found is None and row.state == row.State.SENDING:
            self._clear_up(row, "")
        return found

    def _create(self, step: Step, row: Operation) -> None:
        create, body = self._resource(step).create, self._body(step)
        digest = self.order.digest(step)
        self._keep(step, row, self._call(row, digest, lambda: create(self.line.client, step.key, body)), "booked")

    def _adopt(self, step: Step, row: Operation, found: Booked) -> None:
        """Take what exists at the target as ours; bring it up to date if other content was under way.

        What we never sent and cannot change, such as a payment that somebody else posted, is good as it is.
        """
        resource = self._resource(step)
        same = row.sending_digest == self.order.digest(step)
        not_ours = not row.sending_digest and resource.update is None
        row.target_id = found.target_id
        if same or not_ours or resource.keep_existing:
            self._keep(step, row, found, "adopted")
        else:
            self._update(step, row)

    def _update(self, step: Step, row: Operation) -> None:
        update, body = self._resource(step).update, self._body(step)
        if update is None:
            raise Rejected("update.unsupported", place=Place.TARGET, number=row.number or row.target_id)
        digest = self.order.digest(step)
        result = self._call(row, digest, lambda: update(self.line.client, step.key, row.target_id, body))
        self._keep(step, row, result, "changed")

    def _keep(self, step: Step, row: Operation, result: Booked, what: str) -> None:
        ledger.booked(row, step, result, self.order.transfer, self.order.digest(step))
        self._note(row, what)

    def _note(self, row: Operation, what: str) -> None:
        self.record.done.append({"key": row.key, "label": row.label, "what": what, "target_id": row.target_id})

    def _call(self, row: Operation, digest: str, call: Callable[[], Any]) -> Any:
        """Make a call that writes; its intent is committed already.

        A refusal means that nothing changed; a lost answer leaves the operation `SENDING`, so
        that the next attempt asks the target before it sends again.
        """
        if not self.may_send():
            raise LeaseLost
        if row.key in self.cleared:
            ledger.send_again(row, digest)
        before, was_sending = row.state, row.sending_digest
        row.state, row.sending_digest, row.handle = row.State.SENDING, digest, ""
        try:
            return call()
        except OutcomeUnknown as unknown:
            row.handle = unknown.handle
            raise
        except Trouble:
            row.state, row.sending_digest = before, was_sending
            raise
