"""The table that people read, in Markdown so that it can be kept."""

from collections.abc import Mapping, Sequence

from tests.bench.figures import Measured

HEAD = ("row", "what", "goal", "median", "spread", "", "machine's limit", "cores taken", "note")


def table(lines: Sequence[Measured]) -> str:
    """Give the table of one database."""
    limits = {line.what: line for line in lines}
    rows = [HEAD, *(cells(line, limits) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    told = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([told[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *told[1:]])


def cells(line: Measured, limits: Mapping[str, Measured]) -> tuple[str, ...]:
    """Give the cells of one line."""
    return (
        line.row,
        line.what,
        goal(line),
        f"{number(line.spread.median)} {line.unit}",
        f"{number(line.spread.low)}–{number(line.spread.high)}",
        {True: "met", False: "MISSED", None: ""}[line.met],
        limit(line, limits),
        ", ".join(f"{name} {cores:.2f}" for name, cores in line.cores.items()),
        line.note,
    )


def goal(line: Measured) -> str:
    """Give the goal."""
    if line.goal is None:
        return ""
    return f"{'≤' if line.at_most else '≥'} {number(line.goal)} {line.unit}"


def limit(line: Measured, limits: Mapping[str, Measured]) -> str:
    """Give what the machine can do, and how near we are."""
    if line.limit not in limits:
        return ""
    most = limits[line.limit].spread.median
    return f"{number(most)} {line.limit} ({line.spread.median / most:.0%})"


def number(value: float) -> str:
    """Give a number with the digits that mean something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.3f}"
