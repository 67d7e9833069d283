"""Files: uploaded once, moved to their title, looked for there; papers and pictures only, at most ten megabytes."""

from typing import Any

import pytest

from apps.connectors.nibo import files
from apps.connectors.nibo.client import Nibo
from apps.connectors.nibo.connector import NIBO
from apps.connectors.nibo.papers import LARGEST, checked_type
from apps.core.documents import Attachment
from apps.core.errors import OutcomeUnknown, Place, Rejected
from apps.sandbox.server import Sandbox
from tests.connectors.nibo.conftest import Book, only, refusal
from tests.connectors.nibo.factories import PDF, PNG, receipt, report

FILES = (receipt(PDF, "recibo.pdf", "1"), receipt(PNG, "recibo.png", "2"))
TITLE = "PONTE-RPT918"


def kept(sandbox: Sandbox) -> list[dict[str, Any]]:
    return sandbox.records("nibo", "files")


def test_receipts_are_uploaded_as_they_are_and_belong_to_the_title(book: Book, sandbox: Sandbox) -> None:
    title = book(report(attachments=FILES))[TITLE].target_id
    assert [(row["name"], row["sha256"], row["owner"]) for row in kept(sandbox)] == [
        (file.name, file.sha256, title) for file in FILES
    ]


def test_the_title_is_looked_at_before_files_are_moved_to_it(book: Book, nibo: Nibo, sandbox: Sandbox) -> None:
    booked = book(report())
    sandbox.nibo.do({"delete": booked[TITLE].target_id})
    body = {"scheduleId": booked[TITLE].target_id, "fileName": "r.pdf", "file": PDF, "files": []}
    assert NIBO.resource("file").find_first
    assert refusal(lambda: files.find(nibo, "", body)).code == "target.not_found"
    assert refusal(lambda: files.complete(nibo, "", body)).code == "target.not_found"


def test_booked_again_from_the_beginning_files_are_found_and_not_doubled(
    book: Book, nibo: Nibo, sandbox: Sandbox
) -> None:
    booked = book(report(attachments=FILES))
    body = {"scheduleId": booked[TITLE].target_id, "fileName": "recibo.png"}
    found = files.find(nibo, "", body)
    assert found is not None
    assert found.target_id == kept(sandbox)[1]["fileId"]
    everything = {"scheduleId": booked[TITLE].target_id, "files": [row["fileId"] for row in kept(sandbox)]}
    assert files.find_all(nibo, "", everything) == booked[f"{TITLE}-F"]
    assert files.find_all(nibo, "", {**everything, "files": ["another"]}) is None


@pytest.mark.parametrize("name", ["drop_after_commit", "500_after_commit"])
def test_a_file_whose_move_lost_its_answer_is_found_by_its_name(book: Book, sandbox: Sandbox, name: str) -> None:
    sandbox.fault("nibo", name, call="attach")
    assert type(refusal(lambda: book(report(attachments=FILES[:1])))) is OutcomeUnknown
    title = only(sandbox.records("nibo", "schedules"))["scheduleId"]
    assert only(kept(sandbox))["owner"] == title


def test_a_file_that_was_uploaded_and_not_moved_is_moved_and_not_uploaded_again(
    book: Book, nibo: Nibo, sandbox: Sandbox
) -> None:
    title = book(report())[TITLE].target_id
    body = {"scheduleId": title, "fileName": "recibo.pdf", "file": PDF}
    sandbox.fault("nibo", "429", call="attach")
    unknown = refusal(lambda: files.create(nibo, "", body))
    assert isinstance(unknown, OutcomeUnknown)
    assert files.resume(nibo, "", unknown.handle, body) == files.resume(nibo, "", unknown.handle, body)
    assert only(kept(sandbox))["owner"] == title
    other = {**body, "fileName": "outro.pdf"}
    assert files.resume(nibo, "", "00000000-1111-2222-3333-444444444444", other) is None


def test_a_move_without_effect_is_noticed_at_the_end_and_made_once_more(book: Book, sandbox: Sandbox) -> None:
    sandbox.fault("nibo", "no_effect", call="attach")
    title = book(report(attachments=FILES))[TITLE].target_id
    assert [row["owner"] for row in kept(sandbox)] == [title, title]


def test_an_upload_without_effect_is_noticed_by_its_move(book: Book, sandbox: Sandbox) -> None:
    sandbox.fault("nibo", "no_effect", call="upload")
    error = refusal(lambda: book(report(attachments=FILES)))
    assert (type(error), error.code) == (OutcomeUnknown, "target.write_not_seen")
    assert kept(sandbox) == []


