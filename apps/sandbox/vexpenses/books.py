"""What VExpenses keeps for the company: registers of JSON objects under whole numbers, and the company's clock."""

import json
import sqlite3
import time
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from apps.sandbox.omie.records import dump
from apps.sandbox.store import next_number

Body = dict[str, Any]
VENDOR = "vexpenses"
REPORTS, EXPENSES, MEMBERS = "reports", "expenses", "team-members"
COST_CENTRES, PROJECTS, TYPES = "costs-centers", "projects", "expenses-type"
METHODS, FLOWS, ADVANCES = "payment-methods", "approval-flows", "advances"
SHARES = "apportionment"
TABLES = (REPORTS, EXPENSES, MEMBERS, COST_CENTRES, PROJECTS, TYPES, METHODS, FLOWS, ADVANCES)
#: Where each register begins to count.
FIRST = {
    REPORTS: 7_700_123, EXPENSES: 62_000_001, SHARES: 29_700_001, MEMBERS: 900_201, COST_CENTRES: 1_860_101,
    PROJECTS: 41_101, TYPES: 1_560_101, METHODS: 630_101, FLOWS: 172_101, ADVANCES: 5_001,
}  # fmt: skip
#: Brazil has had no summer time since 2019; VExpenses writes the hours of São Paulo without a zone.
SAO_PAULO = timezone(timedelta(hours=-3))
FORM = "%Y-%m-%d %H:%M:%S"


class Books:
    """The registers within one transaction."""

    def __init__(self, tx: sqlite3.Connection) -> None:
        self.tx = tx
        self._whole: dict[str, dict[int, Body]] = {}

    def new_id(self, register: str) -> int:
        """The next number of a register."""
        return next_number(self.tx, f"{VENDOR}:{register}", start=FIRST[register])

    def add(self, register: str, body: Body, *, parent: int | None = None) -> Body:
        """Keeps a new object and gives it, with its id and when it was made."""
        now = stamp()
        kept = {**body, "id": body.get("id") or self.new_id(register), "created_at": body.get("created_at", now)}
        kept["updated_at"] = body.get("updated_at", now)
        self.tx.execute(
            "INSERT INTO record (company, register, id, parent, body, created, changed) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (VENDOR, register, kept["id"], parent, dump(kept), time.time(), time.time()),
        )
        self._whole.pop(register, None)
        return kept

    def find(self, register: str, id_: int) -> Body | None:
        """The object with this id."""
        return next(iter(self.select(register, "id = ?", (id_,))), None)

    def put(self, register: str, body: Body) -> Body:
        """Keeps an object anew, as changed now; of two changes the later one always tells a later second."""
        body = {**body, "updated_at": max(stamp(), a_second_after(body["updated_at"]))}
        self.tx.execute(
            "UPDATE record SET body = ?, changed = ? WHERE company = ? AND register = ? AND id = ?",
            (dump(body), time.time(), VENDOR, register, body["id"]),
        )
        self._whole.pop(register, None)
        return body

    def remove(self, register: str, id_: int) -> None:
        """Takes an object away."""
        self.tx.execute("DELETE FROM record WHERE company = ? AND register = ? AND id = ?", (VENDOR, register, id_))
        self._whole.pop(register, None)

    def all(self, register: str) -> list[Body]:
        """Every object, the oldest first."""
        return self.select(register)

    def latest(self, register: str, most: int) -> list[Body]:
        """The newest objects, newest first."""
        return self.select(register, "1 ORDER BY id DESC LIMIT ?", (most,))

    def known(self, register: str) -> dict[int, Body]:
        """A small register by its ids, read once."""
        if register not in self._whole:
            self._whole[register] = {body["id"]: body for body in self.all(register)}
        return self._whole[register]

    def below(self, register: str, parent: int) -> list[Body]:
        """The objects that belong to another one."""
        # Sorted by the plain column, the database would go through the whole register instead of its index.
        return self.select(register, "parent = ? ORDER BY +id", (parent,))

    def count(self, register: str, where: str, values: tuple[Any, ...]) -> int:
        """How many objects meet a condition."""
        found = self.tx.execute(f"SELECT COUNT(*) AS total {FROM} AND {where}", (VENDOR, register, *values))
        return int(found.fetchone()["total"])

    def select(self, register: str, where: str = "1", values: tuple[Any, ...] = ()) -> list[Body]:
        """The objects that meet a condition, which is written in this package: callers' words are among the values."""
        order = "" if "ORDER" in where else " ORDER BY id"
        rows = self.tx.execute(f"SELECT body {FROM} AND {where}{order}", (VENDOR, register, *values))
        return [json.loads(row["body"], parse_float=Decimal) for row in rows]


FROM = "FROM record WHERE company = ? AND register = ?"


def stamp(moment: datetime | None = None) -> str:
    """A moment as VExpenses writes it, this one unless another is given."""
    return (moment or datetime.now(SAO_PAULO)).astimezone(SAO_PAULO).strftime(FORM)


def a_second_after(told: str) -> str:
    """The moment that follows one that VExpenses wrote."""
    return stamp(datetime.strptime(told, FORM).replace(tzinfo=SAO_PAULO) + timedelta(seconds=1))


def public(body: Body) -> Body:
    """An object without what only the sandbox knows of it."""
    return {name: value for name, value in body.items() if not name.startswith("_")}
