"""Files on their way from the source to a title."""

import base64
import hashlib
import io
import zipfile
from typing import Any

import pytest

from apps.connectors.omie import files
from apps.connectors.omie.client import Omie
from apps.core.connector import Booked
from apps.core.errors import OutcomeUnknown, Place, Rejected, Temporary
from apps.sandbox.bluefleet.files import pdf
from apps.sandbox.server import Sandbox
from tests.connectors.factories import attached, bill, instalment, invoice
from tests.connectors.omie.conftest import Book

PDF = b"%PDF-1.4 nota"


@pytest.fixture
def body(book: Book, sandbox: Sandbox) -> dict[str, Any]:
    """The request for one file on a title that is in the books."""
    return {
        "cCodIntAnexo": "BF-E77555-A1",
        "cTabela": "conta-pagar",
        "nId": book(bill())["BF-E77555"].target_id,
        "cNomeArquivo": "nf-5521.pdf",
        "cTipoArquivo": "zip",
        "file_address": f"{sandbox.url}/bluefleet/files/nf-5521.pdf",
    }


def test_every_file_hangs_on_the_first_title_just_as_it_was(book: Book, sandbox: Sandbox) -> None:
    names = ("nf-5521", "boleto")
    document = bill(
        instalment("BF-E1", "1.00"),
        instalment("BF-E2", "2.00"),
        attachments=tuple(attached(f"{sandbox.url}/bluefleet/files/{name}.pdf", f"{name}.pdf") for name in names),
    )
    booked = book(document)
    found = sandbox.records("omie", "anexos")
    assert [row["cCodIntAnexo"] for row in found] == ["BF-E1-A1", "BF-E1-A2"]
    assert [row["cNomeArquivo"] for row in found] == ["nf-5521.pdf", "boleto.pdf"]
    assert {row["nId"] for row in found} == {int(booked["BF-E1"].target_id)}
    assert [row["sha256"] for row in found] == [
        hashlib.sha256(pdf(f"Nota fiscal {name}")).hexdigest() for name in names
    ]
    assert booked["BF-E1-A1"] == Booked(target_id=str(found[0]["nIdAnexo"]), number="nf-5521.pdf")


def test_a_file_of_a_receivable_goes_to_its_register(book: Book, sandbox: Sandbox) -> None:
    book(invoice(attachments=(attached(f"{sandbox.url}/bluefleet/files/fat.pdf"),)))
    assert [row["cTabela"] for row in sandbox.records("omie", "anexos")] == ["conta-receber"]


def test_the_same_file_makes_the_same_request_and_the_checksum_is_of_the_base64_text() -> None:
    body = {"nId": "7", "cNomeArquivo": "nota fiscal ç.pdf", "file_address": "https://files.example/a"}
    sent = files.sendable(body, PDF)
    assert sent == files.sendable(body, PDF)
    assert (sent["nId"], "file_address" in sent, list(sent)[-1]) == (7, False, "cArquivo")
    assert sent["cMd5"] == hashlib.md5(sent["cArquivo"].encode(), usedforsecurity=False).hexdigest()
    archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(sent["cArquivo"])))
    assert archive.namelist() == ["nota fiscal ç.pdf"]
    assert archive.read("nota fiscal ç.pdf") == PDF


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n",
        b'<?xml version="1.0"?><nfeProc/>',
        b'\xef\xbb\xbf<?xml version="1.0"?><a/>',
        b'\n <nfeProc xmlns="x"/>',
        b"<NFe/>",
        b"\x89PNG\r\n\x1a\n....",
        b"\xff\xd8\xff\xe0JFIF",
        b"PK\x03\x04....",
    ],
)
def test_papers_pictures_and_archives_are_taken(content: bytes) -> None:
    files.refuse_strange(content, "https://files.example/a")


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\x00", b"<html><script>", b"<!DOCTYPE html>", b"#!/bin/sh", b"\x7fELF", b"%PD", b"texto"]
)
def test_anything_else_is_refused_whatever_its_name_says(content: bytes) -> None:
    with pytest.raises(Rejected) as refused:
        files.refuse_strange(content, "https://files.example/nota.pdf")
    assert (refused.value.code, refused.value.place) == ("file.type_not_allowed", Place.SOURCE)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/bluefleet/files/huge.pdf", "file.too_large"),
        ("/bluefleet/files/endless.pdf", "file.too_large"),
        ("/bluefleet/files/redirect.pdf", "file.address_refused"),
        ("/bluefleet/files/nothing.xyz", "file.missing"),
        ("/", "file.type_not_allowed"),
    ],
)
def test_a_hostile_file_never_reaches_omie(
    path: str, code: str, body: dict[str, Any], omie: Omie, sandbox: Sandbox
) -> None:
    with pytest.raises(Rejected) as refused:
        files.create(omie, "BF-E77555-A1", {**body, "file_address": sandbox.url + path})
    assert (refused.value.code, refused.value.place) == (code, Place.SOURCE)
    assert sandbox.records("omie", "anexos") == []


def test_an_address_inside_a_private_network_is_not_asked(body: dict[str, Any], omie: Omie, sandbox: Sandbox) -> None:
    with pytest.raises(Rejected) as refused:
        files.create(omie, "BF-E77555-A1", {**body, "file_address": "http://10.0.0.1/nota.pdf"})
    assert refused.value.code == "file.address_refused"


def test_a_file_is_found_by_our_key_among_others(body: dict[str, Any], omie: Omie) -> None:
    assert files.find(omie, "BF-E77555-A1", body) is None
    first = files.create(omie, "BF-E77555-A1", body)
    files.create(omie, "BF-E77555-A2", {**body, "cCodIntAnexo": "BF-E77555-A2"})
    assert files.find(omie, "BF-E77555-A1", body) == first
    assert files.find(omie, "BF-E77555-A3", body) is None


def test_a_file_whose_answer_was_lost_is_attached_once(body: dict[str, Any], omie: Omie, sandbox: Sandbox) -> None:
    sandbox.fault("omie", "drop_after_commit", call="IncluirAnexo")
    with pytest.raises(OutcomeUnknown):
        files.create(omie, "BF-E77555-A1", body)
    assert files.create(omie, "BF-E77555-A1", body) == files.find(omie, "BF-E77555-A1", body)
    assert len(sandbox.records("omie", "anexos")) == 1


def test_a_duplicate_that_the_list_does_not_show_yet_is_told(
    body: dict[str, Any], omie: Omie, sandbox: Sandbox
) -> None:
    files.create(omie, "BF-E77555-A1", body)
    sandbox.fault("omie", "read_lag", call="ListarAnexo")
    with pytest.raises(Rejected) as refused:
        files.create(omie, "BF-E77555-A1", body)
    assert refused.value.code == "target.duplicate"


def test_a_busy_omie_is_asked_again_later(body: dict[str, Any], omie: Omie, sandbox: Sandbox) -> None:
    sandbox.fault("omie", "busy", call="IncluirAnexo")
    with pytest.raises(Temporary) as later:
        files.create(omie, "BF-E77555-A1", body)
    assert later.value.retry_after == 5


def test_the_record_of_a_long_request_does_not_hold_the_file(body: dict[str, Any], omie: Omie) -> None:
    noise = b"%PDF-" + b"".join(hashlib.sha256(str(number).encode()).digest() for number in range(10_000))
    omie.call("geral/anexo/", "IncluirAnexo", files.sendable(body, noise), writes=True)
    kept = omie.http.exchanges[-1].request
    assert len(kept) < 70_000
    assert '"cCodIntAnexo": "BF-E77555-A1"' in kept
