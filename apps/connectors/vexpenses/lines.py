"""The expenses of a report: what each is worth in the company's currency, and who bears it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from apps.connectors.vexpenses.reading import Part, rounded
from apps.core.documents import Allocation, Coded, Foreign, Line, Remark
from apps.core.errors import Place, Rejected

ONE, WHOLE = Decimal(1), Decimal(100)
#: Shares that add up to the whole but for so much were rounded by a person.
TOLERANCE = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Money:
    """What an expense is worth; ``quantity`` of ``unit`` at ``price`` where it was driven."""

    amount: Decimal
    foreign: Foreign | None = None
    quantity: Decimal = ONE
    price: Decimal | None = None
    unit: str = ""


def counted(report: Part) -> list[Part]:
    """Give the expenses that are part of a report: those that nobody has rejected or taken out."""
    expenses = report.many("expenses")
    return [one for one in expenses if not one.flag("rejected", otherwise=False) and one.flag("on", otherwise=True)]


def read_line(expense: Part, currency: str) -> Line:
    """Give one expense."""
    money = money_of(expense, currency)
    payment_type = expense.one("payment_method")
    return Line(
        code=expense.own_id(),
        description=expense.text("title"),
        quantity=money.quantity,
        unit=money.unit,
        unit_price=money.amount if money.price is None else money.price,
        amount=money.amount,
        foreign=money.foreign,
        on=expense.day("date"),
        category=expense.coded("expense_type", prefix="type", words="description"),
        cost_centre=expense.coded("costs_center", prefix="centre", words="name"),
        project=expense.coded("project", prefix="project", words="name"),
        payment_type=Coded(code, payment_type.line("description")) if (code := payment_type.line("id")) else None,
        reimbursable=expense.flag(
            "reimbursable", otherwise=expense.one("payment_method").flag("reimbursable", otherwise=True)
        ),
        allocations=tuple(allocations_of(expense)),
    )


def money_of(expense: Part, currency: str) -> Money:
    """Give what an expense is worth: the converted value where it is in the company's currency, else its own value.

    Raises `Rejected` (``source.no_rate``) for another currency that nobody has converted.
    """
    original = (expense.line("original_currency_iso") or currency).upper()
    ours = expense.line("converted_currency_iso").upper() == currency
    converted = expense.number("converted_value") if ours else None
    if original == currency:
        return own_money(expense, currency, converted)
    if converted is None:
        return with_rate(expense, original, currency)
    amount = rounded(converted, currency)
    return Money(amount, foreign_of(expense, original, amount))


def own_money(expense: Part, currency: str, converted: Decimal | None) -> Money:
    """Give what was spent in the company's own currency: an amount, or kilometres at a price."""
    driven, price = expense.number("mileage"), expense.number("mileage_value")
    if driven and price:
        told = expense.number("value") if converted is None else converted
        return driven_money(driven, price, told, currency)
    amount = expense.amount("value", currency) if converted is None else rounded(converted, currency)
    if amount is None:
        raise Rejected("source.not_a_number", place=Place.SOURCE, field=expense.where("value"), value="")
    return Money(amount)


def driven_money(driven: Decimal, price: Decimal, told: Decimal | None, currency: str) -> Money:
    """Give what kilometres are worth: their number times their price, rounded; another value that is told counts."""
    product = rounded(driven * price, currency)
    amount = product if told is None else rounded(told, currency)
    return Money(amount, quantity=driven, price=price, unit="km")


def with_rate(expense: Part, original: str, currency: str) -> Money:
    """Convert by the rate that an expense tells; raises `Rejected` (``source.no_rate``) where it tells none."""
    value, rate = expense.number("value"), expense.number("exchange_rate")
    if value is None or not rate or rate < 0:
        raise Rejected("source.no_rate", place=Place.SOURCE, value=expense.line("id"), currency=original)
    return Money(rounded(value * rate, currency), Foreign(amount=value, currency=original, rate=rate))


def foreign_of(expense: Part, original: str, amount: Decimal) -> Foreign | None:
    """Give what was paid in the other currency; the rate follows from both amounts where none is told."""
    value, rate = expense.number("value"), expense.number("exchange_rate")
    if not value:
        return None
    rate = rate or (amount / value).quantize(Decimal("0.000001"))
    return Foreign(amount=value, currency=original, rate=rate)


def allocations_of(expense: Part) -> Iterator[Allocation]:
    """Give who bears an expense, by relative weights; nothing is told where one cost centre bears all of it.

    Raises `Rejected` (``source.shares_not_whole``) where they are too far from the whole to have been rounded.
    """
    shares = shares_of(expense)
    total = sum((share for _part, share in shares), Decimal(0))
    if shares and abs(total - WHOLE) > TOLERANCE:
        raise Rejected("source.shares_not_whole", place=Place.SOURCE, value=expense.line("id"), found=f"{total:f}")
    for part, share in ((part, share) for part, share in shares if share):
        code = part.line("integration_id") or f"centre:{part.line('reimbursable_company_id')}"
        yield Allocation(cost_centre=Coded(code[:180], part.line("description")[:180]), share=share)


def shares_of(expense: Part) -> list[tuple[Part, Decimal]]:
    """Give the shares with their percentages; raises `Rejected` for one below zero."""
    told = [part for part in expense.many("apportionment") if part.flag("on", otherwise=True)]
    shares = [(part, part.number("percentage") or Decimal(0)) for part in told]
    if any(share < 0 for _part, share in shares):
        raise Rejected("source.negative_share", place=Place.SOURCE, title=expense.line("id"))
    return shares


def remarks_on(expense: Part, line: Line, currency: str) -> Iterator[Remark]:
    """Remark on what is odd about an expense without stopping its report."""
    total = sum((share.share for share in line.allocations), Decimal(0))
    if line.allocations and total != WHOLE:
        yield Remark(code="totals.fractions_differ", params=(("of", line.code), ("found", f"{total:.2f} %")))
    if line.unit == "km" and line.amount != (product := rounded(line.quantity * line.unit_price, currency)):
        told = (("of", line.code), ("expected", f"{product:.2f}"), ("found", f"{line.amount:.2f}"))
        yield Remark(code="line.kilometres_differ", params=told)
