"""VExpenses as one object: its addresses, its page, and the hooks for tests."""

import json
from typing import Any

from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from apps.sandbox import faults
from apps.sandbox.omie.records import dump
from apps.sandbox.omie.state import UnknownTable
from apps.sandbox.store import Store, next_number
from apps.sandbox.vexpenses import files, life, page, switches
from apps.sandbox.vexpenses.books import REPORTS, TABLES, VENDOR, Body, Books
from apps.sandbox.vexpenses.builder import first_registers
from apps.sandbox.vexpenses.cast import TOKEN
from apps.sandbox.vexpenses.door import Door
from apps.sandbox.vexpenses.scenarios import SCENARIOS, first_day
from apps.sandbox.vexpenses.switches import Switches


class VExpenses:
    """The vendor: whatever lies below ``/vexpenses/``."""

    tables = TABLES

    def __init__(self, store: Store) -> None:
        self.store = store
        self.door = Door(store)

    def serve(self, request: Request, path: str) -> Response:
        """One request."""
        area, _, rest = path.partition("/")
        match area:
            case "v2":
                return self.door.open(request, rest)
            case "receipts" if request.method == "GET":
                return files.receipt(rest)
            case "relatorios" if request.method == "GET":
                return self._download(rest)
            case "":
                return Response(page.vexpenses(self), mimetype="text/html")
        if request.method != "POST" or area not in ("make", "press", "switches", "faults"):
            raise NotFound
        getattr(self, f"_{area}")(request.get_json() if request.is_json else request.form.to_dict())
        return redirect("/vexpenses/", 303)

    def start(self) -> None:
        """Fills the books, unless somebody has done so."""
        self.door.forget()
        with self.store.write() as tx:
            if next_number(tx, "vexpenses-first-day") > 1:
                return
            books = Books(tx)
            first_registers(books)
            first_day(books)
        self.door.set_tokens([TOKEN])

    def make(self, scenario: str, count: int = 1) -> list[int]:
        """Makes a scenario so many times and gives the ids of the reports."""
        if scenario not in SCENARIOS:
            raise ValueError(f"no scenario is called {scenario!r}; there are {', '.join(SCENARIOS)}")
        with self.store.write() as tx:
            return [SCENARIOS[scenario](Books(tx)) for _ in range(count)]

    def press(self, id_: int, name: str) -> Body:
        """Brings a report into another state, as a person does."""
        with self.store.write() as tx:
            books, rules = Books(tx), switches.read(tx)
            body = books.find(REPORTS, id_)
            if body is None:
                raise ValueError(f"nobody has report {id_}")
            return life.move(books, rules, body, name)

    def change(self, register: str, id_: int, **told: Any) -> None:
        """Changes an object as a person does."""
        with self.store.write() as tx:
            books = Books(tx)
            if body := books.find(register, id_):
                books.put(register, {**body, **told})

    def records(self, table: str) -> list[dict[str, Any]]:
        """Every object of a register, as the books have it."""
        if table not in TABLES:
            raise UnknownTable(f"vexpenses has no table {table!r}; it has {', '.join(TABLES)}")
        with self.store.read() as tx:
            rows = Books(tx).all(table)
        plain: list[dict[str, Any]] = json.loads(dump(rows))
        return plain

    def switch(self, **given: Any) -> Switches:
        """Sets switches."""
        with self.store.write() as tx:
            return switches.change(tx, given)

    def switched(self) -> Switches:
        """How the switches stand."""
        with self.store.read() as tx:
            return switches.read(tx)

    def _download(self, path: str) -> Response:
        parts = path.split("/")
        if len(parts) != 3 or parts[0] != "download":
            raise NotFound
        with self.store.read() as tx:
            return files.download(Books(tx), parts[1], parts[2])

    def _make(self, given: dict[str, Any]) -> None:
        self.make(str(given["scenario"]), int(given.get("count") or 1))

    def _press(self, given: dict[str, Any]) -> None:
        self.press(int(given["id"]), str(given["press"]))

    def _switches(self, given: dict[str, Any]) -> None:
        if given.pop("revoke", None):
            self.door.set_tokens([])
        if token := given.pop("issue", None):
            self.door.set_tokens([str(token)])
        self.switch(**given)

    def _faults(self, given: dict[str, Any]) -> None:
        if given.get("clear"):
            faults.disarm(self.store, VENDOR)
            return
        seconds = given.get("seconds")
        faults.arm(
            self.store,
            VENDOR,
            str(given["name"]),
            times=int(given.get("times") or 1),
            call=given.get("call") or None,
            seconds=None if seconds in (None, "") else float(seconds),
        )
