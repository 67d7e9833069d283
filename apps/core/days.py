"""Business days in Brazil: no weekend, no public holiday, and none of the days on which banks stay closed."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from holidays.constants import OPTIONAL, PUBLIC
from holidays.countries.brazil import Brazil

#: Optional for everybody else, but no bank settles a payment on them (FEBRABAN, feriados bancários).
BANKS_CLOSED = ("Carnival", "Corpus Christi")
SATURDAY = 5
ONE = timedelta(days=1)


@cache
def closed_in(year: int) -> frozenset[date]:
    """Give the holidays of a year on which no bank settles."""
    optional = Brazil(years=year, categories=OPTIONAL, language="en_US")
    banks = {day for day, name in optional.items() if name in BANKS_CLOSED}
    return frozenset({*Brazil(years=year, categories=PUBLIC), *banks})


def is_business_day(day: date) -> bool:
    """Tell whether banks settle payments on a day."""
    return day.weekday() < SATURDAY and day not in closed_in(day.year)


def days_from(day: date, step: timedelta = ONE) -> Iterator[date]:
    """Give a day and those that follow it, or that come before it."""
    while True:
        yield day
        day += step


def next_business_day(day: date) -> date:
    """Give a day, or the first business day behind it."""
    return next(filter(is_business_day, days_from(day)))


def business_day_before(day: date) -> date:
    """Give a day, or the last business day before it."""
    return next(filter(is_business_day, days_from(day, -ONE)))


def business_days_after(day: date, count: int) -> date:
    """Give the day that is ``count`` business days behind a day."""
    for _number in range(count):
        day = next_business_day(day + ONE)
    return day
