"""A batch written by a layout: what would be refused, by document, and the bytes when nothing is.

``batch`` is plain data with amounts as decimal text, as `apps.core.layouts.batch` puts it together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from apps.core.errors import Place, Rejected
from apps.core.layouts.cells import cell
from apps.core.layouts.figures import Figures, figures_of
from apps.core.layouts.json_form import json_of
from apps.core.layouts.layout import Form, Layout
from apps.core.layouts.paths import found_at, text_at
from apps.core.layouts.tree import Node, grown


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something cannot be written; ``ref`` is the document that it is about, empty for the whole file."""

    ref: str
    error: Rejected


@dataclass(slots=True)
class Draft:
    """A file before it is bytes: the cells of every line, and what was refused."""

    layout: Layout
    root: Node
    cells: dict[Node, tuple[str, ...]]
    refusals: list[Refusal]


def refusals(layout: Layout, batch: Mapping[str, Any]) -> tuple[Refusal, ...]:
    """Give everything in a batch that this layout cannot hold."""
    try:
        return tuple(draft(layout, batch).refusals)
    except Rejected as error:
        return (Refusal("", error),)


def render(layout: Layout, batch: Mapping[str, Any]) -> bytes:
    """Give the bytes of the file; raises `Rejected` with the first of what would be refused."""
    drawn = draft(layout, batch)
    for refusal in drawn.refusals:
        raise refusal.error
    text = json_of(layout, drawn.root, drawn.cells) if layout.form == Form.JSON else "".join(lines_of(drawn))
    return text.encode(layout.encoding)


def draft(layout: Layout, batch: Mapping[str, Any]) -> Draft:
    """Give the cells of all lines with everything that is refused."""
    drawn = Draft(layout, grown(layout, batch), {}, list(foreign(layout, batch)))
    figures = figures_of(layout)
    for line in drawn.root.lines():
        figures.count_in(line)
        drawn.cells[line] = tuple(cells_of(line, figures, drawn))
        drawn.refusals.extend(broken(line))
    drawn.refusals.extend(past(drawn, batch))
    drawn.refusals.extend(doubled(drawn))
    drawn.refusals.extend(unbalanced(drawn, figures))
    return drawn


def foreign(layout: Layout, batch: Mapping[str, Any]) -> Iterator[Refusal]:
    """Refuse documents in another currency than the file is in; without one of its own, than the first one's."""
    titles = found_at("titles", batch) or []
    wanted = layout.currency or next((str(title["currency"]) for title in titles), "")
    for title in titles:
        if title["currency"] != wanted:
            told = {"expected": wanted, "found": title["currency"]}
            yield Refusal(str(title["ref"]), Rejected("layout.currency", place=Place.SOURCE, **told))


def cells_of(line: Node, figures: Figures, drawn: Draft) -> Iterator[str]:
    """Give the cells of a line; an empty one where it is refused."""
    for column in line.part.columns if line.part else ():
        try:
            yield cell(figures.text_of(column.value, line), column, drawn.layout)
        except Rejected as error:
            told = {"column": column.name, **error.params}
            drawn.refusals.append(Refusal(line.ref, Rejected(error.code, place=error.place, **told)))
            yield ""


def broken(line: Node) -> Iterator[Refusal]:
    """Refuse a line of which a rule does not hold."""
    for rule in line.part.rules if line.part else ():
        if not found_at(rule.holds, line.scope):
            shown = text_at(rule.value, line.scope) if rule.value else ""
            place = Place.HERE if rule.here else Place.SOURCE
            yield Refusal(line.ref, Rejected(rule.code, place=place, value=shown[:80]))


def past(drawn: Draft, batch: Mapping[str, Any]) -> Iterator[Refusal]:
    """Refuse titles with a date that is over: nobody can pay yesterday."""
    today = str(found_at("batch.date", batch) or "")
    for line in drawn.root.lines() if drawn.layout.not_past else ():
        if line.slug in drawn.layout.title_parts and (told := text_at(drawn.layout.not_past, line.scope)) < today:
            yield Refusal(line.ref, Rejected("layout.past", place=Place.SOURCE, value=told, today=today))


def doubled(drawn: Draft) -> Iterator[Refusal]:
    """Refuse titles with the key of an earlier one."""
    seen: set[tuple[str, ...]] = set()
    if not drawn.layout.unique:
        return
    for line in drawn.root.lines():
        if line.slug not in drawn.layout.title_parts or line.part is None:
            continue
        named = {column.name: shown for column, shown in zip(line.part.columns, drawn.cells[line], strict=True)}
        key = tuple(named[name].strip() for name in drawn.layout.unique)
        if key in seen:
            yield Refusal(line.ref, Rejected("layout.doubled", place=Place.SOURCE, value=" ".join(key)))
        seen.add(key)


def unbalanced(drawn: Draft, figures: Figures) -> Iterator[Refusal]:
    """Refuse lines whose parts do not add up to them, as far as they hold amounts at all."""
    bad = {refusal.ref for refusal in drawn.refusals}
    for balance in drawn.layout.balances:
        for line in drawn.root.lines():
            if line.slug != balance.whole or line.ref in bad:
                continue
            whole = figures.amount(line, balance.whole_column)
            found = figures.total([one for one in line.lines() if one.slug == balance.part], balance.column)
            if whole != found:
                told = {"expected": format(whole, "f"), "found": format(found, "f")}
                yield Refusal(line.ref, Rejected("layout.balance", place=Place.SOURCE, **told))


def lines_of(drawn: Draft) -> Iterator[str]:
    """Give the lines of a file with their ends."""
    layout = drawn.layout
    last = len(drawn.cells) - 1
    for place, cells in enumerate(drawn.cells.values()):
        yield line_of(cells, layout) + (layout.newline if place < last or layout.last_newline else "")


def line_of(cells: tuple[str, ...], layout: Layout) -> str:
    """Give one line without its end."""
    if layout.form == Form.FIXED:
        return "".join(cells).ljust(layout.length)
    return layout.separator.join(quoted(one, layout) for one in cells)


def quoted(shown: str, layout: Layout) -> str:
    """Give a cell in quotes where it holds what would end it."""
    if not layout.quote or not (layout.separator in shown or layout.quote in shown):
        return shown
    return f"{layout.quote}{shown.replace(layout.quote, layout.quote * 2)}{layout.quote}"
