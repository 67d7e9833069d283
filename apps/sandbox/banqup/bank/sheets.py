"""Bank statements of invented accounts: what moved, and the balances that follow from it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

NO_PARTY = ""
CURRENT, SAVINGS = "BE68539007547034", "BE43068999999501"
HOLDER = "Vale do Tejo Alugueres Lda"


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One movement; one with ``shares`` is a batch whose amount they make up."""

    on: date
    amount: Decimal
    name: str = NO_PARTY
    account: str = ""
    text: str = ""
    structured: str = ""
    end_to_end: str = ""
    reference: str = ""
    reversal: bool = False
    shares: tuple["Moved", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One statement of one account."""

    account: str
    currency: str
    number: int
    bank: str
    holder: str
    opened: date
    closed: date
    opening: Decimal
    moved: tuple[Moved, ...]

    @property
    def closing(self) -> Decimal:
        """What the movements lead to."""
        return self.opening + sum((one.amount for one in self.moved), Decimal(0))


def current(day: date) -> tuple[Sheet, ...]:
    """Two days of the current account, the second a continuation of the first."""
    before, opening = day - timedelta(days=1), Decimal("18250.40")
    first = _sheet(CURRENT, before, 226, opening, _first(before))
    return first, _sheet(CURRENT, day, 227, first.closing, _second(day))


def savings(day: date) -> tuple[Sheet, ...]:
    """One day of the savings account."""
    interest = Moved(on=day, amount=Decimal("3.17"), text="Juros", reference="J045-0001")
    deposit = Moved(on=day, amount=Decimal("500.00"), name=HOLDER, account=CURRENT, structured="090933755493")
    return (_sheet(SAVINGS, day, 45, Decimal("7500.00"), (interest, deposit)),)


def _sheet(account: str, day: date, number: int, opening: Decimal, moved: tuple[Moved, ...]) -> Sheet:
    return Sheet(
        account=account,
        currency="EUR",
        number=number,
        bank="BKVDBEB1",
        holder=HOLDER,
        opened=day - timedelta(days=1),
        closed=day,
        opening=opening,
        moved=moved,
    )


def _first(day: date) -> tuple[Moved, ...]:
    return (
        Moved(
            on=day,
            amount=Decimal("1230.00"),
            name="Quinta das Amoreiras SA",
            account="BE71096123456769",
            text="Fatura FT 2026/118",
            end_to_end="QA-2026-0118",
            reference="B226-0001",
        ),
        Moved(
            on=day,
            amount=Decimal("-484.00"),
            name="Noordzee Hosting BV",
            account="BE62510007547061",
            structured="090933755493",
            reference="B226-0002",
        ),
    )


def _second(day: date) -> tuple[Moved, ...]:
    shares = (
        Moved(on=day, amount=Decimal("-310.25"), name="Oficina Ribeirinha Lda", text="Revisão 44-ZX-18"),
        Moved(on=day, amount=Decimal("-96.30"), name="Tipografia Ágil Lda", text="Impressos"),
    )
    return (
        Moved(on=day, amount=Decimal("-406.55"), text="Pagamentos", reference="B227-0001", shares=shares),
        Moved(on=day, amount=Decimal("-12.50"), text="Comissão de manutenção", reference="B227-0002"),
        Moved(on=day, amount=Decimal("12.50"), text="Anulação", reference="B227-0003", reversal=True),
    )
