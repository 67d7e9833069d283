"""The vendors' limits, shared by all workers through rows of ours."""

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Greatest

from apps.core.errors import Throttled
from apps.core.http import Limit
from apps.hub.engine.rows import clock
from apps.hub.models import Allowance, Slot

#: A worker waits this many seconds for its turn; a longer wait goes back to the queue.
PATIENCE = 2.0
#: A slot whose holder died is free again after this: longer than any call may last.
SLOT_SECONDS = 90.0


def seconds() -> float:
    """Give the present moment in seconds; workers on several hosts share it."""
    return clock.now().timestamp()


@dataclass(frozen=True, slots=True)
class SharedBudget:
    """What one connection may still spend; ``vendor`` is shared by all connections with a vendor."""

    scope: str
    vendor: str
    sleep: Callable[[float], None] = time.sleep

    @contextmanager
    def spend(self, limits: Sequence[Limit]) -> Iterator[None]:
        """Take one call out of each limit, hold its slots, and count how it ended."""
        for limit in limits:
            self._wait_for(self._take, limit)
        with self._slots(limits):
            try:
                yield
            except Exception:
                self._count_failure(limits)
                raise
            self._count_success(limits)

    @contextmanager
    def _slots(self, limits: Sequence[Limit]) -> Iterator[None]:
        """Hold a slot of each limit that has them; where one is not to be had, the others come free at once."""
        with ExitStack() as held:
            for limit in limits:
                if limit.at_once:
                    slot = Slot.objects.filter(holder=self._wait_for(self._occupy, limit))
                    held.callback(slot.update, until=0, holder="")
            yield

    def _wait_for(self, attempt: Callable[[Limit], float | str], limit: Limit) -> str:
        """Repeat ``attempt`` until it gives a text; it gives the seconds to wait otherwise."""
        patience = PATIENCE
        while not isinstance(wait := attempt(limit), str):
            if wait > patience:
                raise Throttled("budget.spent", retry_after=wait, limit=limit.name)
            patience -= wait
            self.sleep(wait)
        return wait

    def _key(self, limit: Limit) -> str:
        return f"{self.vendor if limit.everywhere else self.scope}:{limit.name}"[:200]

    def _take(self, limit: Limit) -> float | str:
        now, interval = seconds(), limit.seconds / limit.calls
        tolerance = (limit.burst - 1) * interval
        row = Allowance.objects.filter(key=self._key(limit))
        free = row.filter(next_at__lte=now + tolerance, closed_until__lte=now)
        if free.update(next_at=Greatest(F("next_at"), Value(now)) + interval):
            return "taken"
        state, made = Allowance.objects.get_or_create(key=self._key(limit))
        if made:
            return self._take(limit)
        return max(state.closed_until - now, state.next_at - tolerance - now, 0.001)

    def _occupy(self, limit: Limit) -> float | str:
        now, holder = seconds(), uuid.uuid4().hex
        slots = Slot.objects.filter(key=self._key(limit))
        for number in range(1 if self._is_failing(limit) else limit.at_once or 0):
            taken: dict[str, Any] = {"until": now + SLOT_SECONDS, "holder": holder}
            if slots.filter(number=number, until__lte=now).update(**taken):
                return holder
            if not slots.filter(number=number).exists():
                Slot.objects.get_or_create(key=self._key(limit), number=number)
                return 0.0
        return 0.2

    def _is_failing(self, limit: Limit) -> bool:
        """Tell whether a limit has rested and not recovered: then calls go out one by one."""
        if not limit.pauses:
            return False
        first, _seconds = min(limit.pauses)
        return Allowance.objects.filter(key=self._key(limit), failures__gte=first).exists()

    def _count_failure(self, limits: Sequence[Limit]) -> None:
        for limit in (limit for limit in limits if limit.pauses):
            row = Allowance.objects.filter(key=self._key(limit))
            row.update(failures=F("failures") + 1)
            failures = row.values_list("failures", flat=True).get()
            self._pause(row, failures, dict(limit.pauses))

    def _pause(self, row: Any, failures: int, pauses: dict[int, float]) -> None:
        if failures in pauses:
            row.update(closed_until=seconds() + pauses[failures])
        if failures >= max(pauses):
            row.update(failures=0)

    def _count_success(self, limits: Sequence[Limit]) -> None:
        keys = [self._key(limit) for limit in limits if limit.pauses]
        if keys:
            Allowance.objects.filter(key__in=keys, failures__gt=0).update(failures=0)
