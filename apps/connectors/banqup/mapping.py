"""Banqup's invoices as documents: pure functions, nothing guessed about money.

A payload is put together by `pull`: the invoice, its party, and the files where they were read.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from apps.connectors.banqup.embedded import Inside, read_inside
from apps.connectors.banqup.lines import read_lines
from apps.connectors.banqup.papers import MISSING, TOO_LARGE, UNREACHABLE, ubl_of
from apps.connectors.banqup.parties import check_tax_id, read_party
from apps.connectors.banqup.reading import Part, letters_and_digits
from apps.connectors.banqup.ubl import CREDIT_NOTE, check_total, read_ubl
from apps.core.connector import Payload
from apps.core.documents import Attachment, Coded, Direction, Document, Instalment, Kind, Remark, Settlement
from apps.core.errors import Place, Rejected

#: Banqup's word for an invoice that is void.
REFUSED = "REFUSED"
#: Where a payload says that the invoice is in a state that is not read, such as one that came after.
LEFT = "left"
LEFT_OUT = {
    TOO_LARGE: Remark(code="file.left_out_too_large"),
    MISSING: Remark(code="file.left_out_missing"),
}


def read_purchase(payload: Payload) -> Document:
    """Read an invoice or credit note of a supplier."""
    body = Part(payload).part("invoice")
    number = body.text("client_creditor_purchase_invoice_number", "purchase_invoice_number")
    return read(payload, Kind.BILL, "purchase", number=number)


def read_sale(payload: Payload) -> Document:
    """Read an invoice or credit note to a customer."""
    body = Part(payload).part("invoice")
    number = body.text("sales_invoice_number", "client_debtor_invoice_number")
    return read(payload, Kind.INVOICE, "sales", number=number)


def read(payload: Payload, kind: Kind, side: str, *, number: str) -> Document:
    """Read what both sides have in common; ``side`` begins the names of their fields."""
    body, party_kind = Part(payload).part("invoice"), "creditor" if side == "purchase" else "debtor"
    source_id, currency = body.own_id("id"), currency_of(body)
    issued = body.day(f"{side}_invoice_date") or created(body, side)
    total = body.amount("amount", currency)
    document = Document(
        kind=kind,
        source_id=source_id,
        direction=Direction.PAYABLE if side == "purchase" else Direction.RECEIVABLE,
        number=number or source_id,
        party=read_party(Part(payload).part(party_kind), body, party_kind),
        issued=issued,
        total=abs(total),
        net=abs(body.amount("exclusive_amount", currency)) if body.text("exclusive_amount") else None,
        currency=currency,
        instalments=(),
        accrued=body.day("supply_date"),
        document_type=type_of(body),
        lines=read_lines(body, currency, -1 if total < 0 else 1),
        notes=body.text("comments"),
        order_number=body.text("po_number"),
        payment_reference=body.text("payment_reference"),
        payment_term=Coded(term[:180]) if (term := body.text("payment_term")) else None,
        changed=body.moment("last_updated_at"),
        cancelled=body.text("status").upper() == REFUSED,
        credit_note=total < 0 or "CREDIT" in body.text("type").upper(),
    )
    document = replace(document, instalments=(read_instalment(body, side, document),))
    return finished(Part(payload), body, document, side)


def finished(whole: Part, body: Part, document: Document, side: str) -> Document:
    """Give the document with its files, which are looked at, and with remarks."""
    files, inside = read_files(whole, document.number), Inside((), ())
    credit_note = document.credit_note
    for file in files:
        if file.label == "UBL":
            root = read_ubl(file.content, name=file.name)
            check_total(root, totals_of(body, document), name=file.name)
            credit_note = credit_note or root.tag == CREDIT_NOTE
            inside = read_inside(root, files, stem=stem_of(document.number), of=document.number)
    document = replace(document, attachments=(*files, *inside.files), credit_note=credit_note)
    return replace(document, remarks=(*remarks(whole, body, document, side), *inside.remarks))


def read_instalment(body: Part, side: str, document: Document) -> Instalment:
    """Give the one amount with the one due date that Banqup knows."""
    return Instalment(
        code=f"BQ-{side[0].upper()}{document.source_id}",
        number=1,
        of=1,
        due=body.day(f"{side}_invoice_due_date") or document.issued,
        amount=document.total,
        description=document.number,
        settlement=read_settlement(body, document.currency),
    )


def read_settlement(body: Part, currency: str) -> Settlement | None:
    """Give what was paid; without a date nobody could book it."""
    paid, on = abs(body.amount("amount_paid", currency)), body.day("last_payment_date") or body.day("payment_date")
    return Settlement(on=on, amount=paid) if paid and on else None


def read_files(whole: Part, number: str) -> tuple[Attachment, ...]:
    """Give the e-invoice and the PDF; raises `Rejected` where one was not to be had when the invoice was read."""
    if UNREACHABLE in whole.part("files").fields.values():
        raise Rejected("file.not_read", place=Place.SOURCE, name=number)
    stem = stem_of(number)
    ubl, pdf = ubl_of(whole.fields), pdf_of(whole)
    found = (
        Attachment(name=f"{stem}.xml", label="UBL", media_type="application/xml", content=ubl) if ubl else None,
        Attachment(name=f"{stem}.pdf", label="PDF", media_type="application/pdf", content=pdf) if pdf else None,
    )
    return tuple(file for file in found if file)


def stem_of(number: str) -> str:
    """Give what the files of an invoice are called by."""
    return "-".join(part for part in map(letters_and_digits, number.replace("/", " ").split()) if part) or "invoice"


def pdf_of(whole: Part) -> bytes:
    """Give the bytes of the PDF; empty where there is none."""
    try:
        return base64.b64decode(str(whole.fields.get("pdf") or ""), validate=True)
    except binascii.Error as error:
        raise Rejected("source.wrong_shape", place=Place.SOURCE, field="pdf") from error


def totals_of(body: Part, document: Document) -> dict[str, Decimal]:
    """Give the total by currency: the supplier's e-invoice may be in another one than our books."""
    told = {document.currency: document.total}
    for party in ("creditor", "debtor", "client"):
        currency = body.text(f"{party}_currency_code")
        if currency and body.text(f"amount_in_{party}_currency"):
            told.setdefault(currency, abs(body.amount(f"amount_in_{party}_currency", currency)))
    return told


