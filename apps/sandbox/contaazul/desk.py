"""Conta Azul as one object: its addresses, its page, and the hooks for tests."""

import json
from decimal import Decimal
from typing import Any

from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from apps.sandbox import faults
from apps.sandbox.contaazul import instalments, page, switches
from apps.sandbox.contaazul.books import EVENTS, INSTALMENTS, PROTOCOLS, TABLES, Body, Books, fill
from apps.sandbox.contaazul.door import VENDOR, Door
from apps.sandbox.contaazul.instalments import net_of, paid_of
from apps.sandbox.contaazul.payables import finish, ripen
from apps.sandbox.contaazul.realm import Realm
from apps.sandbox.contaazul.settlements import pay
from apps.sandbox.contaazul.switches import Switches
from apps.sandbox.omie.clock import local_now
from apps.sandbox.omie.records import dump
from apps.sandbox.omie.state import UnknownTable
from apps.sandbox.store import Store, next_number

SIGN_IN = ("login", "oauth2/authorize")


class ContaAzul:
    """The ERP: whatever lies below ``/contaazul/``."""

    tables = TABLES

    def __init__(self, store: Store) -> None:
        self.store = store
        self.realm = Realm(store)
        self.door = Door(store, self.realm)

    def serve(self, request: Request, path: str) -> Response:
        """One request."""
        area, _, rest = path.partition("/")
        if area == "v1":
            return self.door.open(request, rest)
        if path in SIGN_IN and request.method in ("GET", "POST"):
            return self.realm.page(request)
        if path == "oauth2/token" and request.method == "POST":
            return self.realm.token(request)
        if not path:
            return Response(page.contaazul(self), mimetype="text/html")
        if request.method != "POST" or area not in ("act", "switches", "faults"):
            raise NotFound
        getattr(self, f"_{area}")(request.get_json() if request.is_json else request.form.to_dict())
        return redirect("/contaazul/", 303)

    def start(self) -> None:
        """Fills the books, unless somebody has done so, and has asked nothing yet."""
        self.door.limits.forget()
        with self.store.write() as tx:
            if next_number(tx, "contaazul-first-day") == 1:
                fill(Books(tx))
                self.realm.begin(tx)

    def records(self, table: str) -> list[Body]:
        """Every row of one register, as the books have it; of instalments also how they stand."""
        if table not in TABLES:
            raise UnknownTable(f"contaazul has no table {table!r}; it has {', '.join(TABLES)}")
        with self.store.write() as tx:
            books = Books(tx, switches.read(tx))
            ripen(books)
            rows = books.all(table)
            if table == INSTALMENTS:
                rows = [
                    {**row, "status": instalments.state(books, row), "pago": paid_of(books, row["id"])} for row in rows
                ]
        plain: list[Body] = json.loads(dump(rows))
        return plain

    def act(self, what: str, id_: str, **told: Any) -> None:
        """Does what a person does on the vendor's screens to an instalment, or ends a protocol at once."""
        with self.store.write() as tx:
            ACTS[what](Books(tx, switches.read(tx)), id_, **told)

    def add(self, register: str, body: Body) -> Body:
        """Enters a row by hand."""
        with self.store.write() as tx:
            return Books(tx).add(register, body)

    def change(self, register: str, id_: str, **told: Any) -> None:
        """Changes a row by hand, without any of the vendor's rules."""
        with self.store.write() as tx:
            Books(tx).change(register, id_, **told)

    def switch(self, **given: Any) -> Switches:
        """Sets switches."""
        with self.store.write() as tx:
            return switches.change(tx, given)

    def switched(self) -> Switches:
        """How the switches stand."""
        with self.store.read() as tx:
            return switches.read(tx)

    def _act(self, given: Body) -> None:
        told = {name: value for name, value in given.items() if name not in ("what", "id")}
        self.act(str(given["what"]), str(given["id"]), **told)

    def _switches(self, given: Body) -> None:
        if given.pop("revoke", None):
            self.realm.revoke()
        if given.pop("expire", None):
            self.realm.expire()
        self.switch(**given)

    def _faults(self, given: Body) -> None:
        if given.get("clear"):
            faults.disarm(self.store, VENDOR)
            return
        seconds, times, call = given.get("seconds"), int(given.get("times") or 1), given.get("call") or None
        told = None if seconds in (None, "") else float(str(seconds))
        faults.arm(self.store, VENDOR, str(given["name"]), times=times, call=call, seconds=told)


def settle(books: Books, id_: str, *, amount: str = "", on: str = "") -> None:
    """Pays an instalment, whole unless an amount is told."""
    row = books.one(INSTALMENTS, id_, "Parcela")
    open_amount = net_of(row) - paid_of(books, id_)
    money = {"valor_bruto": Decimal(amount) if amount else open_amount}
    day = on or local_now().date().isoformat()
    pay(books, row, {"data_pagamento": day, "composicao_valor": money, "conta_financeira": row["id_conta_financeira"]})


def edit(books: Books, id_: str, **told: Any) -> None:
    """Changes an instalment, which makes every version that others know stale; ``evento`` changes its event."""
    row = books.one(INSTALMENTS, id_, "Parcela")
    event = told.pop("event_description", None)
    if event is not None:
        books.change(EVENTS, row["evento"], descricao=event)
    told.setdefault("data_pagamento_previsto", row["data_vencimento"])
    books.change(INSTALMENTS, id_, **told, versao=row["versao"] + 1)


def delete(books: Books, id_: str) -> None:
    """Deletes an instalment, and with its last one the event: only a person can, on the vendor's screens."""
    row = books.one(INSTALMENTS, id_, "Parcela")
    books.remove(INSTALMENTS, id_)
    if all(other["evento"] != row["evento"] for other in books.all(INSTALMENTS)):
        books.remove(EVENTS, row["evento"])


def end(books: Books, id_: str) -> None:
    """Ends a protocol now, whenever its time would have come."""
    row = books.one(PROTOCOLS, id_, "Protocolo")
    if row["status"] == "PENDING":
        finish(books, row)


ACTS = {"settle": settle, "edit": edit, "delete": delete, "end": end}
