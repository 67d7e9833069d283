"""Very many transfers, made by the database itself out of one that the engine has booked.

The template brings every column as the engine writes it; what must differ is computed from a serial number. States are
spread as after half a year of ordinary work. Bytes of sources and exchanges are those of the template, shared by all.
There is one open cause for every hundred transfers: two documents wait behind each, and very many behind the first.
"""

import time
from datetime import UTC, datetime

from django.core.management.color import no_style
from django.db import connection, models, transaction

from apps.hub import models as hub
from apps.hub.engine.booking.causes import Cause, new_row
from apps.hub.engine.working import work
from tests.bench import world
from tests.bench.world import World

#: Of 1,000 transfers in a row; what is left is booked.
STATES = {
    "waiting": 20,
    "skipped": 8,
    "queued": 6,
    "retrying": 4,
    "handled": 3,
    "held": 3,
    "reversed": 2,
    "received": 2,
    "unknown": 1,
}
#: Transfers for each cause, and of those that wait, which ones wait behind the first cause, too.
PER_CAUSE = 100
CROWD = 4
SPAN = 180 * 24 * 3600
SERIES = (
    "WITH RECURSIVE series(i) AS (SELECT CAST({first} AS bigint) UNION ALL SELECT i + 1 FROM series WHERE i < {last})"
)
SLOT = "((series.i * 7919) % 1000)"
#: The place of a transfer that waits among all that do.
PLACE = f"(series.i / 1000 * {STATES['waiting']} + {SLOT})"
Columns = dict[str, str]


