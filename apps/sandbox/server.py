"""The sandbox as one object: a server in a thread for tests, the same in the foreground for the command."""

import json
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from werkzeug.wrappers import Request, Response

from apps.sandbox import calls, faults
from apps.sandbox.banqup.desk import HISTORY, Banqup
from apps.sandbox.bluefleet.outbox import Outbox
from apps.sandbox.contaazul.desk import ContaAzul
from apps.sandbox.nibo.desk import Nibo
from apps.sandbox.omie import state
from apps.sandbox.omie.call import Company
from apps.sandbox.omie.door import Door
from apps.sandbox.omie.limits import Limits, Rules
from apps.sandbox.omie.records import dump
from apps.sandbox.omie.seed import DEMO, seed
from apps.sandbox.store import Store
from apps.sandbox.vendors import VENDORS
from apps.sandbox.vexpenses.desk import VExpenses
from apps.sandbox.web import Web
from apps.sandbox.wire import Server
from apps.sandbox.yokoy.company import TABLES, Yokoy


class Desk(Protocol):
    """A vendor that answers for whatever lies in its folder of addresses."""

    @property
    def tables(self) -> tuple[str, ...]:
        """What it holds records of."""

    def start(self) -> None:
        """Fills the books, unless somebody has done so."""

    def serve(self, request: Request, path: str) -> Response:
        """One request."""

    def records(self, table: str) -> list[dict[str, Any]]:
        """What one of its tables holds."""


class Sandbox:
    """The simulated vendors behind one address, with what they hold."""

    def __init__(
        self,
        store: str | Path = ":memory:",
        port: int = 0,
        *,
        host: str = "127.0.0.1",
        companies: tuple[Company, ...] = (DEMO,),
        rules: Rules | None = None,
        demo: str | Path | None = None,
        history: int = HISTORY,
    ) -> None:
        self.store = Store(store)
        self.companies = companies
        self._first_rules = Rules() if rules is None else rules
        self.limits = Limits(self._first_rules)
        self.door = Door(self.store, companies, self.limits)
        self.outbox = Outbox(self.store, demo=demo)
        self.yokoy = Yokoy(self.store)
        self.banqup = Banqup(self.store, history)
        self.vexpenses = VExpenses(self.store)
        self.contaazul = ContaAzul(self.store)
        self.nibo = Nibo(self.store)
        self.desks: dict[str, Desk] = {
            "banqup": self.banqup,
            "contaazul": self.contaazul,
            "nibo": self.nibo,
            "vexpenses": self.vexpenses,
        }
        self._seed()
        self.server = Server(Web(self), host=host, port=port)
        self.url = f"http://{host}:{self.server.port}"
        self.urls = {vendor.slug: f"{self.url}/{vendor.slug}/{vendor.api}" for vendor in VENDORS}
        self.omie_url, self.yokoy_url, self.banqup_url = (self.urls[slug] for slug in ("omie", "yokoy", "banqup"))
        self.outbox.files_at(f"{self.url}/bluefleet/files")
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = self.server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the server; the store stays."""
        self.server.stop()
        if self._thread is not None:
            self._thread.join()
        self.store.close()

    def records(self, vendor: str, table: str) -> list[dict[str, Any]]:
        """What a vendor holds, as plain JSON values."""
        if vendor == "bluefleet":
            return self.outbox.records(table)
        if vendor == "yokoy":
            return self.yokoy.records(table)
        if vendor in self.desks:
            return plain(self.desks[vendor].records(table))
        return plain(state.records(self.store, table, [company.app_key for company in self.companies]))

    def state(self, vendor: str) -> dict[str, list[dict[str, Any]]]:
        """All tables of a vendor."""
        own = {slug: desk.tables for slug, desk in self.desks.items()}
        older = {"omie": tuple(state.TABLES), "bluefleet": ("sent", "pending"), "yokoy": TABLES}
        tables = (own | older)[vendor]
        return {table: self.records(vendor, table) for table in tables}

    def calls(self, vendor: str) -> list[dict[str, Any]]:
        """The calls a vendor got, oldest first; for Blue Fleet those it made."""
        return self.outbox.records("sent") if vendor == "bluefleet" else calls.calls(self.store, vendor)

    def fault(
        self, vendor: str, name: str, *, times: int = 1, call: str | None = None, seconds: float | None = None
    ) -> None:
        """Switches a fault on."""
        faults.arm(self.store, vendor, name, times=times, call=call, seconds=seconds)

    def clear_faults(self, vendor: str | None = None) -> None:
        """Switches all faults off."""
        faults.disarm(self.store, vendor)

    def set_rules(self, rules: Rules) -> None:
        """Other limits from now on, and a clean count."""
        self.limits.rules = rules
        self.limits.forget()

    def reset(self) -> None:
        """As on the first day."""
        self.store.clear()
        self.set_rules(self._first_rules)
        self._seed()
        self.outbox.files_at(f"{self.url}/bluefleet/files")
        self.outbox.start()

    def _seed(self) -> None:
        with self.store.write() as tx:
            for company in self.companies:
                seed(tx, company)
        self.yokoy.begin()
        for desk in self.desks.values():
            desk.start()


def plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with plain JSON values."""
    values: list[dict[str, Any]] = json.loads(dump(rows))
    return values
