"""Files that are produced without a person: at their time, once, of what is ready, and never twice of one document."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from time_machine import travel

from apps.core.errors import Place, Rejected
from apps.hub import tasks
from apps.hub.batches import produce, schedule
from apps.hub.batches.writers import WRITERS
from apps.hub.models import AuditEntry, Batch, Dispatch
from tests.hub.collecting import Collecting, collecting

__all__ = ["collecting"]

SIX = datetime(2026, 3, 10, 18, tzinfo=UTC)


@pytest.fixture
def daily(collecting: Collecting) -> Dispatch:
    """A file every day at six in the evening."""
    dispatch: Dispatch = Dispatch.objects.create(flow=collecting.flow, every=1440, due_at=SIX)
    return dispatch


def test_a_file_is_made_at_its_time_of_what_is_ready_and_no_document_is_in_two(
    collecting: Collecting, daily: Dispatch
) -> None:
    with travel(SIX - timedelta(hours=1), tick=False):
        collecting.ready("1", "2")
        assert schedule.run_due() == 0
    with travel(SIX + timedelta(minutes=1), tick=False):
        assert schedule.run_due() == 1
        assert schedule.run_due() == 0
        collecting.ready("3")
    with travel(SIX + timedelta(days=3, minutes=1), tick=False):
        assert schedule.run_due() == 1
    daily.refresh_from_db()
    assert (daily.due_at, daily.code) == (SIX + timedelta(days=4), "")
    assert list(Batch.objects.order_by("number").values_list("number", "count")) == [(1, 2), (2, 1)]
    assert not Batch.objects.exclude(produced_by=None).exists()
    assert set(AuditEntry.objects.values_list("verb", "actor_name")) == {("produced", "—")}


def test_where_nothing_is_ready_no_file_is_made(collecting: Collecting, daily: Dispatch) -> None:
    assert schedule.run_due() == 0
    daily.refresh_from_db()
    assert daily.due_at is not None
    assert daily.due_at > timezone.now()


def test_more_than_a_file_takes_becomes_several(
    collecting: Collecting, daily: Dispatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(produce, "MOST", 2)
    collecting.ready("1", "2", "3", "4", "5")
    assert schedule.run_due() == 3
    assert set(collecting.states().values()) == {"filed"}


def test_what_cannot_be_written_is_left_ready_and_told(
    collecting: Collecting, daily: Dispatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _second = collecting.ready("1", "2")
    refusal = {first.pk: Rejected("batch.source_gone", place=Place.SOURCE)}
    monkeypatch.setitem(WRITERS, "csv", replace(WRITERS["csv"], refuse=lambda documents, mark: refusal))
    assert schedule.run_due() == 1
    assert collecting.states() == {"1": "ready", "2": "filed"}
    daily.refresh_from_db()
    assert daily.code == "batch.source_gone"


def test_a_worker_that_dies_leaves_the_time_to_another(collecting: Collecting, daily: Dispatch) -> None:
    collecting.ready("1")
    Dispatch.objects.update(lease_until=timezone.now() + timedelta(minutes=5))
    assert schedule.run_due() == 0
    Dispatch.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert schedule.run_due() == 1


def test_a_defect_is_told_and_the_next_time_stands(
    collecting: Collecting, daily: Dispatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    collecting.ready("1")
    monkeypatch.setattr(produce, "titles_of", None)
    assert schedule.run_due() == 0
    daily.refresh_from_db()
    assert (daily.code, daily.lease_until) == ("internal", None)
    assert collecting.states() == {"1": "ready"}
    assert not Batch.objects.exists()


def test_a_flow_that_is_off_or_that_a_program_reads_makes_no_file(collecting: Collecting, daily: Dispatch) -> None:
    collecting.ready("1")
    collecting.flow.active = False
    collecting.flow.save()
    assert not schedule.is_due()
    collecting.flow.active, collecting.flow.settings = True, {"way": "api"}
    collecting.flow.save()
    assert schedule.run_due() == 0


def test_the_task_makes_files_and_the_sweep_wakes_it(
    collecting: Collecting, daily: Dispatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    collecting.ready("1")
    rung: list[str] = []
    monkeypatch.setattr(tasks, "async_task", rung.append)
    tasks.sweep()
    assert "apps.hub.tasks.dispatch" in rung
    tasks.dispatch()
    assert Batch.objects.count() == 1
