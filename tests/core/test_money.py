"""Money: exact, and shared out to the last cent."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.errors import Rejected
from apps.core.money import LEFT_OVER, TO_LARGEST, TO_LAST, TO_REMAINDERS, apportion, cent, read_amount

CENTS = st.integers(min_value=0, max_value=10**12).map(lambda cents: Decimal(cents) / 100)
WEIGHTS = st.lists(st.decimals(0, 10**6, places=4), min_size=1, max_size=40).filter(lambda found: sum(found) > 0)


@given(total=CENTS, weights=WEIGHTS)
def test_shares_add_up_exactly_and_are_whole_cents(total: Decimal, weights: list[Decimal]) -> None:
    parts = apportion(total, weights, currency="BRL")
    assert sum(parts) == total
    assert all(part == part.quantize(Decimal("0.01")) for part in parts)


@given(total=CENTS, weights=WEIGHTS)
def test_no_share_but_the_largest_is_off_by_a_cent(total: Decimal, weights: list[Decimal]) -> None:
    parts = apportion(total, weights, currency="BRL")
    exact = [total * weight / sum(weights) for weight in weights]
    largest = weights.index(max(weights))
    off = [abs(part - share) for index, (part, share) in enumerate(zip(parts, exact, strict=True)) if index != largest]
    assert all(distance < Decimal("0.01") for distance in off)


def test_leftover_cents_go_to_the_largest_share() -> None:
    assert apportion(Decimal("100.00"), [Decimal(1), Decimal(4), Decimal(1)], currency="BRL") == [
        Decimal("16.66"),
        Decimal("66.68"),
        Decimal("16.66"),
    ]


@pytest.mark.parametrize("weights", [[], [Decimal(0)], [Decimal(-1), Decimal(2)]])
def test_weights_that_mean_nothing_are_refused(weights: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="weights"):
        apportion(Decimal(1), weights, currency="BRL")


def test_yen_have_no_cents() -> None:
    assert cent("JPY") == 1
    assert apportion(Decimal(100), [Decimal(1)] * 3, currency="JPY") == [34, 33, 33]


@pytest.mark.parametrize(
    ("sent", "amount"),
    [
        ("12.50", "12.50"),
        (Decimal("33.330000000000002"), "33.33"),
        (Decimal("0.30000000000000004"), "0.30"),
        (" 7 ", "7.00"),
        ("1e2", "100.00"),
        (0, "0.00"),
    ],
)
def test_amounts_are_read_exactly(sent: object, amount: str) -> None:
    assert str(read_amount(sent, field="x", currency="BRL")) == amount


@pytest.mark.parametrize(
    "sent", ["NaN", "inf", "1.234,56", "1_000", "dez", "", None, True, "١٢", "1e99", "9" * 14, [1], {}]
)
def test_what_is_no_plain_number_is_refused_with_its_field(sent: object) -> None:
    with pytest.raises(Rejected) as refused:
        read_amount(sent, field="TotalValue", currency="BRL")
    assert (refused.value.code, refused.value.params["field"]) == ("source.not_a_number", "TotalValue")


@pytest.mark.parametrize("sent", ["10.005", "0.001", "1.23456"])
def test_a_fraction_of_a_cent_is_nobodys_to_round(sent: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_amount(sent, field="x", currency="BRL")
    assert refused.value.code == "source.fraction_of_cent"


RULES = sorted(LEFT_OVER)
FAIR = [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]


@pytest.mark.parametrize(
    ("rule", "parts"),
    [
        (TO_LARGEST, ["344.01", "344.01", "344.13"]),
        (TO_LAST, ["344.02", "344.02", "344.11"]),
        (TO_REMAINDERS, ["344.02", "344.01", "344.12"]),
    ],
)
def test_cents_left_over_go_to_whom_the_rule_says(rule: str, parts: list[str]) -> None:
    shared = apportion(Decimal("1032.15"), FAIR, currency="BRL", rule=rule)
    assert shared == [Decimal(part) for part in parts]


@pytest.mark.parametrize("rule", RULES)
@given(
    cents=st.integers(-(10**9), 10**9),
    weights=st.lists(st.integers(0, 10_000), min_size=1, max_size=40).filter(any),
)
@settings(max_examples=50, deadline=None)
def test_shares_add_up_by_every_rule(rule: str, cents: int, weights: list[int]) -> None:
    total = Decimal(cents) / 100
    parts = apportion(total, [Decimal(weight) for weight in weights], currency="BRL", rule=rule)
    assert sum(parts) == total
    assert all(part == part.quantize(Decimal("0.01")) for part in parts)
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if not weight)
