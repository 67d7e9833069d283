"""A record that the second reader found in a file, and what its columns may hold."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from apps.core.errors import Place, Rejected
from apps.core.layouts.layout import Column, Holds, Part, Side


@dataclass(slots=True, eq=False)
class Record:
    """One record: its values as they were read, and the records inside it; ``line`` is where it stands."""

    part: Part | None
    line: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    inside: "list[Record]" = field(default_factory=list)
    above: "Record | None" = None

    @property
    def slug(self) -> str:
        """Give the slug of its part, empty for the file."""
        return "" if self.part is None else self.part.slug

    def amount(self, name: str) -> Decimal:
        """Give an amount of its columns; an empty one is nothing."""
        column = next(one for one in self.part.columns if one.name == name) if self.part else None
        return read_amount(self.values[name], column) if column else Decimal(0)


def all_in(record: Record) -> Iterator[Record]:
    """Give the records with columns from here down, in the order of the file."""
    if record.part is not None and record.part.columns:
        yield record
    for inner in record.inside:
        yield from all_in(inner)


def read_amount(shown: str, column: Column) -> Decimal:
    """Give the amount that a column shows; every decimal has to be there."""
    if shown == "":
        return Decimal(0)
    mark, places = re.escape(column.decimal_mark), column.decimals
    pattern = rf"[0-9]+{mark}[0-9]{{{places}}}" if places else "[0-9]+"
    if column.decimal_mark == "":
        pattern = rf"[0-9]{{{places},}}" if places else "[0-9]+"
    if not re.fullmatch(pattern, shown):
        raise ValueError(shown)
    return Decimal(re.sub(r"[^0-9]", "", shown)).scaleb(-places)


def without_filling(cell: str, column: Column) -> str:
    """Give what a column of exact width shows without what fills it up; zeros before a figure say nothing anyway."""
    filling = column.pad if column.pad not in ("", "0") else " "
    bare = cell.lstrip(filling) if column.side is Side.LEFT else cell.rstrip(filling)
    if column.pad != "0" or column.holds in (Holds.NUMBER, Holds.AMOUNT):
        return bare
    if column.holds is Holds.DATE and set(bare) <= {"0"}:
        return ""
    return bare


def check_value(shown: str, column: Column, line: int) -> None:
    """Refuse a value that is none of what the column holds, one that is missing, and another than the fixed one."""
    if column.required and not shown.strip():
        raise odd(shown, column, line)
    try:
        CHECKS[column.holds](shown, column)
    except ValueError as error:
        raise odd(shown, column, line) from error


def check_number(shown: str, column: Column) -> None:
    """Refuse what is no whole number."""
    if shown and not re.fullmatch("[0-9]+", shown):
        raise ValueError(shown)


def check_date(shown: str, column: Column) -> None:
    """Refuse what is no day that there is."""
    if shown:
        datetime.strptime(shown, column.date_format)  # noqa: DTZ007  a calendar day, it has no zone


def check_text(shown: str, column: Column) -> None:
    """Refuse a text with anything in it that breaks a line."""
    if not shown.isprintable():
        raise ValueError(shown)


CHECKS = {Holds.TEXT: check_text, Holds.NUMBER: check_number, Holds.DATE: check_date, Holds.AMOUNT: read_amount}


def odd(shown: str, column: Column, line: int) -> Rejected:
    """Give the error for a value that should not be there."""
    return Rejected("reread.value", place=Place.HERE, line=line, column=column.name, value=shown[:80])
