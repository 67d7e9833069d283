"""What Conta Azul holds for the company: registers whose rows are known by a UUID."""

import sqlite3
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from apps.sandbox.contaazul import cast
from apps.sandbox.contaazul.answers import missing, not_uuid
from apps.sandbox.contaazul.switches import Switches
from apps.sandbox.omie.clock import BRASILIA, local_now
from apps.sandbox.omie.records import Record, Registers

Body = dict[str, Any]
COMPANY = "contaazul"
CATEGORIES, CENTRES, ACCOUNTS, PEOPLE = "categorias", "centros-de-custo", "contas-financeiras", "pessoas"
PROTOCOLS, EVENTS, INSTALMENTS, SETTLEMENTS = "protocolos", "eventos", "parcelas", "baixas"
TABLES = (CATEGORIES, CENTRES, ACCOUNTS, PEOPLE, PROTOCOLS, EVENTS, INSTALMENTS, SETTLEMENTS)
SEEDS = {
    CATEGORIES: cast.CATEGORIES,
    CENTRES: cast.CENTRES,
    ACCOUNTS: cast.ACCOUNTS,
    PEOPLE: cast.PEOPLE,
}


@dataclass
class Books:
    """The registers within one transaction, and how the switches stand."""

    tx: sqlite3.Connection
    switches: Switches = field(default_factory=Switches)

    @property
    def registers(self) -> Registers:
        """The rows themselves."""
        return Registers(self.tx, COMPANY)

    def add(self, register: str, body: Body) -> Body:
        """A new row, with a new id unless it brings one."""
        kept = {**body, "id": body.get("id") or str(uuid.uuid4())}
        self.registers.insert(register, kept, code=kept["id"])
        return kept

    def all(self, register: str) -> list[Body]:
        """Every row, oldest first."""
        return [record.body for record in self.registers.all(register)]

    def known(self, register: str, id_: object) -> Body | None:
        """The row with this id, or None."""
        record = self._record(register, str(id_))
        return record.body if record else None

    def one(self, register: str, id_: str, what: str) -> Body:
        """The row that a path names; refuses what is no UUID and what is not there."""
        if not is_uuid(id_):
            raise not_uuid(id_, "id")
        found = self.known(register, id_)
        if found is None:
            raise missing(what)
        return found

    def change(self, register: str, id_: str, **told: Any) -> Body:
        """Changes a row; KeyError for one that is not there."""
        record = self._record(register, id_)
        if record is None:
            raise KeyError(f"{register} has no {id_}")
        body = {**record.body, **told}
        self.registers.update(register, record.id, body, code=id_)
        return body

    def remove(self, register: str, id_: str) -> None:
        """Takes a row out."""
        if record := self._record(register, id_):
            self.registers.delete(register, record.id)

    def _record(self, register: str, id_: str) -> Record | None:
        return self.registers.find_code(register, id_)


def fill(books: Books) -> None:
    """The first day."""
    for register, rows in SEEDS.items():
        for row in rows:
            books.add(register, dict(row))


def is_uuid(value: object) -> bool:
    """Whether a text is an identifier."""
    try:
        return str(uuid.UUID(str(value))) == str(value).lower()
    except ValueError:
        return False


def local_stamp() -> str:
    """Now, as most answers tell it: São Paulo's time without a zone."""
    return local_now().strftime("%Y-%m-%dT%H:%M:%S")


def zulu_stamp() -> str:
    """Now, as some answers tell it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(text: object) -> date | None:
    """The date in a yyyy-mm-dd text; None for anything else."""
    try:
        return datetime.strptime(str(text), "%Y-%m-%d").replace(tzinfo=BRASILIA).date()
    except ValueError:
        return None
