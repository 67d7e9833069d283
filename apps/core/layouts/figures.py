"""Figures over lines: how many there are of a part so far or at all, and what a column of theirs adds up to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from apps.core.layouts.cells import decimal_of
from apps.core.layouts.layout import Column, Layout, Origin, Value, every_part
from apps.core.layouts.paths import text_at
from apps.core.layouts.tree import Node


@dataclass(slots=True)
class Figures:
    """The figures of one file, to be asked for line by line in its order."""

    layout: Layout
    sequences: tuple[Value, ...] = ()
    so_far: dict[tuple[Node, Value], int] = field(default_factory=dict)
    known: dict[tuple[Node, Value], Decimal] = field(default_factory=dict)

    def count_in(self, line: Node) -> None:
        """Take notice that a line comes now."""
        for value in self.sequences:
            if not value.of or line.slug in value.of:
                key = (line.nearest(value.within), value)
                self.so_far[key] = self.so_far.get(key, 0) + 1

    def text_of(self, value: Value, line: Node) -> str:
        """Give what a value finds for a line, as plain text."""
        match value.origin:
            case Origin.FIXED:
                return value.text
            case Origin.PATH:
                return text_at(value.text, line.scope)
            case Origin.SEQUENCE:
                return str(self.so_far.get((line.nearest(value.within), value), 0))
            case _:
                return format(self.over_all(value, line.nearest(value.within)), "f")

    def over_all(self, value: Value, node: Node) -> Decimal:
        """Give how many lines there are inside a node, or what their column adds up to."""
        if (node, value) not in self.known:
            lines = [line for line in node.lines() if not value.of or line.slug in value.of]
            adds_up = value.origin == Origin.TOTAL
            self.known[node, value] = self.total(lines, value.column) if adds_up else Decimal(len(lines))
        return self.known[node, value]

    def total(self, lines: Iterable[Node], column: str) -> Decimal:
        """Give what a column of lines adds up to."""
        return sum((self.amount(line, column) for line in lines), Decimal(0))

    def amount(self, line: Node, column: str) -> Decimal:
        """Give the amount in a column of a line; one that is empty is nothing."""
        found = column_of(line, column)
        text = self.text_of(found.value, line)
        return decimal_of(text, found) if text.strip() else Decimal(0)


def figures_of(layout: Layout) -> Figures:
    """Give the figures of a file that is about to be written."""
    values = [column.value for part in every_part(layout.parts) for column in part.columns]
    return Figures(layout, tuple({value for value in values if value.origin == Origin.SEQUENCE}))


def column_of(line: Node, name: str) -> Column:
    """Give a column of a line by its name; KeyError when there is none."""
    columns = line.part.columns if line.part else ()
    return {column.name: column for column in columns}[name]
