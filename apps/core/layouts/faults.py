"""What is wrong with a layout itself, before any batch is written by it."""

import codecs
from collections.abc import Iterator
from datetime import date

from apps.core.errors import Place, Rejected
from apps.core.layouts.layout import Column, Form, Holds, Layout, Origin, Part, Value, every_part
from apps.core.layouts.paths import compiled

NEWLINES = ("\r\n", "\n")
DAY = date(2026, 12, 31)
#: Signs of a line or a column, far above what any system takes.
LONGEST = 10_000


def faults(layout: Layout) -> tuple[Rejected, ...]:
    """Give everything that would keep a layout from ever being written, or its files from being read."""
    return (
        *of_file(layout),
        *of_names(layout),
        *(error for part in every_part(layout.parts) for error in of_part(layout, part)),
    )


def fault(field: str, value: object) -> Rejected:
    """Give the error for a field of a layout that cannot be so."""
    return Rejected("layout.spec", place=Place.HERE, field=field, value=str(value)[:80])


def of_file(layout: Layout) -> Iterator[Rejected]:
    """Give what is wrong with the file as a whole."""
    if not known_encoding(layout.encoding):
        yield fault("encoding", layout.encoding)
    if layout.newline not in NEWLINES:
        yield fault("newline", repr(layout.newline))
    if layout.form == Form.SEPARATED and not one_sign(layout.separator):
        yield fault("separator", layout.separator)
    if layout.quote and not one_sign(layout.quote):
        yield fault("quote", layout.quote)
    if not layout.quote and layout.separator in layout.instead:
        yield fault("instead", layout.instead)
    if len(layout.replacement) > 1 or layout.replacement == layout.separator or not layout.replacement.isascii():
        yield fault("replacement", layout.replacement)
    yield from of_path(layout.not_past)
    if layout.form == Form.FIXED and not 1 <= layout.length <= LONGEST:
        yield fault("length", layout.length)


def known_encoding(name: str) -> bool:
    """Tell whether there is such an encoding, and line ends and digits are in it what they are in ASCII."""
    try:
        return codecs.lookup(name) is not None and "1;\n".encode(name) in (b"1;\n", b"\xef\xbb\xbf1;\n")
    except (LookupError, UnicodeError):
        return False


def one_sign(text: str) -> bool:
    """Tell whether a text is one plain sign that no figure holds."""
    return len(text) == 1 and text.isascii() and not text.isalnum() and text not in "\r\n-"


def of_names(layout: Layout) -> Iterator[Rejected]:
    """Give which names are there twice, or stand for nothing."""
    parts = {part.slug: part for part in every_part(layout.parts)}
    if len(parts) != len(every_part(layout.parts)):
        yield fault("parts", ", ".join(part.slug for part in every_part(layout.parts)))
    for slug in layout.title_parts:
        yield from of_titles(layout, parts.get(slug), slug)
    for balance in layout.balances:
        for slug, column in ((balance.part, balance.column), (balance.whole, balance.whole_column)):
            if not has_amount(parts.get(slug), column):
                yield fault("balances", f"{slug}.{column}")


def of_titles(layout: Layout, part: Part | None, slug: str) -> Iterator[Rejected]:
    """Give what a part lacks whose lines are said to be titles."""
    if part is None:
        yield fault("titles", slug)
        return
    if not has_amount(part, layout.amount):
        yield fault("amount", layout.amount)
    names = {column.name for column in part.columns}
    yield from (fault("unique", name) for name in layout.unique if name not in names)


def has_amount(part: Part | None, name: str) -> bool:
    """Tell whether a part has a column of amounts by a name."""
    return part is not None and any(one.name == name and one.holds == Holds.AMOUNT for one in part.columns)


def of_part(layout: Layout, part: Part) -> Iterator[Rejected]:
    """Give what is wrong with one part."""
    names = [column.name for column in part.columns]
    if len(names) != len(set(names)):
        yield fault(f"{part.slug}.columns", ", ".join(names))
    for path in (part.each, part.when, part.by, *(path for rule in part.rules for path in (rule.holds, rule.value))):
        yield from of_path(path)
    if layout.form == Form.FIXED and sum(column.width for column in part.columns) > layout.length:
        yield fault(f"{part.slug}.columns", sum(column.width for column in part.columns))
    for column in part.columns:
        yield from of_column(layout, column, f"{part.slug}.{column.name}")


def of_path(path: str) -> Iterator[Rejected]:
    """Give why a path is none."""
    try:
        compiled(path or "batch")
    except Rejected as error:
        yield error


def of_column(layout: Layout, column: Column, where: str) -> Iterator[Rejected]:
    """Give what is wrong with one column."""
    least = 1 if layout.form == Form.FIXED else 0
    if not least <= column.width <= LONGEST:
        yield fault(f"{where}.width", column.width)
    if len(column.pad) > 1 or not column.pad.isascii() or (column.pad and column.pad == layout.separator):
        yield fault(f"{where}.pad", column.pad)
    if not 0 <= column.decimals <= 6 or column.decimal_mark not in ("", ",", "."):
        yield fault(f"{where}.decimals", f"{column.decimals} {column.decimal_mark}")
    if column.holds == Holds.AMOUNT and layout.form == Form.SEPARATED and column.decimal_mark == layout.separator:
        yield fault(f"{where}.decimal_mark", column.decimal_mark)
    if column.holds == Holds.DATE and not readable_format(column.date_format):
        yield fault(f"{where}.date_format", column.date_format)
    if column.mark and (column.value.origin != Origin.FIXED or not column.value.text):
        yield fault(f"{where}.mark", column.value.text)
    yield from of_value(layout, column.value, where)


def readable_format(written: str) -> bool:
    """Tell whether a day that is written in a format can be read again."""
    parts = [written.count(f"%{code}") for code in "dmYyj"]
    whole = (parts[0] == parts[1] == 1 or parts[4] == 1) and parts[2] + parts[3] == 1
    return whole and written.count("%") == sum(parts) and DAY.strftime(written).isprintable()


def of_value(layout: Layout, value: Value, where: str) -> Iterator[Rejected]:
    """Give what is wrong with where a column has its value from."""
    parts = {part.slug: part for part in every_part(layout.parts)}
    if value.origin == Origin.PATH:
        yield from of_path(value.text)
    named = (*value.of, *((value.within,) if value.within else ()))
    yield from (fault(f"{where}.value", slug) for slug in named if slug not in parts)
    if value.origin == Origin.TOTAL:
        yield from (
            fault(f"{where}.value", value.column) for slug in value.of if not has_amount(parts.get(slug), value.column)
        )
        if not value.of:
            yield fault(f"{where}.value", "of")
