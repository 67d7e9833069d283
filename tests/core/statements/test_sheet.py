"""A statement as it is kept: written down and read back the same, one row for each, whatever file it came in."""

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.errors import Rejected
from apps.core.paging import written as as_json
from apps.core.statements.camt053 import read_camt053
from apps.core.statements.coda import read_coda
from apps.core.statements.sheet import pulled, read, written
from apps.sandbox.banqup.bank.camt053 import camt053
from apps.sandbox.banqup.bank.coda import coda
from apps.sandbox.banqup.bank.sheets import Moved, Sheet
from tests.core.statements.files import DAY, SHEETS, fixture, sheet

WHOLE = [
    *read_camt053(fixture("camt053_02_batch_and_reversal.xml")),
    *read_camt053(fixture("camt053_08_two_currencies.xml")),
    *read_coda(fixture("coda_two_accounts.cod")),
]


@pytest.mark.parametrize("document", WHOLE, ids=lambda document: document.source_id)
def test_what_is_kept_of_a_statement_is_all_of_it(document: Any) -> None:
    kept = json.loads(as_json(written(document)), parse_float=Decimal)
    assert read(kept) == document


@given(SHEETS)
def test_any_statement_survives_being_kept(one: Sheet) -> None:
    for document in (*read_camt053(camt053((one,))), *read_coda(coda((one,)))):
        assert read(json.loads(as_json(written(document)))) == document


def test_the_same_statement_in_another_file_is_the_same_to_the_byte() -> None:
    one = sheet(Moved(on=DAY, amount=Decimal("1.00"), text="once"))
    first, again = (pulled(read_camt053(camt053((one,), message=name))) for name in ("A", "B"))
    assert [as_json(entry.payload) for entry in first] == [as_json(entry.payload) for entry in again]


def test_both_formats_know_a_statement_by_the_same_id() -> None:
    one = sheet(number=226)
    assert read_camt053(camt053((one,)))[0].source_id == read_coda(coda((one,)))[0].source_id


def test_a_statement_that_is_twice_in_a_file_is_kept_once() -> None:
    one = sheet()
    assert [entry.source_id for entry in pulled(read_camt053(camt053((one, one))))] == [
        "BE68539007547034/EUR/2026-11-20/7"
    ]


def test_two_statements_under_one_number_are_refused() -> None:
    other = sheet(Moved(on=DAY, amount=Decimal("1.00")))
    with pytest.raises(Rejected) as raised:
        pulled(read_camt053(camt053((sheet(), other))))
    assert raised.value.code == "statement.twice"
    assert raised.value.params == {"number": "7", "account": "BE68539007547034"}


def test_a_file_without_any_statement_is_refused() -> None:
    with pytest.raises(Rejected) as raised:
        pulled(read_camt053(camt053(())))
    assert raised.value.code == "statement.none"


@given(
    st.dictionaries(
        st.sampled_from(
            ["number", "account", "currency", "opened", "opening", "closed", "closing", "bank", "notes", "movements"]
        ),
        st.none() | st.text(max_size=12) | st.integers() | st.lists(st.dictionaries(st.text(max_size=3), st.text())),
    )
)
def test_a_payload_of_another_shape_is_refused_and_never_a_defect(change: dict[str, Any]) -> None:
    kept = json.loads(as_json(written(WHOLE[0])))
    for payload in (change, {**kept, **change}):
        with suppress(Rejected):
            read(payload)
