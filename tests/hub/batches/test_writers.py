"""The files, read again by a reader that shares nothing with the writers."""

import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.connectors.own_system.connector import OWN_SYSTEM
from apps.core.documents import Coded, Direction, Document, Instalment, Kind, Movement, Party, Statement
from apps.core.told import told
from apps.hub.batches.choices import COMMA, CSV, FORMATS, JSON, ORIGINAL, POINT, formats
from apps.hub.batches.writers import WRITERS, Filed
from tests.hub.batches import reader

MARKS = {COMMA: ",", POINT: "."}
#: What a spreadsheet would run, or be led to.
FORMULAS = (
    "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x";"y")',
)  # fmt: skip


def bill(number: str = "F-1", total: str = "12.50", **changed: Any) -> dict[str, Any]:
    document: dict[str, Any] = {
        "kind": Kind.BILL,
        "source_id": "77",
        "direction": Direction.PAYABLE,
        "number": number,
        "party": Party(code="5", name='Oficina; Central "Ltda"', tax_id="11222333000181"),
        "issued": date(2026, 4, 8),
        "total": Decimal(total),
        "currency": "EUR",
        "instalments": (Instalment(code="1", number=1, of=1, due=date(2026, 5, 8), amount=Decimal(total)),),
        "category": Coded("22", "Reparações"),
    }
    return told(Document(**document | changed), lambda kind, value: f"{kind}-{value.code}")


def statement(*amounts: str) -> dict[str, Any]:
    moved = tuple(
        Movement(booked=date(2026, 4, 8), amount=Decimal(amount), message="Fatura 12\nlinha dois", party=None)
        for amount in amounts
    )
    closing = sum((movement.amount for movement in moved), Decimal(100))
    known = Statement(
        account="BE68539007547034",
        opened=date(2026, 4, 8),
        opening=Decimal(100),
        closed=date(2026, 4, 8),
        closing=closing,
        movements=moved,
    )
    return bill("2026/14", str(closing), kind=Kind.BANK_STATEMENT, instalments=(), statement=known)


def filed(*contents: dict[str, Any], source: bytes = b"") -> list[Filed]:
    return [
        Filed(transfer=place, revision=1, name=str(content["number"]), content=content, source=source)
        for place, content in enumerate(contents, start=1)
    ]


def test_every_format_that_is_offered_has_a_writer() -> None:
    assert set(FORMATS) == set(WRITERS)
    assert formats(OWN_SYSTEM, Kind.BANK_STATEMENT) == (ORIGINAL, CSV, JSON)
    assert formats(OWN_SYSTEM, Kind.BILL) == (CSV, JSON)


@pytest.mark.parametrize("mark", MARKS)
def test_a_table_holds_every_document_with_its_exact_amount(mark: str) -> None:
    contents = [bill("F-1", "12.50"), bill("F-2", "0.01", net=Decimal("-0.10"), category=None)]
    written = WRITERS[CSV].write(filed(*contents), mark)
    first, second = reader.table(written.data)
    assert (written.media_type, written.ending) == ("text/csv", "csv")
    assert [reader.amount(row["total"], decimal_mark=MARKS[mark]) for row in (first, second)] == [
        Decimal("12.50"),
        Decimal("0.01"),
    ]
    assert (first["party"], first["party_mapped"], first["category_mapped"]) == (
        'Oficina; Central "Ltda"', "party-5", "category-22",
    )  # fmt: skip
    assert (first["issued"], first["due"], first["currency"], first["credit_note"]) == (
        "2026-04-08", "2026-05-08", "EUR", "no",
    )  # fmt: skip
    assert (second["transfer"], second["net"], second["category"]) == ("2", f"-0{MARKS[mark]}10", "")


