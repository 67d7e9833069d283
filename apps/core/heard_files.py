"""Files that come with a document as data: either an address where they are, or their bytes in base64."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from apps.core.documents import Attachment
from apps.core.errors import Place, Rejected
from apps.core.uploads import is_xml

#: Bytes of one file.
LARGEST = 10 * 1024 * 1024
TEXTS = ("name", "label", "media_type", "url", "sha256", "belongs_to")
NAMES = frozenset({*TEXTS, "size", "content"})
#: A name without folders and without what a terminal or a spreadsheet would act upon.
NAME = re.compile(r"[^\x00-\x1f\x7f/\\]{1,200}")


def begins_with(*signs: bytes) -> Callable[[bytes], bool]:
    """Give what tells whether a file begins with one of these bytes."""
    return lambda content: content.startswith(signs)


def is_text(content: bytes) -> bool:
    """Tell whether a file is a text: only pictures and programs hold the character zero."""
    return b"\0" not in content


ZIPPED = begins_with(b"PK\x03\x04")
#: What may be sent, and how one sees that it is that.
SIGNATURES: Mapping[str, Callable[[bytes], bool]] = {
    "application/pdf": begins_with(b"%PDF-"),
    "image/png": begins_with(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": begins_with(b"\xff\xd8\xff"),
    "application/xml": is_xml,
    "text/xml": is_xml,
    "text/csv": is_text,
    "text/plain": is_text,
    "application/zip": ZIPPED,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ZIPPED,
    "application/vnd.oasis.opendocument.spreadsheet": ZIPPED,
}


def attachment_of(value: object, path: str) -> Attachment:
    """Give a file; raises `Rejected` for one that is neither here nor anywhere, or is not what it says."""
    if not isinstance(value, Mapping):
        raise refused("source.wrong_shape", path, value)
    for name in value:
        if name not in NAMES:
            raise refused("source.unknown_field", f"{path}.{name}", "")
    told = {name: text_at(value, name, path) for name in TEXTS}
    if not NAME.fullmatch(told["name"]):
        raise refused("source.wrong_shape", f"{path}.name", told["name"])
    content = content_of(value.get("content"), f"{path}.content")
    must_be(told, content, value.get("size"), path)
    if not content and urlsplit(told["url"]).scheme not in ("http", "https"):
        raise refused("source.file_nowhere", path, told["name"])
    del told["sha256"]
    return Attachment(**{name: text for name, text in told.items() if text}, content=content)


def text_at(value: Mapping[str, object], name: str, path: str) -> str:
    """Give a text of a file; one that is left out is empty."""
    text = value.get(name, "")
    if not isinstance(text, str) or "\0" in text or len(text) > 2_000:
        raise refused("source.wrong_shape", f"{path}.{name}", text)
    return text


def content_of(value: object, path: str) -> bytes:
    """Give the bytes of a file; none where only its address is told."""
    if value is None or value == "":
        return b""
    if not isinstance(value, str):
        raise refused("source.wrong_shape", path, value)
    if len(value) > (LARGEST + 2) // 3 * 4:
        raise Rejected("source.file_too_large", place=Place.SOURCE, field=path, largest=LARGEST)
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise refused("source.file_garbled", path, "") from error


def must_be(told: Mapping[str, str], content: bytes, size: object, path: str) -> None:
    """Refuse a file whose bytes are not what is said about them; of one that is elsewhere nothing can be seen."""
    if not content:
        return
    known = SIGNATURES.get(told["media_type"])
    if known is None or not known(content):
        raise refused("source.file_not_that", f"{path}.media_type", told["media_type"])
    if told["sha256"] not in ("", hashlib.sha256(content).hexdigest()):
        raise refused("source.file_not_that", f"{path}.sha256", told["sha256"])
    if size is not None and size != len(content):
        raise refused("source.file_not_that", f"{path}.size", size)


def refused(code: str, path: str, value: object) -> Rejected:
    """Give the error that names a field and what it holds."""
    return Rejected(code, place=Place.SOURCE, field=path, value=str(value)[:80])
