"""Blue Fleet's ERP integration: what was sent, what is pending, and putting it back in the queue."""

import json
import sqlite3
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from apps.sandbox.bluefleet.builder import Builder
from apps.sandbox.bluefleet.catalogue import notifications
from apps.sandbox.bluefleet.delivery import Courier
from apps.sandbox.bluefleet.receiver import Receiver, from_demo, version_of
from apps.sandbox.store import Store, keep_setting, next_number, setting

RECEIVER = "bluefleet receiver"
FILES_URL = "bluefleet files"
FIRST_SEED = 11
DELIVERED = 200


class UnknownTable(LookupError):
    """Nobody keeps a table of this name."""


@dataclass(frozen=True)
class Sent:
    """One try at one notification; ``pending`` is its id in the pending list, or 0 when it arrived."""

    scenario: str
    path: str
    status: int
    answer: str
    pending: int


class Outbox:
    """The sender: one at a time, in order, with no retry of its own."""

    def __init__(self, store: Store, *, demo: str | Path | None = None) -> None:
        self.store = store
        self._demo = None if demo is None else Path(demo)
        self._seen: tuple[int, int] | None = None
        self._courier = Courier()
        self._one_at_a_time = threading.Lock()
        self.start()

    def start(self) -> None:
        """Reads the demo file, however old it is."""
        self._seen = None
        self.receiver()

    def receiver(self) -> Receiver:
        """Where notifications go now: the demo file wins whenever it has changed."""
        if self._demo is not None and (version := version_of(self._demo)) not in (None, self._seen):
            self._seen = version
            if (named := from_demo(self._demo)) is not None:
                self._keep(named)
        with self.store.read() as tx:
            return Receiver(**(setting(tx, RECEIVER) or {}))

    def set_receiver(self, given: dict[str, Any]) -> None:
        """Sends elsewhere from now on."""
        self._keep(self.receiver().changed(given))

    def files_at(self, url: str) -> None:
        """Where the files of invoices are served, also for a sender in another process."""
        with self.store.write() as tx:
            keep_setting(tx, FILES_URL, url)

    def send(
        self, scenario: str, count: int = 1, seed: int | None = None, *, receiver: Receiver | None = None
    ) -> list[Sent]:
        """Builds and sends a scenario; without a seed every call has ids of its own."""
        with self.store.write() as tx:
            seed = next_number(tx, "bluefleet-seed", start=FIRST_SEED) if seed is None else seed
            make = Builder(seed, files_url=setting(tx, FILES_URL) or "")
        to = receiver or self.receiver()
        with self._one_at_a_time:
            return [
                self._deliver(to, name, one.path, _bytes(one.body))
                for name, one in notifications(make, scenario, count=count)
            ]

    def requeue(self, id_: int | None = None) -> list[Sent]:
        """Sends one pending item again, or all of them in order."""
        to = self.receiver()
        with self.store.read() as tx:
            rows = tx.execute("SELECT * FROM pending WHERE ? IS NULL OR id = ? ORDER BY id", (id_, id_)).fetchall()
        with self._one_at_a_time:
            return [self._deliver(to, row["scenario"], row["path"], row["body"], pending=row["id"]) for row in rows]

    def records(self, table: str) -> list[dict[str, Any]]:
        """The rows of ``sent`` or ``pending``, oldest first."""
        if table not in ("sent", "pending"):
            raise UnknownTable(f"bluefleet has no table {table!r}; it has sent, pending")
        with self.store.read() as tx:
            rows = tx.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()  # noqa: S608 - one of two names
        return [_shown(row) for row in rows]

    def latest(self, most: int) -> list[dict[str, Any]]:
        """The last notifications sent, newest first, without their bodies."""
        with self.store.read() as tx:
            rows = tx.execute(
                "SELECT id, at, scenario, path, status, answer FROM sent ORDER BY id DESC LIMIT ?", (most,)
            )
            return [dict(row) for row in rows]

    def _deliver(self, to: Receiver, scenario: str, path: str, body: bytes, *, pending: int = 0) -> Sent:
        answered = self._courier.post(to, path, body)
        with self.store.write() as tx:
            tx.execute(
                "INSERT INTO sent (at, scenario, path, body, status, answer) VALUES (?, ?, ?, ?, ?, ?)",
                (time.time(), scenario, path, body, answered.status, answered.text),
            )
            pending = _keep_pending(tx, Sent(scenario, path, answered.status, answered.text, pending), body)
        return Sent(scenario, path, answered.status, answered.text, pending)

    def _keep(self, receiver: Receiver) -> None:
        with self.store.write() as tx:
            keep_setting(tx, RECEIVER, asdict(receiver))


def _keep_pending(tx: sqlite3.Connection, sent: Sent, body: bytes) -> int:
    """Anything but 200 is pending until a person puts it back."""
    if sent.status == DELIVERED:
        tx.execute("DELETE FROM pending WHERE id = ?", (sent.pending,))
        return 0
    if sent.pending:
        tx.execute(
            "UPDATE pending SET last_status = ?, last_answer = ? WHERE id = ?",
            (sent.status, sent.answer, sent.pending),
        )
        return sent.pending
    cursor = tx.execute(
        "INSERT INTO pending (scenario, path, body, first_failure, last_status, last_answer) VALUES (?, ?, ?, ?, ?, ?)",
        (sent.scenario, sent.path, body, time.time(), sent.status, sent.answer),
    )
    return cursor.lastrowid or 0


def _bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()


def _shown(row: sqlite3.Row) -> dict[str, Any]:
    body = bytes(row["body"]).decode(errors="replace")
    try:
        parsed = json.loads(body)
    except ValueError:
        parsed = body
    return {**dict(row), "body": parsed}
