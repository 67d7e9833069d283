"""Files as they were received, by themselves or together in one archive."""

import io
import re
import zipfile
from collections.abc import Sequence

MEDIA_TYPES = {
    "xml": "application/xml",
    "json": "application/json",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "cod": "text/plain",
    "txt": "text/plain",
}
#: What the bytes of a file begin with, spaces and marks of encoding apart.
BEGINNINGS = ((b"<", "xml"), (b"{", "json"), (b"[", "json"), (b"%PDF", "pdf"), (b"PK\x03\x04", "zip"))
#: The first line of a CODA file: a header record of 128 characters.
CODA = re.compile(rb"0.{127}\r?\n")
#: The earliest moment that an archive can name: the same documents give the same bytes.
MOMENT = (1980, 1, 1, 0, 0, 0)


def ending_of(data: bytes) -> str:
    """Give what the name of a file ends with, by what its bytes begin with."""
    start = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    found = (ending for beginning, ending in BEGINNINGS if start.startswith(beginning))
    return next(found, "cod" if CODA.match(data) else "txt")


def archive(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Give an archive (ZIP) of files in their order; each is numbered, so that two of one name stay apart."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for place, (name, data) in enumerate(files, start=1):
            entry = zipfile.ZipInfo(f"{place:04}-{safe(name)}.{ending_of(data)}", MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, data)
    return held.getvalue()


def safe(name: str) -> str:
    """Give a name without anything that leads elsewhere or that a file system refuses."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:60] or "document"
