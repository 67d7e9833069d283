"""What follows a booking: targets are asked what became of it, sources are told; neither stops anything."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.connectors.bluefleet.connector import BLUE_FLEET
from apps.connectors.omie.connector import OMIE
from apps.core.connector import Standing as Told
from apps.core.connector import Told as Noticed
from apps.core.connector import registry
from apps.core.errors import NotAuthorized, Rejected, Temporary
from apps.hub import tasks
from apps.hub.engine.booking import errands
from apps.hub.engine.working import work
from apps.hub.models import Connection, Notice, Operation, Standing
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge

APPROVAL = Told(code="in_approval", words="In approval")
Answer = Callable[[Any, str], Told]


def declare(monkeypatch: pytest.MonkeyPatch, standing: Answer | None) -> None:
    """Let Omie's payables be asked about."""
    resources = tuple(
        replace(one, standing=standing, asked_for_source=False) if one.slug == "payable" else one
        for one in OMIE.resources
    )  # fmt: skip
    monkeypatch.setitem(registry._connectors, "omie", replace(OMIE, resources=resources))


def make_due() -> None:
    Standing.objects.exclude(ask_at=None).update(ask_at=timezone.now() - timedelta(seconds=1))


def asked_again() -> Standing:
    make_due()
    errands.run_due()
    return Standing.objects.get()


