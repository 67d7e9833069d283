"""The second reader's way through a file of lines: it follows the tree of parts, and every line must have its place."""

from dataclasses import dataclass

from apps.core.errors import Place, Rejected
from apps.core.layouts.layout import Form, Layout, Origin, Part
from apps.core.layouts.reread_record import Record, check_value, without_filling


@dataclass(slots=True)
class Course:
    """The lines of a file, and the next of them."""

    layout: Layout
    lines: list[str]
    place: int = 0

    @property
    def line(self) -> str | None:
        """Give the next line, None behind the last."""
        return self.lines[self.place] if self.place < len(self.lines) else None


def read_lines(layout: Layout, text: str) -> Record:
    """Give the records of a file below one that stands for all of it."""
    course = Course(layout, split(layout, text))
    top = Record(None)
    for part in layout.parts:
        read_part(part, top, course)
    if course.line is not None:
        raise Rejected("reread.unknown_record", place=Place.HERE, line=course.place + 1, value=course.line[:40])
    return top


def split(layout: Layout, text: str) -> list[str]:
    """Give the lines of a file; other ends of lines than the layout's are refused."""
    if layout.last_newline != text.endswith(layout.newline):
        raise Rejected("reread.line_end", place=Place.HERE, line=text.count("\n") + 1)
    lines = text.split(layout.newline)
    lines = lines[:-1] if layout.last_newline else lines
    for number, line in enumerate(lines, start=1):
        if "\r" in line or "\n" in line:
            raise Rejected("reread.line_end", place=Place.HERE, line=number)
        if layout.form is Form.FIXED and len(line) != layout.length:
            raise wrong_width(number, layout.length, len(line))
    return lines


def read_part(part: Part, above: Record, course: Course) -> None:
    """Read all records of a part that come now."""
    found = 0
    while course.line is not None and begins(part, course.line, course.layout):
        above.inside.append(read_record(part, above, course))
        found += 1
        if not part.each:
            return
    if not (found or part.each or part.when):
        raise Rejected("reread.missing_record", place=Place.HERE, line=course.place + 1, record=part.slug)


def read_record(part: Part, above: Record, course: Course) -> Record:
    """Read one record with everything inside it."""
    record = Record(part, course.place + 1, above=above)
    if part.columns and course.line is not None:
        record.values = values_in(course.line, part, course)
        course.place += 1
    for inner in part.parts:
        read_part(inner, record, course)
    return record


def begins(part: Part, line: str, layout: Layout) -> bool:
    """Tell whether a line is the first of a part, by the columns that mark it."""
    if not part.columns:
        return any(begins(inner, line, layout) for inner in leading(part))
    shown = cells_in(line, part, layout)
    if len(shown) != len(part.columns):
        return not any(column.mark for column in part.columns)
    marks = [(cell, column) for cell, column in zip(shown, part.columns, strict=True) if column.mark]
    return all(without_filling(cell, column) == column.value.text.strip() for cell, column in marks)


def leading(part: Part) -> list[Part]:
    """Give the parts inside a group with which it can begin."""
    found: list[Part] = []
    for inner in part.parts:
        found.append(inner)
        if not (inner.each or inner.when):
            break
    return found


def values_in(line: str, part: Part, course: Course) -> dict[str, str]:
    """Give the values of a line by their columns."""
    shown = cells_in(line, part, course.layout)
    if len(shown) != len(part.columns):
        raise wrong_width(course.place + 1, len(part.columns), len(shown))
    told: dict[str, str] = {}
    for cell, column in zip(shown, part.columns, strict=True):
        if column.width and len(cell) > column.width:
            raise wrong_width(course.place + 1, column.width, len(cell))
        told[column.name] = without_filling(cell, column) if column.pad or course.layout.form is Form.FIXED else cell
        if column.value.origin is not Origin.FIXED:
            check_value(told[column.name], column, course.place + 1)
    return told


def cells_in(line: str, part: Part, layout: Layout) -> list[str]:
    """Cut a line into its cells."""
    if layout.form is Form.SEPARATED:
        return unquoted(line, layout) if layout.quote else line.split(layout.separator)
    cells, start = [], 0
    for column in part.columns:
        cells.append(line[start : start + column.width])
        start += column.width
    return cells if not line[start:].strip() else [*cells, line[start:]]


def unquoted(line: str, layout: Layout) -> list[str]:
    """Cut a line at its separators, those inside quotes apart."""
    cells, held, inside = [], "", False
    for sign in line:
        if sign == layout.quote:
            inside = not inside
        if sign == layout.separator and not inside:
            cells.append(held)
            held = ""
        else:
            held += sign
    quote = layout.quote
    return [
        cell[1:-1].replace(quote * 2, quote) if len(cell) > 1 and cell[0] == quote == cell[-1] else cell
        for cell in [*cells, held]
    ]


def wrong_width(line: int, expected: int, found: int) -> Rejected:
    """Give the error for a line or a column of another width than the layout says."""
    return Rejected("reread.width", place=Place.HERE, line=line, expected=expected, found=found)