class Million:
    """The rows of one database: a template, and what was made of it so far."""

    def __init__(self, bridge: World, serial: int, whole: int) -> None:
        world.empty()
        bridge.backlog(serial, 1)
        work.work()
        self.template = hub.Transfer.objects.get(state="delivered")
        self.causes: list[int] = []
        self.run, self.resolved = hub.SyncRun.objects.get().pk, 0
        self.base, self.made, self.whole, self.now = 10 * serial, 0, whole, int(time.time())
        self.bridge = bridge

    def fill(self, number: int) -> None:
        """Make transfers until there are so many, with events, operations, attempts and what they wait for."""
        self.open(number // PER_CAUSE)
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL session_replication_role = replica")  # every row refers to one that is there
            for model, columns, condition in self.tables():
                cursor.execute(self.statement(model, columns, condition, number))
            for statement in connection.ops.sequence_reset_sql(no_style(), [table[0] for table in self.tables()]):
                cursor.execute(statement)
        hub.Blocker.objects.filter(transfer=self.template).delete()  # it is booked; only the copies wait
        self.made = number
        world.settle()

    def open(self, number: int) -> None:
        """Open causes until there are so many."""
        fresh = [cause(self.bridge, place) for place in range(len(self.causes), number)]
        self.causes += [row.pk for row in hub.PendingError.objects.bulk_create(fresh, batch_size=1_000)]

    def number(self, serial: int) -> str:
        """Give the number of one of the transfers."""
        return f"INV-{self.base + serial}"

    def pk(self, serial: int) -> int:
        """Give the key of one of the transfers."""
        return self.base + serial

    @property
    def day(self) -> str:
        """Give a day in the middle of their time, as addresses write it."""
        return datetime.fromtimestamp(self.now - SPAN / 2, UTC).date().isoformat()

    def waiting_ones(self, number: int) -> list[int]:
        """Give the keys of the first of those that wait, at most so many."""
        found = [self.pk(serial) for serial in range(1, min(self.made, 100 * number)) if waits_at(serial)]
        return found[:number]

    def next_cause(self) -> int:
        """Give a cause that nobody has resolved yet, another one each time."""
        self.resolved += 1
        return self.causes[self.resolved]

    def statement(self, model: type[models.Model], columns: Columns, condition: str, number: int) -> str:
        """Give the statement that copies the template's row so many times."""
        own = model._meta.db_table
        names = [field.column for field in model._meta.concrete_fields if field.column]
        chosen = ", ".join(columns.get(name, f'{own}."{name}"') for name in names)
        quoted = ", ".join(f'"{name}"' for name in names)
        series = SERIES.format(first=self.made + 1, last=number)
        origin = self.origin(model)
        # SQLite takes the list of a common table only in front of the whole statement's SELECT.
        return (
            f"INSERT INTO {own} ({quoted}) {series} SELECT {chosen} FROM series, {own} WHERE {origin} AND {condition}"
        )

    def origin(self, model: type[models.Model]) -> str:
        """Give the condition that finds the template's row of a table."""
        if model is hub.Blocker:
            return f"hub_blocker.id = {self.blocker()}"
        rows: dict[type[models.Model], models.Model] = {
            hub.Transfer: self.template,
            hub.Event: hub.Event.objects.get(pk=self.template.last_event),
            hub.Operation: self.template.operations.get(),
            hub.Attempt: self.template.attempts.get(),
        }
        return f"{model._meta.db_table}.id = {rows[model].pk}"

    def blocker(self) -> int:
        """Give the first blocker, which the template itself does not have."""
        row, _made = hub.Blocker.objects.get_or_create(transfer=self.template, pending_error_id=self.causes[0])
        return int(row.pk)

    def tables(self) -> list[tuple[type[models.Model], Columns, str]]:
        """Give each table with the columns that differ from the template, and which serial numbers have a row."""
        booked, key = f"{SLOT} >= {sum(STATES.values())}", f"({self.base} + series.i)"
        came = f"({self.now - SPAN} + series.i * {SPAN / self.whole})"
        text = f"CAST({key} AS text)"
        shared = {"id": key, "transfer_id": key, "source_id": text}
        behind_the_first = {"id": f"-{key}", "transfer_id": key}
        crowd = f"{waits()} AND {PLACE} % {CROWD} = 1 AND {PLACE} % {len(self.causes)} > 0"
        return [
            (hub.Transfer, shared | self.transfer(key, text, came, booked), "1 = 1"),
            (hub.Event, shared | {"received_at": moment(came)}, "1 = 1"),
            (hub.Operation, shared | operation(text, came), booked),
            (hub.Attempt, shared | {"started_at": moment(came)}, "1 = 1"),
            (hub.Blocker, shared | {"pending_error_id": f"{self.causes[0]} + {PLACE} % {len(self.causes)}"}, waits()),
            (hub.Blocker, behind_the_first | {"pending_error_id": str(self.causes[0])}, crowd),
        ]

    def transfer(self, key: str, text: str, came: str, booked: str) -> Columns:
        """Give the columns of a transfer that differ."""
        return {
            "number": f"'INV-' || {text}",
            "party": "'Transportes Aurora ' || (series.i % 5000) || ' Ltda'",
            "party_tax_id": "CAST(11222333000100 + series.i % 5000 AS text)",
            "amount": "100 + series.i % 900000 / 100.0",
            "state": state(),
            "reason": f"CASE WHEN {waits()} THEN 'mapping.missing' ELSE '' END",
            "delivered_revision": f"CASE WHEN {booked} THEN 1 ELSE 0 END",
            "delivered_at": f"CASE WHEN {booked} THEN {moment(came + ' + 3')} END",
            "target_reference": f"CASE WHEN {booked} THEN 'T' || {text} ELSE '' END",
            "target_number": f"CASE WHEN {booked} THEN 'INV-' || {text} ELSE '' END",
            "operation_keys": json(f"""'["B-' || {text} || '"]'"""),
            "last_event": key,
            **dict.fromkeys(("due_at", "received_at", "updated_at"), moment(came)),
        }


def cause(bridge: World, number: int) -> hub.PendingError:
    """Give one of the causes that transfers wait behind: a category without its counterpart."""
    named = Cause(
        code="mapping.missing",
        asks=hub.PendingError.Asks.MAP,
        vocabulary="category",
        value=f"new-{number}",
        label=f"New {number}",
        params={"kind": "category", "value": f"new-{number}", "label": f"New {number}"},
    )
    return new_row(named, named.fingerprint(bridge.source, bridge.target), bridge.source, bridge.target)


def operation(text: str, came: str) -> Columns:
    """Give the columns of an operation that differ."""
    return {
        "key": f"'B-' || {text}",
        "target_id": f"'T' || {text}",
        "label": f"'INV-' || {text}",
        "booked_at": moment(came),
    }


def state() -> str:
    """Give the state that a serial number has."""
    told, upper = [], 0
    for name, share in STATES.items():
        upper += share
        told.append(f"WHEN {SLOT} < {upper} THEN '{name}'")
    return f"CASE {' '.join(told)} ELSE 'delivered' END"


def waits() -> str:
    """Give the condition that a transfer waits for a person."""
    return f"{SLOT} < {STATES['waiting']}"


def waits_at(serial: int) -> bool:
    """Tell the same of one serial number."""
    return serial * 7_919 % 1_000 < STATES["waiting"]


def moment(seconds: str) -> str:
    """Give a moment from seconds since 1970, as the database keeps it."""
    if connection.vendor == "postgresql":
        return f"to_timestamp({seconds})"
    return f"strftime('%Y-%m-%d %H:%M:%f000', {seconds}, 'unixepoch')"


def json(text: str) -> str:
    """Give JSON from text, as the database keeps it."""
    return f"CAST({text} AS jsonb)" if connection.vendor == "postgresql" else text
