"""The files that invoices point at: a small PDF, and three that a careless receiver would choke on."""

from collections.abc import Callable, Iterator
from itertools import repeat

from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

A_GIGABYTE = 1 << 30
CHUNK = b"%" + b"0" * 65_534 + b"\n"


def serve(name: str) -> Response:
    """The file of this name."""
    stem, _, kind = name.rpartition(".")
    if kind != "pdf":
        raise NotFound
    if stem in HOSTILE:
        return HOSTILE[stem]()
    return Response(pdf(f"Nota fiscal {stem}"), mimetype="application/pdf")


def pdf(text: str) -> bytes:
    """A valid PDF of one page with one line of text."""
    shown = text.encode("latin-1", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    stream = b"BT /F1 18 Tf 60 760 Td (" + shown + b") Tj ET"
    fonts = b"<< /Font << /F1 5 0 R >> >>"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s >>" % fonts,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    return _assembled(objects)


def _assembled(objects: tuple[bytes, ...]) -> bytes:
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    count = len(objects) + 1
    index = b"xref\n0 %d\n0000000000 65535 f \n" % count + b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(content))
    return content + index + trailer


def _endless() -> Response:
    return Response(_forever(), mimetype="application/pdf")


def _huge() -> Response:
    response = Response(_forever(), mimetype="application/pdf")
    response.headers["Content-Length"] = str(A_GIGABYTE)
    return response


def _redirect() -> Response:
    return redirect("http://169.254.169.254/", 302)


def _forever() -> Iterator[bytes]:
    yield b"%PDF-1.4\n"
    yield from repeat(CHUNK)


HOSTILE: dict[str, Callable[[], Response]] = {"endless": _endless, "huge": _huge, "redirect": _redirect}
