"""A vendor that is asked for its invoices page by page, and a connector that asks it.

Run as a program it is a worker that pulls: `python -m tests.hub.engine.pulled_vendor`.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from apps.core.connector import Page, Pulled, Source, registry
from apps.core.documents import Direction, Document, Instalment, Kind, Party
from apps.core.errors import NotAuthorized, Place, Rejected, Temporary
from apps.core.exchange import Answer
from apps.core.paging import listed

DAY = date(2026, 3, 2)
#: Status, headers and body of an answer.
Said = tuple[int, dict[str, str], bytes]


@dataclass
class Vendor:
    """What the vendor knows: its invoices by id, in the order in which they changed."""

    url: str = ""
    size: int = 2
    invoices: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    #: How a question for a page is answered instead, while this gives an answer.
    instead: Callable[[int], Said | None] = lambda page: None
    while_asked: Callable[[int], Any] = lambda page: None

    def has(self, number: int, **told: Any) -> None:
        """Let the vendor have so many invoices."""
        for key in range(1, number + 1):
            self.change(str(key), **told)

    def change(self, key: str, **told: Any) -> None:
        """Make or change an invoice; what changed last stands last."""
        before = self.invoices.pop(key, {"id": key, "number": f"F-{key}", "total": Decimal("100.10")})
        self.invoices[key] = before | told

    def answer(self, query: Mapping[str, list[str]]) -> Said:
        """Give one page, and the number of the next one where there is one."""
        page = int(query.get("page", ["1"])[0])
        self.asked.append(str(page))
        self.while_asked(page)
        if said := self.instead(page):
            return said
        entries = list(self.invoices.values())[(page - 1) * self.size : page * self.size]
        told = {"invoices": entries, "more": page * self.size < len(self.invoices)}
        return 200, {}, json.dumps(told, default=float).encode()


class Door(BaseHTTPRequestHandler):
    """One address."""

    protocol_version = "HTTP/1.1"
    vendor: Vendor

    def do_GET(self) -> None:
        status, headers, body = self.vendor.answer(parse_qs(urlsplit(self.path).query))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Stay silent."""


@contextmanager
def serving() -> Iterator[Vendor]:
    """Serve a vendor on a free port."""
    vendor = Vendor()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OwnDoor", (Door,), {"vendor": vendor}))
    vendor.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def judge(answer: Answer) -> None:
    """Raise what an answer means."""
    after = answer.headers.get("retry-after", "")
    said: dict[str, Any] = {"vendor_code": answer.status, "answer": answer.text[:200]}
    if answer.status in (401, 403):
        raise NotAuthorized("source.credentials_refused", **said)
    if answer.status == 429 or answer.status >= 500:
        wait = float(after) if after.isdecimal() else None
        raise Temporary("source.busy", retry_after=wait, place=Place.SOURCE, **said)
    if answer.status != 200:
        raise Rejected("source.refused", place=Place.SOURCE, **said)


def pull(client: Any, cursor: str) -> Iterator[Page]:
    """Ask page after page; the cursor is the number of the next page."""
    page, more = int(cursor or "1"), True
    while more:
        answer = client.get_json("invoices", {"page": page}, limits=(), judge=judge)
        listing = listed(answer.body, "invoices")
        page, more = page + 1, listing.around["more"]
        pulled = [Pulled(str(told.get("id", "")), told, raw) for told, raw in listing.entries]
        yield Page(pulled, str(page if more else page - 1))


def read(payload: Mapping[str, Any]) -> Document:
    """Read one invoice."""
    if "total" not in payload:
        raise Rejected("source.not_a_number", place=Place.SOURCE, field="total", value="")
    total, changed = Decimal(payload["total"]), payload.get("changed")
    return Document(
        kind=Kind.INVOICE,
        source_id=payload["id"],
        direction=Direction.RECEIVABLE,
        number=payload["number"],
        party=Party(code="1", name="Oficina Central Ltda"),
        issued=date.fromisoformat(payload.get("issued", DAY.isoformat())),
        total=total,
        instalments=(Instalment(code=payload["id"], number=1, of=1, due=DAY, amount=total),),
        changed=datetime.fromisoformat(changed) if changed else None,
        cancelled=payload.get("cancelled", False),
    )


def connector(**declared: Any) -> Any:
    """Give Blue Fleet's declaration as that of a vendor that is asked instead of sending."""
    told: dict[str, Any] = {"kind": Kind.INVOICE, "name": "Invoices", "read": read, "pull": pull, **declared}
    declaration = registry.get("bluefleet")
    return replace(declaration, client=lambda http, credentials: http, hooks=(), sources=(Source(**told),))


def main() -> None:
    """Be a worker that asks what is due, once."""
    import django  # noqa: PLC0415

    django.setup()
    from apps.hub.engine.doors.pull import pull_due  # noqa: PLC0415

    registry._connectors["bluefleet"] = connector()
    pull_due()


if __name__ == "__main__":
    main()
