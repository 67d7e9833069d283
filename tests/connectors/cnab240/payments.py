"""A company that pays, and whom it pays: two employees and a hotel."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from apps.connectors.cnab240.connector import CNAB240, NUMBERS
from apps.core.documents import Direction, Document, Instalment, Kind, Party
from apps.core.layouts.batch import Frame, batch_of
from tests.connectors.factories import Words
from tests.connectors.filed import JOAO, MARIA, ON, expense, report, words

LAYOUTS = {layout.slug: layout for layout in CNAB240.layouts}
COMPANY = {
    "company": "Empresa Exemplo Ltda",
    "tax_id": "11222333000181",
    "branch": "1234",
    "street": "Rua das Acácias",
    "street_number": "100",
    "city": "São Paulo",
    "postal_code": "01310100",
    "state": "SP",
    "late": "wait",
}
BANKS = {
    "001": {"bank_name": "Banco do Brasil SA", "account": "56789", "account_digit": "0", "agreement": "123456"},
    "237": {
        "bank_name": "Banco Bradesco S A",
        "account": "567890",
        "account_digit": "0",
        "branch_digit": "3",
        "agreement": "123456",
    },
    "341": {
        "bank_name": "Banco Itaú SA",
        "account": "56789",
        "account_digit": "0",
        "statement_text": "Reembolso",
    },
}
HOTEL = Party(code="77", name="Hotel Exemplo Ltda", tax_id="11444777000161")
#: Of 20 March 2026 over 258.90, at bank 033.
BAR_CODE = "03391139100000258909123456700000001234560101"
TYPED = "03399.12347 56700.000005 12345.601012 1 13910000025890"


def payer(own: str, /, **settings: str) -> Words:
    return words(CNAB240, **{**COMPANY, "bank": own, **BANKS[own], **settings})


def claim(number: str, party: Party, amount: str, **changes: Any) -> Document:
    return report(number, party, "Viagem", expense("1", amount, "travel"), **changes)


def hotel(*, code: str = "RPT700125", text: str = TYPED, amount: str = "258.90", **changes: Any) -> Document:
    due = Instalment(code=code, number=1, of=1, due=date(2026, 3, 20), amount=Decimal(amount), description=text)
    told: dict[str, Any] = {
        "kind": Kind.BILL,
        "source_id": "700125",
        "direction": Direction.PAYABLE,
        "number": "NF 88",
        "party": HOTEL,
        "issued": ON,
        "total": due.amount,
        "instalments": (due,),
    }
    return Document(**{**told, **changes})


def title_of(document: Document, translator: Words) -> dict[str, Any]:
    """Give the first title of a document, as layouts see it."""
    [step] = CNAB240.target(document.kind).plan(document, translator)
    found: dict[str, Any] = step.body["titles"][0]
    return found


def batch(translator: Words, *documents: Document, on: date = ON) -> dict[str, Any]:
    steps = [step for document in documents for step in CNAB240.target(document.kind).plan(document, translator)]
    last = NUMBERS.given(translator.settings)
    frame = Frame(number=1, file_number=last + 1, on=on, at=time(9, 30, 15), settings=translator.settings)
    return batch_of([(str(place), step.body) for place, step in enumerate(steps, start=1)], frame)


def three() -> tuple[Document, Document, Document]:
    """Give the payments of the examples: two TED and a bill."""
    return claim("700123", MARIA, "275.40"), claim("700124", JOAO, "1032.15"), hotel()
