"""The files beside reports: receipts as pictures and PDFs, and the whole report as one document."""

import hashlib

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from apps.sandbox.bluefleet.files import pdf
from apps.sandbox.vexpenses.books import REPORTS, Books

#: A grey JPEG of one point, in its parts: a comment goes behind the first, so that no two receipts are the same.
START = b"\xff\xd8"
REST = b"".join(
    (
        b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00",
        b"\xff\xdb\x00\x43\x00" + b"\x01" * 64,
        b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00",
        b"\xff\xc4\x00\x14\x00\x01" + b"\x00" * 16,
        b"\xff\xc4\x00\x14\x10\x01" + b"\x00" * 16,
        b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x3f\xff\xd9",
    )
)
GONE = "gone"


def jpeg(text: str) -> bytes:
    """A valid JPEG with a comment."""
    note = text.encode()
    return START + b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note + REST


def receipt(name: str) -> Response:
    """The receipt of this name; what the scenarios call ``gone`` is not there."""
    stem, _, kind = name.rpartition(".")
    if stem.startswith(GONE) or kind not in ("jpg", "pdf"):
        raise NotFound
    if kind == "pdf":
        return Response(pdf(f"Recibo {stem}"), mimetype="application/pdf")
    return Response(jpeg(f"Recibo {stem}"), mimetype="image/jpeg")


def download(books: Books, kind: str, key: str) -> Response:
    """A report as PDF or as a table; whoever has the hash may read it."""
    found = books.select(REPORTS, "json_extract(body, '$._hash') = ?", (key,))
    if not found or kind not in ("pdf", "excel"):
        raise NotFound
    if kind == "pdf":
        return Response(pdf(f"Relatorio {found[0]['id']} {found[0]['description']}"), mimetype="application/pdf")
    return Response(f"{found[0]['id']};{found[0]['description']}\n", mimetype="text/csv")


def name_of(number: int, kind: str) -> str:
    """What a receipt is called."""
    return f"{hashlib.sha256(str(number).encode()).hexdigest()[:32]}.{kind}"
