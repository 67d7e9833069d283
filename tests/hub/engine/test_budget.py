"""The vendors' limits, shared by all workers."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from apps.core.errors import Rejected, Throttled
from apps.core.http import Limit
from apps.hub.engine.access.budget import SharedBudget
from apps.hub.models import Slot

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.traveller = time_machine.travel(START, tick=False)
        self.time = self.traveller.start()
        self.slept = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.time.shift(timedelta(seconds=seconds))


@pytest.fixture
def clock():  # type: ignore[no-untyped-def]
    clock = Clock()
    yield clock
    clock.traveller.stop()


def spend(budget: SharedBudget, *limits: Limit, times: int = 1) -> None:
    for _ in range(times):
        with budget.spend(limits):
            pass


def test_calls_are_spaced_by_the_declared_rate(clock: Clock) -> None:
    spend(SharedBudget("a", "vendor", clock.sleep), Limit(name="m", calls=60, seconds=60), times=5)
    assert clock.slept == pytest.approx(4.0, abs=0.01)


def test_a_burst_goes_through_at_once_and_never_more_than_it(clock: Clock) -> None:
    spend(SharedBudget("a", "vendor", clock.sleep), Limit(name="m", calls=60, seconds=60, burst=5), times=5)
    assert clock.slept == 0
    spend(SharedBudget("a", "vendor", clock.sleep), Limit(name="m", calls=60, seconds=60, burst=5))
    assert clock.slept == pytest.approx(1.0, abs=0.01)


def test_no_minute_sees_more_than_the_published_number(clock: Clock) -> None:
    limit, stamps = Limit(name="m", calls=225, seconds=60, burst=10), []
    for _ in range(500):
        spend(SharedBudget("a", "vendor", clock.sleep), limit)
        stamps.append(clock.slept)
    assert max(sum(start <= stamp < start + 60 for stamp in stamps) for start in stamps) <= 240


def test_a_long_wait_goes_back_to_the_queue(clock: Clock) -> None:
    limit = Limit(name="consult:7", calls=1, seconds=61)
    spend(SharedBudget("a", "vendor", clock.sleep), limit)
    with pytest.raises(Throttled) as refused:
        spend(SharedBudget("a", "vendor", clock.sleep), limit)
    assert refused.value.retry_after == pytest.approx(61, abs=0.1)
    assert clock.slept == 0


def test_connections_do_not_share_what_they_may_spend(clock: Clock) -> None:
    limit = Limit(name="m", calls=1, seconds=61)
    spend(SharedBudget("a", "vendor", clock.sleep), limit)
    spend(SharedBudget("b", "vendor", clock.sleep), limit)
    assert clock.slept == 0


def test_a_limit_per_address_is_shared_by_all_connections_with_the_vendor(clock: Clock) -> None:
    limit = Limit(name="host", calls=1, seconds=1, everywhere=True)
    spend(SharedBudget("a", "vendor", clock.sleep), limit)
    spend(SharedBudget("b", "vendor", clock.sleep), limit)
    spend(SharedBudget("a", "another vendor", clock.sleep), limit)
    assert clock.slept == pytest.approx(1.0, abs=0.01)


def test_after_a_rest_calls_go_out_one_by_one_until_one_succeeds(clock: Clock) -> None:
    limit = Limit(name="m", calls=1000, seconds=1, burst=100, at_once=4, pauses=((2, 1.0), (9, 9.0)))
    budget = SharedBudget("a", "vendor", clock.sleep)
    fail(budget, limit)
    fail(budget, limit)
    with budget.spend([limit]), pytest.raises(Throttled), budget.spend([limit]):
        pass
    with budget.spend([limit]), budget.spend([limit]):
        pass


def test_only_so_many_calls_run_at_once(clock: Clock) -> None:
    limit = Limit(name="m", calls=1000, seconds=1, burst=100, at_once=2)
    budget = SharedBudget("a", "vendor", clock.sleep)
    with budget.spend([limit]), budget.spend([limit]), pytest.raises(Throttled), budget.spend([limit]):
        pass
    spend(budget, limit)
    assert Slot.objects.exclude(holder="").count() == 0


def test_a_call_that_gets_only_one_of_two_slots_keeps_none(clock: Clock) -> None:
    free = Limit(name="free", calls=1000, seconds=1, burst=100, at_once=1)
    full = Limit(name="full", calls=1000, seconds=1, burst=100, at_once=1)
    budget = SharedBudget("a", "vendor", clock.sleep)
    with budget.spend([full]), pytest.raises(Throttled), budget.spend([free, full]):
        pass
    assert Slot.objects.exclude(holder="").count() == 0


def test_the_slots_of_a_dead_worker_come_free(clock: Clock) -> None:
    limit = Limit(name="m", calls=1000, seconds=1, burst=100, at_once=1)
    SharedBudget("a", "vendor", clock.sleep).spend([limit]).__enter__()
    clock.sleep(91)
    spend(SharedBudget("a", "vendor", clock.sleep), limit)
    assert Slot.objects.count() == 1


def test_failures_in_a_row_make_a_method_rest_before_the_vendor_blocks_it(clock: Clock) -> None:
    limit = Limit(name="m", calls=1000, seconds=1, burst=100, pauses=((3, 60.0), (4, 1800.0)))
    budget = SharedBudget("a", "vendor", clock.sleep)
    for _ in range(3):
        fail(budget, limit)
    with pytest.raises(Throttled) as refused:
        fail(budget, limit)
    assert refused.value.retry_after == pytest.approx(60, abs=0.1)
    clock.sleep(61)
    fail(budget, limit)
    with pytest.raises(Throttled) as refused:
        fail(budget, limit)
    assert refused.value.retry_after == pytest.approx(1800, abs=0.1)


def test_a_success_ends_the_row_of_failures(clock: Clock) -> None:
    limit = Limit(name="m", calls=1000, seconds=1, burst=100, pauses=((3, 60.0),))
    budget = SharedBudget("a", "vendor", clock.sleep)
    for _ in range(4):
        fail(budget, limit)
        fail(budget, limit)
        spend(budget, limit)
    assert clock.slept < 1


def fail(budget: SharedBudget, limit: Limit) -> None:
    def call() -> None:
        with budget.spend([limit]):
            raise Rejected("target.rejected")

    with pytest.raises(Rejected):
        call()
