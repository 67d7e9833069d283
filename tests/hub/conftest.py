"""A bridge from Blue Fleet to Omie's sandbox, as the demo has it."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.models import User
from apps.connectors.bluefleet.models import Credentials as BlueFleetCredentials
from apps.connectors.omie.models import Credentials as OmieCredentials
from apps.hub.engine.working import work
from apps.hub.models import Connection, Flow, Mapping, Transfer
from apps.sandbox.bluefleet.builder import Builder
from apps.sandbox.bluefleet.scenarios import Build
from apps.sandbox.server import Sandbox

APP_KEY, APP_SECRET = "3817265540921", "5f0c2b9e7d1a4c63b8e2f47190ad36c5"
TOKEN = "the-header-agreed-with-blue-fleet"
KINDS = ("invoice", "financial_entry", "bill")
MAPPINGS = {
    ("account", "*"): "630881258",
    ("category", "debt-note-type:1"): "1.01.02",
    ("category", "entry-type:1"): "1.01.02",
    ("category", "entry-type:2"): "2.05.01",
    ("category", "expense-group:Manutencao"): "2.04.07",
    ("cost_centre", "10"): "619153916",
    ("cost_centre", "11"): "619153916",
    ("cost_centre", "20"): "619153908",
}


@dataclass
class Bridge:
    """Two connections, three flows and the sandbox behind them."""

    source: Connection
    target: Connection
    sandbox: Sandbox
    client: Client
    builder: Builder

    def post(self, path: str, body: Any, **headers: str) -> Any:
        """Send one notification to the hook as Blue Fleet would."""
        data = body if isinstance(body, bytes) else json.dumps(body)
        url = f"/hooks/{self.source.public_id}/{path.strip('/')}"
        sent = {"X-Hub-Token": TOKEN, **headers}
        return self.client.post(url, data, content_type="application/json", headers=sent)

    def send(self, scenario: Build) -> None:
        """Send every notification of a scenario and expect each to be accepted."""
        for notification in scenario(self.builder):
            assert self.post(notification.path, notification.body).status_code == 200

    def send_and_work(self, scenario: Build) -> Transfer:
        """Send a scenario, let a worker do its work, and give the last transfer."""
        self.send(scenario)
        work.work()
        return self.last()

    def last(self) -> Transfer:
        return Transfer.objects.latest("pk")

    def titles(self, side: str = "payable") -> list[dict[str, Any]]:
        """What Omie holds."""
        return self.sandbox.records("omie", {"payable": "contapagar", "receivable": "contareceber"}[side])

    def make_due(self) -> None:
        """Let every wait be over."""
        Transfer.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        Connection.objects.update(breaker_until=None)


def connected(omie_url: str) -> tuple[Connection, Connection]:
    """Make both connections, the flows between them and the demo's mappings."""
    source = Connection.objects.create(
        connector_slug="bluefleet", name="Blue Fleet", environment="sandbox", state="connected"
    )
    target = Connection.objects.create(
        connector_slug="omie", name="Omie", environment="sandbox", base_url=omie_url, state="connected"
    )
    BlueFleetCredentials.objects.create(connection=source, mode="header", header_value=TOKEN)
    OmieCredentials.objects.create(connection=target, app_key=APP_KEY, app_secret=APP_SECRET)
    for kind in KINDS:
        Flow.objects.create(name=kind, source=source, target=target, kind=kind, active=True)
    for (vocabulary, value), target_value in MAPPINGS.items():
        Mapping.objects.create(
            source=source, target=target, vocabulary=vocabulary, value=value, target_value=target_value
        )
    return source, target


@pytest.fixture
def bridge(db: None, sandbox: Sandbox, client: Client, settings: Settings) -> Bridge:
    """Blue Fleet connected to Omie, with the demo's mappings."""
    settings.WORKER_THREADS = 1  # a test's transaction is seen by its own thread only
    source, target = connected(sandbox.omie_url)
    return Bridge(source, target, sandbox, client, Builder(7, files_url=f"{sandbox.url}/bluefleet/files"))


@pytest.fixture
def accountant(db: None) -> User:
    """Somebody who decides."""
    return User.objects.create_user("ana", password="secret-of-ana")
