"""The clock of one worker's host is an hour ahead of all others: what others hold stays theirs."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from apps.hub.engine.doors import receive
from apps.hub.engine.rows import clock
from apps.hub.engine.working import claim, seats, sweep
from apps.hub.engine.working.lease import LEASE
from apps.hub.models import Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge

# On SQLite all workers share one host and so one clock; only a server's clock is nobody's own.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _clock_of_the_database(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in earnest: the suite's other tests travel in time, and there the host's own clock counts."""
    settings.CLOCK = "database"
    monkeypatch.setattr(clock, "_asked", {})


def ahead() -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(hours=1))


def test_a_sweep_frees_nobodys_living_lease(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    receive.read_events()
    claim.claim(bridge.target, "one", timezone.now(), 1)
    with ahead():
        assert sweep.sweep() == 0
    assert Transfer.objects.get().lease_owner == "one"


def test_seats_that_others_hold_are_not_taken(bridge: Bridge) -> None:
    held = seats.seats_at(bridge.target, 4)
    assert held.number == 4
    with ahead():
        assert seats.take(held.key, "another", 4, most=4) == 0


def test_what_it_takes_itself_is_free_again_a_minute_after_its_death_and_not_an_hour_later(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    receive.read_events()
    with ahead():
        claim.claim(bridge.target, "one", timezone.now(), 1)
    assert Transfer.objects.filter(lease_until__lt=timezone.now() + LEASE + timedelta(seconds=10)).exists()
