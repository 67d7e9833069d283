"""People of each role, signed in, and a bridge through which documents have passed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.hub.models import Connection, Flow, Heartbeat, PendingError, Transfer
from tests.factories import (
    NOON,
    BlockerFactory,
    BlueFleetCredentialsFactory,
    ConnectionFactory,
    FlowFactory,
    OmieCredentialsFactory,
    PendingErrorFactory,
    RunFactory,
    TransferFactory,
    UserFactory,
)

PLANTED = ("planted-header-value", "planted-app-key", "planted-app-secret")


@pytest.fixture
def noon(db: None) -> Iterator[datetime]:
    """Stop the clock at the moment at which everything of the factories happened."""
    with time_machine.travel(NOON, tick=False):
        yield NOON


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory.create(username="bia", role="administrator")


@pytest.fixture
def accountant(db: None) -> User:
    return UserFactory.create(username="ana", role="finance")


@pytest.fixture
def admin_page(client: Client, administrator: User) -> Client:
    """An administrator's browser."""
    client.force_login(administrator)
    return client


@pytest.fixture
def finance_page(accountant: User) -> Client:
    """An accountant's browser."""
    browser = Client()
    browser.force_login(accountant)
    return browser


@dataclass(frozen=True)
class Crossing:
    """Both ends, the flow between them and what is on it."""

    source: Connection
    target: Connection
    flow: Flow
    cause: PendingError

    def book(self, count: int = 1, **changed: object) -> list[Transfer]:
        return TransferFactory.create_batch(count, flow=self.flow, delivered=True, **changed)

    def stop(self, count: int = 1) -> None:
        BlockerFactory.create_batch(count, pending_error=self.cause, transfer__flow=self.flow)


@pytest.fixture
def crossing(noon: datetime) -> Crossing:
    """A flow with one cause that is known and a worker that lives."""
    source = ConnectionFactory.create(bluefleet=True, name="Fleet")
    target = ConnectionFactory.create(name="Books", last_success_at=noon)
    BlueFleetCredentialsFactory.create(connection=source, header_value=PLANTED[0])
    OmieCredentialsFactory.create(connection=target, app_key=PLANTED[1], app_secret=PLANTED[2])
    flow = FlowFactory.create(name="Debit notes", source=source, target=target)
    RunFactory.create(flow=flow)
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(seconds=20))
    cause = PendingErrorFactory.create(source=source, target=target, value="204", label="Filial Campinas")
    return Crossing(source, target, flow, cause)
