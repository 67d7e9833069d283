"""The three ways in for an invoice: structured, as a PDF, as an e-invoice."""

import base64
import binascii
from typing import Any

from werkzeug.datastructures import FileStorage

from apps.sandbox.yokoy import invoices, suppliers, ubl
from apps.sandbox.yokoy.asked import Answer, Asked
from apps.sandbox.yokoy.fields import (
    COUNTRY,
    CURRENCY,
    DATE,
    FLAG,
    LIST,
    NUMBER,
    OBJECT,
    POSITIVE,
    TEXT,
    checked,
    nullable,
)
from apps.sandbox.yokoy.masterdata import COST_CENTRES, INVOICE_CATEGORIES, PAYMENT_TERMS, TAX_RATES, Register
from apps.sandbox.yokoy.refusal import Refused, invalid
from apps.sandbox.yokoy.shelf import Body, Shelf

FIELDS = {
    "invoiceNumber": TEXT, "documentData": TEXT, "lineItems": LIST, "country": COUNTRY, "currency": CURRENCY,
    "date": nullable(DATE), "dueDate": nullable(DATE), "postingDate": nullable(DATE),
    "serviceDate": nullable(lambda value: DATE(value) or (LIST(value) and len(value) == 2 and all(map(DATE, value)))),
    "supplierId": nullable(TEXT), "oneTimeSupplierInfo": OBJECT, "paymentTermId": nullable(TEXT),
    "paymentBlocked": nullable(FLAG), "paymentInformation": nullable(OBJECT), "qrInfo": OBJECT,
    "purchaseOrderIds": nullable(LIST), "submitters": nullable(LIST), "fxRates": nullable(OBJECT),
    "customInformation": nullable(OBJECT),
}  # fmt: skip
LINE = {
    "gross": POSITIVE, "net": POSITIVE, "description": nullable(TEXT), "unit": nullable(TEXT),
    "quantity": nullable(NUMBER), "itemPrice": nullable(NUMBER), "categoryId": nullable(TEXT),
    "costObjectId": nullable(TEXT), "taxRateId": nullable(TEXT), "serviceStartDate": nullable(DATE),
    "serviceEndDate": nullable(DATE), "tags": OBJECT, "customInformation": nullable(OBJECT),
}  # fmt: skip
REFERENCES = (("categoryId", INVOICE_CATEGORIES), ("costObjectId", COST_CENTRES), ("taxRateId", TAX_RATES))


def structured(asked: Asked) -> Answer:
    """POST of JSON: the file is stored and not read."""
    given = checked(asked.json(), FIELDS, ("invoiceNumber", "documentData", "lineItems", "country"))
    pdf = decoded(given.pop("documentData"))
    for line in given["lineItems"]:
        checked(line, LINE, ("gross", "net"))
        refuse_unknown(asked, line)
    if given.get("supplierId"):
        refuse_unknown_supplier(asked.shelf, asked.entity, given["supplierId"])
    if given.get("paymentTermId") and not is_in(asked, PAYMENT_TERMS, given["paymentTermId"]):
        raise invalid(("paymentTermId", "paymentTermId does not exist"))
    return 201, invoices.shown(asked.shelf, invoices.kept(asked, given, status=invoices.NEW, pdf=pdf))


def upload(asked: Asked) -> Answer:
    """POST of a PDF: what stands on it is read later, until then the invoice is nearly empty."""
    file = asked.request.files.get("file")
    if file is None or file.mimetype != "application/pdf":
        raise invalid(("file", "file must be application/pdf"))
    pdf = content_of(file)
    return 201, invoices.shown(asked.shelf, invoices.kept(asked, {}, status=invoices.WAITING, pdf=pdf))


def einvoice(asked: Asked) -> Answer:
    """POST of a UBL invoice with its preview; the answer is a list of one, as the vendor's sample shows."""
    form, file = asked.request.form, asked.request.files.get("pdf")
    faults = [(name, f"{name} is mandatory") for name in ("standard", "invoiceData") if not form.get(name)]
    if faults or file is None:
        raise invalid(*faults, *([] if file else [("pdf", "pdf is mandatory")]))
    if form["standard"] != "peppolBis":
        raise invalid(("standard", "standard must be peppolBis"))
    told = ubl.read(form["invoiceData"])
    fields = told_fields(asked, told)
    log = [{"actionType": "added", "comment": "", "timestamp": asked.shelf.stamp(), "userId": None}]
    private = {"_ubl": form["invoiceData"]}
    kept = invoices.kept(asked, fields | {"eventLog": log}, status=invoices.NEW, pdf=content_of(file), private=private)
    return 201, [invoices.shown(asked.shelf, kept)]


def told_fields(asked: Asked, told: dict[str, Any]) -> Body:
    """The fields of an e-invoice: its supplier is found by the tax number, or stays a one-time one."""
    tax_number, name = told.pop("taxNumber"), told.pop("supplierName")
    known = [row["id"] for row in suppliers.linked(asked.shelf, asked.entity) if tax_number in row["taxNumbers"]]
    once = {"supplierId": None, "supplierName": name, "taxNumber": tax_number, "country": told["country"]}
    rates = {row["rate"]: row["id"] for row in asked.shelf.all(TAX_RATES.path) if row["_entity"] == asked.entity}
    lines = [{**line, "taxRateId": rates.get(line["_rate"])} for line in told["lineItems"]]
    party = {"supplierId": known[0]} if known else {"oneTimeSupplierInfo": once}
    return {**told, **party, "lineItems": lines}


def content_of(file: FileStorage) -> bytes:
    """The bytes of a part, which must be a PDF."""
    return pdf_only(file.stream.read())


def decoded(text: str) -> bytes:
    """The bytes of a base64 text, which must be a PDF."""
    try:
        return pdf_only(base64.b64decode(text, validate=True))
    except binascii.Error:
        raise invalid(("documentData", "documentData is not base64")) from None


def pdf_only(content: bytes) -> bytes:
    """The bytes, if they are a PDF."""
    if not content.startswith(b"%PDF-"):
        raise Refused(400, "ValidationError: file is not a PDF")
    return content


def refuse_unknown(asked: Asked, line: Body) -> None:
    """Refuses a line that refers to what the legal entity does not have."""
    for name, register in REFERENCES:
        if line.get(name) and not is_in(asked, register, line[name]):
            raise invalid((name, f"{name} does not exist"))


def refuse_unknown_supplier(shelf: Shelf, entity: str, key: str) -> None:
    """Refuses a supplier that is not attached to the legal entity; its id there is the link's."""
    if all(row["id"] != key for row in suppliers.linked(shelf, entity)):
        raise invalid(("supplierId", "supplierId does not exist"))


def is_in(asked: Asked, register: Register, key: str) -> bool:
    """Whether a register of the legal entity has an object."""
    found = asked.shelf.find(register.path, key)
    return found is not None and found["_entity"] == asked.entity
