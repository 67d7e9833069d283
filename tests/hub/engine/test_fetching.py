"""A requeue that asks the source again, for connectors that can be asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from apps.accounts.models import User
from apps.connectors.bluefleet.connector import BLUE_FLEET
from apps.core.connector import registry
from apps.core.errors import NotAuthorized, OutcomeUnknown, Trouble
from apps.hub.engine.decisions import resolve
from apps.hub.engine.working import work
from apps.hub.models import Connection, PendingError, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge

ENTRY = "financial-entry"


@contextmanager
def answering(answer: dict[str, Any] | Trouble) -> Iterator[None]:
    """Let Blue Fleet be a vendor that can be asked for one entry."""

    def fetch(client: Any, source_id: str) -> dict[str, Any]:
        if isinstance(answer, Trouble):
            raise answer
        return answer if str(answer["FinancialEntryId"]) == source_id else {}

    sources = tuple(replace(source, fetch=fetch) for source in BLUE_FLEET.sources)
    with pytest.MonkeyPatch.context() as patch:
        asked = replace(BLUE_FLEET, sources=sources, client=lambda http, credentials: http)
        patch.setitem(registry._connectors, "bluefleet", asked)
        yield


def test_todays_content_is_fetched_and_booked(bridge: Bridge, accountant: User) -> None:
    first, second = scenarios.amended(bridge.builder)
    bridge.post(ENTRY, first.body)
    work.work()
    with answering(second.body):
        assert resolve.requeue([bridge.last()], actor=accountant, mode="fetched") == 1
        work.work()
    [title] = bridge.titles()
    transfer = bridge.last()
    assert title["valor_documento"] == second.body["ExpectedValue"]
    assert (transfer.state, transfer.revision, transfer.delivered_revision) == ("delivered", 2, 2)
    assert (transfer.requeue_mode, str(transfer.amount)) == ("rebuilt", f"{second.body['ExpectedValue']:.4f}")


def test_the_same_content_is_no_new_revision(bridge: Bridge, accountant: User) -> None:
    [notification] = scenarios.entry_payable(bridge.builder)
    bridge.post(ENTRY, notification.body)
    work.work()
    said_differently = dict(reversed(notification.body.items()))
    with answering(said_differently):
        for _ in range(2):
            resolve.requeue([bridge.last()], actor=accountant, mode="fetched")
            work.work()
    assert (bridge.last().state, bridge.last().revision) == ("delivered", 1)


def test_a_source_that_cannot_be_asked_is_not_asked(bridge: Bridge, accountant: User) -> None:
    bridge.send_and_work(scenarios.entry_payable)
    assert resolve.requeue([bridge.last()], actor=accountant, mode="fetched") == 0
    assert bridge.last().state == "delivered"


@pytest.mark.parametrize(
    ("trouble", "source", "asks"),
    [
        (NotAuthorized("target.credentials_refused"), "paused", {"reconnect"}),
        (OutcomeUnknown("target.no_answer"), "connected", set()),
    ],
)
def test_what_is_wrong_at_the_source_is_no_fault_of_the_target(
    bridge: Bridge, accountant: User, trouble: Trouble, source: str, asks: set[str]
) -> None:
    bridge.send_and_work(scenarios.entry_payable)
    with answering(trouble):
        resolve.requeue([bridge.last()], actor=accountant, mode="fetched")
        work.work()
    assert Transfer.objects.get().state == "retrying"
    assert Connection.objects.get(pk=bridge.source.pk).state == source
    assert set(PendingError.objects.values_list("asks", flat=True)) == asks
    target = Connection.objects.get(pk=bridge.target.pk)
    assert (target.state, target.failures) == ("connected", 0)
