"""Faults that can be switched on: so many times, for one call or for any."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from apps.sandbox.store import Store
from apps.sandbox.vendors import VENDORS

NAMES = {vendor.slug: vendor.faults for vendor in VENDORS}
#: The faults of the oldest door by when they strike.
AFTER = (
    "drop_after_commit",
    "500_after_commit",
    "html_after_commit",
    "duplicate_after_commit",
    "fault_as_200",
)
BESIDE = ("slow", "read_lag")
BEFORE = tuple(name for name in NAMES["omie"] if name not in (*AFTER, *BESIDE))


class UnknownFault(ValueError):
    """Nobody simulates a fault of this name."""


@dataclass(frozen=True)
class Armed:
    """One fault that was taken for one call."""

    name: str
    seconds: float | None


def arm(
    store: Store, vendor: str, name: str, *, times: int = 1, call: str | None = None, seconds: float | None = None
) -> None:
    """Switches a fault on."""
    name = name.replace("-", "_")
    if name not in NAMES.get(vendor, ()):
        raise UnknownFault(f"{vendor} has no fault {name!r}; it has {', '.join(NAMES.get(vendor, ()))}")
    with store.write() as tx:
        tx.execute(
            "INSERT INTO fault (vendor, name, call, seconds, times) VALUES (?, ?, ?, ?, ?)",
            (vendor, name, call or None, seconds, times),
        )


def disarm(store: Store, vendor: str | None = None) -> None:
    """Switches all faults off."""
    with store.write() as tx:
        tx.execute("DELETE FROM fault WHERE ? IS NULL OR vendor = ?", (vendor, vendor))


def armed(store: Store, vendor: str) -> list[dict[str, Any]]:
    """The faults that still wait for a call."""
    with store.read() as tx:
        rows = tx.execute("SELECT name, times, call, seconds FROM fault WHERE vendor = ? ORDER BY id", (vendor,))
        return [dict(row) for row in rows]


def take(store: Store, vendor: str, call: str, names: tuple[str, ...]) -> Armed | None:
    """The oldest fault of these names that wants this call, used up once."""
    with store.read() as tx:
        if _oldest(tx, vendor, call, names) is None:
            return None
    with store.write() as tx:
        row = _oldest(tx, vendor, call, names)
        if row is None:
            return None
        tx.execute("UPDATE fault SET times = times - 1 WHERE id = ?", (row["id"],))
        tx.execute("DELETE FROM fault WHERE times < 1")
        return Armed(row["name"], row["seconds"])


def _oldest(tx: sqlite3.Connection, vendor: str, call: str, names: tuple[str, ...]) -> sqlite3.Row | None:
    marks = ", ".join("?" * len(names))
    row: sqlite3.Row | None = tx.execute(
        f"SELECT * FROM fault WHERE vendor = ? AND (call IS NULL OR call = ?) AND name IN ({marks}) "  # noqa: S608
        "ORDER BY id LIMIT 1",
        (vendor, call, *names),
    ).fetchone()
    return row
