"""Two transactions at the same moment, held at the very point where they meet; only PostgreSQL lets both in."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from apps.accounts.models import User
from apps.hub.engine.decisions import resolve
from apps.hub.engine.doors import receive
from apps.hub.engine.working import work
from apps.hub.models import PendingError, Transfer
from apps.sandbox.bluefleet import oddities, scenarios
from tests.hub.conftest import Bridge

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PATIENCE = 10.0


def during(decision: Callable[[], Any], other: Callable[[], Any]) -> Any:
    """Begin ``other`` while the transaction of ``decision`` is open; commit once it is done or has to wait."""

    def elsewhere() -> Any:
        try:
            return other()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            decision()
            future = pool.submit(elsewhere)
            wait_for_its_lock(future)
        return future.result(PATIENCE)


def wait_for_its_lock(future: "Future[Any]") -> None:
    until = time.monotonic() + PATIENCE
    while not future.done() and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return


def open_causes(bridge: Bridge) -> list[PendingError]:
    """Let one document wait behind two causes."""
    [notification] = scenarios.unknown_supplier(bridge.builder)
    centres = [{**notification.body["CostCenters"][0], "CostCenterId": 30}]
    bridge.post(notification.path, {**notification.body, "CostCenters": centres})
    work.work()
    first, second = PendingError.objects.open().order_by("pk")
    return [first, second]


def assert_nobody_waits_for_nothing() -> None:
    waiting = Transfer.objects.filter(state="waiting")
    assert not waiting.exclude(blockers__pending_error__resolved_at=None, blockers__isnull=False).exists()
    assert not PendingError.objects.open().filter(blockers=None).exists()


def test_two_people_who_resolve_the_last_two_causes_at_once_free_the_document(bridge: Bridge, accountant: User) -> None:
    first, second = open_causes(bridge)
    during(
        lambda: resolve.retry_cause(first, actor=accountant),
        lambda: resolve.retry_cause(second, actor=accountant),
    )
    assert bridge.last().state == "queued"


def unreadable(bridge: Bridge) -> Transfer:
    """Let one document wait because it cannot be read, and another with the same fault stand at the door."""
    bridge.send(oddities.not_a_number)
    receive.read_events()
    bridge.send(oddities.not_a_number)
    return bridge.last()


def test_a_document_that_comes_behind_a_cause_while_it_is_resolved_goes_on_with_the_others(
    bridge: Bridge, accountant: User
) -> None:
    unreadable(bridge)
    cause = PendingError.objects.get()
    released = during(receive.read_events, lambda: resolve.retry_cause(cause, actor=accountant))
    assert released == 2
    assert_nobody_waits_for_nothing()


def test_a_cause_that_empties_while_another_document_comes_behind_it_stays_open(
    bridge: Bridge, accountant: User
) -> None:
    leaving = unreadable(bridge)
    during(receive.read_events, lambda: resolve.skip([leaving], actor=accountant, reason="x"))
    assert bridge.last().state == "waiting"
    assert PendingError.objects.get().resolved_at is None
    assert_nobody_waits_for_nothing()


def test_newer_content_and_a_decision_about_its_cause_never_lock_each_other_out(
    bridge: Bridge, accountant: User
) -> None:
    [notification] = scenarios.new_cost_centre(bridge.builder)
    bridge.post(notification.path, notification.body)
    work.work()
    bridge.post(notification.path, {**notification.body, "Comments": "newer"})
    cause = PendingError.objects.get()
    during(lambda: resolve.retry_cause(cause, actor=accountant), receive.read_events)
    assert (bridge.last().state, bridge.last().revision) == ("queued", 2)
    assert_nobody_waits_for_nothing()
