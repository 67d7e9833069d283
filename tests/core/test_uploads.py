"""What a file is, whatever it is called: one of the formats that are taken, or something else that is said in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.connectors.omie.connector import OMIE
from apps.core.errors import Rejected
from apps.core.statements.formats import CAMT053, CODA
from apps.core.uploads import by_file_only, documents_in, formats_of
from tests.core.statements.files import fixture

FORMATS = (CAMT053, CODA)
MT940 = b"{1:F01BKVDBEB1XXXX0}{2:I940X}{4:\r\n:20:A\r\n:25:BE68539007547034\r\n:28C:1/1\r\n:60F:C261119EUR1,\r\n-}"


def refusal(content: bytes) -> Rejected:
    with pytest.raises(Rejected) as raised:
        documents_in(content, FORMATS)
    return raised.value


@pytest.mark.parametrize(
    ("name", "count"),
    [("camt053_02_batch_and_reversal.xml", 1), ("camt053_08_two_currencies.xml", 2), ("coda_two_accounts.cod", 2)],
)
def test_a_file_is_known_by_its_content(name: str, count: int) -> None:
    assert len(documents_in(fixture(name), FORMATS)) == count


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "upload.empty"),
        (b"\xef\xbb\xbf \r\n", "upload.empty"),
        (b"%PDF-1.7\n...", "upload.pdf"),
        (b"\n<!DOCTYPE html><html><body>Sign in</body></html>", "upload.html"),
        (b"<HTML><head>", "upload.html"),
        (b"PK\x03\x04 a workbook", "upload.packed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "upload.packed"),
        (MT940, "upload.swift"),
        (MT940.partition(b"{4:")[2], "upload.swift"),
        (b"0312345     EUR2 00012345678", "upload.unknown"),
        (b"date;amount\n2026-11-20;1", "upload.unknown"),
        (b"<Invoice", "upload.xml_broken"),
    ],
)
def test_what_is_no_statement_is_told_in_words(content: bytes, code: str) -> None:
    assert refusal(content).code == code


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"/>', "camt.054.001.08"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"/>', "pain.001.001.03"),
        (b"<Invoice/>", "Invoice"),
    ],
)
def test_another_xml_file_is_named_by_what_it_calls_itself(content: bytes, found: str) -> None:
    trouble = refusal(content)
    assert (trouble.code, trouble.params["found"]) == ("upload.other_xml", found)


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_and_never_a_defect(content: bytes) -> None:
    for odd in (content, b"<" + content, b"0000201126" + content):
        assert refusal(odd).code


def test_a_source_without_files_takes_none() -> None:
    assert formats_of(OMIE, "bill") == ()
    assert not by_file_only(OMIE, "bill")
