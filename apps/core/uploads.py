"""Files that people upload: which formats a source takes, which of them a file is, and what else it may be."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from apps.core.connector import Connector, Pulled
from apps.core.errors import Place, Rejected, Trouble
from apps.core.xml import Element, read_xml

#: Bytes at the beginning of a file by which it is known.
ENOUGH = 2_000
BLANK = b"\xef\xbb\xbf \t\r\n"
#: Two-byte XML says so in its first bytes.
TWO_BYTES = (b"\xff\xfe", b"\xfe\xff")
#: A message with or without its SWIFT envelope: reference, account and opening balance each begin a line.
MT940 = re.compile(rb"(?:^|[\r\n}])(?:\{4:)?[\r\n]*:20:.*:25:.*:60[FM]:", re.DOTALL)
HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
#: ZIP, and with it every newer Excel file; the second is that of older ones.
PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat:
    """A kind of file in which documents are uploaded.

    ``recognises`` tells from its content whether a file is meant to be one, whatever it is
    called; ``split`` is pure and gives its documents, or raises `Rejected` for the whole file.
    """

    slug: str
    name: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    split: Callable[[bytes], Sequence[Pulled]]


def formats_of(connector: Connector, kind: str) -> tuple[FileFormat, ...]:
    """Give the formats in which documents of a kind are uploaded; none where they are not."""
    return {source.kind: source.files for source in connector.sources}.get(kind, ())


def by_file_only(connector: Connector, kind: str) -> bool:
    """Tell whether documents of a kind come in files that people upload, and in no other way."""
    asked = {source.kind for source in connector.sources if source.pull}
    hooked = {hook.kind for hook in connector.hooks}
    return bool(formats_of(connector, kind)) and kind not in asked | hooked


def documents_in(content: bytes, formats: Sequence[FileFormat]) -> Sequence[Pulled]:
    """Give the documents of a file; raises `Rejected` with what it is where no format is its own."""
    if not content.strip(BLANK + b"\0"):
        raise Rejected("upload.empty", place=Place.SOURCE)
    for known in formats:
        if known.recognises(content):
            return known.split(content)
    raise foreign(content)


def foreign(content: bytes) -> Trouble:
    """Give the error that says in words what a file is that nobody asked for."""
    head = content[:ENOUGH].lstrip(BLANK)
    if head.startswith(b"%PDF"):
        return Rejected("upload.pdf", place=Place.SOURCE)
    if HTML.search(head):
        return Rejected("upload.html", place=Place.SOURCE)
    if head.startswith(PACKED):
        return Rejected("upload.packed", place=Place.SOURCE)
    if MT940.search(head):
        return Rejected("upload.swift", place=Place.SOURCE)
    return foreign_xml(content) if is_xml(content) else Rejected("upload.unknown", place=Place.SOURCE)


def foreign_xml(content: bytes) -> Trouble:
    """Name an XML file by what it calls itself, or say why it cannot be read."""
    try:
        space, _, name = xml_in(content).tag.rpartition("}")
    except Rejected as trouble:
        return trouble
    return Rejected("upload.other_xml", place=Place.SOURCE, found=(space.rpartition(":")[2].strip("{") or name)[:80])


def xml_in(content: bytes) -> Element:
    """Give the root of an XML file; raises `Rejected` (``upload.xml_broken``, ``upload.xml_refused``)."""
    try:
        return read_xml(content, name="XML")
    except Rejected as trouble:
        found = trouble.params["found"]
        if trouble.code == "file.xml_refused":
            raise Rejected("upload.xml_refused", place=Place.SOURCE, found=found) from trouble
        raise Rejected("upload.xml_broken", place=Place.SOURCE, found=found) from trouble


def is_xml(content: bytes) -> bool:
    """Tell whether a file is meant to be XML."""
    return content.startswith(TWO_BYTES) or content[:ENOUGH].lstrip(BLANK).startswith(b"<")
