"""Reports and bills, and a translator that knows the simulated company's values."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from apps.connectors.nibo.connector import NIBO
from apps.core.documents import (
    Allocation,
    Attachment,
    BankAccount,
    Coded,
    Direction,
    Document,
    Instalment,
    Kind,
    Line,
    Party,
    Settlement,
)
from apps.core.errors import MappingMissing
from apps.sandbox.nibo.seed import BANK, CASH, FUEL, HOTEL, HOTELS_CNPJ, MEALS, NORTH, OFFICE, RITAS_CPF, SOUTH, TRAVEL

#: An employee whom the company knows, one whom it does not, and one of whom no CPF is told.
RITA = Party(code="10457", name="Rita Alves de Souza", tax_id=RITAS_CPF)
NEWCOMER = Party(
    code="10460",
    name="Caio Prado\r\nJúnior 🚗",
    tax_id="39053344705",
    email="caio@serra-azul.example",
    phone="4199990000",
    city="Curitiba",
    bank=BankAccount(bank="077", branch="0001", account="32867450", pix_key="caio@serra-azul.example"),
)
NAMELESS = Party(code="10499", name="Bia Campos")
HOTEL_PARTY = Party(code="entity:7", name="Hotel Boa Vista Ltda", tax_id=HOTELS_CNPJ)

PDF, PNG = b"%PDF-1.7\nrecibo\n%%EOF", b"\x89PNG\r\n\x1a\nrecibo"
WORDS = {
    ("category", "VIA"): TRAVEL,
    ("category", "ALI"): MEALS,
    ("category", "payable"): FUEL,
    ("cost_centre", "S"): SOUTH,
    ("cost_centre", "N"): NORTH,
    ("cost_centre", "NE"): NORTH,
    ("cost_centre", "none"): OFFICE,
    ("account", "3"): BANK,
    ("account", "payable"): CASH,
    ("party", "10499"): HOTEL,
}


@dataclass
class Words:
    """A translator over two dictionaries."""

    words: dict[tuple[str, str], str] = field(default_factory=lambda: dict(WORDS))
    settings: dict[str, str] = field(default_factory=dict)

    def required(self, vocabulary: str, value: Coded) -> str:
        if (vocabulary, value.code) not in self.words:
            raise MappingMissing(vocabulary, value.code, label=value.label)
        return self.words[vocabulary, value.code]

    def optional(self, vocabulary: str, value: Coded | None) -> str:
        return self.words.get((vocabulary, value.code), "") if value else ""

    def setting(self, slug: str) -> str:
        return self.settings.get(slug, {one.slug: one.default for one in NIBO.settings}[slug])


def expense(code: str = "1", amount: str = "984.37", **changes: Any) -> Line:
    value = Decimal(amount)
    made = Line(
        code=code,
        description=f"Despesa {code}",
        quantity=Decimal(1),
        unit_price=value,
        amount=value,
        category=Coded("VIA", "Viagens"),
        cost_centre=Coded("S", "Vendas Sul"),
    )
    return replace(made, **changes)


MEAL = expense("2", "300.00", category=Coded("ALI", "Alimentação"), cost_centre=Coded("N", "Vendas Norte"))


def report(*lines: Line, **changes: Any) -> Document:
    """A report of two expenses, approved on a Thursday."""
    told = lines or (expense(), MEAL)
    made = Document(
        kind=Kind.EXPENSE_REPORT,
        source_id="918",
        direction=Direction.PAYABLE,
        number="918",
        description="Visita a clientes do Sul",
        party=RITA,
        issued=date(2026, 7, 2),
        accrued=date(2026, 6, 30),
        total=sum((line.amount for line in told), Decimal(0)),
        instalments=(),
        lines=told,
    )
    return replace(made, **changes)


def instalment(code: str = "BF-E1", amount: str = "842.50", **changes: Any) -> Instalment:
    made = Instalment(
        code=code, number=1, of=1, due=date(2026, 8, 10), amount=Decimal(amount), description="Hospedagem"
    )
    return replace(made, **{"account": Coded("3", "Inter"), **changes})


def bill(*instalments: Instalment, **changes: Any) -> Document:
    """A hotel's bill."""
    titles = instalments or (instalment(),)
    made = Document(
        kind=Kind.BILL,
        source_id="5521",
        direction=Direction.PAYABLE,
        number="5521",
        party=HOTEL_PARTY,
        issued=date(2026, 7, 7),
        total=sum((title.amount for title in titles), Decimal(0)),
        instalments=titles,
        category=Coded("VIA", "Viagens"),
    )
    return replace(made, **changes)


def shares(*pairs: tuple[str, str]) -> tuple[Allocation, ...]:
    return tuple(Allocation(cost_centre=Coded(code), share=Decimal(share)) for code, share in pairs)


def paid(amount: str, **parts: str) -> Settlement:
    told = {name: Decimal(value) for name, value in parts.items()}
    return Settlement(on=date(2026, 7, 20), amount=Decimal(amount), **told)


def receipt(content: bytes = PDF, name: str = "recibo.pdf", belongs_to: str = "", **changes: Any) -> Attachment:
    return replace(Attachment(name=name, content=content, belongs_to=belongs_to), **changes)


def mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