def test_what_was_booked_is_asked_about_until_it_is_final(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [APPROVAL, APPROVAL, Told(code="approved", words="Approved", final=True)]
    asked: list[str] = []

    def standing(client: Any, target_id: str) -> Told:
        asked.append(target_id)
        return answers.pop(0)

    declare(monkeypatch, standing)
    bridge.send_and_work(scenarios.entry_payable)
    row = Standing.objects.get()
    assert (row.operation.resource, row.words) == ("payable", "")
    assert errands.run_due() == 0  # not yet
    first = asked_again()
    assert (first.words, first.ask_at is None) == ("In approval", False)
    second = asked_again()
    assert (second.since, second.times) == (first.since, 2)
    last = asked_again()
    assert (last.words, last.ask_at, last.since == first.since) == ("Approved", None, False)
    assert errands.is_due() is False
    assert asked == [Operation.objects.get(resource="payable").target_id] * 3


def test_a_rejection_is_shown_on_the_transfer(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch, admin_client: Client
) -> None:
    declare(monkeypatch, lambda client, target_id: Told(code="rejected", words="Rejected", wrong=True, final=True))
    transfer = bridge.send_and_work(scenarios.entry_payable)
    asked_again()
    page = admin_client.get(f"/admin/hub/transfer/{transfer.pk}/change/").content.decode()
    assert '<span class="p-badge p-bad">Rejected</span>' in page


def test_targets_that_cannot_be_asked_cost_nothing(
    bridge: Bridge, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bridge.send_and_work(scenarios.entry_payable)
    assert not Standing.objects.exists()
    with django_assert_num_queries(0):
        errands.follow(OMIE, [])


def test_what_is_booked_again_is_asked_about_again(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, lambda client, target_id: replace(APPROVAL, final=True))
    transfer = bridge.send_and_work(scenarios.entry_payable)
    assert asked_again().ask_at is None
    Operation.objects.filter(resource="payable").update(digest="another content")
    transfer.state, transfer.due_at = "queued", timezone.now()
    transfer.save()
    work.work()
    again = Standing.objects.get()
    assert (again.ask_at is None, again.times) == (False, 0)


@pytest.mark.parametrize(
    ("trouble", "minutes"),
    [
        (Temporary("target.unreachable", host="omie"), 10),
        (Rejected("target.rejected"), 24 * 60),
        (ZeroDivisionError(), 24 * 60),
    ],
)
def test_a_failure_is_asked_about_again_later(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch, trouble: Exception, minutes: int
) -> None:
    def standing(client: Any, target_id: str) -> Told:
        raise trouble

    declare(monkeypatch, standing)
    bridge.send_and_work(scenarios.entry_payable)
    row = asked_again()
    assert row.ask_at is not None
    assert abs(row.ask_at - timezone.now() - timedelta(minutes=minutes)) < timedelta(minutes=1)
    assert (row.words, bridge.last().state) == ("", "delivered")


def test_a_refusal_pauses_the_connection_and_nothing_more_is_asked(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def standing(client: Any, target_id: str) -> Told:
        raise NotAuthorized("target.credentials_refused")

    declare(monkeypatch, standing)
    bridge.send_and_work(scenarios.entry_payable)
    asked_again()
    assert Connection.objects.get(pk=bridge.target.pk).state == "paused"
    make_due()
    assert errands.is_due() is False


def test_an_entry_that_was_undone_is_not_asked_about(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, lambda client, target_id: APPROVAL)
    bridge.send_and_work(scenarios.entry_payable)
    Operation.objects.filter(resource="payable").update(state="cancelled", target_id="")
    assert asked_again().ask_at is None


def test_the_queries_do_not_grow_with_the_entries(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    declare(monkeypatch, lambda client, target_id: APPROVAL)
    for _ in range(6):
        bridge.send(scenarios.entry_payable)
    work.work()
    make_due()
    # Each is written down by itself, so that what was told survives the end of the process.
    with django_assert_max_num_queries(14 + 6):
        assert errands.run_due() == 6


def test_the_sweep_has_targets_asked(bridge: Bridge, monkeypatch: pytest.MonkeyPatch, admin_user: User) -> None:
    called: list[str] = []
    monkeypatch.setattr(tasks, "async_task", called.append)
    declare(monkeypatch, lambda client, target_id: APPROVAL)
    bridge.send_and_work(scenarios.entry_payable)
    make_due()
    tasks.sweep()
    assert "apps.hub.tasks.run_errands" in called
    assert tasks.run_errands() == 1


def declare_source(monkeypatch: pytest.MonkeyPatch, acknowledge: Callable[[Any, str, str], Noticed]) -> None:
    """Let Blue Fleet be told of the entries that were booked, over a client that is asked nothing else."""
    sources = tuple(
        replace(one, acknowledge=acknowledge) if one.kind == "financial_entry" else one for one in BLUE_FLEET.sources
    )
    told = replace(BLUE_FLEET, sources=sources, client=lambda http, credentials: http)
    monkeypatch.setitem(registry._connectors, "bluefleet", told)


def told_again() -> Notice:
    Notice.objects.exclude(ask_at=None).update(ask_at=timezone.now() - timedelta(seconds=1))
    errands.run_due()
    return Notice.objects.get()


def test_a_source_is_told_of_what_was_booked_and_asked_again_with_its_own_handle(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, str]] = []
    answers = [
        Noticed(words="Being exported", handle="task-1"),
        Noticed(words="Being exported", handle="task-1"),
        Noticed(words="Exported", done=True),
    ]

    def acknowledge(client: Any, source_id: str, handle: str) -> Noticed:
        calls.append((source_id, handle))
        return answers.pop(0)

    declare_source(monkeypatch, acknowledge)
    transfer = bridge.send_and_work(scenarios.entry_payable)
    first = told_again()
    assert first.ask_at is not None
    assert first.ask_at - timezone.now() < timedelta(seconds=31)
    told_again()
    last = told_again()
    assert (last.words, last.ask_at, last.transfer_id) == ("Exported", None, transfer.pk)
    assert calls == [(transfer.source_id, handle) for handle in ("", "task-1", "task-1")]


def test_a_source_that_takes_no_notice_is_shown_and_keeps_nothing_from_being_booked(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch, admin_client: Client
) -> None:
    def acknowledge(client: Any, source_id: str, handle: str) -> Noticed:
        raise Rejected("source.rejected")

    declare_source(monkeypatch, acknowledge)
    transfer = bridge.send_and_work(scenarios.entry_payable)
    assert (told_again().wrong, transfer.state) == (True, "delivered")
    page = admin_client.get(f"/admin/hub/transfer/{transfer.pk}/change/").content.decode()
    assert "It takes no notice of the booking" in page


def test_what_does_not_reach_the_target_is_not_told_of(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    declare_source(monkeypatch, lambda client, source_id, handle: Noticed(words="Exported", done=True))
    bridge.sandbox.fault("omie", "busy", times=9, call="IncluirContaPagar")
    assert bridge.send_and_work(scenarios.entry_payable).state != "delivered"
    assert not Notice.objects.exists()


def test_what_is_booked_again_while_its_source_is_told_is_told_once_more(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def acknowledge(client: Any, source_id: str, handle: str) -> Noticed:
        errands.notify([bridge.last()])
        return Noticed(words="Exported", done=True)

    declare_source(monkeypatch, acknowledge)
    bridge.send_and_work(scenarios.entry_payable)
    assert told_again().ask_at is not None


def test_errands_end_with_the_time_of_their_task(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, lambda client, target_id: APPROVAL)
    bridge.send_and_work(scenarios.entry_payable)
    make_due()
    assert errands.run_due(seconds=0.0) == 0
    assert Standing.objects.get().words == ""
