"""A target that never answers keeps nobody waiting but its own documents."""

from pathlib import Path

import pytest

from apps.connectors.omie.models import Credentials
from apps.hub.models import Connection, Flow, Mapping, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import APP_KEY, APP_SECRET, KINDS, MAPPINGS, Bridge
from tests.hub.faults.silent import Silent, silent_target
from tests.hub.running.crew import running_worker, until

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = 6


def second_target(bridge: Bridge, silent: Silent) -> Connection:
    """Connect the same source with a company whose Omie is silent."""
    row = Connection.objects.create(
        connector_slug="omie", name="A", environment="sandbox", base_url=f"http://{silent.origin}/", state="connected"
    )
    Credentials.objects.create(connection=row, app_key=APP_KEY, app_secret=APP_SECRET)
    for kind in KINDS:
        Flow.objects.create(name=f"silent {kind}", source=bridge.source, target=row, kind=kind, active=True)
    for (vocabulary, value), target_value in MAPPINGS.items():
        Mapping.objects.create(
            source=bridge.source, target=row, vocabulary=vocabulary, value=value, target_value=target_value
        )
    return row


def test_documents_of_other_targets_are_booked_while_one_target_keeps_every_call_waiting(
    bridge: Bridge, process_environment: dict[str, str], tmp_path: Path
) -> None:
    with silent_target() as silent:
        row = second_target(bridge, silent)
        Connection.objects.filter(pk=row.pk).update(name="Before all others")
        sandbox = bridge.sandbox.url.removeprefix("http://").strip("/")
        environment = {**process_environment, "LOG_LEVEL": "INFO", "PRIVATE_ORIGINS": f"{silent.origin},{sandbox}"}
        bridge.send(scenarios.entry_payable)
        with running_worker(environment, tmp_path / "worker.log") as worker:
            until(lambda: len(silent.kept) >= 1)
            for _ in range(NUMBER):
                bridge.send(scenarios.entry_payable)
            # The silent one holds each call for half a minute: nobody may have waited for the first of them.
            until(lambda: booked(bridge.target) == NUMBER + 1, seconds=20)
            assert Transfer.objects.filter(target=row, attempts_made__gt=0).count() == 0
            assert worker.process.poll() is None
    assert len(bridge.titles()) == NUMBER + 1


def booked(target: Connection) -> int:
    return Transfer.objects.filter(target=target, state="delivered").count()
