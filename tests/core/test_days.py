"""Business days in Brazil."""

from datetime import date

import pytest

from apps.core.days import business_day_before, business_days_after, is_business_day, next_business_day


@pytest.mark.parametrize(
    ("day", "business"),
    [
        (date(2026, 3, 13), True),
        (date(2026, 3, 14), False),  # Saturday
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 2, 17), False),  # Carnival: no national holiday, and no bank is open
        (date(2026, 2, 18), True),  # Ash Wednesday: banks open at noon
        (date(2026, 6, 4), False),  # Corpus Christi
        (date(2026, 11, 20), False),  # a national holiday since 2024
        (date(2026, 10, 28), True),  # Public Servant's Day is nobody else's
    ],
)
def test_banks_are_closed_on_weekends_holidays_and_their_own_days(day: date, *, business: bool) -> None:
    assert is_business_day(day) is business


def test_carnival_moves_a_day_forward_or_back() -> None:
    assert next_business_day(date(2026, 2, 14)) == date(2026, 2, 18)
    assert business_day_before(date(2026, 2, 17)) == date(2026, 2, 13)


def test_business_days_are_counted_over_the_turn_of_the_year() -> None:
    assert business_days_after(date(2026, 12, 24), 0) == date(2026, 12, 24)
    assert business_days_after(date(2026, 12, 24), 1) == date(2026, 12, 28)
    assert business_days_after(date(2026, 12, 30), 2) == date(2027, 1, 4)
