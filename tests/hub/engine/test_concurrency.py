"""Many at once, with real threads on a real database."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User
from apps.hub.engine.decisions import resolve
from apps.hub.engine.working import threads, work
from apps.hub.models import Event, PendingError, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import TOKEN, Bridge

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(number: int, call: Callable[[], Any]) -> list[Any]:
    """Make a call from several threads at the same time."""

    def one() -> Any:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return [future.result() for future in [pool.submit(one) for _ in range(number)]]


def test_the_same_body_from_ten_connections_is_one_event_and_one_title(bridge: Bridge) -> None:
    [notification] = scenarios.entry_payable(bridge.builder)
    url, data = f"/hooks/{bridge.source.public_id}{notification.path}", json.dumps(notification.body)

    def post() -> Any:
        return Client().post(url, data, content_type="application/json", headers={"X-Hub-Token": TOKEN}).json()

    answers = at_once(10, post)
    assert len({answer["receipt"] for answer in answers}) == 1
    assert sum(not answer["repeated"] for answer in answers) == 1
    work.work()
    assert (Event.objects.count(), len(bridge.titles())) == (1, 1)


def test_four_workers_book_each_document_once(bridge: Bridge) -> None:
    for _ in range(8):
        bridge.send(scenarios.entry_payable)
    at_once(4, work.work)
    bridge.make_due()
    work.work()
    keys = [title["codigo_lancamento_integracao"] for title in bridge.titles()]
    assert (len(keys), len(set(keys))) == (8, 8)
    assert set(Transfer.objects.values_list("state", flat=True)) == {"delivered"}


def test_a_note_and_its_entries_in_different_hands_are_still_one_title_each(bridge: Bridge) -> None:
    bridge.send(scenarios.note_and_entries)
    at_once(3, work.work)
    bridge.make_due()
    work.work()
    assert len(bridge.titles("receivable")) == 2
    assert set(Transfer.objects.values_list("state", flat=True)) == {"delivered"}


def test_one_workers_threads_share_what_it_took(bridge: Bridge, settings: Settings) -> None:
    settings.WORKER_THREADS = 4
    for _ in range(6):
        bridge.send(scenarios.entry_receivable)
    threads.pool.cache_clear()
    work.work()
    end_threads(4)
    assert len(bridge.titles("receivable")) == 6


def end_threads(number: int) -> None:
    """End the worker's threads, each with its database connection closed."""
    together = threading.Barrier(number)

    def close() -> None:
        together.wait(10)
        connection.close()

    for future in [threads.pool().submit(close) for _ in range(number)]:
        future.result()
    threads.pool().shutdown()
    threads.pool.cache_clear()


def test_a_cause_clicked_twice_at_once_is_resolved_once(bridge: Bridge, accountant: User) -> None:
    bridge.send_and_work(scenarios.new_cost_centre)
    cause = PendingError.objects.get()

    def click() -> int | str:
        try:
            return resolve.map_value(cause, target_value="619153924", target_label="", actor=accountant)
        except resolve.NotPossible as late:
            return late.code

    assert sorted(map(str, at_once(2, click))) == ["1", "already_resolved"]
