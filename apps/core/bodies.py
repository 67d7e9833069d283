"""The body of a request: the bytes that are sent, and the text that the record shows of them."""

import base64
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.core.exchange import DecimalEncoder, note_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What is sent, and of which type; ``told`` stands in its place on record, where it carries a file."""

    media_type: str
    data: bytes = field(repr=False)
    told: str = ""

    @property
    def headers(self) -> Mapping[str, str]:
        """Give the header that tells the type; a call without a body says what it wants to read."""
        return {"Content-Type": self.media_type} if self.data else {"Accept": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePart:
    """A file within a form."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


#: What has no body at all.
NOTHING = Body(media_type="", data=b"")


class Base64Encoder(DecimalEncoder):
    """Writes a file as base64, and decimals as numbers."""

    def default(self, value: object) -> Any:
        """Encode bytes; leave the rest to decimals."""
        return base64.b64encode(value).decode() if isinstance(value, bytes) else super().default(value)


class NoteEncoder(DecimalEncoder):
    """Writes a note in place of a file."""

    def default(self, value: object) -> Any:
        """Tell of bytes; leave the rest to decimals."""
        return note_of(value) if isinstance(value, bytes) else super().default(value)


def json_body(body: Mapping[str, Any]) -> Body:
    """Give a JSON body; bytes in it are sent as base64, and on record is a note of them."""
    data = json.dumps(body, cls=Base64Encoder, ensure_ascii=False).encode()
    with_files = any(isinstance(value, bytes) for value in body.values())
    told = json.dumps(body, cls=NoteEncoder, ensure_ascii=False) if with_files else ""
    return Body(media_type="application/json; charset=utf-8", data=data, told=told)


def form_body(parts: Mapping[str, str | bytes | FilePart]) -> Body:
    """Give a form of several parts (RFC 7578): short texts, long ones as bytes, and files.

    On record bytes and files are notes.
    """
    boundary = uuid.uuid4().hex
    written = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part(name, value)) for name, value in parts.items())
    told = {name: value.content if isinstance(value, FilePart) else value for name, value in parts.items()}
    return Body(
        media_type=f"multipart/form-data; boundary={boundary}",
        data=written + b"--%s--\r\n" % boundary.encode(),
        told=json.dumps(told, cls=NoteEncoder, ensure_ascii=False),
    )


def part(name: str, value: str | bytes | FilePart) -> bytes:
    """Give one part of a form: its headers, an empty line, its content."""
    head = f'Content-Disposition: form-data; name="{name}"'
    if isinstance(value, FilePart):
        head += f'; filename="{quoted(value.name)}"\r\nContent-Type: {value.media_type}'
        value = value.content
    content = value.encode() if isinstance(value, str) else value
    return head.encode("utf-8", "replace") + b"\r\n\r\n" + content


def quoted(name: str) -> str:
    """Give a file's name as a header takes it: one line, and no quotes that would end it."""
    return " ".join(name.split()).replace("\\", "_").replace('"', "%22")
