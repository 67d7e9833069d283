"""Tolerant reading: whatever comes is read rightly or refused by name, never guessed and never a crash."""

import itertools
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.connectors.bluefleet.reading import Part
from apps.core.documents import Document
from apps.core.errors import Rejected
from tests.connectors.bluefleet.bodies import EVENTS, load, outcome, read_body

SAO_PAULO = ZoneInfo("America/Sao_Paulo")

#: Whole bodies take long to draw on a busy machine; that says nothing about the reading.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.decimals(), st.floats(), st.text(max_size=20),
    st.sampled_from(["0001-01-01T00:00:00", "2026-04-20T00:00:00", "NaN", "-1", "1e5", "\ud800", "\x00"]),
)  # fmt: skip
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
at = datetime.fromisoformat
moments = st.datetimes(min_value=at("1990-01-02"), max_value=at("2100-12-30"))
offsets = st.integers(min_value=-14 * 60, max_value=14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def of(value: object) -> Part:
    """Give a body with one field."""
    return Part.of({"Field": value})


def random_case(text: str, upper: list[bool]) -> str:
    """Write a key in mixed case."""
    cases = upper * (len(text) // max(len(upper), 1) + 1)
    return "".join(sign.upper() if case else sign.lower() for sign, case in zip(text, cases, strict=False))


def recased(value: Any, upper: list[bool]) -> Any:
    """Write every key of a body in mixed case."""
    if isinstance(value, dict):
        return {random_case(key, upper): recased(item, upper) for key, item in value.items()}
    return [recased(item, upper) for item in value] if isinstance(value, list) else value


def objects_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the objects that a body holds, in lists or alone."""
    held = itertools.chain.from_iterable(item if isinstance(item, list) else [item] for item in body.values())
    return [item for item in held if isinstance(item, dict)]


def texts_of(value: Any) -> Iterator[str]:
    """Give every text inside a document."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from texts_of(inner)


def is_storable(text: str) -> bool:
    """Tell whether every database and encoding can hold a text."""
    return "\x00" not in text and text == text.encode("utf-8", "ignore").decode()


@pytest.mark.parametrize("event", EVENTS)
@patient
@given(upper=st.lists(st.booleans(), min_size=1, max_size=7))
def test_keys_match_in_any_case_at_any_depth(event: str, upper: list[bool]) -> None:
    body = load(f"{event}__vendor_example")
    assert read_body(event, recased(body, upper)) == read_body(event, body)


@pytest.mark.parametrize("event", EVENTS)
@patient
@given(data=st.data())
def test_any_rubbish_in_any_field_is_read_or_refused(event: str, data: st.DataObject) -> None:
    body = load(f"{event}__vendor_example")
    places = [(place, key) for place in [body, *objects_of(body)] for key in place]
    for place, key in data.draw(st.lists(st.sampled_from(places), max_size=4)):
        place[key] = data.draw(anything)
    found = outcome(event, body)
    if isinstance(found, Document):
        assert found.total >= 0
        assert all(each.amount >= 0 for each in found.instalments)
        assert all(is_storable(text) for text in texts_of(asdict(found)))
    else:
        assert found.code.startswith("source.")
        assert all(is_storable(text) for text in found.params.values())


@given(moments)
def test_a_moment_without_a_zone_is_sao_paulo_s(naive: datetime) -> None:
    read = of(naive.isoformat()).moment("Field")
    assert read == naive.replace(tzinfo=SAO_PAULO).astimezone(UTC)
    assert read is not None
    assert read.tzinfo is UTC


@given(moments, offsets)
def test_a_moment_with_an_offset_is_that_instant(naive: datetime, offset: timezone) -> None:
    given_moment = naive.replace(tzinfo=offset)
    assert of(given_moment.isoformat()).moment("Field") == given_moment


@given(moments)
def test_a_date_without_a_zone_is_the_date_that_is_written(naive: datetime) -> None:
    assert of(naive.isoformat()).day("Field") == naive.date()
    assert of(naive.date().isoformat()).day("Field") == naive.date()


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31)), offsets)
def test_midnight_is_a_plain_date_in_any_zone(day: date, offset: timezone) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=offset)
    assert of(midnight.isoformat()).day("Field") == day


@given(moments, offsets)
def test_any_other_time_is_dated_in_sao_paulo(naive: datetime, offset: timezone) -> None:
    moment = naive.replace(tzinfo=offset, microsecond=1)
    assert of(moment.isoformat()).day("Field") == moment.astimezone(SAO_PAULO).date()


@given(st.datetimes(max_value=at("0001-12-31T23:59:59")), st.none() | offsets)
def test_year_one_is_no_date(naive: datetime, offset: timezone | None) -> None:
    part = of(naive.replace(tzinfo=offset).isoformat())
    assert (part.day("Field"), part.moment("Field")) == (None, None)


@given(
    st.datetimes(min_value=at("0002-01-01"), max_value=at("1989-12-31T23:00:00"))
    | st.datetimes(min_value=at("2101-01-01"))
)
def test_a_date_out_of_range_is_refused(naive: datetime) -> None:
    with pytest.raises(Rejected) as refusal:
        of(naive.isoformat()).day("Field")
    assert refusal.value.code == "source.date_out_of_range"


@pytest.mark.parametrize("fraction", ["", ".1", ".123", ".123456", ".1234567"])
@pytest.mark.parametrize("zone", ["", "Z", "-03:00"])
def test_fractions_of_a_second_of_any_length_are_read(fraction: str, zone: str) -> None:
    read = of(f"2026-04-01T09:14:27{fraction}{zone}").moment("Field")
    assert read is not None
    assert read.replace(microsecond=0) == datetime(2026, 4, 1, 9 if zone == "Z" else 12, 14, 27, tzinfo=UTC)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_amounts_are_exact_as_numbers_and_as_text(amount: Decimal) -> None:
    assert of(amount).amount("Field") == of(str(amount)).amount("Field") == amount
    assert not of(amount).amount("Field").is_signed()


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_the_noise_of_a_double_is_rounded_away(amount: Decimal) -> None:
    assert of(float(amount)).amount("Field") == amount


@given(st.decimals(min_value="-1000000000", max_value="-0.01", places=2))
def test_amounts_below_zero_are_refused(amount: Decimal) -> None:
    with pytest.raises(Rejected) as refusal:
        of(amount).amount("Field")
    assert refusal.value.code == "source.negative"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "R$ 10,00", "1.234,56", "dez", True, float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(Rejected) as refusal:
        of(value).amount("Field")
    assert refusal.value.code == "source.not_a_number"


def test_minus_zero_is_zero() -> None:
    assert not of(Decimal("-0.0")).amount("Field").is_signed()


@pytest.mark.parametrize("value", [None, "", "  "])
def test_nothing_reads_as_nothing(value: object) -> None:
    part = of(value)
    assert (part.text("Field"), part.identifier("Field"), part.amount("Field")) == ("", "", Decimal(0))
    assert not part.flag("Field")
    assert (part.day("Field"), part.moment("Field"), part.part("Field").fields, part.parts("Field")) == (
        None, None, {}, [],
    )  # fmt: skip


def test_lone_surrogates_and_nul_are_left_out_of_texts() -> None:
    assert of("a\ud800b\x00c").text("Field") == "abc"


def test_nulls_in_a_list_are_left_out_and_the_places_of_the_others_kept() -> None:
    parts = of([None, {"A": 1}]).parts("Field")
    assert [part.where("A") for part in parts] == ["Field[1].A"]