def remarks(whole: Part, body: Part, document: Document, side: str) -> Iterator[Remark]:
    """Remark on what is odd without stopping the invoice."""
    told, net = document.source_id, document.net
    yield from check_tax_id(document.party)
    if document.lines and net is not None:
        yield from check_sum(
            "totals.items_differ", sum((line.amount for line in document.lines), Decimal(0)), net, told
        )
    if net is not None:
        gross = net + abs(body.amount("vat_amount", document.currency))
        yield from check_sum("totals.gross_differ", document.total, gross, told)
    if (state := whole.text(LEFT)) and not document.cancelled:
        yield Remark(code="document.state_left", params=(("of", document.number), ("state", state)))
    if not body.text(f"{side}_invoice_due_date"):
        yield Remark(code="instalment.no_due_date", params=(("of", document.instalments[0].code),))
    for name, word in sorted(whole.part("files").fields.items()):
        if word in LEFT_OUT:
            yield replace(LEFT_OUT[word], params=(("name", name.upper()), ("of", document.number)))
    if whole.fields.get("files") is not None and not document.attachments:
        yield Remark(code="document.no_files", params=(("of", document.number),))


def check_sum(code: str, found: Decimal, expected: Decimal, of: str) -> Iterator[Remark]:
    """Remark on a sum that is another than it should be."""
    if found != expected:
        told = (("of", of), ("expected", f"{expected:.2f}"), ("found", f"{found:.2f}"))
        yield Remark(code=code, params=told)


def currency_of(body: Part) -> str:
    """Give the currency of an invoice; raises `Rejected` (``source.wrong_shape``): amounts alone say nothing."""
    code = body.text("currency_code").upper()
    if len(code) != 3 or not code.isalpha():
        raise Rejected("source.wrong_shape", place=Place.SOURCE, field=body.where("currency_code"))
    return code


def created(body: Part, side: str) -> date:
    """Give the day on which Banqup got an invoice that names none itself."""
    day = body.day("created_at")
    if day is None:
        raise Rejected("source.no_date", place=Place.SOURCE, field=body.where(f"{side}_invoice_date"))
    return day


def type_of(body: Part) -> Coded | None:
    """Give Banqup's own word for what an invoice is."""
    word = body.text("type")
    return Coded(word[:180]) if word else None
