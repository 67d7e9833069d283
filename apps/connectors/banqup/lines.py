"""The positions of an invoice, their taxes shared out to the cent."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from apps.connectors.banqup.reading import Part, rounded
from apps.core.documents import Line


def read_lines(body: Part, currency: str, sign: int) -> tuple[Line, ...]:
    """Read the positions of an invoice; ``sign`` makes those of a negative one positive."""
    return with_taxes([read_line(line, currency, sign) for line in body.parts("invoice_lines")], currency)


def read_line(line: Part, currency: str, sign: int) -> Line:
    """Read one position; its tax comes later."""
    quantity, price = line.number("service_quantity"), line.number("service_price")
    told = line.text("service_subtotal")
    net = line.number("service_subtotal") if told else quantity * price
    return Line(
        description=line.text("service_description", "service_name"),
        quantity=sign * quantity,
        unit_price=price,
        amount=rounded(sign * net, currency),
        unit=line.text("service_unit"),
        tax_rate=line.number("service_vat") if line.text("service_vat") else None,
    )


def with_taxes(lines: Sequence[Line], currency: str) -> tuple[Line, ...]:
    """Give positions with their taxes, which add up to the tax of each rate's sum, as EN 16931 counts it."""
    taxes: list[Decimal | None] = [None] * len(lines)
    for rate, members in by_rate(lines).items():
        shares = shared([lines[at].amount for at in members], rate, currency)
        for at, share in zip(members, shares, strict=True):
            taxes[at] = share
    return tuple(replace(line, tax_amount=tax) for line, tax in zip(lines, taxes, strict=True))


def by_rate(lines: Iterable[Line]) -> dict[Decimal, list[int]]:
    """Give the places of the positions that have a rate, by it."""
    places: dict[Decimal, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line.tax_rate is not None:
            places[line.tax_rate].append(at)
    return places


def shared(nets: Sequence[Decimal], rate: Decimal, currency: str) -> list[Decimal]:
    """Give the tax of each amount; the cents that rounding leaves over go to the largest one."""
    shares = [rounded(net * rate / 100, currency) for net in nets]
    largest = max(range(len(nets)), key=lambda at: abs(nets[at]))
    shares[largest] += rounded(sum(nets, Decimal(0)) * rate / 100, currency) - sum(shares)
    return shares
