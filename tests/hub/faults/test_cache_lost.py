"""The cache is lost with all it held, or cannot be reached at all: nothing of ours lives there alone."""

import socket
from collections.abc import Iterator

import pytest
from django.core.cache import cache, caches
from django_q.models import OrmQ
from pytest_django import Settings

from apps.hub import tasks
from apps.hub.engine.working import work
from apps.hub.models import Event
from apps.sandbox.bluefleet import scenarios
from config.cache import Forgiving, ForgivingRedisCache
from config.cache import caches as configured
from tests.hub.conftest import Bridge


@pytest.fixture
def refused_port() -> Iterator[int]:
    """A port that is ours, and at which nobody listens."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))
        yield kept.getsockname()[1]


def use(settings: Settings, name: str, port: int) -> None:
    settings.CACHES = {"default": {"BACKEND": f"tests.hub.faults.lost_cache.{name}", "LOCATION": str(port)}}


@pytest.mark.django_db(transaction=True)
def test_a_call_is_answered_and_rings_while_the_cache_is_away(
    bridge: Bridge, settings: Settings, refused_port: int
) -> None:
    use(settings, "ForgivingGone", refused_port)
    [notification] = scenarios.entry_payable(bridge.builder)
    answer = bridge.post(notification.path, notification.body)
    assert (answer.status_code, answer.json()["receipt"]) == (200, str(Event.objects.get().pk))
    assert OrmQ.objects.count() == 1
    work.work()
    assert (bridge.last().state, len(bridge.titles())) == ("delivered", 1)


def test_the_server_of_that_test_is_really_away(settings: Settings, refused_port: int) -> None:
    use(settings, "Gone", refused_port)
    with pytest.raises(ConnectionRefusedError):
        cache.add("hub.bell", True)


@pytest.mark.django_db(transaction=True)
def test_a_cache_that_forgets_all_between_two_calls_costs_nothing(bridge: Bridge) -> None:
    for _ in range(3):
        bridge.send(scenarios.entry_payable)
        cache.clear()
    assert (Event.objects.count(), OrmQ.objects.count()) == (3, 1)
    work.work()
    assert len(bridge.titles()) == 3


@pytest.mark.django_db(transaction=True)
def test_a_bell_that_was_lost_while_the_cache_says_it_rang_is_made_up_for_by_the_sweep(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    OrmQ.objects.all().delete()
    bridge.send(scenarios.entry_payable)
    assert not OrmQ.objects.exists()
    tasks.sweep()
    assert OrmQ.objects.count() == 1


def test_a_cache_that_is_away_knows_nothing_and_rests_before_it_is_asked_again(
    settings: Settings, refused_port: int
) -> None:
    use(settings, "ForgivingGone", refused_port)
    found = caches["default"]
    assert (found.add("a", 1), found.get("a"), found.get("a", 7)) == (True, None, 7)
    assert (found.get_or_set("a", lambda: 5), found.get_many(["a"]), found.set_many({"a": 1})) == (5, {}, [])
    assert (found.delete("a"), found.touch("a"), "a" in found) == (False, False, False)
    found.set("a", 1)
    found.delete_many(["a"])
    found.clear()
    assert found.resting_until > 0  # type: ignore[attr-defined]


def test_production_forgives_its_cache_too() -> None:
    assert configured("redis://host:6379/0")["default"]["BACKEND"] == "config.cache.ForgivingRedisCache"
    assert issubclass(ForgivingRedisCache, Forgiving)
