"""Banqup as one object: its addresses, its page, and the hooks for tests."""

import json
from datetime import UTC, datetime
from typing import Any

from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from apps.sandbox import faults
from apps.sandbox.banqup import page, switches
from apps.sandbox.banqup.bank.download import download
from apps.sandbox.banqup.books import COMPANY, PURCHASES, SALES, Books
from apps.sandbox.banqup.builder import Builder
from apps.sandbox.banqup.door import VENDOR, Door
from apps.sandbox.banqup.realm import REALMS, Realm
from apps.sandbox.banqup.scenarios import SCENARIOS, first_day
from apps.sandbox.banqup.switches import Switches
from apps.sandbox.omie.records import Registers, dump
from apps.sandbox.store import Store, next_number

REGISTERS = (PURCHASES, SALES)
FIRST_SEED = 11
#: Invoices of the last days on the first one: with the others they are more than a page.
HISTORY = 48
OPENID = "protocol/openid-connect"


class UnknownTable(ValueError):
    """Nobody keeps a table of this name."""


class Banqup:
    """The platform: whatever lies below ``/banqup/``."""

    tables = REGISTERS

    def __init__(self, store: Store, history: int = HISTORY) -> None:
        self.store, self.history = store, history
        self.realm = Realm(store)
        self.door = Door(store, self.realm)

    def serve(self, request: Request, path: str) -> Response:
        """One request."""
        area, _, rest = path.partition("/")
        match area:
            case "v4":
                return self.door.open(request, rest)
            case "auth":
                return self._sign_in(request, rest)
            case "":
                return Response(page.banqup(self), mimetype="text/html")
            case "statements" if request.method == "GET":
                return download(rest, datetime.now(UTC).date())
        if request.method != "POST" or area not in ("make", "act", "switches", "faults"):
            raise NotFound
        getattr(self, f"_{area}")(request.get_json() if request.is_json else request.form.to_dict())
        return redirect("/banqup/", 303)

    def start(self) -> None:
        """Fills the books, unless somebody has done so."""
        with self.store.write() as tx:
            if next_number(tx, "banqup-first-day") == 1:
                first_day(Books(tx), Builder(FIRST_SEED), self.history)

    def make(self, scenario: str, count: int = 1) -> list[int]:
        """Makes a scenario so many times and gives the ids of the invoices."""
        if scenario not in SCENARIOS:
            raise ValueError(f"no scenario is called {scenario!r}; there are {', '.join(SCENARIOS)}")
        with self.store.write() as tx:
            seed = next_number(tx, "banqup-seed", start=FIRST_SEED + 1, amount=count)
            return [SCENARIOS[scenario](Books(tx), Builder(seed + turn)) for turn in range(count)]

    def records(self, table: str) -> list[dict[str, Any]]:
        """Every invoice of one kind, as the books have it."""
        if table not in REGISTERS:
            raise UnknownTable(f"banqup has no table {table!r}; it has {', '.join(REGISTERS)}")
        with self.store.read() as tx:
            rows = [record.body for record in Registers(tx, COMPANY).all(table)]
        plain: list[dict[str, Any]] = json.loads(dump(rows))
        return plain

    def change(self, register: str, id_: int, **told: Any) -> None:
        """Changes an invoice as a person at the vendor does."""
        with self.store.write() as tx:
            books = Books(tx)
            if record := books.find(register, id_):
                books.change(register, record, **told)

    def remove(self, register: str, id_: int) -> None:
        """Deletes an invoice."""
        with self.store.write() as tx:
            Registers(tx, COMPANY).delete(register, id_)

    def switch(self, **given: Any) -> Switches:
        """Sets switches."""
        with self.store.write() as tx:
            return switches.change(tx, given)

    def switched(self) -> Switches:
        """How the switches stand."""
        with self.store.read() as tx:
            return switches.read(tx)

    def _sign_in(self, request: Request, path: str) -> Response:
        for realm in REALMS:
            if path == f"realms/{realm}/{OPENID}/auth" and request.method in ("GET", "POST"):
                return self.realm.page(request)
            if path == f"realms/{realm}/{OPENID}/token" and request.method == "POST":
                return self.realm.token(request)
        raise NotFound

    def _make(self, given: dict[str, Any]) -> None:
        self.make(str(given["scenario"]), int(given.get("count") or 1))

    def _act(self, given: dict[str, Any]) -> None:
        self.change(str(given["register"]), int(given["id"]), status=str(given["status"]))

    def _switches(self, given: dict[str, Any]) -> None:
        if given.pop("revoke", None):
            self.realm.revoke()
        if given.pop("expire", None):
            self.realm.expire()
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
