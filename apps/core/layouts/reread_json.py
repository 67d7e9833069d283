"""The second reader's way through a JSON file: every object has the members that the layout says, and no others."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from apps.core.errors import Place, Rejected
from apps.core.layouts.layout import Column, Holds, Layout, Part
from apps.core.layouts.reread_record import Record, check_value, odd


def read_json(layout: Layout, text: str) -> Record:
    """Give the records of a file below one that stands for all of it."""
    try:
        told = json.loads(text, parse_float=Decimal, parse_constant=Decimal)
    except ValueError as error:
        raise Rejected("reread.json", place=Place.HERE) from error
    top = Record(None)
    first = layout.parts[0]
    read_members({"": told} if first.name == "" else told, layout.parts, (), top)
    return top


def read_members(told: Any, parts: tuple[Part, ...], columns: tuple[Column, ...], record: Record) -> None:
    """Read an object into a record."""
    expected = [column.name for column in columns] + [part.name for part in parts]
    if not isinstance(told, Mapping) or sorted(told) != sorted(expected):
        raise Rejected("reread.unknown_record", place=Place.HERE, line=0, value=str(told)[:40])
    record.values = {column.name: value_of(told[column.name], column) for column in columns}
    for part in parts:
        for item in items_of(told[part.name], part):
            inner = Record(part, above=record)
            read_members(item, part.parts, part.columns, inner)
            record.inside.append(inner)


def items_of(told: Any, part: Part) -> list[Any]:
    """Give the objects of a part: those of a list where it is repeated, else the only one."""
    if part.each:
        return told if isinstance(told, list) else [told]
    return [] if told is None and part.when else [told]


def value_of(told: Any, column: Column) -> str:
    """Give a value as text; one of another type than its column has is refused."""
    fits = type(told) in TYPES[column.holds]
    shown = "" if told is None else str(told)
    if not fits or (column.width and len(shown) > column.width):
        raise odd(shown, column, 0)
    as_written = shown.replace(".", column.decimal_mark) if column.holds is Holds.AMOUNT else shown
    check_value(as_written, column, 0)
    return as_written


TYPES: Mapping[Holds, tuple[type, ...]] = {
    Holds.TEXT: (str,),
    Holds.NUMBER: (int, type(None)),
    Holds.DATE: (str, type(None)),
    Holds.AMOUNT: (Decimal, int, type(None)),
}
