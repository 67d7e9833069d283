"""A real worker, killed with SIGKILL after Omie has answered and before we have written that down."""

import os
import signal
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from django.db import connection, transaction
from django.utils import timezone
from werkzeug import Request, Response

from apps.hub.engine.working import sweep, work
from apps.hub.models import Connection, Operation, Slot, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.contract import vendor
from tests.hub.conftest import Bridge
from tests.hub.running.crew import running_worker

pytestmark = pytest.mark.django_db(transaction=True)


class Gate:
    """Stands before Omie and keeps the answer to one method back until it is opened."""

    def __init__(self, omie: str, method: str) -> None:
        self.omie, self.method = omie, method
        self.booked, self.opened, self.passed = threading.Event(), threading.Event(), threading.Event()

    def __call__(self, request: Request) -> Response:
        asked = request.get_data()
        url = self.omie.rstrip("/") + request.path
        forwarded = urllib.request.Request(url, asked, {"Content-Type": "application/json"})
        with urllib.request.urlopen(forwarded) as answer:
            response = Response(answer.read(), content_type="application/json")
        if f'"{self.method}"'.encode() in asked:
            self.booked.set()
            self.opened.wait(30)
            response.call_on_close(self.passed.set)
        return response


@contextmanager
def nobody_can_commit() -> Iterator[None]:
    """Hold what a commit of the worker would need."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            list(Operation.objects.select_for_update().values_list("pk"))
        yield
        if connection.vendor == "postgresql":
            forget_the_dead()


def forget_the_dead() -> None:
    """Let the server drop the statement that its dead client had already sent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def kill(pid: int) -> None:
    for process in [*psutil.Process(pid).children(recursive=True), psutil.Process(pid)]:
        os.kill(process.pid, signal.SIGKILL)


def test_the_title_is_adopted_after_the_restart_and_not_doubled(
    bridge: Bridge, process_environment: dict[str, str], tmp_path: Path
) -> None:
    gate = Gate(bridge.sandbox.omie_url, "IncluirContaPagar")
    with vendor(gate) as url:
        Connection.objects.filter(pk=bridge.target.pk).update(base_url=url)
        origins = url.removeprefix("http://").strip("/")
        environment = {**process_environment, "LOG_LEVEL": "INFO", "PRIVATE_ORIGINS": origins}
        bridge.send(scenarios.entry_payable)
        with running_worker(environment, tmp_path / "worker.log") as worker:
            assert gate.booked.wait(30)
            with nobody_can_commit():
                gate.opened.set()
                assert gate.passed.wait(30)
                kill(worker.process.pid)
    row = Operation.objects.get(resource="payable")
    assert (bridge.last().state, row.state, len(bridge.titles())) == ("sending", "sending", 1)
    restart(bridge)
    assert (bridge.last().state, len(bridge.titles())) == ("delivered", 1)
    assert "adopted" in {step["what"] for step in bridge.last().attempts.latest("number").steps}


def restart(bridge: Bridge) -> None:
    """Do what the next worker does once the dead one's leases are over."""
    past = timezone.now() - timedelta(seconds=1)
    Transfer.objects.filter(state="sending").update(lease_until=past)
    Operation.objects.exclude(lease_owner="").update(lease_until=past)
    Slot.objects.update(until=0)
    Connection.objects.filter(pk=bridge.target.pk).update(base_url=bridge.sandbox.omie_url)
    assert sweep.sweep() == 1
    bridge.make_due()
    work.work()
