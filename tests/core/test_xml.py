"""XML from outside: read where it is honest, refused before anything of it is followed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.errors import Rejected
from apps.core.xml import DEEPEST, read_xml

LAUGHS = "".join(f'<!ENTITY l{turn} "{f"&l{turn - 1};" * 10}">' for turn in range(1, 10))


def refusal(content: bytes) -> str:
    with pytest.raises(Rejected) as raised:
        read_xml(content, name="it.xml")
    assert raised.value.params["name"] == "it.xml"
    return raised.value.code


def test_a_file_is_read_in_the_encoding_that_it_names() -> None:
    for encoding in ("utf-8", "iso-8859-1", "utf-16"):
        text = f'<?xml version="1.0" encoding="{encoding}"?><a><b>João</b></a>'
        assert read_xml(text.encode(encoding), name="it.xml").findtext("b") == "João"
    assert read_xml(b"\xef\xbb\xbf<a/>", name="it.xml").tag == "a"


@pytest.mark.parametrize(
    "content", [b"", b"no", b"<a>", b"<a></b>", b"<a/><b/>", b"<a>\xff</a>", b'<?xml version="1.0" encoding="x"?><a/>']
)
def test_what_is_no_xml_is_said_to_be_broken(content: bytes) -> None:
    assert refusal(content) == "file.xml_broken"


def test_a_file_of_the_readers_machine_is_never_looked_at(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("stolen")
    for entity in (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', f'<!ENTITY % x SYSTEM "{secret.as_uri()}"> %x;'):
        assert refusal(f"<!DOCTYPE a [{entity}]><a>&x;</a>".encode()) == "file.xml_refused"
    assert refusal(f'<!DOCTYPE a SYSTEM "{secret.as_uri()}"><a/>'.encode()) == "file.xml_refused"


def test_a_billion_laughs_end_before_the_first() -> None:
    assert refusal(f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>'.encode()) == "file.xml_refused"


def test_a_well_without_a_ground_is_refused() -> None:
    assert refusal(b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1)) == "file.xml_refused"
    assert read_xml(b"<a>" * DEEPEST + b"</a>" * DEEPEST, name="it.xml").tag == "a"


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"<a>{text}</a>".encode("utf-8", "ignore")))
def test_anything_is_read_or_refused_by_name(content: bytes) -> None:
    assert outcome(content) in ("read", "file.xml_broken", "file.xml_refused")


def outcome(content: bytes) -> str:
    try:
        read_xml(content, name="it.xml")
    except Rejected as refused:
        return refused.code
    return "read"
