"""What is sent in a body, and what the record shows of it."""

import base64
import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from werkzeug import Request, Response

from apps.core.bodies import FilePart, form_body, json_body
from apps.core.exchange import note_of
from apps.core.http import Http, open_session
from tests.contract import NoLimits, vendor

FILE = b"%PDF-1.4\r\n\x00\xff--boundary\r\n"


def test_bytes_in_json_are_sent_as_base64_and_are_a_note_on_record() -> None:
    body = json_body({"documentData": FILE, "gross": Decimal("10.10")})
    assert json.loads(body.data) == {"documentData": base64.b64encode(FILE).decode(), "gross": 10.1}
    assert json.loads(body.told) == {"documentData": note_of(FILE), "gross": 10.1}
    assert f"({len(FILE)} bytes" in body.told


def test_json_without_files_is_on_record_as_it_is_sent() -> None:
    assert json_body({"a": "é"}).told == ""
    assert json_body({"a": "é"}).data.decode() == '{"a": "é"}'


def test_a_form_arrives_part_by_part_and_its_files_are_notes_on_record() -> None:
    got: list[Request] = []
    parts: dict[str, str | bytes | FilePart] = {
        "standard": "peppolBis",
        "invoiceData": b"<Invoice/>",
        "pdf": FilePart(name='a "b"\r\n.pdf', media_type="application/pdf", content=FILE),
    }

    def answer(request: Request) -> Response:
        file = request.files["pdf"]
        got.append(request)
        assert request.form.to_dict() == {"standard": "peppolBis", "invoiceData": "<Invoice/>"}
        assert (file.filename, file.mimetype, file.stream.read()) == ('a "b" .pdf', "application/pdf", FILE)
        request.close()
        return Response("{}")

    with vendor(answer) as url:
        http = Http(
            url,
            NoLimits("test", "test"),
            open_session(frozenset({url.removeprefix("http://").strip("/")})),
            headers={"X-Vendor": "yes"},
        )
        http.send("POST", "upload", form_body(parts), writes=True, limits=(), judge=lambda answer: None)
    [exchange] = http.exchanges
    assert exchange.status == 200
    assert got[0].headers["X-Vendor"] == "yes"
    assert json.loads(exchange.request) == {
        "standard": "peppolBis",
        "invoiceData": note_of(b"<Invoice/>"),
        "pdf": note_of(FILE),
    }


@given(st.binary(max_size=300), st.text(min_size=1, max_size=60).filter(str.strip))
def test_no_content_and_no_name_breaks_a_form(content: bytes, name: str) -> None:
    body = form_body({"file": FilePart(name=name, media_type="application/pdf", content=content)})
    with Request.from_values(method="POST", data=body.data, content_type=body.media_type) as request:
        assert request.files["file"].stream.read() == content
        assert list(request.form) == []
