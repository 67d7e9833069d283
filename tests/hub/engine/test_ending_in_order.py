"""A worker that is asked to end, or whose time is over, finishes what it began and gives the rest back untouched."""

from datetime import timedelta

from django.utils import timezone

from apps.hub.engine.working import work
from apps.hub.models import Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge


def test_a_worker_that_is_asked_to_end_finishes_one_document_and_gives_the_others_back(bridge: Bridge) -> None:
    for _ in range(3):
        bridge.send(scenarios.entry_payable)
    work.work(alive=lambda: not bridge.titles())
    assert sorted(Transfer.objects.values_list("state", flat=True)) == ["delivered", "queued", "queued"]
    assert not Transfer.objects.exclude(lease_owner="").exists()
    assert len(bridge.titles()) == 1


def test_what_was_given_back_is_due_at_once(bridge: Bridge) -> None:
    for _ in range(2):
        bridge.send(scenarios.entry_payable)
    work.work(alive=lambda: not bridge.titles())
    assert not Transfer.objects.filter(due_at__gt=timezone.now() + timedelta(seconds=1)).exists()
    work.work()
    assert set(Transfer.objects.values_list("state", flat=True)) == {"delivered"}
    assert len(bridge.titles()) == 2