def test_a_bank_statement_has_a_line_for_each_movement() -> None:
    rows = reader.table(WRITERS[CSV].write(filed(statement("10.00", "-3.50"), statement()), COMMA).data)
    assert [row["amount"] for row in rows] == ["10,00", "-3,50", ""]
    assert [row["closing"] for row in rows] == ["106,50", "106,50", "100"]
    assert {row["statement"] for row in rows} == {"2026/14"}
    assert rows[0]["message"] == "Fatura 12\nlinha dois"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    content = bill(text, party=Party(code="5", name=text), description=text, category=Coded(text, text))
    [row] = reader.table(WRITERS[CSV].write(filed(content), COMMA).data)
    shown = [row[name] for name in ("number", "party", "description", "category")]
    assert all(cell.startswith("'") for cell in shown)
    assert {reader.said(cell) for cell in shown} == {text}
    assert row["total"] == "12,50"


cents = st.integers(-(10**13), 10**13).map(lambda number: format(Decimal(number).scaleb(-2), "f"))


@given(st.lists(st.tuples(cents, st.text(st.characters(exclude_categories=["Cs"]), max_size=30)), min_size=1))
def test_any_documents_come_back_to_the_cent_and_to_the_letter(told: list[tuple[str, str]]) -> None:
    contents = [bill(number, total) for total, number in told]
    rows = reader.table(WRITERS[CSV].write(filed(*contents), COMMA).data)
    assert [reader.amount(row["total"]) for row in rows] == [Decimal(total) for total, _number in told]
    for row, (_total, number) in zip(rows, told, strict=True):
        assert number in (row["number"], reader.said(row["number"]))


def test_the_json_file_holds_what_the_api_gives() -> None:
    content = bill()
    written = WRITERS[JSON].write(filed(content), COMMA)
    assert json.loads(written.data) == {"documents": [{"transfer": 1, "revision": 1, "document": content}]}


def test_a_single_original_is_the_very_file() -> None:
    source = b"\xef\xbb\xbf<?xml version='1.0'?><Document/>"
    written = WRITERS[ORIGINAL].write(filed(statement(), source=source), COMMA)
    assert (written.data, written.media_type, written.ending) == (source, "application/xml", "xml")


@pytest.mark.parametrize(
    ("source", "ending"),
    [
        (b"0000004042612005        00099449" + b" " * 96 + b"\r\n1", "cod"),
        (b'{"a": 1}', "json"),
        (b"%PDF-1.7", "pdf"),
        (b"words", "txt"),
        (b"", "txt"),
    ],
)
def test_an_original_is_called_after_what_it_is(source: bytes, ending: str) -> None:
    assert WRITERS[ORIGINAL].write(filed(statement(), source=source), COMMA).ending == ending


def test_several_originals_are_one_archive_with_the_same_bytes_each_time() -> None:
    [one] = filed(statement(), source=b"<b/>")
    [two] = filed(statement(), source=b"<a/>")
    written = WRITERS[ORIGINAL].write([one, two], COMMA)
    assert written == WRITERS[ORIGINAL].write([one, two], COMMA)
    with zipfile.ZipFile(io.BytesIO(written.data)) as packed:
        assert packed.namelist() == ["0001-2026-14.xml", "0002-2026-14.xml"]
        assert packed.read("0002-2026-14.xml") == b"<a/>"
        assert packed.testzip() is None


def test_a_name_in_an_archive_leads_nowhere_else() -> None:
    documents = [
        Filed(transfer=1, revision=1, name=name, content={}, source=f"<a>{place}</a>".encode())
        for place, name in enumerate(("../../etc/passwd", "C:\\x", "\u202exml", "", "a" * 300))
    ]
    written = WRITERS[ORIGINAL].write(documents, COMMA)
    with zipfile.ZipFile(io.BytesIO(written.data)) as packed:
        assert packed.namelist() == [
            "0001-etc-passwd.xml",
            "0002-C-x.xml",
            "0003-xml.xml",
            "0004-document.xml",
            f"0005-{'a' * 60}.xml",
        ]


def test_a_file_that_brought_several_documents_is_given_once() -> None:
    written = WRITERS[ORIGINAL].write(filed(statement(), statement(), source=b"<a/>"), COMMA)
    assert (written.data, written.ending) == (b"<a/>", "xml")
