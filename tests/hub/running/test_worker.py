"""``manage.py worker`` as real processes: who is killed is replaced, and who is stopped leaves nobody behind."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from django_q.tasks import async_task

from apps.hub.models import Heartbeat
from tests.hub.running.crew import Worker, alive, running_worker, until


@pytest.fixture
def worker(process_environment: dict[str, str], tmp_path: Path) -> Iterator[Worker]:
    with running_worker({**process_environment, "LOG_LEVEL": "INFO"}, tmp_path / "worker.log") as started:
        yield started


def answers() -> bool:
    return Heartbeat.objects.filter(name="scheduler").exists()


def assert_tasks_run() -> None:
    """Ring, and see both the work done and the bell taken down."""
    until(lambda: not OrmQ.objects.exists() or answers())
    Heartbeat.objects.all().delete()
    async_task("apps.hub.tasks.sweep")
    until(answers)


def assert_stops(worker: Worker, number: int = signal.SIGTERM) -> None:
    """Ask to stop, and see it done in good order."""
    everybody = worker.everybody()
    worker.process.send_signal(number)
    assert worker.process.wait(timeout=25) == 0
    assert [pid for pid in everybody if alive(pid)] == []


def test_a_worker_gives_a_sign_of_life_at_once_and_knows_its_schedules(worker: Worker) -> None:
    until(answers)
    assert list(Schedule.objects.order_by("name").values_list("name", flat=True)) == ["forget", "sweep"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_asked_to_stop_leaves_nobody_behind(worker: Worker, number: int) -> None:
    assert_tasks_run()
    assert_stops(worker, number)


@pytest.mark.parametrize("role", ["worker", "monitor", "pusher"])
def test_a_killed_child_is_replaced_and_tasks_still_run(worker: Worker, role: str) -> None:
    assert_tasks_run()
    victim = worker.children(role)[0]
    os.kill(victim, signal.SIGKILL)
    until(lambda: not alive(victim) and worker.complete())
    assert_tasks_run()
    assert_stops(worker)


def test_idle_workers_that_are_killed_one_after_the_other_do_not_hang_the_rest(worker: Worker) -> None:
    assert_tasks_run()
    for _ in range(3):
        victim = worker.children("worker")[0]
        os.kill(victim, signal.SIGKILL)
        until(lambda victim=victim: not alive(victim) and worker.complete())  # type: ignore[misc]
    assert_tasks_run()
    assert_stops(worker)


def test_a_killed_sentinel_is_replaced_with_all_its_children(worker: Worker) -> None:
    assert_tasks_run()
    before = worker.everybody()
    os.kill(worker.children("sentinel")[0], signal.SIGKILL)
    until(lambda: not any(map(alive, before)) and worker.complete())
    assert_tasks_run()
    assert_stops(worker)


def test_a_sentinel_that_hangs_is_replaced_with_all_its_children(
    process_environment: dict[str, str], tmp_path: Path
) -> None:
    with running_worker(process_environment, tmp_path / "worker.log", "--no-pulse", "3") as worker:
        before = worker.everybody()
        os.kill(worker.children("sentinel")[0], signal.SIGSTOP)
        until(lambda: not any(map(alive, before)) and worker.complete())
        assert_tasks_run()
        assert_stops(worker)


def test_children_end_when_only_the_main_process_is_killed(worker: Worker) -> None:
    assert_tasks_run()
    everybody = worker.everybody()
    worker.process.kill()
    until(lambda: not any(map(alive, everybody)))


def test_what_waited_in_the_queue_of_a_killed_worker_is_found_again(worker: Worker) -> None:
    """The bell that a dead process took is lost; the new ones look for themselves."""
    assert_tasks_run()
    Heartbeat.objects.update(at=timezone.now() - timedelta(hours=1))
    os.kill(worker.children("worker")[0], signal.SIGKILL)
    until(lambda: Heartbeat.objects.filter(name="scheduler", at__gt=timezone.now() - timedelta(minutes=1)).exists())
