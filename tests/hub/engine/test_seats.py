"""How many documents may be under way at a target, counted over all workers."""

import pytest
import time_machine
from django.utils import timezone

from apps.hub.engine.working import work
from apps.hub.engine.working.lane import AHEAD
from apps.hub.engine.working.lease import SEATED
from apps.hub.engine.working.seats import SLOW, seats_at
from apps.hub.models import Connection, Slot, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge


@pytest.fixture
def target(db: None) -> Connection:
    """Omie, which takes four documents at once."""
    return Connection.objects.create(connector_slug="omie", name="Omie", environment="sandbox")


def test_all_workers_together_hold_no_more_seats_than_the_target_declares(target: Connection) -> None:
    held = [seats_at(target, 3) for _ in range(3)]
    assert [seats.number for seats in held] == [3, 1, 0]
    for seats in held:
        seats.close()
    assert not Slot.objects.exclude(holder="").exists()


def test_the_seats_of_a_dead_worker_come_free_after_a_while(target: Connection) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False) as time:
        assert seats_at(target, 4).number == 4
        assert seats_at(target, 4).number == 0
        time.move_to(now + SEATED)
        assert seats_at(target, 4).number == 4


def test_a_worker_leaves_all_seats_but_its_share_to_others_at_a_quick_target(
    target: Connection,
) -> None:
    seats = seats_at(target, 4, share=2)
    assert (seats.number, seats_at(target, 4).number, seats.too_many) == (4, 0, False)
    seats.saw(SLOW / 2)
    assert seats.too_many
    seats.make_room(calling=3)
    assert seats.number == 4
    seats.make_room(calling=2)
    assert (seats.number, seats.too_many, seats_at(target, 4).number) == (2, False, 2)
    seats.close()
    assert Slot.objects.exclude(holder="").count() == 2


def test_a_worker_keeps_every_seat_at_a_slow_target(target: Connection) -> None:
    seats = seats_at(target, 4, share=2)
    seats.saw(SLOW * 2)
    assert not seats.too_many


def test_a_worker_without_a_seat_leaves_the_documents_to_others(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    seats_at(bridge.target, 4)
    work.work()
    assert Transfer.objects.get().state == "queued"


def test_a_worker_that_finds_more_than_it_can_carry_calls_for_help(bridge: Bridge) -> None:
    calls: list[int] = []
    for _ in range(AHEAD + 1):
        bridge.send(scenarios.entry_payable)
    work.work(plenty=lambda: calls.append(1))
    assert calls == [1]
