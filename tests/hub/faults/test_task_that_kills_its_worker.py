"""A task that ends its worker's process whenever it runs: it runs once, and documents are booked all the same."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.tasks import async_task

from apps.hub import tasks
from apps.hub.models import Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge
from tests.hub.faults.dead import bury_the_dead
from tests.hub.running.crew import running_worker, until

pytestmark = pytest.mark.django_db(transaction=True)
DEADLY = "os._exit"


def deadly_ones() -> list[OrmQ]:
    return [row for row in OrmQ.objects.all() if row.func() == DEADLY]


def begun(log: Path) -> int:
    """Count how often the deadly task was begun."""
    return log.read_text().count(f"'{DEADLY}'")


def age(row: OrmQ, seconds: float) -> None:
    """Let a task have been taken so many seconds ago."""
    OrmQ.objects.filter(pk=row.pk).update(lock=timezone.now() + timedelta(seconds=Conf.RETRY - seconds))


def test_it_runs_once_and_documents_are_booked_all_the_same(
    bridge: Bridge, process_environment: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    origins = bridge.sandbox.url.removeprefix("http://").strip("/")
    environment = {**process_environment, "LOG_LEVEL": "INFO", "PRIVATE_ORIGINS": origins}
    with running_worker(environment, log) as worker:
        async_task(DEADLY, 9)
        until(lambda: begun(log) == 1)
        for _ in range(3):
            bridge.send(scenarios.entry_payable)
        until(lambda: all_booked(3))
        [row] = deadly_ones()
        age(row, Conf.TIMEOUT + tasks.LATE + 1)
        async_task("apps.hub.tasks.sweep")
        until(lambda: not deadly_ones())
        bridge.send(scenarios.entry_payable)
        until(lambda: booked(4))
        until(worker.complete)
    assert (begun(log), len(bridge.titles())) == (1, 4)


def all_booked(number: int) -> bool:
    bury_the_dead()
    return booked(number)


def booked(number: int) -> bool:
    return Transfer.objects.filter(state="delivered").count() == number


def test_a_task_that_may_still_be_running_is_left_alone() -> None:
    for taken_ago in (1, Conf.TIMEOUT - 1, Conf.TIMEOUT + tasks.LATE - 1):
        async_task("apps.hub.tasks.work")
        age(OrmQ.objects.latest("pk"), taken_ago)
    async_task("apps.hub.tasks.work")
    tasks.drop_dead_bells()
    assert OrmQ.objects.count() == 4