def test_a_list_of_files_that_lags_leaves_open_whether_they_were_moved(
    book: Book, nibo: Nibo, sandbox: Sandbox
) -> None:
    sandbox.nibo.do({"switch": "file_lists_lag", "value": "yes"})
    sandbox.nibo.do({"switch": "lag_ms", "value": 60_000})
    error = refusal(lambda: book(report(attachments=FILES)))
    assert (type(error), error.code) == (OutcomeUnknown, "target.write_not_seen")
    sandbox.nibo.do({"switch": "lag_ms", "value": 0})
    title = only(sandbox.records("nibo", "schedules"))["scheduleId"]
    assert files.find_all(nibo, "", {"scheduleId": title, "files": [row["fileId"] for row in kept(sandbox)]})


def test_whatever_goes_wrong_while_looking_for_moved_files_leaves_it_open(
    book: Book, nibo: Nibo, sandbox: Sandbox
) -> None:
    title = book(report())[TITLE].target_id
    file = files.create(nibo, "", {"scheduleId": title, "fileName": "r.pdf", "file": PDF})
    body = {"scheduleId": title, "files": [file.target_id]}
    sandbox.fault("nibo", "429", call="files")
    error = refusal(lambda: files.has_all(nibo, "", body))
    assert (type(error), error.code) == (OutcomeUnknown, "target.too_many_calls")
    assert files.has_all(nibo, "", body)


def test_files_that_come_later_are_added_and_those_that_are_there_stay(
    book: Book, nibo: Nibo, sandbox: Sandbox
) -> None:
    booked = book(report(attachments=FILES[:1]))
    title, first = booked[TITLE].target_id, kept(sandbox)[0]["fileId"]
    later = files.create(nibo, "", {"scheduleId": title, "fileName": "nota.png", "file": PNG})
    update = NIBO.resource("attachment").update
    assert update is not None
    update(nibo, f"{TITLE}-F", title, {"scheduleId": title, "files": [first, later.target_id]})
    assert [row["owner"] for row in kept(sandbox)] == [title, title]


def test_a_file_behind_a_link_is_fetched_when_it_is_sent(book: Book, sandbox: Sandbox) -> None:
    book(report(attachments=(Attachment(name="nf.pdf", url=f"{sandbox.url}/bluefleet/files/nf-5521.pdf"),)))
    assert only(kept(sandbox))["size"] > 100


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/bluefleet/files/huge.pdf", "file.too_large"),
        ("/bluefleet/files/redirect.pdf", "file.address_refused"),
        ("/bluefleet/files/nothing.xyz", "file.missing"),
        ("/", "file.type_not_allowed"),
    ],
)
def test_a_hostile_file_never_reaches_nibo(path: str, code: str, nibo: Nibo, sandbox: Sandbox) -> None:
    body = {"scheduleId": "", "fileName": "a.pdf", "file_address": sandbox.url + path}
    error = refusal(lambda: files.create(nibo, "", body))
    assert isinstance(error, Rejected)
    assert (error.code, error.place) == (code, Place.SOURCE)
    assert kept(sandbox) == []


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0JFIF", "image/jpeg"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8", "image/webp"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>', "application/xml"),
        (b"PK\x03\x04", "application/zip"),
    ],
)
def test_papers_and_pictures_are_known_by_how_they_begin(content: bytes, media_type: str) -> None:
    assert checked_type(content, "a") == media_type


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"<html>", b"#!/bin/sh", b"%PD", b"texto"])
def test_anything_else_is_refused_whatever_its_name_says(content: bytes) -> None:
    error = refusal(lambda: checked_type(content, "recibo.pdf"))
    assert (error.code, error.params["url"]) == ("file.type_not_allowed", "recibo.pdf")


def test_a_file_of_ten_megabytes_is_not_sent_and_one_below_is(book: Book, nibo: Nibo, sandbox: Sandbox) -> None:
    body = {"scheduleId": book(report())[TITLE].target_id, "fileName": "a.pdf"}
    error = refusal(lambda: files.create(nibo, "", {**body, "file": PDF + bytes(LARGEST)}))
    assert (error.code, kept(sandbox)) == ("file.too_large", [])
    files.create(nibo, "", {**body, "file": PDF.ljust(LARGEST, b"\0")})
    assert only(kept(sandbox))["size"] == LARGEST


@pytest.mark.parametrize(
    ("content", "code"), [(b"MZ", "file.type_not_allowed"), (PDF.ljust(LARGEST + 1, b"\0"), "file.too_large")]
)
def test_a_file_that_came_with_the_report_is_looked_at_before_anything_is_booked(
    book: Book, sandbox: Sandbox, content: bytes, code: str
) -> None:
    assert refusal(lambda: book(report(attachments=(receipt(content),)))).code == code
    assert sandbox.records("nibo", "schedules") == []


def test_no_file_stands_in_the_record_of_exchanges(nibo: Nibo, book: Book) -> None:
    book(report(attachments=FILES))
    told = str([exchange.request for exchange in nibo.http.exchanges])
    assert "%PDF" not in told
    assert f"({len(PDF)} bytes, SHA-256" in told
