"""The second reader finds in a file what was written, and whatever somebody changes in it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.errors import Rejected
from apps.core.layouts.columns import amount, key, mark
from apps.core.layouts.faults import faults
from apps.core.layouts.layout import Layout, Part
from apps.core.layouts.reading import reread
from apps.core.layouts.writing import refusals, render
from tests.core.layouts.samples import FIXED, JSON, SEPARATED, batch, title

LAYOUTS = (SEPARATED, FIXED, JSON, replace(SEPARATED, quote='"'), replace(SEPARATED, last_newline=False, newline="\n"))
NAMES = st.text(min_size=1, max_size=30).filter(lambda name: any(sign.isalpha() and sign.isascii() for sign in name))
CENTS = st.integers(min_value=0, max_value=10**9 - 1)


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=40, deadline=None)
@given(told=st.lists(st.tuples(NAMES, CENTS, st.sampled_from(["TED", "PIX"]), NAMES | st.just("")), max_size=8))
def test_whatever_is_written_is_read_with_equal_totals(layout: Layout, told: list[tuple[str, int, str, str]]) -> None:
    titles = [
        title(str(place), name=name, amount=str(Decimal(cents) / 100), form=form, street=street)
        for place, (name, cents, form, street) in enumerate(told)
    ]
    found = reread(layout, render(layout, batch(*titles)))
    assert (found.count, found.total) == (len(titles), Decimal(sum(cents for _name, cents, *_rest in told)) / 100)
    assert sorted(one["number"] for one in found.titles) == sorted(one["number"] for one in titles)


def test_titles_may_stand_in_records_of_two_kinds() -> None:
    parts = tuple(
        Part(
            slug=slug,
            name=slug,
            each=slug,
            columns=(mark("record", record), key("number", f"{slug}.number"), amount("amount", f"{slug}.amount")),
        )
        for record, slug in (("1", "titles"), ("2", "bills"))
    )
    both = Layout(slug="both", name="Both", titles="titles", also_titles=("bills",), amount="amount", parts=parts)
    told = {"titles": [title("1")], "bills": [{"number": "1", "amount": "2.00"}]}
    assert faults(both) == ()
    found = reread(both, render(both, told))
    assert (found.count, found.total) == (2, Decimal("12.50"))
    assert [refusal.error.code for refusal in refusals(replace(both, unique=("number",)), told)] == ["layout.doubled"]
    assert "x" in [error.params["value"] for error in faults(replace(both, also_titles=("x",)))]


def test_values_are_told_by_their_columns() -> None:
    [found] = reread(FIXED, render(FIXED, batch(title("7", street="Rua 1")))).titles
    assert found == {"record": "3A", "sequence": "0001", "number": "7", "name": "MARIA APAR", "amount": "000000001050"}


@pytest.mark.parametrize(
    ("layout", "old", "new", "code"),
    [
        (SEPARATED, b"9;2;5;21,00", b"9;3;5;21,00", "reread.figure"),
        (SEPARATED, b"9;2;5;21,00", b"9;2;6;21,00", "reread.figure"),
        (SEPARATED, b"9;2;5;21,00", b"9;2;5;21,01", "reread.figure"),
        (SEPARATED, b"9;2;5;21,00", b"8;2;5;21,00", "reread.missing_record"),
        (SEPARATED, b"9;2;5;21,00\r\n", b"", "reread.missing_record"),
        (SEPARATED, b"9;2;5;21,00\r\n", b"9;2;5;21,00\r\n9;2;5;21,00\r\n", "reread.unknown_record"),
        (SEPARATED, b"9;2;5;21,00\r\n", b"9;2;5;21,00", "reread.line_end"),
        (SEPARATED, b"9;2;5;21,00\r\n", b"9;2;5;21,00\n", "reread.line_end"),
        (SEPARATED, b"1;2;101;", b"1;3;101;", "reread.figure"),
        (SEPARATED, b"1;2;101;", b"1;2;;", "reread.value"),
        (SEPARATED, b"1;2;101;", b"1;2;12345678901;", "reread.width"),
        (SEPARATED, b"20/03/2026", b"31/02/2026", "reread.value"),
        (SEPARATED, b";10,50\r\n2;1", b";10.50\r\n2;1", "reread.value"),
        (SEPARATED, b"2;1;1;4110;10,50", b"2;1;1;4110;10,49", "reread.figure"),
        (SEPARATED, b"1;1;100;Maria", b"1;1;100;\x07aria", "reread.value"),
        (FIXED, b"3A00011 ", b"3A00011", "reread.width"),
        (FIXED, b"000000001050", b"000000001051", "reread.figure"),
        (FIXED, b"3A0001", b"3C0001", "reread.missing_record"),
        (FIXED, b"0TRY", b"0\xe9RY", "reread.encoding"),
        (JSON, b'"titles": 2', b'"titles": 3', "reread.figure"),
        (JSON, b'"amount": 10.50', b'"amount": "10.50"', "reread.value"),
        (JSON, b'"name"', b'"nome"', "reread.unknown_record"),
        (JSON, b"}\n", b"", "reread.json"),
    ],
)
def test_a_file_that_was_changed_is_found_out(layout: Layout, old: bytes, new: bytes, code: str) -> None:
    numbers = ("1", "2") if layout is FIXED else ("100", "101")
    written = render(layout, batch(*(title(number) for number in numbers)))
    assert old in written
    with pytest.raises(Rejected) as raised:
        reread(layout, written[::-1].replace(old[::-1], new[::-1], 1)[::-1])
    assert raised.value.code == code
