"""What one company has at Nibo: registers of JSON objects with GUIDs, and the sandbox's switches."""

import json
import sqlite3
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from apps.sandbox.omie.records import LAGGED, dump
from apps.sandbox.store import keep_setting, next_number, setting

VENDOR = "nibo"
Body = dict[str, Any]

#: lag_ms: how long lists do not show what was written; file_lists_lag: those of a schedule's files neither;
#: split: a schedule may have several categories; per_second: calls of one company within a second, 0 for any number.
SWITCHES: Body = {"lag_ms": 1500, "file_lists_lag": False, "split": True, "per_second": 14}

#: What the id of each register's objects is called; all others are called ``id``.
IDS = {"schedules": "scheduleId", "entries": "entryId", "costcenters": "costCenterId", "files": "fileId"}


@dataclass(frozen=True)
class Shelf:
    """The registers of one company within one transaction."""

    tx: sqlite3.Connection
    company: str

    def add(self, register: str, body: Body, *, key: str = "") -> str:
        """Keeps a new object and gives its id, which stands in it too."""
        guid, now = key or str(uuid.uuid4()), time.time()
        kept = {IDS.get(register, "id"): guid, **body}
        number = next_number(self.tx, f"{VENDOR}:{register}")
        self.tx.execute(
            "INSERT INTO record (company, register, id, code, body, created, changed) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self._scope, register, number, guid, dump(kept), now, now),
        )
        return guid

    def age(self, seconds: float) -> None:
        """Makes everything older, so that lists have long shown it."""
        self.tx.execute(
            "UPDATE record SET created = created - ?, changed = changed - ? WHERE company = ?",
            (seconds, seconds, self._scope),
        )

    def find(self, register: str, key: object) -> Body | None:
        """The object under an id, as it is this very moment."""
        row = self.tx.execute(
            "SELECT body FROM record WHERE company = ? AND register = ? AND code = ? AND deleted = 0",
            (self._scope, register, str(key).lower()),
        ).fetchone()
        return None if row is None else read(row["body"])

    def put(self, register: str, key: str, body: Body) -> None:
        """Keeps an object anew; lists go on showing the old one for a while."""
        self.tx.execute(
            "UPDATE record SET before = body, body = ?, changed = ? WHERE company = ? AND register = ? AND code = ?",
            (dump(body), time.time(), self._scope, register, key.lower()),
        )

    def remove(self, register: str, key: str) -> None:
        """Takes an object out; lists go on showing it for a while."""
        self.tx.execute(
            "UPDATE record SET before = body, deleted = 1, changed = ? WHERE company = ? AND register = ? AND code = ?",
            (time.time(), self._scope, register, key.lower()),
        )

    def all(self, register: str, *, lag: float = 0) -> list[Body]:
        """Every object, the oldest first, as it was so many seconds ago."""
        table = LAGGED.format(since=time.time() - lag) if lag else "record"
        # A deleted object's old body is shown by a list that lags, so both are asked of the same table.
        rows = self.tx.execute(
            f"SELECT body FROM {table} WHERE company = ? AND register = ? AND deleted = 0 ORDER BY id",  # noqa: S608
            (self._scope, register),
        )
        return [read(row["body"]) for row in rows]

    def switch(self, name: str) -> Any:
        """How a switch stands."""
        kept = setting(self.tx, f"{VENDOR}:{name}")
        return SWITCHES[name] if kept is None else kept

    def set_switch(self, name: str, value: Any) -> None:
        """Moves a switch; KeyError when there is none of this name."""
        usual = SWITCHES[name]
        on = str(value).lower() not in ("", "0", "false", "off", "no")
        keep_setting(self.tx, f"{VENDOR}:{name}", on if isinstance(usual, bool) else int(value))

    @property
    def _scope(self) -> str:
        return f"{VENDOR}:{self.company}"


def read(text: str) -> Body:
    """A kept object, with exact decimals."""
    body: Body = json.loads(text, parse_float=Decimal)
    return body


def stamp() -> str:
    """This moment as Nibo writes it."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
