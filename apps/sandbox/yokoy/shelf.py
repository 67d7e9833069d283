"""What Yokoy keeps: registers of JSON objects with ids as Yokoy draws them, and the sandbox's switches."""

import json
import secrets
import sqlite3
import string
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from apps.sandbox.store import keep_setting, next_number, setting

VENDOR = "yokoy"
LETTERS = string.ascii_letters + string.digits
Body = dict[str, Any]

#: legal_entities: three, none or many; status_as: number, digits or word; polls: how often an export
#: is still pending; ready: whether uploads are read by themselves; life: seconds of a token.
SWITCHES: Body = {"legal_entities": "three", "status_as": "number", "polls": 1, "life": 3900, "link_seconds": 900}


@dataclass(frozen=True)
class Shelf:
    """The registers of the organisation within one transaction."""

    tx: sqlite3.Connection

    def add(self, register: str, body: Body, *, key: str = "") -> Body:
        """Keeps a new object and gives it, with its id."""
        kept = {"id": key or new_id(), **body}
        number = next_number(self.tx, f"{VENDOR}:{register}")
        self.tx.execute(
            "INSERT INTO record (company, register, id, code, body, created, changed) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (VENDOR, register, number, kept["id"], json.dumps(kept), time.time(), time.time()),
        )
        return kept

    def find(self, register: str, key: object) -> Body | None:
        """The object under an id, or None."""
        row = self.tx.execute(
            "SELECT body FROM record WHERE company = ? AND register = ? AND code = ? AND deleted = 0",
            (VENDOR, register, str(key)),
        ).fetchone()
        return None if row is None else json.loads(row["body"])

    def put(self, register: str, body: Body) -> Body:
        """Keeps an object anew."""
        self.tx.execute(
            "UPDATE record SET body = ?, changed = ? WHERE company = ? AND register = ? AND code = ?",
            (json.dumps(body), time.time(), VENDOR, register, body["id"]),
        )
        return body

    def all(self, register: str) -> list[Body]:
        """Every object, the oldest first."""
        rows = self.tx.execute(
            "SELECT body FROM record WHERE company = ? AND register = ? AND deleted = 0 ORDER BY id", (VENDOR, register)
        )
        return [json.loads(row["body"]) for row in rows]

    def remove_all(self, register: str) -> None:
        """Empties a register."""
        self.tx.execute("DELETE FROM record WHERE company = ? AND register = ?", (VENDOR, register))

    def switch(self, name: str) -> Any:
        """How a switch stands."""
        kept = setting(self.tx, f"{VENDOR}:{name}")
        return SWITCHES[name] if kept is None else kept

    def set_switch(self, name: str, value: Any) -> None:
        """Moves a switch; KeyError when there is none of this name."""
        keep_setting(self.tx, f"{VENDOR}:{name}", type(SWITCHES[name])(value))

    def stamp(self) -> str:
        """This moment as Yokoy writes it; two stamps never are the same."""
        latest = setting(self.tx, f"{VENDOR}:clock") or 0
        now = max(int(time.time() * 1000), int(latest) + 1)
        keep_setting(self.tx, f"{VENDOR}:clock", now)
        return written(now)


def written(milliseconds: int) -> str:
    """A moment in milliseconds as ISO text."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def new_id(length: int = 20) -> str:
    """An id that nobody has."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def public(body: Body) -> Body:
    """An object without what the vendor keeps to itself."""
    return {name: value for name, value in body.items() if not name.startswith("_")}
