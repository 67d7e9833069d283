"""Nibo as one object: its addresses, what it holds, and what people and tests can do to it."""

import json
from typing import Any
from uuid import UUID

from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from apps.sandbox import faults
from apps.sandbox.nibo import files, masterdata, page, payments, schedules
from apps.sandbox.nibo.door import Door
from apps.sandbox.nibo.refusal import Refused
from apps.sandbox.nibo.seed import BANK, COMPANY, OTHER, seed
from apps.sandbox.nibo.shelf import SWITCHES, VENDOR, Body, Shelf
from apps.sandbox.omie.records import dump
from apps.sandbox.omie.state import UnknownTable
from apps.sandbox.store import Store

TABLES = (
    "suppliers", "customers", "employees", "partners", "schedules", "entries", "files", "categories", "costcenters",
    "accounts", "annotations",
)  # fmt: skip
API = "empresas/v1"


class Nibo:
    """Whatever lies below ``/nibo/``."""

    tables = TABLES

    def __init__(self, store: Store) -> None:
        self.store = store
        self.door = Door(store)

    def start(self) -> None:
        """Fills an empty store."""
        with self.store.write() as tx:
            seed(Shelf(tx, ""), {company: Shelf(tx, company) for company in (COMPANY, OTHER)})

    def serve(self, request: Request, path: str) -> Response:
        """One request: a call of the API, a file, or something of the page for people."""
        if path.startswith(f"{API}/"):
            return self.door.open(request, path.removeprefix(f"{API}/"))
        if path.startswith("download/"):
            return self._download(path.removeprefix("download/"))
        if request.method == "GET" and not path:
            return Response(page.nibo(self), mimetype="text/html")
        if request.method != "POST" or path not in ("do", "faults"):
            raise NotFound
        given = request.get_json() if request.is_json else request.form.to_dict()
        self.do(given) if path == "do" else self._faults(given)
        return redirect("/nibo/", 303)

    def records(self, table: str, company: str = COMPANY) -> list[Body]:
        """What a company holds in a register, as it is this very moment; of files not the bytes; as plain JSON."""
        if table not in TABLES:
            raise UnknownTable(f"nibo has no table {table!r}; it has {', '.join(TABLES)}")
        with self.store.read() as tx:
            rows = [masterdata.public(row) for row in Shelf(tx, company).all(table)]
        plain: list[Body] = json.loads(
            dump([{name: value for name, value in row.items() if name != "content"} for row in rows])
        )
        return plain

    def shown(self, company: str = COMPANY) -> list[Body]:
        """The schedules as people see them."""
        with self.store.read() as tx:
            shelf = Shelf(tx, company)
            return [schedules.shown(shelf, row, in_list=True) for row in shelf.all("schedules")]

    def switches(self) -> Body:
        """How the switches stand."""
        with self.store.read() as tx:
            return {name: Shelf(tx, COMPANY).switch(name) for name in SWITCHES}

    def do(self, given: dict[str, Any], company: str = COMPANY) -> Any:
        """Does what a person, or a test, can do besides calling the API.

        ``pay`` or ``edit`` or ``delete`` a schedule, move a ``switch``, ``expire`` or ``revoke`` all tokens, ``add``
        an object to a register.
        """
        with self.store.write() as tx:
            return done(Shelf(tx, company), Shelf(tx, ""), given)

    def _download(self, key: str) -> Response:
        with self.store.read() as tx:
            try:
                return files.download(Shelf(tx, COMPANY), str(UUID(key)))
            except ValueError:
                raise NotFound from None

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


def done(shelf: Shelf, nobody: Shelf, given: dict[str, Any]) -> Any:
    """Does one of the things above, and tells what came of it."""
    match given:
        case {"pay": key, **rest}:
            return paid(shelf, schedule(shelf, key), rest)
        case {"edit": key, **changes}:
            body = schedule(shelf, key)
            shelf.put("schedules", key, {**body, **changes})
        case {"delete": key}:
            shelf.remove("schedules", schedule(shelf, key)["scheduleId"])
        case {"switch": name, "value": value}:
            shelf.set_switch(str(name), value)
        case {"add": register, "body": dict(body)}:
            return shelf.add(str(register), body, key=str(body.get("id", "")))
        case _:
            done_with_tokens(nobody, given)
    return given


def done_with_tokens(nobody: Shelf, given: dict[str, Any]) -> None:
    """Does something to all tokens."""
    match given:
        case {"expire": _}:
            for row in nobody.all("tokens"):
                nobody.put("tokens", row["id"], {**row, "expired": True})
        case {"revoke": _}:
            for row in nobody.all("tokens"):
                nobody.remove("tokens", row["id"])
        case _:
            raise ValueError(f"nobody can do {', '.join(given)}")


def schedule(shelf: Shelf, key: str) -> Body:
    """A schedule that a person points at."""
    body = shelf.find("schedules", key)
    if body is None:
        raise ValueError(f"no schedule {key}")
    return body


def paid(shelf: Shelf, body: Body, told: dict[str, Any]) -> str:
    """Pays what is open of a schedule, or an amount of it, on a day."""
    open_ = body["value"] - body["paidValue"]
    value = type(open_)(str(told["value"])) if told.get("value") else open_
    on = told.get("date") or body["dueDate"]
    side = {"Debit": "debit", "Credit": "credit"}[body["type"]]
    try:
        return payments.pay(shelf, body, {"accountId": BANK, "date": on, "value": value}, side)
    except Refused as refused:
        raise ValueError(refused.text) from refused
