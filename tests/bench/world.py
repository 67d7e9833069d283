"""The rows that the benchmark stands on: one bridge with fifty mappings, and backlogs as the door would leave them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone
from django_q.models import OrmQ, Task

from apps.core.documents import Kind
from apps.core.signatures import Call
from apps.hub import models as hub
from apps.hub import tasks
from apps.hub.engine.doors import door
from tests.bench.invoices import VALUES, invoice
from tests.bench.target.connector import HEADER
from tests.bench.target.models import Credentials

TOKEN = "the-header-agreed-with-the-bench"
#: Rows written in one statement.
PORTION = 1_000
#: What a run leaves behind, and the next one must not find.
LEFT = (
    hub.Blocker,
    hub.PendingError,
    hub.Attempt,
    hub.Operation,
    hub.Transfer,
    hub.Event,
    hub.Payload,
    hub.SyncRun,
    hub.Pull,
    hub.Heartbeat,
    OrmQ,
    Task,
)


@dataclass(frozen=True, slots=True)
class World:
    """Two connections and the flow between them."""

    source: hub.Connection
    target: hub.Connection
    flow: hub.Flow

    @classmethod
    def make(cls, target_port: int) -> Self:
        """Make the bridge."""
        source, target = connect("Bench source", ""), connect("Bench", f"http://127.0.0.1:{target_port}/0/")
        flow = hub.Flow.objects.create(name="Bench", source=source, target=target, kind=Kind.INVOICE, active=True)
        rows = [
            hub.Mapping(
                source=source,
                target=target,
                vocabulary=vocabulary,
                value=f"{vocabulary}-{value}",
                target_value=str(1_000 + value),
            )
            for vocabulary, number in VALUES.items()
            for value in range(number)
        ]
        hub.Mapping.objects.bulk_create(rows)
        return cls(source, target, flow)

    @property
    def path(self) -> str:
        """Give the address that invoices are posted to."""
        return f"/hooks/{self.source.public_id}/invoice"

    def answers_after(self, port: int, milliseconds: int) -> None:
        """Let the target take its time."""
        address = f"http://127.0.0.1:{port}/{milliseconds}/"
        hub.Connection.objects.filter(pk=self.target.pk).update(base_url=address)

    def sends(self, port: int, number: int) -> None:
        """Let the source have so many invoices to be asked for."""
        hub.Connection.objects.filter(pk=self.source.pk).update(base_url=f"http://127.0.0.1:{port}/{number}/")

    def backlog(self, first: int, number: int) -> None:
        """Commit so many accepted events at once and ring, as if the door had taken them all in one moment."""
        with transaction.atomic():
            for serials in batches(range(first, first + number)):
                events = list(map(self.event, serials))
                hub.Payload.objects.bulk_create([event.payload for event in events if event.payload])
                hub.Event.objects.bulk_create(events)
            refresh_statistics()
        tasks.ring_now()

    def event(self, serial: int) -> hub.Event:
        """Give the event that the door makes of one call."""
        call = Call(path="invoice", headers=headers(), body=invoice(serial), address="127.0.0.1", token_holder=nobody)
        (hook,) = self.source.connector.hooks
        event = door.new_event(self.source, hook, call)
        event.source_id, event.payload = str(serial), hub.Payload.of(call.body)
        return event


def connect(name: str, address: str) -> hub.Connection:
    """Make one connection with its credentials."""
    row = hub.Connection.objects.create(
        connector_slug="bench", name=name, environment="bench", base_url=address, state=hub.Connection.State.CONNECTED
    )
    Credentials._default_manager.create(connection=row, token=TOKEN)
    return row


def headers() -> dict[str, str]:
    """Give the headers of a call."""
    return {HEADER: TOKEN, "content-type": "application/json", "content-length": "1400", "host": "127.0.0.1"}


def nobody(token: str) -> str | None:
    """Know no access token."""
    return None


def batches(serials: range) -> Iterator[range]:
    """Cut a range into portions."""
    for start in range(serials.start, serials.stop, PORTION):
        yield range(start, min(start + PORTION, serials.stop))


def empty() -> None:
    """Remove what an earlier run left."""
    tables = [model._meta.db_table for model in LEFT]
    statements = connection.ops.sql_flush(no_style(), tables, allow_cascade=True)
    connection.ops.execute_sql_flush(statements)
    refresh_statistics()


def refresh_statistics() -> None:
    """Do at once what PostgreSQL does by itself within a minute or so: look at what the tables hold."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def settle() -> None:
    """Do what PostgreSQL does by itself within some minutes, too: note which rows everybody may see."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def delivered() -> int:
    """Give how many transfers are booked."""
    return hub.Transfer.objects.filter(state="delivered").count()


def worker_is_there() -> bool:
    """Tell whether a worker has begun and looked for what was left behind."""
    return hub.Heartbeat.objects.filter(name="scheduler", at__lte=timezone.now()).exists()
