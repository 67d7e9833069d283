"""A vendor that sends invoices and books them with one call each: no limits, eight at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from apps.core.account import Environment
from apps.core.connector import (
    Booked,
    Connector,
    Hook,
    Page,
    Payload,
    Pulled,
    Resource,
    Source,
    Step,
    Target,
    Translator,
    Vocabulary,
    registry,
)
from apps.core.documents import Allocation, Coded, Direction, Document, Instalment, Kind, Line, Party
from apps.core.errors import Rejected, Temporary
from apps.core.exchange import Answer
from apps.core.http import Http
from apps.core.paging import Listing, listed
from apps.core.signatures import Call, header_matches

HEADER = "x-bench-token"
VOCABULARIES = ("category", "cost_centre", "account")


@dataclass(frozen=True, slots=True)
class Register:
    """The register of invoices behind its one address."""

    http: Http
    token: str

    def write(self, body: Mapping[str, Any]) -> Booked:
        """Book one invoice."""
        answer = self.http.post_json("invoices", body, writes=True, limits=(), judge=judge)
        return Booked(target_id=str(answer.json()["id"]), number=str(body["number"]))

    def page(self, number: int) -> Listing:
        """Read one page of the invoices that are there."""
        return listed(self.http.get_json("list", {"page": number}, limits=(), judge=judge).body, "invoices")


def judge(answer: Answer) -> None:
    """Raise what an answer means."""
    if answer.status >= 500:
        raise Temporary("target.unreachable", status=answer.status)
    if answer.status != 200:
        raise Rejected("target.rejected", status=answer.status)


def verify(call: Call, credentials: Mapping[str, str]) -> str:
    """Check the agreed header."""
    return "" if header_matches(call, HEADER, credentials.get("token", "")) else "signature.wrong"


def identify(payload: Payload) -> str:
    """Give the invoice's id."""
    return str(payload["id"])


def read(payload: Payload) -> Document:
    """Read an invoice."""
    total, due = Decimal(payload["total"]), date.fromisoformat(payload["due"])
    centre = Allocation(cost_centre=coded(payload["cost_centre"]), share=Decimal(1))
    instalment = Instalment(
        code=str(payload["id"]),
        number=1,
        of=1,
        due=due,
        amount=total,
        account=coded(payload["account"]),
        allocations=(centre,),
    )
    return Document(
        kind=Kind.INVOICE,
        source_id=str(payload["id"]),
        direction=Direction.RECEIVABLE,
        number=payload["number"],
        party=Party(**payload["party"]),
        issued=date.fromisoformat(payload["issued"]),
        total=total,
        instalments=(instalment,),
        category=coded(payload["category"]),
        lines=tuple(map(line, payload["lines"])),
    )


def pull(client: Register, cursor: str) -> Iterator[Page]:
    """Ask page after page; the cursor is the number of the next one."""
    number, more = int(cursor or "1"), True
    while more:
        listing = client.page(number)
        number, more = number + 1, listing.around["more"]
        yield Page([Pulled(identify(told), told, raw) for told, raw in listing.entries], str(number))


def coded(told: Mapping[str, str]) -> Coded:
    """Give a coded value."""
    return Coded(told["code"], told["label"])


def line(told: Mapping[str, str]) -> Line:
    """Give one position."""
    quantity, price, amount = Decimal(told["quantity"]), Decimal(told["unit_price"]), Decimal(told["amount"])
    return Line(description=told["description"], quantity=quantity, unit_price=price, amount=amount)


def plan(document: Document, translator: Translator) -> tuple[Step, ...]:
    """Give the one step that books an invoice: three values are translated."""
    (instalment,) = document.instalments
    body = {
        "number": document.number,
        "party": document.party.name,
        "tax_id": document.party.tax_id,
        "issued": document.issued.isoformat(),
        "due": instalment.due.isoformat(),
        "total": document.total,
        "category": translator.required("category", document.category or Coded("")),
        "cost_centre": translator.required("cost_centre", instalment.allocations[0].cost_centre),
        "account": translator.required("account", instalment.account or Coded("")),
        "lines": [{"description": line.description, "amount": line.amount} for line in document.lines],
    }
    key = f"B-{document.source_id}"
    return (Step(resource="invoice", key=key, body=body, label=document.number, amount=document.total),)


def find(client: Register, key: str, body: Mapping[str, Any]) -> Booked | None:
    """Find nothing: the bench's server loses no answer, and what it does not know it has not booked."""
    return None


def create(client: Register, key: str, body: Mapping[str, Any]) -> Booked:
    """Book an invoice."""
    return client.write(body)


BENCH = registry.register(
    Connector(
        slug="bench",
        name="Bench",
        version="1.0.0",
        summary="Sends and books the benchmark's invoices.",
        environments=(Environment(slug="bench", name="Bench", base_url="", rehearsal=True),),
        secrets=frozenset({"token"}),
        client=lambda http, credentials: Register(http, credentials["token"]),
        verify=verify,
        hooks=(Hook(path="invoice", kind=Kind.INVOICE, identify=identify),),
        sources=(Source(kind=Kind.INVOICE, name="Invoices", read=read, pull=pull),),
        targets=(Target(kind=Kind.INVOICE, name="Invoices", plan=plan),),
        resources=(Resource(slug="invoice", name="Invoice", find=find, create=create),),
        vocabularies=tuple(Vocabulary(slug=slug, name=slug, target_name=slug) for slug in VOCABULARIES),
        concurrency=8,
    )
)
