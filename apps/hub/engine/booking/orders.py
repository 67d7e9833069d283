"""What one transfer wants written at its target."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from apps.core.connector import Connector, Step
from apps.hub.engine.booking.request import digest_of
from apps.hub.models import Operation, Transfer


@dataclass(slots=True)
class Order:
    """What one transfer wants written, and the operations it was given for that.

    ``operations`` stays None while another order of the same batch (``later``) or another worker
    writes one of them; ``lost`` says that the transfer itself is no longer ours. Only what is
    ``exclusive`` is written: an entry that stays as it is may serve many orders at once.
    """

    transfer: Transfer
    steps: tuple[Step, ...]
    connector: Connector
    operations: dict[str, Operation] | None = None
    exclusive: frozenset[str] = frozenset()
    later: bool = False
    lost: bool = False
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def by_key(self) -> dict[str, Step]:
        """Give the steps by their keys."""
        return {step.key: step for step in self.steps}

    @property
    def keys(self) -> list[str]:
        """Give the keys of the plan, then those booked earlier that it no longer holds."""
        planned = [step.key for step in self.steps]
        return [*planned, *(key for key in self.transfer.operation_keys if key not in planned)]

    def digest(self, step: Step) -> str:
        """Give the checksum of a step's request, worked out once."""
        if step.key not in self.digests:
            self.digests[step.key] = digest_of(step.body)
        return self.digests[step.key]

    def to_write(self, rows: Iterable[Operation]) -> Iterator[Operation]:
        """Give the operations that would be written or undone; the others stay as they are."""
        steps = self.by_key
        for row in rows:
            step = steps.get(row.key)
            if not self.leaves_alone(step, row) if step else undoes(self, row):
                yield row

    @property
    def written(self) -> list[Operation]:
        """Give the operations that this order may have changed."""
        return [row for key, row in (self.operations or {}).items() if key in self.exclusive]

    def leaves_alone(self, step: Step, row: Operation) -> str:
        """Say why a booked entry stays as it is, or nothing."""
        if row.state != Operation.State.BOOKED:
            return ""
        if row.digest == self.digest(step) or self.connector.resource(row.resource).keep_existing:
            return "unchanged"
        of_another = row.transfer_id != self.transfer.pk
        return "kept" if of_another and step.precedence < row.precedence else ""


def undoes(order: Order, row: Operation) -> bool:
    """Tell whether an operation that the plan no longer holds is to be undone."""
    standing = row.state in (Operation.State.BOOKED, Operation.State.SENDING)
    return standing and order.connector.resource(row.resource).cancel is not None
