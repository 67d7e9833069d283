"""How many documents may be under way at a target, counted over all workers."""

import pytest
import time_machine
from django.utils import timezone

from apps.hub.engine import work
from apps.hub.engine.claim import LEASE
from apps.hub.engine.seats import seats_at
from apps.hub.models import Connection, Slot, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge


@pytest.fixture
def target(db: None) -> Connection:
    """Omie, which takes four documents at once."""
    return Connection.objects.create(connector_slug="omie", name="Omie", environment="sandbox")


def test_all_workers_together_hold_no_more_seats_than_the_target_declares(target: Connection) -> None:
    with seats_at(target, 3) as first, seats_at(target, 3) as second, seats_at(target, 3) as third:
        assert (first.number, second.number, third.number) == (3, 1, 0)
    assert not Slot.objects.exclude(holder="").exists()


def test_the_seats_of_a_dead_worker_come_free_when_its_lease_is_over(target: Connection) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False) as time:
        dead = seats_at(target, 4)
        dead.__enter__()
        with seats_at(target, 4) as early:
            assert early.number == 0
        time.move_to(now + LEASE)
        with seats_at(target, 4) as late:
            assert late.number == 4


def test_a_worker_without_a_seat_leaves_the_documents_to_others(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    with seats_at(bridge.target, 4):
        work.work()
    assert Transfer.objects.get().state == "queued"


def test_a_worker_that_finds_more_than_it_can_carry_calls_for_help(bridge: Bridge) -> None:
    calls: list[int] = []
    for _ in range(work.AHEAD + 1):
        bridge.send(scenarios.entry_payable)
    work.work(plenty=lambda: calls.append(1))
    assert calls == [1]
