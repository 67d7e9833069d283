"""Values as their columns hold them: a cell is its text, or the named reason why it cannot be written."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from apps.core.layouts.layout import Column, Form, Holds, Layout, Side
from apps.core.layouts.texts import refused, text_of


def cell(value: str, column: Column, layout: Layout) -> str:
    """Give a value as it stands in the file, filled up to its width; raises `Rejected` where it does not fit."""
    if column.required and not value.strip():
        raise refused("layout.required", column, value)
    shown = WRITERS[column.holds](value, column, layout) if value.strip() else ""
    return filled(shown, column, layout)


def filled(shown: str, column: Column, layout: Layout) -> str:
    """Fill a value up to the width of its column, where it has to be."""
    if layout.form == Form.JSON or not column.width or (layout.form == Form.SEPARATED and not (column.pad and shown)):
        return shown
    pad = column.pad or " "
    return shown.rjust(column.width, pad) if column.side == Side.LEFT else shown.ljust(column.width, pad)


def number_of(value: str, column: Column, layout: Layout) -> str:
    """Give a whole number in digits."""
    digits = value.strip()
    if not (digits.isascii() and digits.isdigit()):
        raise refused("layout.not_a_number", column, value)
    return within(digits, column, "layout.too_long")


def date_of(value: str, column: Column, layout: Layout) -> str:
    """Give a day that comes in ISO 8601."""
    try:
        day = date.fromisoformat(value.strip()[:10])
    except ValueError as error:
        raise refused("layout.not_a_date", column, value) from error
    if not 1900 <= day.year <= 9999:
        raise refused("layout.not_a_date", column, value)
    return within(day.strftime(column.date_format), column, "layout.too_long")


def amount_of(value: str, column: Column, layout: Layout) -> str:
    """Give an amount with the decimals of its column; one that has more, is negative or too wide is refused."""
    amount = decimal_of(value, column)
    if amount < 0:
        raise refused("layout.amount_negative", column, value)
    exact = amount.quantize(Decimal(1).scaleb(-column.decimals))
    if exact != amount:
        raise refused("layout.amount_decimals", column, value, decimals=column.decimals)
    mark = "." if layout.form == Form.JSON else column.decimal_mark
    return within(format(exact, "f").replace(".", mark), column, "layout.amount_too_wide")


def decimal_of(value: str, column: Column) -> Decimal:
    """Give an amount that comes as decimal text with a point."""
    try:
        amount = Decimal(value)
    except InvalidOperation as error:
        raise refused("layout.not_an_amount", column, value) from error
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 18:
        raise refused("layout.not_an_amount", column, value)
    return amount


def within(shown: str, column: Column, code: str) -> str:
    """Give a value that fits into its column; figures and days are never cut."""
    if column.width and len(shown) > column.width:
        raise refused(code, column, shown, width=column.width, length=len(shown))
    return shown


#: How a value of each kind is written.
WRITERS: Mapping[Holds, Callable[[str, Column, Layout], str]] = {
    Holds.TEXT: text_of,
    Holds.NUMBER: number_of,
    Holds.DATE: date_of,
    Holds.AMOUNT: amount_of,
}
