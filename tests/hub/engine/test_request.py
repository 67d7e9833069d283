"""A planned request as it is compared, stored and completed."""

import json
from decimal import Decimal

import pytest

from apps.core.connector import Enclosed, Ref
from apps.core.documents import Attachment
from apps.hub.engine.booking.request import digest_of, resolved, restored, storable
from apps.hub.engine.decisions.preview import flat
from apps.hub.models import Operation

FILE = Attachment(name="a.pdf", media_type="application/pdf", content=b"%PDF-1.4 the file")
OTHER = Attachment(name="b.xml", content=b"<Invoice/>")
BODY = {
    "supplierId": Ref("supplier"),
    "lines": [{"file": Enclosed(FILE.sha256), "name": "a"}],
    "pdf": Enclosed(FILE.sha256),
}


def test_a_file_is_stored_as_its_checksum_and_comes_back_as_what_stood_there() -> None:
    kept = storable(BODY)
    assert kept["pdf"] == {"file": FILE.sha256}
    assert "the file" not in json.dumps(kept)
    assert restored(kept) == BODY


def test_requests_with_the_same_files_are_the_same_and_others_are_not() -> None:
    assert digest_of(BODY) == digest_of(dict(reversed(BODY.items())))
    assert digest_of(BODY) == digest_of(restored(storable(BODY)))
    assert digest_of(BODY) != digest_of({**BODY, "pdf": Enclosed(OTHER.sha256)})


def test_just_before_the_call_a_request_holds_the_bytes_themselves() -> None:
    told = resolved(BODY, {"supplier": Operation(target_id="77")}, (OTHER, FILE))
    assert told == {"supplierId": "77", "lines": [{"file": FILE.content, "name": "a"}], "pdf": FILE.content}


def test_a_file_that_the_document_does_not_have_is_a_defect() -> None:
    with pytest.raises(KeyError):
        resolved({"pdf": Enclosed(FILE.sha256)}, {}, (OTHER,))


def test_a_page_shows_a_file_by_its_checksum() -> None:
    assert dict(flat(storable({"pdf": Enclosed("ab12"), "net": Decimal("1.10")}))) == {
        "pdf": "SHA-256 ab12",
        "net": 1.1,
    }
