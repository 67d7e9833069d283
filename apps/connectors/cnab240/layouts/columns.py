"""Columns as the manuals write them down: digits that zeros fill up, and words that blanks do; positions follow on."""

from dataclasses import replace

from apps.core.layouts.columns import always, amount, at, blanks, fixed, key, number, text
from apps.core.layouts.layout import Column, Holds, Value


def num(name: str, width: int, value: str | Value = "''") -> Column:
    """Give digits; zeros where nothing is told."""
    return number(name, value, width, required=False, pad="0")


def needed(name: str, width: int, value: str) -> Column:
    """Give digits that have to be there."""
    return number(name, value, width, pad="0")


def alfa(name: str, width: int, path: str, *, required: bool = False) -> Column:
    """Give words in capitals, cut where they are too long."""
    return text(name, path, width, required=required)


def code(name: str, width: int, path: str, *, required: bool = False) -> Column:
    """Give a code or a key, which is refused where it does not fit."""
    return key(name, path, width, required=required)


def cents(name: str, width: int, value: str | Value) -> Column:
    """Give an amount without a mark before its two decimals."""
    return amount(name, value, width, mark="", pad="0")


def day(name: str, path: str) -> Column:
    """Give a day as eight digits."""
    return Column(name=name, value=at(path), holds=Holds.DATE, width=8, pad="0", date_format="%d%m%Y", required=True)


def zeros(name: str, width: int) -> Column:
    """Give digits about which nothing is told."""
    return fixed(name, "0" * width)


def spare(name: str, width: int) -> Column:
    """Give blanks, as all that is not in use is written."""
    return blanks(name, width)


def said(name: str, told: str) -> Column:
    """Give a column that is the same in every file."""
    return Column(name=name, value=always(told), width=len(told))


def tells(name: str, told: str) -> Column:
    """Give a column by which a record is known."""
    return replace(said(name, told), mark=True)


def but(columns: tuple[Column, ...], **others: tuple[Column, ...]) -> tuple[Column, ...]:
    """Give columns with some of them replaced: this is how a bank differs from FEBRABAN."""
    names = {column.name for column in columns}
    assert names >= set(others), sorted(set(others) - names)
    return tuple(one for column in columns for one in others.get(column.name, (column,)))
