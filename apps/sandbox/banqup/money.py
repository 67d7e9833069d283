"""What an invoice adds up to: net by position, VAT by rate, as EN 16931 counts it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Position:
    """One position: what, how many, at which price, with how much VAT in per cent."""

    code: str
    text: str
    quantity: Decimal
    price: Decimal
    vat: Decimal

    @property
    def net(self) -> Decimal:
        """The amount without VAT."""
        return cents(self.quantity * self.price)


def position(code: str, text: str, quantity: str, price: str, vat: str) -> Position:
    """A position from plain texts."""
    return Position(code, text, Decimal(quantity), Decimal(price), Decimal(vat))


def cents(amount: Decimal) -> Decimal:
    """Rounded half up, as bookkeepers do."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def by_rate(positions: Sequence[Position]) -> dict[Decimal, tuple[Decimal, Decimal]]:
    """Net and VAT for each rate."""
    nets: dict[Decimal, Decimal] = defaultdict(Decimal)
    for one in positions:
        nets[one.vat] += one.net
    return {rate: (net, cents(net * rate / 100)) for rate, net in nets.items()}


def totals(positions: Sequence[Position]) -> tuple[Decimal, Decimal]:
    """Net and VAT of the whole invoice."""
    rates = by_rate(positions).values()
    return sum((net for net, _ in rates), Decimal(0)), sum((vat for _, vat in rates), Decimal(0))
