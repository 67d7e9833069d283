"""Calls that arrive together are committed together, and each gets the receipt that it would have got alone."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from apps.hub.engine.doors import arrivals
from apps.hub.engine.doors.arrivals import Arrival, Line, by_rounds, commit
from apps.hub.engine.doors.receipts import Receipt
from apps.hub.models import Event, Payload
from apps.hub.models.payload import digest
from tests.hub.conftest import Bridge


def call(bridge: Bridge, source_id: str, raw: bytes) -> Event:
    """Give an unsaved event for one call."""
    return Event(
        connection=bridge.source,
        path="financial-entry",
        kind="financial_entry",
        source_id=source_id,
        digest=digest(raw),
        received_at=timezone.now(),
    )


def arrival(bridge: Bridge, source_id: str, raw: bytes) -> Arrival:
    return Arrival(call(bridge, source_id, raw), raw)


def test_calls_about_one_document_in_one_commit_keep_their_chain(bridge: Bridge) -> None:
    batch = [arrival(bridge, "1", raw) for raw in (b"a", b"b", b"a", b"a")]
    batch.insert(1, arrival(bridge, "2", b"other"))
    commit(batch)
    receipts = [one.result() for one in batch]
    assert [receipt.repeated for receipt in receipts] == [False, False, False, False, True]
    first, _other, second, third, repeated = (receipt.event for receipt in receipts)
    assert (first.after, second.after, third.after) == (0, first.pk, second.pk)
    assert repeated.pk == third.pk
    assert Event.objects.get(pk=third.pk).repeats == 1
    assert [event.payload.raw for event in Event.objects.order_by("pk") if event.payload] == [
        b"a", b"other", b"b", b"a",
    ]  # fmt: skip


def test_rounds_keep_the_order_and_never_hold_a_document_twice(bridge: Bridge) -> None:
    batch = [arrival(bridge, source_id, b"") for source_id in ("1", "2", "1", "3", "1")]
    rounds = [[batch.index(one) for one in part] for part in by_rounds(batch)]
    assert rounds == [[0, 1, 3], [2], [4]]


def test_a_commit_of_many_asks_the_database_no_more_often(bridge: Bridge, django_assert_num_queries: Any) -> None:
    few = 4 if connection.vendor == "postgresql" else 7
    for number in (1, 20):
        batch = [arrival(bridge, f"{number}-{serial}", b"x") for serial in range(number)]
        with django_assert_num_queries(few):
            commit(batch)


def test_what_another_process_has_committed_meanwhile_is_a_repeat_and_the_others_are_new(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look for what is there already comes before the other process's commit, the write after it."""
    commit([arrival(bridge, "1", b"same")])
    monkeypatch.setattr(arrivals, "last_about", lambda portion: {})
    batch = [arrival(bridge, "1", b"same"), arrival(bridge, "2", b"new")]
    commit(batch)
    assert [one.result().repeated for one in batch] == [True, False]
    assert (Event.objects.count(), Payload.objects.count()) == (2, 2)


def test_nobody_gets_a_receipt_for_what_was_not_committed(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError

    batch = [arrival(bridge, "1", b"x"), arrival(bridge, "2", b"x")]
    monkeypatch.setattr(connection, "cursor", away)
    commit(batch)
    monkeypatch.undo()
    for one in batch:
        with pytest.raises(OperationalError):
            one.result()
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_first_of_those_that_wait_commits_for_all_of_them(bridge: Bridge) -> None:
    line, commits = Line(), list[int]()
    at_it, go_on = threading.Event(), threading.Event()
    real: Callable[[Any], None] = arrivals.commit

    def watched(batch: list[Arrival]) -> None:
        commits.append(len(batch))
        at_it.set()
        go_on.wait(10)
        real(batch)

    def send(serial: int) -> Receipt:
        try:
            return line.accept(call(bridge, str(serial), b"x"), b"x")
        finally:
            connection.close()

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(6) as pool:
        patch.setattr(arrivals, "commit", watched)
        futures = [pool.submit(send, 0)]
        at_it.wait(10)
        futures += [pool.submit(send, serial) for serial in range(1, 6)]
        while len(line.waiting) < 5:
            threading.Event().wait(0.01)
        go_on.set()
        receipts = [future.result(10) for future in futures]
    assert commits == [1, 5]
    assert len({receipt.event.pk for receipt in receipts}) == Event.objects.count() == 6
    assert line.committing is False
