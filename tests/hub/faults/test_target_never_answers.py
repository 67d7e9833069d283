"""A target takes calls and never answers: it rests after five failures, and takes its queue up when it is back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from apps.hub.engine.working import work
from apps.hub.models import Allowance, Connection, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge
from tests.hub.faults.silent import silent_target

pytestmark = pytest.mark.django_db


def states() -> list[str]:
    return sorted(Transfer.objects.values_list("state", flat=True))


def test_after_five_failures_it_rests_and_when_it_is_back_all_is_booked_once(
    bridge: Bridge, settings: Settings
) -> None:
    settings.ANSWER_SECONDS = 0.2
    for _ in range(8):
        bridge.send(scenarios.entry_payable)
    with silent_target() as silent:
        settings.PRIVATE_ORIGINS = [silent.origin]
        Connection.objects.filter(pk=bridge.target.pk).update(base_url=f"http://{silent.origin}/")
        work.work()
        tried = Transfer.objects.filter(attempts_made__gt=0)
        assert (tried.count(), len(silent.kept)) == (Connection.BREAKER_AFTER, Connection.BREAKER_AFTER)
        resting = Connection.objects.get(pk=bridge.target.pk)
        assert resting.breaker_until is not None
        assert resting.breaker_until > timezone.now() + timedelta(seconds=20)
        assert work.work() == 0
        assert len(silent.kept) == Connection.BREAKER_AFTER
    settings.ANSWER_SECONDS = 35.0
    settings.PRIVATE_ORIGINS = [bridge.sandbox.url.removeprefix("http://").strip("/")]
    Connection.objects.filter(pk=bridge.target.pk).update(base_url=bridge.sandbox.omie_url)
    bridge.make_due()
    Allowance.objects.update(closed_until=0)
    assert work.work() == 8
    assert states() == ["delivered"] * 8
    assert len(bridge.titles()) == 8
    assert Connection.objects.get(pk=bridge.target.pk).failures == 0
