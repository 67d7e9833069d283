"""The doorbell: one untaken ring is enough, schedules exist once, and silence is noticed."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Success

from apps.hub import tasks
from apps.hub.cluster.line import Line, stopping
from apps.hub.cluster.watchdog import Watchdog
from apps.hub.models import Heartbeat

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def test_many_rings_before_anybody_comes_are_one() -> None:
    for _ in range(5):
        tasks.ring_now()
    assert OrmQ.objects.count() == 1


def test_a_bell_that_was_taken_is_rung_again() -> None:
    tasks.ring_now()
    OrmQ.objects.update(lock=timezone.now() + timedelta(seconds=300))
    tasks.ring_now()
    assert OrmQ.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_ring_inside_a_transaction_is_heard_only_when_it_is_committed() -> None:
    with transaction.atomic():
        tasks.ring()
        assert not OrmQ.objects.exists()
    assert OrmQ.objects.count() == 1


def test_schedules_exist_once_however_often_hosts_begin() -> None:
    tasks.schedule()
    first = list(Schedule.objects.order_by("name").values_list("pk", "name"))
    Schedule.objects.create(name="sweep", func="made.by.another.host")
    tasks.schedule()
    assert list(Schedule.objects.order_by("name").values_list("pk", "name")) == first
    assert Schedule.objects.get(name="sweep").func == "apps.hub.tasks.sweep"


def test_a_schedule_keeps_its_time_when_a_worker_begins() -> None:
    tasks.schedule()
    Schedule.objects.update(next_run=NOW)
    tasks.schedule()
    assert set(Schedule.objects.values_list("next_run", flat=True)) == {NOW}


def test_waking_looks_at_once_for_what_was_left_behind() -> None:
    tasks.wake()
    [bell] = OrmQ.objects.all()
    assert bell.func() == "apps.hub.tasks.sweep"


def test_finished_tasks_are_forgotten_after_two_days() -> None:
    for age in (1, 3):
        at = timezone.now() - timedelta(days=age)
        Success.objects.create(id=f"{age}", name=f"{age}", func="x", started=at, stopped=at, success=True)
    tasks.forget()
    assert list(Success.objects.values_list("name", flat=True)) == ["1"]


def test_the_hub_knows_how_long_nobody_has_worked() -> None:
    assert tasks.quiet_for() == timedelta.max
    with time_machine.travel(NOW, tick=False):
        tasks.sweep()
    with time_machine.travel(NOW + timedelta(minutes=4), tick=False):
        assert tasks.quiet_for() == timedelta(minutes=4)
        tasks.work()
        assert tasks.quiet_for() == timedelta(0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("quiet", "lived", "restarts"),
    [(timedelta(minutes=2), 3600, False), (timedelta(minutes=4), 3600, True), (timedelta(minutes=4), 60, False)],
    ids=["somebody works", "nobody works", "it has only just begun"],
)
def test_a_worker_begins_anew_after_a_long_silence(quiet: timedelta, lived: float, restarts: bool) -> None:
    Heartbeat.objects.create(name="scheduler", at=timezone.now() - quiet)
    watchdog = Watchdog(wake=tasks.wake, look=tasks.look, quiet_for=tasks.quiet_for)
    assert watchdog.silent(time.monotonic() - lived) is restarts


def test_each_death_that_follows_soon_is_followed_by_a_longer_rest() -> None:
    watchdog = Watchdog(wake=tasks.wake, look=tasks.look, quiet_for=tasks.quiet_for)
    assert [watchdog.rest_after(lived) for lived in (1, 1, 1, 1)] == [0, 1, 2, 4]
    assert [watchdog.rest_after(1) for _ in range(9)][-1] == 60
    assert watchdog.rest_after(61) == 0


def test_a_task_knows_when_its_process_is_asked_to_end() -> None:
    assert not stopping()
    line = Line()
    assert not line.is_cut()
    line.keep_reading_end()
    assert line.is_cut()
