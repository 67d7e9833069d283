"""A worker is paused (SIGSTOP) past its lease and continued: another has taken over, and nothing is booked twice."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from apps.hub.models import Operation, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge
from tests.hub.faults.books import ASKS, BOOKS, Gate, counted
from tests.hub.faults.dead import end_lease_of
from tests.hub.running.crew import Worker, running_worker, until

pytestmark = pytest.mark.django_db(transaction=True)


def delivered() -> bool:
    """Tell whether all is booked; an outcome that is unknown rests no longer."""
    Transfer.objects.filter(state="unknown").update(due_at=timezone.now() - timedelta(seconds=1))
    return not Transfer.objects.exclude(state="delivered").exists()


def all_tasks_ended(worker: Worker) -> bool:
    """Tell whether every task that was begun has come to its end, that of the paused one too."""
    told = worker.log.read_text()
    return told.count(" processing ") == told.count("Processed '") + told.count("Failed '")


def test_one_that_was_paused_while_its_target_answered_books_and_writes_nothing_more(
    bridge: Bridge, process_environment: dict[str, str], tmp_path: Path
) -> None:
    gate = Gate(BOOKS)
    with counted(bridge) as (books, origin):
        books.after = gate
        environment = {**process_environment, "LOG_LEVEL": "INFO", "PRIVATE_ORIGINS": origin}
        bridge.send(scenarios.entry_payable)
        with running_worker(environment, tmp_path / "worker.log") as worker:
            assert gate.reached.wait(30)
            owner = Transfer.objects.get().lease_owner
            paused = int(owner.split(":")[-2])
            os.kill(paused, signal.SIGSTOP)
            gate.opened.set()
            end_lease_of(owner)
            until(delivered)
            before = Operation.objects.get(resource="payable")
            attempts = bridge.last().attempts.count()
            os.kill(paused, signal.SIGCONT)
            until(lambda: all_tasks_ended(worker))
            assert paused in worker.children("worker")
    assert (len(books.posted), len(bridge.titles())) == (1, 1)
    after = Operation.objects.get(resource="payable")
    assert (after.state, after.updated_at, after.lease_owner) == ("booked", before.updated_at, "")
    assert (bridge.last().state, bridge.last().attempts.count()) == ("delivered", attempts)


def test_one_that_was_paused_before_it_sent_sends_nothing_any_more(
    bridge: Bridge, process_environment: dict[str, str], tmp_path: Path
) -> None:
    gate = Gate(ASKS)
    with counted(bridge) as (books, origin):
        books.before = gate
        # The shortest lease there is, fourteen seconds, which really pass: no row is aged here.
        environment = {**process_environment, "LOG_LEVEL": "INFO", "PRIVATE_ORIGINS": origin, "ANSWER_SECONDS": "1"}
        bridge.send(scenarios.entry_payable)
        with running_worker(environment, tmp_path / "worker.log") as worker:
            assert gate.reached.wait(30)
            owner = Transfer.objects.get().lease_owner
            paused = int(owner.split(":")[-2])
            os.kill(paused, signal.SIGSTOP)
            gate.opened.set()
            until(delivered)
            assert len(books.posted) == 1
            os.kill(paused, signal.SIGCONT)
            until(lambda: all_tasks_ended(worker))
            assert paused in worker.children("worker")
    assert (len(books.posted), len(bridge.titles())) == (1, 1)
    assert bridge.last().state == "delivered"
