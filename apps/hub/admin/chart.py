"""A bar chart as plain SVG: whole numbers in, whole numbers out, nothing for the browser to compute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

#: The drawing's own units; the page scales it.
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 980, 240, 44, 30, 12
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One day: what was booked, and what came that day and still waits, on top of it."""

    day: date
    booked: int
    waiting: int
    x: int
    width: int
    booked_y: int
    booked_height: int
    waiting_y: int
    waiting_height: int
    label_x: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the grid and the number beside it."""

    y: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Everything the template draws."""

    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    booked: int
    waiting: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM
    label_y: int = HEIGHT - 8


def draw(days: Sequence[date], booked: Mapping[date, int], waiting: Mapping[date, int]) -> Chart:
    """Draw one bar for each day, scaled to the highest."""
    top = ceiling(max((booked.get(day, 0) + waiting.get(day, 0) for day in days), default=0))
    slot = (WIDTH - LEFT) // len(days)
    return Chart(
        bars=tuple(
            bar(
                day,
                LEFT + slot * place,
                slot=slot,
                booked=booked.get(day, 0),
                waiting=waiting.get(day, 0),
                top=top,
            )
            for place, day in enumerate(days)
        ),
        lines=tuple(Line(HEIGHT - BOTTOM - scaled(value, top), value) for value in grid(top)),
        booked=sum(booked.get(day, 0) for day in days),
        waiting=sum(waiting.get(day, 0) for day in days),
    )


def bar(day: date, x: int, *, slot: int, booked: int, waiting: int, top: int) -> Bar:
    """Place one day's bar; a number that is not zero is always seen."""
    low, high = scaled(booked, top), scaled(waiting, top)
    width = slot * 6 // 10
    return Bar(
        day=day,
        booked=booked,
        waiting=waiting,
        x=x + (slot - width) // 2,
        width=width,
        booked_y=HEIGHT - BOTTOM - low,
        booked_height=low,
        waiting_y=HEIGHT - BOTTOM - low - high,
        waiting_height=high,
        label_x=x + slot // 2,
    )


def scaled(value: int, top: int) -> int:
    """Give a height for a value, at least two for what is not nothing."""
    return max(2, value * (HEIGHT - BOTTOM - TOP) // top) if value else 0


def ceiling(highest: int) -> int:
    """Give the next round number that is a multiple of four, so that the grid has whole numbers."""
    power = 1
    while True:
        for step in STEPS:
            if (candidate := 4 * step * power) >= highest:
                return candidate
        power *= 10


def grid(top: int) -> tuple[int, ...]:
    """Give the numbers at which lines are drawn."""
    return tuple(top * part // 4 for part in range(5))
