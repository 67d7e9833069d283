"""A flow whose documents are collected, and what a source and a person do with it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.models import User
from apps.hub.batches import produce
from apps.hub.engine.doors import room
from apps.hub.engine.doors.room import Arrival, Took
from apps.hub.engine.working import work
from apps.hub.models import Batch, Connection, Flow, Payload, Transfer
from tests.factories import ConnectionFactory, FlowFactory, UserFactory, debt_note


@dataclass
class Collecting:
    """Debit notes on their way to an accounting that comes for them."""

    source: Connection
    target: Connection
    flow: Flow
    person: User

    def bring(self, source_id: str, **changed: Any) -> Took:
        """Have the source tell of a document, or of what has become of it."""
        payload = Payload.of(debt_note(source_id, **changed))
        arrival = Arrival(
            connection_id=self.source.pk,
            kind=self.flow.kind,
            source_id=source_id,
            digest=payload.sha256,
            payload=payload,
            at=timezone.now(),
        )
        return room.take_in_any_case(arrival, self.flow)

    def work(self) -> None:
        """Let a worker do all there is to do."""
        Transfer.objects.filter(state="retrying").update(due_at=timezone.now() - timedelta(seconds=1))
        work.work()

    def ready(self, *ids: str) -> list[Transfer]:
        """Bring documents and have them made ready; give their transfers."""
        for source_id in ids:
            self.bring(source_id)
        self.work()
        return [self.of(source_id) for source_id in ids]

    def of(self, source_id: str) -> Transfer:
        return Transfer.objects.select_related("flow__source", "flow__target").get(flow=self.flow, source_id=source_id)

    def states(self) -> dict[str, str]:
        return dict(Transfer.objects.filter(flow=self.flow).values_list("source_id", "state"))

    def produce(self, written_as: str = "csv") -> Batch:
        """Make a file of whatever is ready."""
        seen = produce.gather(self.flow, written_as=written_as).seen
        return produce.produce(self.flow, written_as=written_as, seen=seen, actor=self.person)


def collecting_flow(person: User) -> Collecting:
    source: Connection = ConnectionFactory.create(bluefleet=True, name="Fleet")
    target: Connection = ConnectionFactory.create(own=True, name="Accounting")
    flow: Flow = FlowFactory.create(name="Debit notes", source=source, target=target)
    return Collecting(source, target, flow, person)


@pytest.fixture
def collecting(db: None, settings: Settings) -> Collecting:
    """A flow into an own system, switched on."""
    settings.WORKER_THREADS = 1  # a test's transaction is seen by its own thread only
    return collecting_flow(UserFactory.create(username="ana", role="finance"))
