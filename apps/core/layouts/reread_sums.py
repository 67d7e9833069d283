"""The second reader's proof: every figure that a file tells of itself is counted and added up again."""

from decimal import Decimal

from apps.core.errors import Place, Rejected
from apps.core.layouts.layout import Column, Holds, Layout, Origin, Value
from apps.core.layouts.reread_record import Record, all_in

Seen = dict[tuple[Record, tuple[str, ...]], int]


def prove(layout: Layout, top: Record) -> None:
    """Refuse a file with a number, a count or a sum that is not what its lines say."""
    seen: Seen = {}
    for record in all_in(top):
        take_notice(record, seen)
        for column in record.part.columns if record.part else ():
            prove_column(record, column, seen)
    prove_balances(layout, top)


def take_notice(record: Record, seen: Seen) -> None:
    """Count a record in everything around it: by its own name, and among all records."""
    around: Record | None = record
    while around is not None:
        for names in ((record.slug,), ()):
            seen[around, names] = seen.get((around, names), 0) + 1
        around = around.above


def prove_column(record: Record, column: Column, seen: Seen) -> None:
    """Refuse a figure that is wrong."""
    value = column.value
    if value.origin in (Origin.PATH, Origin.FIXED):
        return
    frame = frame_of(record, value)
    told = record.amount(column.name) if column.holds is Holds.AMOUNT else Decimal(record.values[column.name] or 0)
    expected = true_figure(value, frame, seen)
    if told != expected:
        params = {"line": record.line, "column": column.name, "expected": expected, "found": told}
        raise Rejected("reread.figure", place=Place.HERE, **params)


def true_figure(value: Value, frame: Record, seen: Seen) -> Decimal:
    """Give what a figure has to be."""
    if value.origin is Origin.SEQUENCE:
        groups: list[tuple[str, ...]] = [(slug,) for slug in value.of] or [()]
        return Decimal(sum(seen.get((frame, group), 0) for group in groups))
    counted = [one for one in all_in(frame) if value.of == () or one.slug in value.of]
    if value.origin is Origin.COUNT:
        return Decimal(len(counted))
    return sum((one.amount(value.column) for one in counted), Decimal(0))


def frame_of(record: Record, value: Value) -> Record:
    """Give the record within which a figure counts."""
    frame = record
    while frame.above is not None and not (value.within and frame.slug == value.within):
        frame = frame.above
    return frame


def prove_balances(layout: Layout, top: Record) -> None:
    """Refuse a record whose parts do not add up to it."""
    for balance in layout.balances:
        for whole in [record for record in all_in(top) if record.slug == balance.whole]:
            expected = whole.amount(balance.whole_column)
            shares = [one.amount(balance.column) for one in all_in(whole) if one.slug == balance.part]
            if sum(shares, Decimal(0)) != expected:
                params = {"line": whole.line, "column": balance.column, "expected": expected, "found": sum(shares)}
                raise Rejected("reread.figure", place=Place.HERE, **params)
