"""Documents, and a translator that knows the sandbox company's values."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from apps.core.documents import (
    Allocation,
    Attachment,
    Coded,
    Direction,
    Document,
    Instalment,
    Kind,
    Party,
    Settlement,
    Tax,
)
from apps.core.errors import MappingMissing

#: A supplier that the sandbox's accountant typed by hand, and one that nobody knows there yet.
WORKSHOP = Party(
    code="entity:410",
    name="Oficina Central Ltda",
    tax_id="11222333000181",
    email="contas@oficina.example",
    phone="(11) 4002-8922",
    street="Rua das Oficinas",
    street_number="77",
    district="Mooca",
    city="Sao Paulo",
    state="SP",
    postal_code="03101-000",
)
NEWCOMER = replace(WORKSHOP, code="entity:999", name="Pneus Novo Rumo Ltda", tax_id="12ABC34501DE35")
CUSTOMER = Party(code="customer:905", name="Transportes Aurora Ltda", trading_name="Aurora", tax_id="12345678000195")

DEFAULTS = {"due_date_floor": "N", "attach_files": "S", "post_payments": "S", "document_type_default": "99999"}
WORDS = {
    ("category", "maintenance"): "2.04.07",
    ("category", "rental"): "1.01.02",
    ("category", "payable"): "2.05.01",
    ("cost_centre", "20"): "619153908",
    ("cost_centre", "21"): "619153924",
    ("cost_centre", "22"): "619153908",
    ("account", "3"): "630881258",
    ("account", "payable"): "630881260",
    ("project", "P1"): "617693956",
    ("party", "entity:77"): "6289226855",
    ("payment_type", "4"): "BOL",
}


@dataclass
class Words:
    """A translator over two dictionaries."""

    words: dict[tuple[str, str], str] = field(default_factory=lambda: dict(WORDS))
    settings: dict[str, str] = field(default_factory=lambda: dict(DEFAULTS))

    def required(self, vocabulary: str, value: Coded) -> str:
        if (vocabulary, value.code) not in self.words:
            raise MappingMissing(vocabulary, value.code, label=value.label)
        return self.words[vocabulary, value.code]

    def optional(self, vocabulary: str, value: Coded | None) -> str:
        return self.words.get((vocabulary, value.code), "") if value else ""

    def setting(self, slug: str) -> str:
        return self.settings[slug]


def instalment(code: str = "BF-E77555", amount: str = "842.50", **changes: Any) -> Instalment:
    made = Instalment(
        code=code,
        number=1,
        of=1,
        due=date(2026, 5, 10),
        amount=Decimal(amount),
        description="NF 5521 - Oficina Central",
        account=Coded("3", "Itau"),
        payment_type=Coded("4", "Boleto"),
    )
    return replace(made, **changes)


def bill(*instalments: Instalment, **changes: Any) -> Document:
    """A workshop's fiscal invoice for a company's fleet."""
    titles = instalments or (instalment(),)
    made = Document(
        kind=Kind.BILL,
        source_id="5521",
        direction=Direction.PAYABLE,
        number="5521",
        party=WORKSHOP,
        issued=date(2026, 4, 7),
        total=sum((title.amount for title in titles), Decimal(0)),
        instalments=titles,
        entered=date(2026, 4, 8),
        category=Coded("maintenance", "Manutenção"),
        fiscal_number="5521",
        fiscal_key="35260411222333000181550010000055211000055219",
        description="Revisao 40.000 km",
    )
    return replace(made, **changes)


def invoice(*instalments: Instalment, **changes: Any) -> Document:
    """A debit note to a customer."""
    titles = instalments or (instalment("BF-E77001", "3150.00", description="Fatura FAT-2026-0417"),)
    made = Document(
        kind=Kind.INVOICE,
        source_id="48211",
        direction=Direction.RECEIVABLE,
        number="FAT-2026-0417",
        party=CUSTOMER,
        issued=date(2026, 4, 1),
        total=sum((title.amount for title in titles), Decimal(0)),
        instalments=titles,
        accrued=date(2026, 4, 30),
        category=Coded("rental", "Locação"),
    )
    return replace(made, **changes)


def entry(document: Document, **changes: Any) -> Document:
    """The financial entry that tells of the same title as a document."""
    return replace(document, kind=Kind.FINANCIAL_ENTRY, source_id="77001", **changes)


def shares(*pairs: tuple[str, str]) -> tuple[Allocation, ...]:
    return tuple(Allocation(cost_centre=Coded(code), share=Decimal(share)) for code, share in pairs)


def paid(amount: str, **parts: str) -> Settlement:
    return Settlement(
        on=date(2026, 5, 11), amount=Decimal(amount), **{name: Decimal(value) for name, value in parts.items()}
    )


def withheld(**taxes: str) -> tuple[tuple[Tax, Decimal], ...]:
    return tuple((Tax(name), Decimal(amount)) for name, amount in taxes.items())


def attached(url: str, name: str = "nf-5521.pdf") -> Attachment:
    return Attachment(url=url, name=name, label="Nota fiscal")
