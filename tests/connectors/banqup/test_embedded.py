"""Files within an e-invoice: what is kept, under which name, and what is only remarked on."""

import base64
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.connectors.banqup import embedded
from apps.connectors.banqup.embedded import KINDS, read_inside
from apps.connectors.banqup.mapping import read_purchase
from apps.connectors.banqup.ubl import AGGREGATE, BASIC
from apps.core.documents import Attachment
from tests.connectors.banqup.payloads import codes, load

PDF, PNG, JPEG = b"%PDF-1.7\nx", b"\x89PNG\r\n\x1a\nx", b"\xff\xd8\xff\xe0x"
OWN = Attachment(name="FT.pdf", label="PDF", media_type="application/pdf", content=PDF + b"banqup")


def root_with(*files: tuple[str, str, str]) -> ET.Element:
    """An e-invoice with files: name, type and text."""
    root = ET.Element("Invoice")
    for name, media_type, text in files:
        reference = ET.SubElement(root, f"{AGGREGATE}AdditionalDocumentReference")
        attachment = ET.SubElement(reference, f"{AGGREGATE}Attachment")
        told = {"mimeCode": media_type, "filename": name}
        found = ET.SubElement(attachment, f"{BASIC}EmbeddedDocumentBinaryObject", told)
        found.text = text
    return root


def text_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


def names(root: ET.Element, *own: Attachment) -> list[tuple[str, str]]:
    return [(file.name, file.label) for file in read_inside(root, own, stem="FT-1", of="FT 1").files]


def why(root: ET.Element) -> list[str]:
    return [remark.code for remark in read_inside(root, (OWN,), stem="FT-1", of="FT 1").remarks]


def test_a_pdf_beside_banqups_own_is_one_file_more_and_the_same_one_is_none() -> None:
    both = root_with(("a.pdf", "application/pdf", text_of(PDF)), ("b.pdf", "application/pdf", text_of(OWN.content)))
    assert names(both, OWN) == [("a.pdf", "")]
    assert names(both) == [("a.pdf", "PDF"), ("b.pdf", "")]


@pytest.mark.parametrize(
    ("media_type", "content", "name"),
    [
        ("application/pdf", PDF, "a.pdf"),
        ("IMAGE/PNG", PNG, "a.png"),
        ("image/jpeg", JPEG, "a.jpg"),
        ("text/csv;charset=utf-8", b"a;b", "a.csv"),
        ("application/vnd.oasis.opendocument.spreadsheet", b"PK\x03\x04x", "a.ods"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04x", "a.xlsx"),
    ],
)
def test_every_kind_that_the_standard_allows_is_kept_under_the_ending_that_it_has(
    media_type: str, content: bytes, name: str
) -> None:
    assert names(root_with(("a", media_type, text_of(content))), OWN) == [(name, "")]


@pytest.mark.parametrize(
    ("media_type", "text", "code"),
    [
        ("application/pdf", text_of(b"MZ"), "file.left_out_other_kind"),
        ("image/png", text_of(JPEG), "file.left_out_other_kind"),
        ("text/csv", text_of(b"a\x00b"), "file.left_out_other_kind"),
        ("text/html", text_of(b"<script>"), "file.left_out_other_kind"),
        ("", text_of(PDF), "file.left_out_other_kind"),
        ("application/pdf", "", "file.left_out_broken"),
        ("application/pdf", "JVBERi0xLjc", "file.left_out_broken"),
        ("application/pdf", "JVBERi0xLjcK*", "file.left_out_broken"),
        ("application/pdf", "é", "file.left_out_broken"),
    ],
)
def test_what_is_not_what_it_says_is_left_out_with_a_remark(media_type: str, text: str, code: str) -> None:
    root = root_with(("a.pdf", media_type, text))
    assert (names(root, OWN), why(root)) == ([], [code])


def test_a_file_that_is_too_long_is_not_even_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LARGEST", 30)
    fits, longer = root_with(("a.pdf", "application/pdf", text_of(PDF + bytes(19)))), PDF + bytes(30)
    assert names(fits, OWN) == [("a.pdf", "")]
    assert why(root_with(("a.pdf", "application/pdf", text_of(longer)))) == ["file.left_out_too_large"]


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\x.pdf", "x.pdf"),
        (".pdf", "pdf.pdf"),
        ("..", "FT-1-1.pdf"),
        ("", "FT-1-1.pdf"),
        ("a\tb  c.PDF", "a b c.PDF"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("run.exe", "run.exe.pdf"),
    ],
)
def test_a_name_is_only_a_name(told: str, name: str) -> None:
    assert names(root_with((told, "application/pdf", text_of(PDF))), OWN) == [(name, "")]


def test_files_of_one_name_are_told_apart() -> None:
    three = [("a.pdf", "application/pdf", text_of(PDF + bytes([number]))) for number in range(3)]
    assert [name for name, _label in names(root_with(*three), OWN)] == ["a.pdf", "a-2.pdf", "a-3.pdf"]


def test_an_address_within_an_e_invoice_is_not_followed() -> None:
    root = ET.Element("Invoice")
    reference = ET.SubElement(root, f"{AGGREGATE}AdditionalDocumentReference")
    attachment = ET.SubElement(ET.SubElement(reference, f"{AGGREGATE}Attachment"), f"{AGGREGATE}ExternalReference")
    ET.SubElement(attachment, f"{BASIC}URI").text = "http://169.254.169.254/"
    assert (names(root, OWN), why(root)) == ([], [])


def test_a_broken_file_is_no_reason_to_stop_the_invoice() -> None:
    payload = load("purchase__belgian")
    inside = ET.tostring(root_with(("a.pdf", "application/pdf", "*"))[0]).decode()
    kept = read_purchase(
        {
            **payload,
            "ubl": payload["ubl"].replace("<cac:AccountingSupplierParty>", f"{inside}<cac:AccountingSupplierParty>", 1),
        }
    )
    assert codes(kept) == {"file.left_out_broken"}
    assert [file.label for file in kept.attachments] == ["UBL", "PDF"]


@given(st.lists(st.tuples(st.text(max_size=30), st.sampled_from(sorted(KINDS)), st.text(max_size=60)), max_size=6))
def test_whatever_stands_there_is_kept_or_remarked_on_and_never_stops(files: list[tuple[str, str, str]]) -> None:
    found = read_inside(root_with(*files), (OWN,), stem="FT-1", of="FT 1")
    assert len(found.files) + len(found.remarks) == len(files)
    assert len({file.name for file in found.files}) == len(found.files)
    assert all("/" not in file.name and file.content for file in found.files)
