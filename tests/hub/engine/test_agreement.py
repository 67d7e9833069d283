"""What was booked of an approved document stands, and its source is told of its payment."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.connectors.bluefleet.connector import BLUE_FLEET
from apps.connectors.omie.connector import OMIE
from apps.core.connector import Standing as Told
from apps.core.connector import Told as Noticed
from apps.core.connector import registry
from apps.core.errors import Rejected
from apps.hub.engine.booking import errands
from apps.hub.engine.decisions import resolve
from apps.hub.engine.working import work
from apps.hub.models import PaymentNotice, PendingError, Standing, Transfer
from apps.sandbox.bluefleet import scenarios
from apps.sandbox.bluefleet.scenarios import ENTRY, Build, Notification
from tests.factories import TransferFactory
from tests.hub.conftest import Bridge

PAID = date(2026, 3, 20)


@pytest.fixture
def told() -> list[tuple[str, date]]:
    return []


@pytest.fixture(autouse=True)
def _approved_documents(monkeypatch: pytest.MonkeyPatch, told: list[tuple[str, date]]) -> None:
    """Let Blue Fleet's documents be such as stand once they were booked, and let it be told of payments."""

    def paid(client: Any, source_id: str, on: date) -> Noticed:
        told.append((source_id, on))
        return Noticed(words="Paid", done=True)

    sources = tuple(replace(one, asks_before_change=True, paid=paid) for one in BLUE_FLEET.sources)
    approved = replace(BLUE_FLEET, sources=sources, client=lambda http, credentials: http)
    monkeypatch.setitem(registry._connectors, "bluefleet", approved)


def booked_then(bridge: Bridge, scenario: Build) -> tuple[Transfer, Notification]:
    """Book what comes first, let a worker meet what comes then, and give both."""
    first, then = scenario(bridge.builder)
    for notification in (first, then):
        bridge.post(notification.path, notification.body)
        work.work()
    return bridge.last(), then


def amounts(bridge: Bridge) -> list[float]:
    return [title["valor_documento"] for title in bridge.titles()]


def same_again(make: Any) -> list[Notification]:
    """An entry, then itself with one more word that nothing is made of."""
    entry = make.payable()
    return [Notification(ENTRY, entry), Notification(ENTRY, {**entry, "Tags": ["frota"]})]


def test_a_change_after_the_booking_asks_a_person_and_changes_nothing(bridge: Bridge) -> None:
    transfer, _then = booked_then(bridge, scenarios.amended)
    assert (transfer.state, transfer.reason) == ("waiting", "source.changed_after_booking")
    assert amounts(bridge) == [800.00]


def test_whoever_sends_it_again_agrees_to_this_change_alone(bridge: Bridge, accountant: User) -> None:
    transfer, then = booked_then(bridge, scenarios.amended)
    resolve.requeue([transfer], actor=accountant)
    work.work()
    assert (bridge.last().state, amounts(bridge)) == ("delivered", [910.55])
    assert not PendingError.objects.open().exists()
    bridge.post(ENTRY, {**then.body, "ExpectedValue": 111.11, "ExpectedGrossValue": 111.11})
    work.work()
    assert bridge.last().reason == "source.changed_after_booking"


def test_trying_again_is_no_agreement(bridge: Bridge, accountant: User) -> None:
    booked_then(bridge, scenarios.amended)
    resolve.retry_cause(PendingError.objects.open().get(), actor=accountant)
    work.work()
    assert (bridge.last().state, amounts(bridge)) == ("waiting", [800.00])


def test_sending_several_again_agrees_to_none_of_their_changes(bridge: Bridge, accountant: User) -> None:
    transfer, _then = booked_then(bridge, scenarios.amended)
    assert resolve.requeue([transfer, TransferFactory.create(state="skipped")], actor=accountant) == 2
    work.work()
    transfer.refresh_from_db()
    assert (transfer.reason, amounts(bridge)) == ("source.changed_after_booking", [800.00])


def test_a_withdrawal_after_the_booking_asks_a_person_and_undoes_nothing(bridge: Bridge) -> None:
    transfer, _then = booked_then(bridge, scenarios.deleted_entry)
    assert (transfer.state, transfer.reason) == ("waiting", "source.withdrawn_after_booking")
    assert len(bridge.titles()) == 1


def test_whoever_sends_a_withdrawal_again_takes_the_booking_back(bridge: Bridge, accountant: User) -> None:
    transfer, _then = booked_then(bridge, scenarios.deleted_entry)
    resolve.requeue([transfer], actor=accountant)
    work.work()
    assert (bridge.last().state, bridge.titles()) == ("reversed", [])


def test_what_was_withdrawn_before_it_was_booked_is_skipped(bridge: Bridge) -> None:
    bridge.send(scenarios.deleted_entry)
    work.work()
    assert (bridge.last().state, bridge.titles()) == ("skipped", [])


def test_a_change_that_leads_to_the_same_requests_passes(bridge: Bridge) -> None:
    transfer, _then = booked_then(bridge, same_again)
    assert (transfer.state, transfer.revision, len(bridge.titles())) == ("delivered", 2, 1)


def paid_at_the_target(monkeypatch: pytest.MonkeyPatch, paid_on: date | None) -> None:
    """Let Omie say of every payable whether it is paid."""
    told = Told(code="paid", words="Paid", paid_on=paid_on, final=bool(paid_on))
    resources = tuple(
        replace(one, standing=lambda client, target_id: told) if one.slug == "payable" else one
        for one in OMIE.resources
    )
    monkeypatch.setitem(registry._connectors, "omie", replace(OMIE, resources=resources))


def errands_run() -> None:
    past = timezone.now() - timedelta(seconds=1)
    Standing.objects.exclude(ask_at=None).update(ask_at=past)
    PaymentNotice.objects.exclude(ask_at=None).update(ask_at=past)
    errands.run_due()


def test_a_source_is_told_once_of_the_day_on_which_all_was_paid(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch, told: list[tuple[str, date]]
) -> None:
    paid_at_the_target(monkeypatch, PAID)
    transfer = bridge.send_and_work(scenarios.entry_payable)
    for _round in range(3):
        errands_run()
    assert told == [(transfer.source_id, PAID)]
    notice = PaymentNotice.objects.get()
    assert (notice.words, notice.paid_on, notice.ask_at) == ("Paid", PAID, None)


def test_a_source_hears_nothing_while_a_title_is_open(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch, told: list[tuple[str, date]]
) -> None:
    paid_at_the_target(monkeypatch, None)
    bridge.send_and_work(scenarios.entry_payable)
    errands_run()
    assert (told, PaymentNotice.objects.count()) == ([], 0)


def test_a_source_that_refuses_the_payment_is_shown_and_asked_again(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch, told: list[tuple[str, date]]
) -> None:
    def refused(client: Any, source_id: str, on: date) -> Noticed:
        raise Rejected("source.refused")

    sources = tuple(replace(one, paid=refused) for one in BLUE_FLEET.sources)
    changed = replace(BLUE_FLEET, sources=sources, client=lambda http, credentials: http)
    monkeypatch.setitem(registry._connectors, "bluefleet", changed)
    paid_at_the_target(monkeypatch, PAID)
    bridge.send_and_work(scenarios.entry_payable)
    errands_run()
    errands_run()
    notice = PaymentNotice.objects.get()
    assert (notice.wrong, notice.ask_at is None) == (True, False)
