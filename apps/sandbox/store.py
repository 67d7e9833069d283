"""What the simulated vendors remember: one SQLite file that survives a restart and a SIGKILL."""

import json
import queue
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    company TEXT NOT NULL, register TEXT NOT NULL, id INTEGER NOT NULL, code TEXT, digits TEXT, parent INTEGER,
    body TEXT NOT NULL, before TEXT, created REAL NOT NULL, changed REAL NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (company, register, id));
CREATE UNIQUE INDEX IF NOT EXISTS record_code_once ON record (company, register, code)
    WHERE code IS NOT NULL AND deleted = 0;
CREATE UNIQUE INDEX IF NOT EXISTS record_tax_id_once ON record (company, register, digits)
    WHERE digits IS NOT NULL AND deleted = 0;
CREATE INDEX IF NOT EXISTS record_parent ON record (company, register, parent);
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY, vendor TEXT NOT NULL, name TEXT NOT NULL, call TEXT, seconds REAL, times INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS call (
    id INTEGER PRIMARY KEY, vendor TEXT NOT NULL, at REAL NOT NULL, company TEXT NOT NULL, service TEXT NOT NULL,
    call TEXT NOT NULL, param TEXT NOT NULL, status INTEGER NOT NULL, faultcode TEXT NOT NULL,
    faultstring TEXT NOT NULL, fault TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sent (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, scenario TEXT NOT NULL, path TEXT NOT NULL, body BLOB NOT NULL,
    status INTEGER NOT NULL, answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pending (
    id INTEGER PRIMARY KEY, scenario TEXT NOT NULL, path TEXT NOT NULL, body BLOB NOT NULL,
    first_failure REAL NOT NULL, last_status INTEGER NOT NULL, last_answer TEXT NOT NULL);
"""
TABLES = ("record", "counter", "setting", "fault", "call", "sent", "pending")
LATEST_CALLS = 20_000


class Store:
    """A pool of connections to one file; one writer at a time, readers beside it."""

    def __init__(self, path: str | Path = ":memory:") -> None:
        self.path = self._place(path)
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._writing = threading.Lock()
        with self._connection() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(SCHEMA)

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A consistent view that ends with the block."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and on disk before the block is left."""
        # The lock spares the threads of this process SQLite's sleeping and polling for its own lock.
        with self._writing, self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def clear(self) -> None:
        """Forgets everything."""
        with self.write() as tx:
            for table in TABLES:
                tx.execute(f"DELETE FROM {table}")  # noqa: S608 - the names are the constant above

    def close(self) -> None:
        """Closes the connections that nobody uses."""
        while not self._idle.empty():
            self._idle.get_nowait().close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._open()
        try:
            yield connection
        finally:
            self._idle.put(connection)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    @staticmethod
    def _place(path: str | Path) -> Path:
        if str(path) == ":memory:":
            return Path(tempfile.mkdtemp(prefix="sandbox-")) / "sandbox.sqlite3"
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return Path(path)


def next_number(tx: sqlite3.Connection, name: str, *, start: int = 1, amount: int = 1) -> int:
    """The first of ``amount`` numbers that nobody else gets."""
    row = tx.execute(
        "INSERT INTO counter (name, last) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET last = last + ? RETURNING last",
        (name, start + amount - 1, amount),
    ).fetchone()
    return int(row["last"]) - amount + 1


def setting(tx: sqlite3.Connection, name: str) -> Any:
    """A kept setting, or None."""
    row = tx.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return None if row is None else json.loads(row["value"])


def keep_setting(tx: sqlite3.Connection, name: str, value: Any) -> None:
    """Keeps a setting for the next start too."""
    tx.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, json.dumps(value)))
