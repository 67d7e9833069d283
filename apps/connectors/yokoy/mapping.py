"""From a supplier's invoice to the steps that book it at Yokoy: pure, deterministic, exact to the cent."""

import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from apps.connectors.yokoy.parties import identity_of, supplier_steps
from apps.core.connector import Enclosed, Ref, Step, Translator
from apps.core.documents import Attachment, Coded, Direction, Document, Line
from apps.core.errors import Place, Rejected

#: The name of our reference among an invoice's ``customInformation``.
REFERENCE = "ponte"
#: In our plans for the client, never sent: where the file is to be fetched.
FILE_ADDRESS = "file_address"
UBL_NAMES = b"urn:oasis:names:specification:ubl:schema:xsd:"
#: Where in an XML file its names stand.
BEGINNING = 4_000
#: A key of these signs stands in a filter as it is; any other keeps its beginning and becomes a checksum.
PLAIN_KEY, KEPT = re.compile(r"[0-9A-Za-z._-]{1,80}"), 24
ZERO = Decimal(0)
#: The setting that says what becomes of a payment term without a counterpart, and its values.
PAYMENT_TERMS, LEAVE, WAIT = "payment_terms", "leave", "wait"


def plan(document: Document, translator: Translator) -> tuple[Step, ...]:
    """Give what books an invoice: its supplier, the invoice itself, our reference at it.

    A cancelled document books nothing. Raises `Rejected` for what Yokoy has no way to book.
    """
    if document.cancelled:
        return ()
    if document.direction != Direction.PAYABLE:
        raise Rejected("source.direction_unsupported", place=Place.SOURCE, value=document.direction)
    return Draft(document, translator).steps()


@dataclass(frozen=True, slots=True)
class Draft:
    """One document on its way into Yokoy's words."""

    document: Document
    translator: Translator

    def steps(self) -> tuple[Step, ...]:
        """Give every step in the order of writing."""
        supplier, link = supplier_steps(self.document, self.payment_term())
        invoice = self.invoice(Ref(link.key))
        if invoice.body["way"] == "structured":
            return supplier, link, invoice
        return supplier, link, invoice, self.reference(invoice)

    def invoice(self, supplier: Ref) -> Step:
        """Give the step that books the invoice, in the best way that the document allows."""
        known_by = {
            "supplierId": supplier,
            "invoiceNumber": self.document.number,
            "date": self.document.issued.isoformat(),
            "grossAmount": self.document.total,
            **({"creditNote": True} if self.document.credit_note else {}),
        }
        document = self.document
        label = f"{document.number} {document.party.name}".strip()
        body = {**self.content(), **known_by}
        return Step(resource="invoice", key=key_of(document), body=body, label=label, amount=document.total)

    def content(self) -> dict[str, Any]:
        """Give the way and what goes along it: the e-invoice, the fields with the file, or the file alone."""
        pdf = pdf_of(self.document)
        file: dict[str, Any] = {"fileName": file_name(pdf.name)}
        file |= {"file": Enclosed(pdf.sha256)} if pdf.content else {FILE_ADDRESS: pdf.url}
        if ubl := ubl_of(self.document):
            return {"way": "einvoice", "invoiceData": Enclosed(ubl.sha256), **file}
        if is_told_in_full(self.document):
            return {"way": "structured", **self.fields(), **file}
        return {"way": "upload", **file}

    def fields(self) -> dict[str, Any]:
        """Give an invoice field by field; raises `Rejected` when its lines are not its total."""
        document = self.document
        refuse_other_sums(document)
        dues = [instalment.due.isoformat() for instalment in document.instalments]
        told = {
            "country": document.party.country,
            "currency": document.currency,
            "dueDate": min(dues, default=""),
            "paymentTermId": self.payment_term(),
            "lineItems": [self.line(line) for line in document.lines],
            "customInformation": self.information(),
        }
        return {name: value for name, value in told.items() if value}

    def line(self, line: Line) -> dict[str, Any]:
        """Give one position, with what a person chose for its tax rate, category and cost centre."""
        told = {
            "description": line.description,
            "unit": line.unit,
            "categoryId": self.chosen("category", line.category or self.document.category),
            "costObjectId": self.chosen("cost_centre", line.cost_centre or only_cost_centre(self.document)),
            "taxRateId": self.chosen("tax_rate", tax_of(line, self.document.party.country)),
        }
        sums = {"net": line.amount, "gross": line.amount + (line.tax_amount or ZERO)}
        counted = {"quantity": line.quantity, "itemPrice": line.unit_price}
        return {**{name: value for name, value in told.items() if value}, **counted, **sums}

    def chosen(self, vocabulary: str, value: Coded | None) -> str:
        """Give the value that a person chose; what the document does not tell is left to Yokoy."""
        return self.translator.required(vocabulary, value) if value else ""

    def payment_term(self) -> str:
        """Give the payment term at Yokoy; nothing where the source tells none, or nobody has chosen one."""
        told = self.document.payment_term
        if told and self.translator.setting(PAYMENT_TERMS) == WAIT:
            return self.translator.required("payment_term", told)
        return self.translator.optional("payment_term", told)

    def reference(self, invoice: Step) -> Step:
        """Give the step that puts our reference at an invoice that came as a file."""
        body = {"invoiceId": Ref(invoice.key), "customInformation": self.information()}
        return Step(resource="reference", key=f"reference:{invoice.key}", body=body, label=invoice.label)

    def information(self) -> dict[str, str]:
        """Give what has no field of its own at Yokoy; the rest is Yokoy's or its people's."""
        told = {
            REFERENCE: key_of(self.document),
            "paymentReference": self.document.payment_reference,
            "orderNumber": self.document.order_number,
        }
        return {name: value for name, value in told.items() if value}


