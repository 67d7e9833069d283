"""The log of calls: what was asked and answered, without secrets and without the bulk of files."""

import json
import sqlite3
import time
from dataclasses import dataclass
from typing import Any

from apps.sandbox.store import LATEST_CALLS, Store

LONGEST_TEXT = 500
SECRET_KEYS = {"app_secret"}


@dataclass(frozen=True)
class LoggedCall:
    """One call at one vendor's door."""

    vendor: str
    company: str
    service: str
    call: str
    param: Any
    status: int
    faultcode: str = ""
    faultstring: str = ""
    fault: str = ""


def keep(store: Store, logged: LoggedCall) -> None:
    """Adds one call, and forgets the oldest now and then."""
    with store.write() as tx:
        cursor = tx.execute(
            "INSERT INTO call (vendor, at, company, service, call, param, status, faultcode, faultstring, fault) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            _columns(logged),
        )
        latest = cursor.lastrowid or 0
        if latest % 1000 == 0:
            tx.execute("DELETE FROM call WHERE id <= ?", (latest - LATEST_CALLS,))


def calls(store: Store, vendor: str) -> list[dict[str, Any]]:
    """Every call still known, oldest first."""
    with store.read() as tx:
        rows = tx.execute("SELECT * FROM call WHERE vendor = ? ORDER BY id", (vendor,)).fetchall()
    return [_shown(row) for row in rows]


def latest(store: Store, vendor: str, *, most: int) -> list[dict[str, Any]]:
    """The newest calls, newest first."""
    with store.read() as tx:
        rows = tx.execute("SELECT * FROM call WHERE vendor = ? ORDER BY id DESC LIMIT ?", (vendor, most)).fetchall()
    return [_shown(row) for row in rows]


def redacted(value: Any) -> Any:
    """The value without secrets, with long texts cut."""
    match value:
        case dict():
            return {key: "***" if key in SECRET_KEYS else redacted(item) for key, item in value.items()}
        case list():
            return [redacted(item) for item in value]
        case str() if len(value) > LONGEST_TEXT:
            return f"{value[:LONGEST_TEXT]}... ({len(value)} characters)"
    return value


def _columns(logged: LoggedCall) -> tuple[Any, ...]:
    param = json.dumps(redacted(logged.param), ensure_ascii=False, default=str)
    return (
        logged.vendor,
        time.time(),
        logged.company,
        logged.service,
        logged.call,
        param,
        logged.status,
        logged.faultcode,
        logged.faultstring,
        logged.fault,
    )


def _shown(row: sqlite3.Row) -> dict[str, Any]:
    return {**dict(row), "param": json.loads(row["param"])}
