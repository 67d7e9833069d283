"""Short ways to write columns down where layouts are declared."""

from apps.core.layouts.layout import Column, Holds, Origin, Side, TooLong, Value


def at(path: str) -> Value:
    """Give the value at a path into the batch."""
    return Value(text=path)


def always(text: str) -> Value:
    """Give a fixed value."""
    return Value(origin=Origin.FIXED, text=text)


def sequence(*of: str, within: str = "") -> Value:
    """Give the number of a line among those of its parts, or among all."""
    return Value(origin=Origin.SEQUENCE, of=of, within=within)


def count(*of: str, within: str = "") -> Value:
    """Give how many lines there are of some parts, or of all."""
    return Value(origin=Origin.COUNT, of=of, within=within)


def total(of: str, column: str, *, within: str = "") -> Value:
    """Give what a column of a part adds up to."""
    return Value(origin=Origin.TOTAL, of=(of,), column=column, within=within)


def mark(name: str, text: str) -> Column:
    """Give the column that tells lines of its part from others."""
    return Column(name=name, value=always(text), width=len(text), mark=True)


def head(word: str) -> Column:
    """Give a column of a line with the names of columns."""
    return Column(name=word, value=always(word), mark=True)


def fixed(name: str, text: str, width: int = 0) -> Column:
    """Give a column that always shows the same."""
    return Column(name=name, value=always(text), width=width or len(text))


def blanks(name: str, width: int) -> Column:
    """Give a column of blanks."""
    return Column(name=name, value=always(""), width=width)


def text(name: str, path: str, width: int = 0, *, required: bool = False) -> Column:
    """Give a column of words that are cut where they are too long."""
    return Column(name=name, value=at(path), width=width, too_long=TooLong.CUT, required=required)


def key(name: str, path: str, width: int = 0, *, required: bool = True) -> Column:
    """Give a column with a key or a code, which is never changed or cut."""
    return Column(name=name, value=at(path), width=width, required=required, exact=True)


def number(name: str, value: str | Value, width: int = 0, *, required: bool = True, pad: str = "") -> Column:
    """Give a column with a whole number."""
    found = at(value) if isinstance(value, str) else value
    return Column(name=name, value=found, holds=Holds.NUMBER, width=width, required=required, pad=pad, side=Side.LEFT)


def day(name: str, path: str, written: str = "%d/%m/%Y", *, width: int = 0, required: bool = True) -> Column:
    """Give a column with a date."""
    return Column(name=name, value=at(path), holds=Holds.DATE, date_format=written, width=width, required=required)


def amount(name: str, value: str | Value, width: int = 0, *, mark: str = ",", pad: str = "") -> Column:
    """Give a column with an amount that has to be there; without a mark its decimals are implied."""
    found = at(value) if isinstance(value, str) else value
    return Column(
        name=name,
        value=found,
        holds=Holds.AMOUNT,
        width=width,
        decimal_mark=mark,
        pad=pad,
        side=Side.LEFT,
        required=True,
    )
