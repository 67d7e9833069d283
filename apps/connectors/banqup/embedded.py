"""Files within an e-invoice: a PDF of the invoice, or whatever else the supplier has put there.

https://docs.peppol.eu/poacc/billing/3.0/syntax/ubl-invoice/cac-AdditionalDocumentReference/
"""

import base64
import binascii
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from apps.connectors.banqup.reading import storable
from apps.connectors.banqup.ubl import AGGREGATE, BASIC
from apps.core.documents import Attachment, Remark
from apps.core.xml import Element

#: A longer file is left out.
LARGEST = 10 * 1024 * 1024
LONGEST_NAME = 100
PDF = "application/pdf"
OBJECT = f"{AGGREGATE}AdditionalDocumentReference/{AGGREGATE}Attachment/{BASIC}EmbeddedDocumentBinaryObject"
FROM_E_INVOICE, BROKEN = "file.from_e_invoice", "file.left_out_broken"
OTHER_KIND, TOO_LARGE = "file.left_out_other_kind", "file.left_out_too_large"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that may be there: how its name ends, and how one sees that it is one."""

    ending: str
    is_one: Callable[[bytes], bool]


def begins_with(sign: bytes) -> Callable[[bytes], bool]:
    """Give what tells whether a file begins with these bytes."""
    return lambda content: content.startswith(sign)


ZIPPED = begins_with(b"PK\x03\x04")
#: What EN 16931 allows (its code list of media types).
KINDS = {
    PDF: Kind(".pdf", begins_with(b"%PDF-")),
    "image/png": Kind(".png", begins_with(b"\x89PNG\r\n\x1a\n")),
    "image/jpeg": Kind(".jpg", begins_with(b"\xff\xd8\xff")),
    "text/csv": Kind(".csv", lambda content: b"\x00" not in content),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Kind(".xlsx", ZIPPED),
    "application/vnd.oasis.opendocument.spreadsheet": Kind(".ods", ZIPPED),
}


@dataclass(frozen=True, slots=True)
class Inside:
    """What was found in an e-invoice, and what is to be said about it."""

    files: tuple[Attachment, ...]
    remarks: tuple[Remark, ...]


def read_inside(root: Element, own: Sequence[Attachment], *, stem: str, of: str) -> Inside:
    """Give the files within an e-invoice; its first PDF is the invoice's where ``own`` has none.

    What cannot be read, is of another kind or too long is left out with a remark: it is never a reason to stop. Links
    to files elsewhere are not followed.
    """
    files: list[Attachment] = []
    remarks: list[Remark] = []
    for number, element in enumerate(root.iterfind(OBJECT), start=1):
        found = read_one(element, f"{stem}-{number}")
        if isinstance(found, Attachment):
            files.append(found)
        else:
            remarks.append(Remark(code=found, params=(("name", name_of(element, f"{stem}-{number}")), ("of", of))))
    if not any(file.media_type == PDF for file in own) and (pdf := first_pdf(files)):
        files = [replace(pdf, label="PDF"), *(file for file in files if file is not pdf)]
        remarks.append(Remark(code=FROM_E_INVOICE, params=(("name", pdf.name), ("of", of))))
    known = {file.content for file in own}
    return Inside(tuple(named_apart(file for file in files if file.content not in known)), tuple(remarks))


def read_one(element: Element, otherwise: str) -> Attachment | str:
    """Give a file, or the code of why there is none; what it is, its first bytes say."""
    media_type = (element.get("mimeCode") or "").partition(";")[0].strip().lower()
    text = "".join((element.text or "").split())
    if len(text) > LARGEST * 4 // 3 + 4:
        return TOO_LARGE
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return BROKEN
    kind = KINDS.get(media_type)
    if not content:
        return BROKEN
    if kind is None or not kind.is_one(content):
        return OTHER_KIND
    name = name_of(element, otherwise)
    name = name if name.lower().endswith(kind.ending) else f"{name}{kind.ending}"
    return Attachment(name=name, media_type=media_type, content=content)


def name_of(element: Element, otherwise: str) -> str:
    """Give a file's own name without folders."""
    told = storable(element.get("filename") or "").replace("\\", "/").rpartition("/")[2]
    return " ".join(told.split())[-LONGEST_NAME:].lstrip(".") or otherwise


def first_pdf(files: Sequence[Attachment]) -> Attachment | None:
    """Give the first PDF, if there is one."""
    return next((file for file in files if file.media_type == PDF), None)


def named_apart(files: Iterator[Attachment]) -> Iterator[Attachment]:
    """Give files with names that differ: a second one of the same name gets a number."""
    taken: set[str] = set()
    for file in files:
        stem, dot, ending = file.name.rpartition(".")
        name, number = file.name, 1
        while name in taken:
            number += 1
            name = f"{stem}-{number}{dot}{ending}"
        taken.add(name)
        yield replace(file, name=name)
