"""Tables and spreadsheets in which numbers are numbers, days are days, and nothing that anybody wrote is a formula."""

import io
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from apps.hub.admin import sheets
from tests.hub.batches import reader

SIX = datetime.combine(date(2026, 3, 10), time(18, 5))
EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1", '=HYPERLINK("https://example.net","x")')


def book(*rows: sheets.Row) -> list[tuple[object, ...]]:
    """Read a spreadsheet again, formulas as formulas."""
    held = io.BytesIO()
    sheets.write_xlsx([("a", "b"), *rows], held, "A/B [x]")
    [sheet] = load_workbook(held).worksheets
    assert sheet.title == "A B  x "
    return list(sheet.iter_rows())[1:]


@pytest.mark.parametrize("text", EVIL)
def test_a_text_is_never_a_formula(text: str) -> None:
    [[cell, _other]] = book((text, 1))
    assert (cell.data_type, cell.quotePrefix) == ("s", True)  # type: ignore[attr-defined]
    assert cell.value.replace("_x000D_", "\r").strip() == text.strip()  # type: ignore[attr-defined]
    [row] = reader.table(b"".join(sheets.csv_lines([("a",), (text,)])))
    assert row["a"] == f"'{text}"


def test_numbers_days_and_moments_stay_what_they_are() -> None:
    told = (Decimal("-1250.50"), date(2026, 3, 10))
    [[amount, day]] = book(told)
    assert (amount.data_type, amount.value) == ("n", -1250.5)  # type: ignore[attr-defined]
    assert (day.is_date, day.number_format) == (True, "yyyy-mm-dd")  # type: ignore[attr-defined]
    [[moment, nothing]] = book((SIX, None))
    assert moment.value == SIX  # type: ignore[attr-defined]
    assert nothing.value is None  # type: ignore[attr-defined]


def test_a_table_has_the_readers_decimal_mark() -> None:
    rows = [("a", "b", "c", "d"), (Decimal("-1250.50"), date(2026, 3, 10), SIX, 7)]
    with translation.override("pt-br"):
        told = b"".join(sheets.csv_lines(rows))
    assert told.decode() == "\ufeffa;b;c;d\r\n-1250,50;2026-03-10;2026-03-10 18:05:00;7\r\n"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=4))
def test_any_text_comes_back_as_it_is_but_for_what_no_spreadsheet_holds(texts: list[str]) -> None:
    kept = [sheets.storable(text) for text in texts]
    [row] = reader.table(b"".join(sheets.csv_lines([[str(place) for place in range(len(texts))], texts])))
    assert [reader.said(cell) for cell in row.values()] == [text.removeprefix("'") for text in kept]
    sheets.write_xlsx([texts], io.BytesIO(), "x")


def test_an_id_is_a_text_and_a_long_text_is_cut() -> None:
    [[identifier, long]] = book(("00012345678901234567", "x" * 40_000))
    assert (identifier.data_type, identifier.value) == ("s", "00012345678901234567")  # type: ignore[attr-defined]
    assert len(long.value) == sheets.LONGEST  # type: ignore[attr-defined]
