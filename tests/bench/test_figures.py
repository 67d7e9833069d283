"""The harness's arithmetic: wrong percentiles would make every figure of the table a lie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.figures import Measured, Spread, mean, percentile
from tests.bench.invoices import SIZE, invoice

HUNDRED = [float(number) for number in range(100, 0, -1)]


@pytest.mark.parametrize(("share", "value"), [(0.01, 1), (0.07, 7), (0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100)])
def test_a_percentile_is_the_value_that_so_many_do_not_exceed(share: float, value: float) -> None:
    assert percentile(HUNDRED, share) == value


def test_of_few_values_a_high_percentile_is_the_largest() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.1)])
def test_a_percentile_of_nothing_or_beyond_all_is_refused(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, share)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_one_of_the_values_and_enough_are_not_above_it(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) / len(values) >= share - 1e-9


def test_several_runs_are_told_by_their_median_and_how_far_they_lie_apart() -> None:
    assert Spread.of([9.0, 1.0, 5.0]) == Spread(5.0, 1.0, 9.0)
    assert Spread.of([4.0, 2.0]) == Spread(3.0, 2.0, 4.0)


@pytest.mark.parametrize(
    ("goal", "at_most", "met"), [(5.0, False, True), (5.1, False, False), (5.0, True, True), (4.9, True, False)]
)
def test_a_goal_is_met_by_the_median(goal: float, at_most: bool, met: bool) -> None:
    measured = Measured(row="door", what="p99", unit="ms", values=(1.0, 5.0, 90.0), goal=goal, at_most=at_most)
    assert measured.met is met


def test_a_line_without_a_goal_is_neither_met_nor_missed() -> None:
    assert Measured(row="raw", what="inserts", unit="/s", values=(1.0,)).met is None


def test_the_cost_of_a_program_is_its_mean_over_the_runs() -> None:
    assert mean([{"web": 1.0, "load": 0.5}, {"web": 2.0}]) == {"web": 1.5, "load": 0.25}


def test_every_invoice_is_as_long_as_the_table_says() -> None:
    assert {len(invoice(serial)) for serial in (0, 7, 123_456, 99_999_999)} == {SIZE}