def key_of(document: Document) -> str:
    """Give what an invoice is known by: who sent it, and the source's own id.

    The id alone is none, as two sources may count from one. The number is left out: a source that
    corrects it still tells of the same invoice.
    """
    told = f"{identity_of(document.party)}.{document.source_id}"
    if PLAIN_KEY.fullmatch(told):
        return f"invoice.{told}"
    kept = re.sub(r"[^0-9A-Za-z._-]", "-", told[:KEPT])
    return f"invoice.{kept}.{hashlib.sha256(told.encode()).hexdigest()}"


def pdf_of(document: Document) -> Attachment:
    """Give the document's PDF; Yokoy takes no invoice without one."""
    for file in document.attachments:
        if file.content.startswith(b"%PDF-") or (file.url and is_pdf_by_name(file)):
            return file
    left_out = any(remark.code == "file.left_out_too_large" for remark in document.remarks)
    raise Rejected("source.pdf_too_large" if left_out else "source.no_pdf", place=Place.SOURCE)


def is_pdf_by_name(file: Attachment) -> bool:
    """Tell whether a file that is still at its source says that it is a PDF."""
    names = (file.name, urlsplit(file.url).path)
    return file.media_type == "application/pdf" or any(name.lower().endswith(".pdf") for name in names)


def ubl_of(document: Document) -> Attachment | None:
    """Give the e-invoice that came with the document; another XML, such as a Brazilian one, is none."""
    return next((file for file in document.attachments if UBL_NAMES in file.content[:BEGINNING]), None)


def is_told_in_full(document: Document) -> bool:
    """Tell whether the fields say as much as the file: every position with its tax, and the country.

    Lines are never below zero at Yokoy, which tells a credit note by its sign, so that one goes as a file.
    """
    taxed = all(line.tax_rate is not None and line.tax_amount is not None for line in document.lines)
    return bool(document.lines and taxed and document.party.country and not document.credit_note)


def refuse_other_sums(document: Document) -> None:
    """Raise `Rejected` unless the lines are positive and add up to the totals, to the cent."""
    net = sum((line.amount for line in document.lines), ZERO)
    gross = net + sum((line.tax_amount or ZERO for line in document.lines), ZERO)
    for expected, found in ((document.total, gross), (net if document.net is None else document.net, net)):
        if expected != found:
            raise Rejected("source.lines_differ", place=Place.SOURCE, expected=expected, found=found)
    for line in document.lines:
        if line.amount < 0 or line.amount + (line.tax_amount or ZERO) < 0:
            raise Rejected("source.negative", place=Place.SOURCE, field=line.description, value=line.amount)


def tax_of(line: Line, country: str) -> Coded | None:
    """Give the tax of a line as a value that people choose for: the rate in the supplier's country."""
    if line.tax_rate is None:
        return None
    rate = f"{line.tax_rate.normalize():f}"
    return Coded(f"{country} {rate}".strip(), f"{rate} %")


def only_cost_centre(document: Document) -> Coded | None:
    """Give the cost centre of the whole document, where it has exactly one."""
    shares = [share for instalment in document.instalments for share in instalment.allocations if share.share]
    centres = {share.cost_centre.code: share.cost_centre for share in shares}
    return next(iter(centres.values())) if len(centres) == 1 else None


def file_name(name: str) -> str:
    """Give a file's own name without folders."""
    bare = " ".join(name.replace("\\", "/").rsplit("/", 1)[-1].split())
    return bare[-100:] or "invoice.pdf"
