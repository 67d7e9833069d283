"""A layout is data: it goes through JSON unharmed, and whatever is wrong with it is named."""

import json
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from apps.core.errors import Rejected
from apps.core.layouts.batch import Frame, batch_of, file_name_of
from apps.core.layouts.columns import amount, at
from apps.core.layouts.faults import faults
from apps.core.layouts.layout import Balance, Layout, Origin
from apps.core.layouts.spec import layout_of, spec_of
from tests.core.layouts.samples import FIXED, JSON, SEPARATED

LAYOUTS = (SEPARATED, FIXED, JSON)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_comes_back_from_json_as_it_was(layout: Layout) -> None:
    assert layout_of(json.loads(json.dumps(spec_of(layout)))) == layout
    assert faults(layout) == ()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"form": "sideways"}, "layout.form"),
        ({"length": "40"}, "layout.length"),
        ({"length": True}, "layout.length"),
        ({"unknown": 1}, "layout.unknown"),
        ({"parts": {}}, "layout.parts"),
        ({"parts": [7]}, "layout.parts[0]"),
        ({"parts": [{"slug": "a", "name": "a", "columns": [{"name": "x"}]}]}, "layout.parts[0].columns[0].value"),
        ({"unique": ["a", 3]}, "layout.unique[1]"),
    ],
)
def test_json_that_is_no_layout_is_refused_at_its_place(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Rejected) as raised:
        layout_of({**spec_of(SEPARATED), **changed})
    assert (raised.value.code, raised.value.params["field"]) == ("layout.spec", field)


@pytest.mark.parametrize("spec", [None, [], "layout", 7, {}])
def test_anything_else_is_no_layout(spec: Any) -> None:
    with pytest.raises(Rejected):
        layout_of(spec)


def columns(layout: Layout, **changed: Any) -> Layout:
    """Give a layout whose first column of titles is changed."""
    first, *rest = layout.parts[0].columns
    return replace(
        layout, parts=(replace(layout.parts[0], columns=(replace(first, **changed), *rest)), layout.parts[1])
    )


@pytest.mark.parametrize(
    ("layout", "field"),
    [
        (replace(SEPARATED, encoding="klingon"), "encoding"),
        (replace(SEPARATED, encoding="utf-16"), "encoding"),
        (replace(SEPARATED, encoding="rot13"), "encoding"),
        (replace(SEPARATED, newline="\r"), "newline"),
        (replace(SEPARATED, separator=""), "separator"),
        (replace(SEPARATED, separator="0"), "separator"),
        (replace(SEPARATED, separator=","), "instead"),
        (replace(SEPARATED, replacement=";"), "replacement"),
        (replace(SEPARATED, titles="nobody"), "titles"),
        (replace(SEPARATED, amount="name"), "amount"),
        (replace(SEPARATED, unique=("nothing",)), "unique"),
        (
            replace(SEPARATED, balances=(Balance(part="x", column="y", whole="title", whole_column="amount"),)),
            "balances",
        ),
        (replace(SEPARATED, parts=(*SEPARATED.parts, SEPARATED.parts[1])), "parts"),
        (replace(FIXED, length=0), "length"),
        (replace(FIXED, length=10_001), "length"),
        (columns(SEPARATED, width=10**9), "title.record.width"),
        (columns(SEPARATED, width=-1), "title.record.width"),
        (replace(FIXED, length=39), "head.columns"),
        (columns(SEPARATED, name="number"), "title.columns"),
        (columns(SEPARATED, pad="00"), "title.record.pad"),
        (columns(SEPARATED, value=at("title.number")), "title.record.mark"),
        (columns(SEPARATED, mark=False, holds="date", date_format="%H"), "title.record.date_format"),
        (columns(SEPARATED, mark=False, decimals=9), "title.record.decimals"),
    ],
)
def test_what_could_never_be_written_or_read_is_a_fault(layout: Layout, field: str) -> None:
    assert field in [error.params.get("field", "") for error in faults(layout)]


@pytest.mark.parametrize("path", ["title.[", "unknown_function(", "a b"])
def test_a_path_that_is_none_is_a_fault(path: str) -> None:
    odd = columns(SEPARATED, mark=False, value=at(path))
    assert [error.code for error in faults(odd)] == ["layout.path"]


def test_a_sum_needs_a_column_of_amounts() -> None:
    odd = replace(SEPARATED, parts=(SEPARATED.parts[0], replace(SEPARATED.parts[1], columns=(total_of_names(),))))
    assert "name" in [error.params.get("value") for error in faults(odd)]


def total_of_names() -> Any:
    one = amount("total", "x")
    return replace(one, value=replace(one.value, origin=Origin.TOTAL, of=("title",), column="name"))


def test_a_file_name_leads_nowhere_else() -> None:
    made = batch_of([], Frame(number=7, on=date(2026, 3, 16), settings={"reference_prefix": "VX"}))
    named = replace(SEPARATED, file_name="../{slug}/{reference}_{ddmmyyyy}_{unknown}.txt")
    assert file_name_of(named, made) == "separated-VX20260007_16032026_.txt"


def test_a_file_knows_its_time_and_its_number_among_all_that_the_target_was_given() -> None:
    frame = Frame(number=7, on=date(2026, 3, 16), at=time(9, 30, 15), file_number=127)
    told = batch_of([], frame)["batch"]
    assert (told["number"], told["file_number"], told["time"]) == ("7", "127", "093015")


def test_shares_become_titles_of_their_own_for_files_without_apportionment() -> None:
    shares = [{"account": "1", "amount": "1.00"}, {"account": "2", "amount": "2.00"}]
    body = {"titles": [{"number": "9", "amount": "3.00", "apportionment": shares}]}
    told = batch_of([("a", body), ("b", body)], Frame(number=1, on=date(2026, 3, 16)))
    assert [(one["ref"], one["parcel"], one["amount"]) for one in told["entries"]] == [
        ("a", "01", "1.00"),
        ("a", "02", "2.00"),
        ("b", "01", "1.00"),
        ("b", "02", "2.00"),
    ]
