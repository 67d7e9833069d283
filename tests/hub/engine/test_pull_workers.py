"""Real workers that ask a source: one of them killed between two pages, two of them at once."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from apps.hub import tasks
from apps.hub.engine.doors import pages, pull
from apps.hub.models import Payload, Pull, SyncRun, Transfer
from tests.factories import TransferFactory
from tests.hub.engine.pulled_vendor import Vendor
from tests.hub.engine.test_pull import Asking, asking, ids, vendor  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def environment(process_environment: dict[str, str], vendor: Vendor) -> dict[str, str]:  # noqa: F811
    told = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PRIVATE_ORIGINS": vendor.url.removeprefix("http://")}
    return {**process_environment, **told}


@contextmanager
def worker(environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a worker that asks once; nothing of it is left at the end."""
    command = [sys.executable, "-m", "tests.hub.engine.pulled_vendor"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def let_leases_end() -> None:
    Pull.objects.exclude(lease_owner="").update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_worker_killed_between_two_pages_is_gone_on_for_and_nothing_is_lost_or_doubled(
    asking: Asking,  # noqa: F811
    vendor: Vendor,  # noqa: F811
    environment: dict[str, str],
) -> None:
    vendor.has(9)
    reached, go_on = Event(), Event()

    def hold(page: int) -> None:
        if page == 4:
            reached.set()
            go_on.wait(30)

    vendor.while_asked = hold
    with worker(environment) as process:
        assert reached.wait(30)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    go_on.set()
    row = asking.now()
    assert row.lease_owner != ""
    assert row.cursor in ("3", "4")  # the page before the one that was asked for may still have been under way
    assert len(ids()) == row.read == (int(row.cursor) - 1) * 2
    pull.pull_due()
    assert vendor.asked == ["1", "2", "3", "4"]
    let_leases_end()
    pull.pull_due()
    assert vendor.asked[4] == row.cursor
    row = asking.now()
    assert (row.read, row.stored, row.lease_owner, row.cursor) == (9, 9, "", "5")
    assert len(ids()) == len(set(ids())) == Payload.objects.count() == 9
    run = SyncRun.objects.get()
    assert (run.read, run.new, run.cursor_before, run.cursor_after) == (9, 9, "", "5")


def test_of_two_workers_at_once_one_asks(
    asking: Asking,  # noqa: F811
    vendor: Vendor,  # noqa: F811
    environment: dict[str, str],
) -> None:
    vendor.has(6)
    reached, go_on = Event(), Event()

    def hold(page: int) -> None:
        reached.set()
        go_on.wait(30)

    vendor.while_asked = hold
    with worker(environment) as first:
        assert reached.wait(30)
        with worker(environment) as second:
            assert second.wait(60) == 0
        pull.pull_due(at_most=9)
        assert vendor.asked == ["1"]
        go_on.set()
        assert first.wait(60) == 0
    assert vendor.asked == ["1", "2", "3"]
    assert ids() == ["1", "2", "3", "4", "5", "6"]


def test_pages_kept_beside_the_reading_are_all_there(asking: Asking, vendor: Vendor) -> None:  # noqa: F811
    vendor.has(41)
    told: list[int] = []
    assert pull.pull_due(wake=lambda: told.append(1)) is False
    row = asking.now()
    assert (len(ids()), row.read, row.stored, len(told), row.cursor) == (41, 41, 41, 21, "21")


def test_what_goes_wrong_while_a_page_is_kept_is_told_and_the_pages_before_it_stay(
    asking: Asking,  # noqa: F811
    vendor: Vendor,  # noqa: F811
) -> None:
    vendor.has(9)
    vendor.instead = lambda page: (503, {}, b"no") if page == 4 else None
    pull.pull_due()
    row = asking.now()
    assert (row.cursor, row.code, row.failures, row.read, len(ids())) == ("4", "source.busy", 1, 6, 6)


def test_another_door_that_was_faster_with_one_document_costs_the_others_nothing(
    asking: Asking,  # noqa: F811
    vendor: Vendor,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vendor.has(2)
    move_on = pages.move_on

    def meanwhile(*args: object) -> None:
        move_on(*args)  # type: ignore[arg-type]
        TransferFactory.create(flow=asking.flow, source_id="2", payload__raw=b"{}")

    monkeypatch.setattr(pages, "move_on", meanwhile)
    pull.pull_due()
    run = SyncRun.objects.get()
    assert (run.read, run.new, run.changed) == (2, 1, 1)
    assert sorted(Transfer.objects.values_list("source_id", "revision")) == [("1", 1), ("2", 2)]


def test_the_task_rings_for_booking_and_a_sweep_has_sources_asked(asking: Asking, vendor: Vendor) -> None:  # noqa: F811
    vendor.has(3)
    tasks.sweep()
    assert [bell.func() for bell in OrmQ.objects.all()] == ["apps.hub.tasks.pull"]
    OrmQ.objects.all().delete()
    tasks.pull()
    assert len(ids()) == 3
    assert [bell.func() for bell in OrmQ.objects.all()] == ["apps.hub.tasks.work"]
    OrmQ.objects.all().delete()
    tasks.sweep()
    assert [bell.func() for bell in OrmQ.objects.all()] == ["apps.hub.tasks.work"]
