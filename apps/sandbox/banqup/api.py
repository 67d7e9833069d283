"""The calls of the v4 API: each takes what was asked and gives the answer, or raises a refusal."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from apps.sandbox.banqup import cast, papers
from apps.sandbox.banqup.answers import business, json_answer, spring
from apps.sandbox.banqup.books import PURCHASE_ACTIONS, PURCHASES, SALES, SALES_ACTIONS, SORTABLE, Books, shown
from apps.sandbox.banqup.switches import Switches
from apps.sandbox.omie.records import Record

MOST = 50
RESPONSES = ("AB", "IP", "UQ", "CA", "RE", "AP", "PD")


@dataclass(frozen=True)
class Asked:
    """One call whose token is good; ``root`` is the address of the API."""

    request: Request
    books: Books
    switches: Switches
    root: str
    register: str = ""

    def number(self, name: str, otherwise: int) -> int:
        """A number of the query."""
        text = self.request.args.get(name, "")
        if text and not text.isdecimal():
            raise business(400, "INVALID_PARAMETER", "Bad Request", f"{name} must be a number that is not negative")
        return int(text) if text else otherwise

    def flag(self, name: str) -> bool:
        """Whether the query says yes."""
        return self.request.args.get(name, "").lower() == "true"

    def body(self) -> dict[str, Any]:
        """The JSON object that was sent."""
        given = self.request.get_json(silent=True)
        if not isinstance(given, dict):
            raise spring(self.request.path, 400, "Bad Request", "Required request body is missing")
        return given


Run = Callable[..., Response]


def listed(asked: Asked) -> Response:
    """A page of invoices."""
    number, size = asked.number("page", 0), min(asked.number("size", MOST) or MOST, MOST)
    sort = asked.request.args.get("sort") or "client_id,asc"
    field, _, way = sort.partition(",")
    if field not in SORTABLE or way not in ("", "asc", "desc"):
        raise business(400, "INVALID_SORT", "Bad Request", f"Cannot sort by {sort}")
    if not asked.switches.sorts:
        sort = "client_id,asc"
    page = asked.books.page(asked.register, conditions(asked), number=number + 1, size=size, sort=sort)
    lines = asked.flag("is_invoice_lines_included")
    results = [shown(record.body, lines=lines) for record in page.records]
    return json_answer({"size": size, "total": page.total, "page": number, "results": results})


def conditions(asked: Asked) -> list[tuple[str, Any]]:
    """What the query narrows a list to; an unknown query says nothing."""
    names = ("client_id", "platform_id", "sales_invoice_number")
    told = ((name, asked.request.args.get(name)) for name in names)
    return [(f"CAST(json_extract(body, '$.{name}') AS TEXT) = ?", value) for name, value in told if value]


def one(asked: Asked, id_: int) -> Response:
    """One invoice."""
    return json_answer(shown(found(asked, id_).body))


def removed(asked: Asked, id_: int) -> Response:
    """Takes an invoice away; the answer has a body, as known callers cannot read one without."""
    record = found(asked, id_)
    asked.books.registers.delete(asked.register, record.id)
    return json_answer(shown(record.body))


def acted(asked: Asked, id_: int) -> Response:
    """Accepts or refuses a purchase invoice; sends a sales invoice or marks it as paid."""
    record, kind = found(asked, id_), str(asked.body().get("type"))
    if asked.register == PURCHASES:
        return purchase_action(asked, record, kind)
    field, word = SALES_ACTIONS.get(kind, ("", ""))
    if not field or (kind == "SEND" and record.body["status"] != "DRAFT"):
        raise business(400, "INVALID_ACTION", "Action not allowed", f"{kind} on {record.body['status']}")
    asked.books.change(SALES, record, **{field: word})
    return json_answer({"sales_invoices_uuid": record.body["sales_invoice_uuid"]}, status=201)


def purchase_action(asked: Asked, record: Record, kind: str) -> Response:
    """Accepts or refuses."""
    if kind not in PURCHASE_ACTIONS or record.body["status"] == "ARCHIVED":
        raise business(400, "INVALID_ACTION", "Action not allowed", f"{kind} on {record.body['status']}")
    asked.books.change(PURCHASES, record, status=PURCHASE_ACTIONS[kind])
    return json_answer({"purchase_invoices_uuid": record.body["purchase_invoice_uuid"]}, status=201)


def responded(asked: Asked, id_: int) -> Response:
    """Tells the supplier what became of the invoice."""
    record, code = found(asked, id_), str(asked.body().get("response_code"))
    if code not in RESPONSES:
        raise business(400, "INVALID_RESPONSE_CODE", "Bad Request", f"Unknown response code {code}")
    return json_answer({"intake_id": record.body["purchase_invoice_uuid"]}, status=202)


def files(asked: Asked, id_: int) -> Response:
    """Links to the files of an invoice."""
    if not asked.switches.files:
        raise spring(asked.request.path, 404, "Not Found", "No message available")
    body, links = found(asked, id_).body, {}
    for name, key in (("pdf", "_pdf"), ("xml", "_ubl")):
        gone = body.get(key) == "none"
        links[f"invoice_{name}_url"] = None if gone else f"{asked.root}/{asked.register}/{id_}/files/invoice.{name}"
    return json_answer(links)


def file(asked: Asked, id_: int, kind: str) -> Response:
    """One file."""
    body = found(asked, id_).body
    if body.get("_pdf" if kind == "pdf" else "_ubl") in ("none", "gone"):
        raise spring(asked.request.path, 404, "Not Found", "No message available")
    return papers.pdf_file(body) if kind == "pdf" else papers.xml_file(body)


def parties(asked: Asked) -> Response:
    """Suppliers or customers."""
    key = "client_creditor_number" if asked.register == "creditors" else "client_debtor_number"
    wanted = asked.request.args.get(key)
    rows = [row for row in PARTIES[asked.register].values() if wanted in (None, "", row[key])]
    return json_answer({"size": MOST, "total": len(rows), "page": 0, "results": rows})


def party(asked: Asked, id_: int) -> Response:
    """One supplier or customer."""
    row = PARTIES[asked.register].get(id_)
    if row is None:
        raise spring(asked.request.path, 404, "Not Found", f"{asked.register[:-1]} {id_} not found")
    return json_answer(row)


def found(asked: Asked, id_: int) -> Record:
    """The invoice that a path names."""
    record = asked.books.find(asked.register, id_)
    if record is None:
        raise spring(asked.request.path, 404, "Not Found", f"{asked.register} {id_} not found")
    return record


PARTIES = {"creditors": cast.CREDITORS, "debtors": cast.DEBTORS}
INVOICES = f"<any({PURCHASES!r}, {SALES!r}):register>"
ROUTES = Map(
    [
        Rule(f"/{INVOICES}", endpoint=listed, methods=["GET"]),
        Rule(f"/{INVOICES}/<int:id_>", endpoint=one, methods=["GET"]),
        Rule(f"/{INVOICES}/<int:id_>", endpoint=removed, methods=["DELETE"]),
        Rule(f"/{INVOICES}/<int:id_>/action", endpoint=acted, methods=["POST"]),
        Rule(f"/<any({PURCHASES!r}):register>/<int:id_>/invoice-responses", endpoint=responded, methods=["POST"]),
        Rule(f"/{INVOICES}/<int:id_>/files", endpoint=files, methods=["GET"]),
        Rule(f"/{INVOICES}/<int:id_>/files/invoice.<any(pdf, xml):kind>", endpoint=file, methods=["GET"]),
        Rule("/<any(creditors, debtors):register>", endpoint=parties, methods=["GET"]),
        Rule("/<any(creditors, debtors):register>/<int:id_>", endpoint=party, methods=["GET"]),
    ],
    strict_slashes=False,
)
