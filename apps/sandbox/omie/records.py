"""The registers of one company: clients, titles, payments, attachments, each a row with a JSON body."""

import json
import sqlite3
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.sandbox.store import next_number

FIRST_ID = 7_102_334_411
LAGGED = """(SELECT company, register, id, code, digits, parent, created, changed,
    CASE WHEN changed > {since} THEN before ELSE body END AS body,
    CASE WHEN changed > {since} THEN before IS NULL ELSE deleted END AS deleted FROM record)"""


@dataclass(frozen=True)
class Record:
    """One row of a register."""

    id: int
    code: str
    body: dict[str, Any]
    created: float
    changed: float
    parent: int


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    number: int
    size: int
    total: int
    records: list[Record]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // self.size)


class Registers:
    """One company's registers within one transaction; ``since`` hides what was written after it."""

    def __init__(self, tx: sqlite3.Connection, company: str, *, since: float | None = None) -> None:
        self.tx = tx
        self.company = company
        self._table = "record" if since is None else LAGGED.format(since=float(since))

    def find(self, register: str, id_: int) -> Record | None:
        """The record with this id."""
        return self.first(register, "id = ?", id_)

    def find_code(self, register: str, code: str) -> Record | None:
        """The record with this integration code."""
        return self.first(register, "code = ?", code) if code else None

    def first(self, register: str, condition: str, *values: Any) -> Record | None:
        """The first record that meets the condition."""
        return next(iter(self._select(register, condition, values, "LIMIT 1")), None)

    def all(self, register: str, condition: str = "1", *values: Any) -> list[Record]:
        """Every record that meets the condition."""
        return self._select(register, condition, values, "ORDER BY id")

    def latest(self, register: str, most: int) -> list[Record]:
        """The newest records, newest first."""
        return self._select(register, "1", (), f"ORDER BY id DESC LIMIT {most}")

    def page(self, register: str, conditions: list[tuple[str, Any]], *, number: int, size: int, order: str) -> Page:
        """One page; ``order`` is ours, never a caller's text."""
        where = " AND ".join(["1", *(condition for condition, _ in conditions)])
        values = tuple(value for _, value in conditions)
        total = self._count(register, where, values)
        records = self._select(register, where, values, f"ORDER BY {order} LIMIT {size} OFFSET {(number - 1) * size}")
        return Page(number, size, total, records)

    def insert(self, register: str, body: dict[str, Any], **columns: Any) -> int:
        """A new record; the database itself refuses a second one with the same code or tax id."""
        id_ = columns.get("id") or next_number(self.tx, "omie-id", start=FIRST_ID)
        now = time.time()
        self.tx.execute(
            "INSERT INTO record (company, register, id, code, digits, parent, body, created, changed) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.company,
                register,
                id_,
                columns.get("code") or None,
                columns.get("digits") or None,
                columns.get("parent"),
                dump(body),
                columns.get("created", now),
                columns.get("created", now),
            ),
        )
        return int(id_)

    def update(self, register: str, id_: int, body: dict[str, Any], **columns: Any) -> None:
        """The record's new content; its old one stays visible to lagging reads."""
        self.tx.execute(
            "UPDATE record SET before = body, body = ?, code = ?, digits = ?, changed = ? "
            "WHERE company = ? AND register = ? AND id = ?",
            (
                dump(body),
                columns.get("code") or None,
                columns.get("digits") or None,
                time.time(),
                self.company,
                register,
                id_,
            ),
        )

    def delete(self, register: str, id_: int) -> None:
        """Takes the record out of every list; its integration code becomes free."""
        self.tx.execute(
            "UPDATE record SET before = body, deleted = 1, changed = ? WHERE company = ? AND register = ? AND id = ?",
            (time.time(), self.company, register, id_),
        )

    def _select(self, register: str, where: str, values: tuple[Any, ...], tail: str) -> list[Record]:
        rows = self._rows("*", register, f"{where} {tail}", values)
        return [_record(row) for row in rows]

    def _count(self, register: str, where: str, values: tuple[Any, ...]) -> int:
        found = self._rows("COUNT(*) AS total", register, where, values)
        return int(found.fetchone()["total"])

    def _rows(self, columns: str, register: str, where: str, values: tuple[Any, ...]) -> sqlite3.Cursor:
        # Conditions are written in this package; whatever a caller sent is among the values.
        return self.tx.execute(
            f"SELECT {columns} FROM {self._table} "  # noqa: S608
            f"WHERE company = ? AND register = ? AND deleted = 0 AND {where}",
            (self.company, register, *values),
        )


def dump(body: Any) -> str:
    """JSON with plain numbers."""
    return json.dumps(body, ensure_ascii=False, default=_number)


def _number(value: Any) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(type(value))
    return int(value) if value == value.to_integral_value() else float(value)


def _record(row: sqlite3.Row) -> Record:
    return Record(
        id=row["id"],
        code=row["code"] or "",
        body=json.loads(row["body"], parse_float=Decimal),
        created=row["created"],
        changed=row["changed"],
        parent=row["parent"] or 0,
    )
