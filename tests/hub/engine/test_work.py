"""One worker and its threads: what is broken in one place stops no other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from apps.connectors.omie.models import Credentials
from apps.hub.engine.booking.attempts import Attempted
from apps.hub.engine.doors import receive
from apps.hub.engine.working import claim, work
from apps.hub.engine.working.lane import Lane
from apps.hub.engine.working.lease import RENEW_EVERY
from apps.hub.engine.working.seats import Seats
from apps.hub.engine.working.threads import pool
from apps.hub.models import Connection, Flow, Operation, PendingError, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge


def test_a_flow_that_nobody_can_book_any_more_stops_no_other_target(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    receive.read_events()
    other = Connection.objects.create(
        connector_slug="omie", name="A first one", environment="sandbox", state="connected"
    )
    Credentials.objects.create(connection=other, app_key="1", app_secret="2")
    broken = Flow.objects.create(name="broken", source=bridge.source, target=other, kind="order", active=True)
    last = bridge.last()
    Transfer.objects.create(
        flow=broken, target=other, source_id="1", digest="x", state="queued", due_at=last.due_at,
        received_at=last.received_at,
    )  # fmt: skip
    work.work()
    last.refresh_from_db()
    assert last.state == "delivered"


def test_a_target_without_credentials_is_paused_and_its_documents_are_left_alone(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    Credentials.objects.all().delete()
    work.work()
    assert (bridge.last().state, bridge.last().crashes) == ("queued", 0)
    assert Connection.objects.get(pk=bridge.target.pk).state == "paused"
    assert PendingError.objects.open().get().asks == "reconnect"


@pytest.mark.postgres  # SQLite is a file: its connections do not break
@pytest.mark.django_db(transaction=True)
def test_a_database_connection_that_broke_in_a_thread_is_opened_anew(bridge: Bridge, settings: Settings) -> None:
    settings.WORKER_THREADS = 2
    pool.cache_clear()
    both = Barrier(2)

    def break_connection() -> None:
        connection.ensure_connection()
        connection.connection.close()
        both.wait(10)

    for broken in [pool().submit(break_connection) for _ in range(2)]:
        broken.result()
    for _ in range(4):
        bridge.send(scenarios.entry_receivable)
    work.work()

    def close_connection() -> None:
        both.wait(10)
        connection.close()

    for closed in [pool().submit(close_connection) for _ in range(2)]:
        closed.result()
    pool().shutdown()
    pool.cache_clear()
    assert set(Transfer.objects.values_list("state", flat=True)) == {"delivered"}


@pytest.mark.parametrize("lost", ["transfer", "operation"])
def test_what_somebody_else_has_taken_over_is_not_sent_although_the_rest_of_the_batch_stands(
    bridge: Bridge, lost: str
) -> None:
    for _ in range(2):
        bridge.send(scenarios.entry_payable)
    receive.read_events()
    transfers = claim.claim(bridge.target, "me", timezone.now(), 2)
    lane = Lane(bridge.target, "me", Seats("k", "h", 1), lambda: True)
    lane.take(transfers, work.routes_of(transfers))
    taken = {"lease_owner": "another"}
    if lost == "transfer":
        Transfer.objects.filter(pk=transfers[0].pk).update(**taken)
    else:
        Operation.objects.filter(transfer=transfers[0], resource="payable").update(**taken)
    lane.leased_at -= RENEW_EVERY
    lane.keep_lease()
    assert lane.may_send()
    assert [record.lost for record in lane.hand.values()] == [True, False]


def lane_to(target: Connection, **told: Any) -> Lane:
    return Lane(target, "me", Seats("k", "h", 2), lambda: True, **told)


def test_a_lane_never_asks_for_less_than_nothing_when_its_target_grows_slow(bridge: Bridge) -> None:
    lane = lane_to(bridge.target, pace=500.0)
    assert lane.wanted(0.0) == 150
    lane.ready.extend([Attempted(Transfer(), timezone.now())] * 40)
    lane.pace = 1.0
    assert lane.wanted(0.0) == 0


@pytest.mark.django_db(transaction=True)
def test_a_target_that_keeps_failing_under_several_threads_lets_the_worker_go(
    bridge: Bridge, settings: Settings
) -> None:
    """Nobody may hold on to what was not begun: the breaker is open, and others may come when it closes."""
    settings.WORKER_THREADS = 4
    pool.cache_clear()
    for _ in range(20):
        bridge.send(scenarios.entry_payable)
    bridge.sandbox.fault("omie", "500", times=500)

    def worked() -> int:
        try:
            return work.work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as beside:
        assert beside.submit(worked).result(timeout=20)
    end_threads(8)
    assert not Transfer.objects.exclude(lease_owner="").exists()
    assert Transfer.objects.filter(state="queued", tries=0).count() >= 20 - Connection.BREAKER_AFTER - 4


def end_threads(number: int) -> None:
    """End the worker's threads, each with its database connection closed."""
    together = Barrier(number)

    def close() -> None:
        together.wait(10)
        connection.close()

    for future in [pool().submit(close) for _ in range(number)]:
        future.result()
    pool().shutdown()
    pool.cache_clear()


def test_documents_that_tell_of_one_entry_are_written_one_after_the_other_by_the_same_lane(bridge: Bridge) -> None:
    bridge.send(scenarios.note_and_entries)
    assert work.work() == 3
    assert set(Transfer.objects.values_list("state", flat=True)) == {"delivered"}
    assert len(bridge.titles("receivable")) == 2
    assert not Operation.objects.exclude(lease_owner="").exists()
