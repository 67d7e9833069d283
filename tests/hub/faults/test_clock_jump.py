"""The clock jumps by an hour: nothing is lost, nothing is booked twice, and all goes on."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from django_q.models import Schedule

from apps.hub import tasks
from apps.hub.engine.access.clients import open_line
from apps.hub.engine.doors import receive
from apps.hub.engine.working import claim, sweep, work
from apps.hub.models import Heartbeat, SyncRun, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge
from tests.hub.engine import alone

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_what_came_before_a_jump_forward_is_booked_once(bridge: Bridge) -> None:
    with time_machine.travel(NOON):
        bridge.send(scenarios.entry_payable)
    with time_machine.travel(NOON + HOUR):
        bridge.send(scenarios.entry_payable)
        work.work()
    assert set(Transfer.objects.values_list("state", flat=True)) == {"delivered"}
    assert len(bridge.titles()) == 2


def test_a_jump_forward_in_the_middle_of_a_booking_books_once(bridge: Bridge) -> None:
    """Whoever holds it is alive, its lease looks over, and another asks the target before it sends anything."""
    with time_machine.travel(NOON) as clock:
        bridge.send(scenarios.entry_payable)
        receive.read_events()
        [transfer] = claim.claim(bridge.target, "first", timezone.now(), 1)
        route = work.routes_of([transfer])[transfer.flow_id]
        transfer.flow = route.flow
        record = alone.attempt(transfer, route, open_line(bridge.target), "first")
        clock.shift(HOUR)
        sweep.sweep()
        clock.shift(timedelta(minutes=2))
        work.work()
        assert alone.written_down(record, owner="first", run=SyncRun.objects.get()) is None
    assert (bridge.last().state, len(bridge.titles())) == ("delivered", 1)


def test_a_jump_back_makes_documents_wait_and_loses_none(bridge: Bridge) -> None:
    with time_machine.travel(NOON + HOUR):
        bridge.send(scenarios.entry_payable)
        work.work()
        bridge.send(scenarios.entry_payable)
        receive.read_events()
    with time_machine.travel(NOON):
        bridge.send(scenarios.entry_payable)
        work.work()
    with time_machine.travel(NOON + HOUR + timedelta(minutes=2)):
        work.work()
    assert set(Transfer.objects.values_list("state", flat=True)) == {"delivered"}
    assert len(bridge.titles()) == 3


def test_after_a_jump_back_a_worker_begins_anew_and_its_schedules_run_by_the_clock_as_it_is() -> None:
    with time_machine.travel(NOON + HOUR, tick=False):
        tasks.wake()
        tasks.sweep()
    with time_machine.travel(NOON, tick=False):
        assert tasks.quiet_for() == HOUR  # so the watchdog starts the queue's processes anew, which begins with:
        tasks.wake()
        assert not Heartbeat.objects.exists()
        assert Schedule.objects.get(name="sweep").next_run == NOON
        tasks.sweep()
        assert tasks.quiet_for() == timedelta(0)
