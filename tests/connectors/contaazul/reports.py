"""Expense reports, and a translator that knows the values of the simulated company."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from apps.connectors.contaazul.connector import CONTA_AZUL
from apps.core.documents import Allocation, BankAccount, Coded, Direction, Document, Kind, Line, Party
from apps.core.errors import MappingMissing
from apps.sandbox.contaazul.cast import BANK, MARINA, MEALS, NORTH, RUBENS, SOUTH, TRAVEL

#: One whom the accountant has entered already, one whom nobody knows, and two without a CPF.
KNOWN = Party(code="EMP-00042", name="Marina Costa Prado", tax_id="52998224725")
NEWCOMER = Party(
    code="EMP-00051",
    name="Luís Ramalho",
    tax_id="11144477735",
    email="luis.ramalho@serraazul.example",
    phone="(41) 98877-6655",
    bank=BankAccount(bank="077", branch="0001", account="123-4", pix_key="luis@serraazul.example"),
)
KNOWN_BY_CODE = Party(code="EMP-00077", name="Rubens Teixeira")
NAMELESS = Party(code="10457", name="Beatriz Nogueira")

FOOD, ROAD = Coded("4110203", "Alimentação"), Coded("4110301", "Viagem")
SOUTHERN, NORTHERN = Coded("1301001", "Comercial Sul"), Coded("1301002", "Comercial Norte")
WORDS = {
    ("category", FOOD.code): MEALS,
    ("category", ROAD.code): TRAVEL,
    ("cost_centre", SOUTHERN.code): SOUTH,
    ("cost_centre", NORTHERN.code): NORTH,
    ("account", "payable"): BANK,
    ("payment_type", "cash"): "DINHEIRO",
}
#: The ids of those who are known.
IDS = {KNOWN.code: MARINA, KNOWN_BY_CODE.code: RUBENS}


@dataclass
class Words:
    """A translator over two dictionaries."""

    words: dict[tuple[str, str], str] = field(default_factory=lambda: dict(WORDS))
    settings: dict[str, str] = field(
        default_factory=lambda: {setting.slug: setting.default for setting in CONTA_AZUL.settings}
    )

    def required(self, vocabulary: str, value: Coded) -> str:
        if (vocabulary, value.code) not in self.words:
            raise MappingMissing(vocabulary, value.code, label=value.label)
        return self.words[vocabulary, value.code]

    def optional(self, vocabulary: str, value: Coded | None) -> str:
        return self.words.get((vocabulary, value.code), "") if value else ""

    def setting(self, slug: str) -> str:
        return self.settings[slug]


def expense(code: str = "1", amount: str = "150.40", **told: Any) -> Line:
    value = Decimal(amount)
    known: dict[str, Any] = {"description": f"Despesa {code}", "category": FOOD, "cost_centre": SOUTHERN} | told
    return Line(quantity=Decimal(1), unit_price=value, amount=value, code=code, **known)


def report(*lines: Line, **told: Any) -> Document:
    """A report of one employee that was approved on a Thursday in March."""
    known: dict[str, Any] = {"issued": date(2026, 3, 12), "number": "7700123", "party": KNOWN} | told
    expenses = lines or (expense(), expense("2", "125.00", category=ROAD))
    return Document(
        kind=Kind.EXPENSE_REPORT,
        source_id="7700123",
        direction=Direction.PAYABLE,
        description="Campinas 03/2026",
        total=sum((line.amount for line in expenses), Decimal(0)),
        instalments=(),
        lines=expenses,
        accrued=date(2026, 3, 10),
        **known,
    )


def shares(*pairs: tuple[Coded, str]) -> tuple[Allocation, ...]:
    return tuple(Allocation(cost_centre=centre, share=Decimal(share)) for centre, share in pairs)


def forty_centres(words: Words) -> tuple[Line, tuple[Coded, ...]]:
    """An expense that forty cost centres bear, each known to the translator."""
    centres = tuple(Coded(f"c{turn}") for turn in range(40))
    for turn, centre in enumerate(centres):
        words.words["cost_centre", centre.code] = f"00000000-0000-4000-8000-{turn:012}"
    line = expense("9", "1000.01", allocations=shares(*((centre, "2.5") for centre in centres)))
    return line, centres
