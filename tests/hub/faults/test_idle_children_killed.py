"""Each of an idle worker's processes is killed, one after another: every time the rest goes on and work is done."""

import os
import signal
from pathlib import Path

import pytest

from apps.hub.models import Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge
from tests.hub.running.crew import Worker, running_worker, until

pytestmark = pytest.mark.django_db(transaction=True)


def kill_one(worker: Worker, role: str) -> None:
    victim = worker.children(role)[0]
    os.kill(victim, signal.SIGKILL)
    until(lambda: victim not in worker.everybody() and worker.complete())


def test_a_document_is_booked_at_once_after_each_of_the_deaths(
    bridge: Bridge, process_environment: dict[str, str], tmp_path: Path
) -> None:
    """At once: not by the sweep of the next minute, which would hide that nobody hears the bell."""
    origins = bridge.sandbox.url.removeprefix("http://").strip("/")
    environment = {**process_environment, "LOG_LEVEL": "INFO", "PRIVATE_ORIGINS": origins}
    with running_worker(environment, tmp_path / "worker.log") as worker:
        for number, role in enumerate(("worker", "pusher", "monitor", "worker", "sentinel", "pusher"), start=1):
            kill_one(worker, role)
            bridge.send(scenarios.entry_payable)
            until(lambda number=number: booked(number), seconds=20)  # type: ignore[misc]
    assert len(bridge.titles()) == 6


def booked(number: int) -> bool:
    return Transfer.objects.filter(state="delivered").count() == number
