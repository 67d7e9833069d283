"""VExpenses' reports as documents: pure functions, nothing guessed about money.

A payload is put together by `pull`: the report with its relations, the company's currency, and ``left`` where the
report is in a state that is not read.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from apps.connectors.vexpenses.lines import counted, read_line, remarks_on
from apps.connectors.vexpenses.reading import Part, letters_and_digits
from apps.connectors.vexpenses.receipts import ADDRESS, MISSING, TOO_LARGE, UNREACHABLE
from apps.core.connector import Payload
from apps.core.documents import Attachment, BankAccount, Direction, Document, Kind, Line, Party, Remark
from apps.core.errors import Place, Rejected

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".heic": "image/heic",
    ".webp": "image/webp",
}
LEFT_OUT = {MISSING: "file.left_out_missing", TOO_LARGE: "file.left_out_too_large"}
#: Seen with both beginnings; the page answers to the safe one.
PLAIN, SAFE = "http://app.vexpenses.com/", "https://app.vexpenses.com/"


def read_report(payload: Payload) -> Document:
    """Read a report with its expenses; one that has left is told of as withdrawn, whatever else is wrong with it."""
    whole = Part(payload)
    body, currency = whole.one("report"), whole.line("currency").upper() or "BRL"
    document = head_of(body, currency)
    if whole.line("left"):
        return withdrawn(body, replace(document, cancelled=True))
    document = with_lines(body, document)
    refuse_nothing(body, document)
    files = () if whole.line("files") else tuple(files_of(body, document))
    return replace(document, attachments=files, remarks=tuple(remarks(body, document)))


def head_of(body: Part, currency: str) -> Document:
    """Give what a report is without its expenses."""
    id_ = body.own_id()
    return Document(
        kind=Kind.EXPENSE_REPORT,
        source_id=id_,
        direction=Direction.PAYABLE,
        number=id_,
        party=employee_of(body),
        issued=approved_on(body),
        total=Decimal(0),
        instalments=(),
        currency=currency,
        description=body.text("description"),
        notes=body.text("observation"),
        changed=changed_at(body),
    )


def with_lines(body: Part, document: Document) -> Document:
    """Give the document with its expenses and what they add up to."""
    lines = tuple(read_line(expense, document.currency) for expense in counted(body))
    refuse_repeated([line.code for line in lines])
    total = sum((line.amount for line in lines), Decimal(0))
    latest = max((line.on for line in lines if line.on), default=document.issued)
    return replace(document, lines=lines, total=total, accrued=latest)


def refuse_repeated(codes: list[str]) -> None:
    """Raise `Rejected` (``source.repeated_entry``) where an expense is there twice: both would be paid."""
    if twice := next((code for code in codes if codes.count(code) > 1), ""):
        raise Rejected("source.repeated_entry", place=Place.SOURCE, value=twice)


def withdrawn(body: Part, document: Document) -> Document:
    """Give a report that is no longer approved; while somebody works on it its expenses may be anything."""
    try:
        told = with_lines(body, document)
    except Rejected:
        return document
    return told if told.total >= 0 else document


def refuse_nothing(body: Part, document: Document) -> None:
    """Raise `Rejected` for a report that owes nobody anything.

    ``source.no_expenses`` where it has none, ``source.negative_net`` where more was paid in advance than was spent.
    """
    if not document.lines:
        raise Rejected("source.no_expenses", place=Place.SOURCE, value=document.number)
    owed = sum((line.amount for line in document.lines if line.reimbursable), Decimal(0))
    if owed < 0 or document.total < 0:
        net = min(owed, document.total)
        raise Rejected("source.negative_net", place=Place.SOURCE, value=f"{net:.2f}", currency=document.currency)


def employee_of(body: Part) -> Party:
    """Give whose report it is: by the code in the ERP, else by VExpenses' number, which is nobody's code.

    Raises `Rejected` (``source.no_party``) where the person is not told.
    """
    person, number = body.one("user"), body.line("user_id")
    code = person.line("integration_id") or (f"user:{number}" if number else "")
    if not code or not person.text("name").strip():
        raise Rejected("source.no_party", place=Place.SOURCE, value=number)
    return Party(
        code=code[:180],
        name=person.text("name"),
        tax_id=letters_and_digits(person.line("cpf")),
        email=person.line("email"),
        phone=person.line("phone1") or person.line("phone2"),
        country="BR" if person.line("cpf") else "",
        bank=account_of(person),
    )


def account_of(person: Part) -> BankAccount | None:
    """Give where somebody is paid, as they have written it; None where they have told nothing."""
    told = BankAccount(
        bank=person.line("bank"),
        branch=person.line("agency"),
        account=person.line("account"),
        pix_key=person.line("pix_key"),
    )
    return told if told != BankAccount() else None


def approved_on(body: Part) -> date:
    """Give the day of the approval; a report that has none stands under the day of its last change."""
    for name in ("approval_date", "updated_at", "created_at"):
        if day := body.day(name):
            return day
    raise Rejected("source.no_date", place=Place.SOURCE, field=body.where("approval_date"))


def changed_at(body: Part) -> datetime | None:
    """Give the latest moment that a report or one of its expenses tells of."""
    told = [body.moment("updated_at"), *(expense.moment("updated_at") for expense in body.many("expenses"))]
    return max((moment for moment in told if moment), default=None)


def files_of(body: Part, document: Document) -> Iterator[Attachment]:
    """Give the receipts, each beside its expense, and the report as PDF; whoever has that address may read it."""
    titles = {line.code: line for line in document.lines}
    for expense in counted(body):
        if receipt := receipt_of(expense, titles[expense.own_id()]):
            yield receipt
    if link := body.line("pdf_link"):
        address = SAFE + link.removeprefix(PLAIN) if link.startswith(PLAIN) else link
        name = f"relatorio-{document.number}.pdf"
        yield Attachment(name=name, url=address, label="PDF", media_type=MEDIA_TYPES[".pdf"])


def receipt_of(expense: Part, line: Line) -> Attachment | None:
    """Give the receipt of an expense, as an address or as its bytes; None where there is none or it was left out.

    Raises `Rejected` (``file.not_read``) where it did not come when the report was read.
    """
    address, read = expense.line(ADDRESS), expense.one("receipt")
    if read.line("none") == UNREACHABLE:
        raise Rejected("file.not_read", place=Place.SOURCE, name=line.code)
    if not address or read.line("none"):
        return None
    ending = PurePosixPath(urlsplit(address).path).suffix.lower()
    content = content_of(read)
    return Attachment(
        name=f"recibo-{line.code}{ending if ending in MEDIA_TYPES else ''}",
        url="" if content else address,
        label="receipt",
        media_type=MEDIA_TYPES.get(ending, ""),
        content=content,
        belongs_to=line.code,
    )


def content_of(read: Part) -> bytes:
    """Give the bytes of a receipt that was read; nothing for one that is an address."""
    try:
        return base64.b64decode(read.line("content"), validate=True)
    except binascii.Error as error:
        raise read.wrong_shape("content") from error


def remarks(body: Part, document: Document) -> Iterator[Remark]:
    """Remark on what is odd without stopping the report."""
    lines = {line.code: line for line in document.lines}
    for expense in counted(body):
        line = lines[expense.own_id()]
        yield from remarks_on(expense, line, document.currency)
        if code := LEFT_OUT.get(expense.one("receipt").line("none")):
            yield Remark(code=code, params=(("name", line.description[:80]), ("of", line.code)))
