"""A target that takes a write and finishes it later: what it gave is kept, and asked about in place of a search."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from apps.connectors.omie.connector import OMIE
from apps.core.connector import Booked, registry
from apps.core.errors import OutcomeUnknown, Rejected, Trouble
from apps.hub.engine.working import work
from apps.hub.models import Operation, PendingError, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge

UNDER_WAY = OutcomeUnknown("target.no_answer", handle="protocol-1", host="x")


@dataclass
class Slow:
    """Takes payables under a protocol; ``ends`` are what its protocols say, one after the other."""

    ends: list[Trouble | Booked] = field(default_factory=list)
    taken: int = 0
    asked: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def create(self, client: Any, key: str, body: Any) -> Booked:
        self.taken += 1
        raise UNDER_WAY

    def resume(self, client: Any, key: str, handle: str, body: Any) -> Booked:
        self.asked.append(handle)
        end = self.ends.pop(0)
        if isinstance(end, Trouble):
            raise end
        return end

    def update(self, client: Any, key: str, target_id: str, body: Any) -> Booked:
        self.changed.append(target_id)
        return Booked(target_id=target_id)


@pytest.fixture
def slow() -> Iterator[Slow]:
    target = Slow()
    changed = [
        replace(one, create=target.create, resume=target.resume, update=target.update) if one.slug == "payable" else one
        for one in OMIE.resources
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(registry._connectors, "omie", replace(OMIE, resources=tuple(changed)))
        yield target


def again(bridge: Bridge) -> Transfer:
    bridge.make_due()
    work.work()
    return bridge.last()


def payable() -> Operation:
    return Operation.objects.get(resource="payable")


def test_a_write_that_is_not_finished_is_asked_about_and_never_sent_again(bridge: Bridge, slow: Slow) -> None:
    slow.ends = [UNDER_WAY, UNDER_WAY, Booked(target_id="77")]
    assert bridge.send_and_work(scenarios.entry_payable).state == "unknown"
    assert (payable().state, payable().handle) == ("sending", "protocol-1")
    assert [again(bridge).state for _ in range(3)] == ["unknown", "unknown", "delivered"]
    assert (slow.taken, slow.asked) == (1, ["protocol-1"] * 3)
    assert (payable().target_id, payable().handle) == ("77", "")


def test_a_write_that_was_taken_and_failed_is_told_and_sent_anew_once_it_was_put_right(
    bridge: Bridge, slow: Slow
) -> None:
    slow.ends = [Rejected("target.rejected", vendor_code="ERROR", answer="No such account"), Booked(target_id="78")]
    bridge.send_and_work(scenarios.entry_payable)
    assert again(bridge).state == "waiting"
    assert PendingError.objects.open().get().params["answer"] == "No such account"
    assert (payable().state, payable().handle) == ("planned", "")
    Transfer.objects.update(state="queued")
    assert again(bridge).state == "unknown"
    assert again(bridge).state == "delivered"
    assert (slow.taken, payable().target_id) == (2, "78")


def test_what_changed_meanwhile_is_brought_to_what_was_booked_in_the_end(bridge: Bridge, slow: Slow) -> None:
    first, second = scenarios.amended(bridge.builder)
    slow.ends = [Booked(target_id="79")]
    bridge.post(first.path, first.body)
    work.work()
    bridge.post(second.path, second.body)
    assert again(bridge).state == "delivered"
    assert (slow.taken, slow.changed) == (1, ["79"])
