"""Invoices: what is stored, how it is shown, and how it may be read and amended."""

import base64
from typing import Any

from werkzeug.wrappers import Response

from apps.sandbox.yokoy.asked import Answer, Asked
from apps.sandbox.yokoy.fields import LIST, OBJECT, checked, nullable
from apps.sandbox.yokoy.lists import listed
from apps.sandbox.yokoy.refusal import invalid, missing
from apps.sandbox.yokoy.shelf import Body, Shelf, public

REGISTER = "invoices"
DRAFT, REVISION, APPROVAL, REVIEW, READY, REJECTED, EXPORTED, NEW, WAITING = range(9)
WORDS = (
    "draft", "needsRevision", "inApproval", "inReview", "readyForExport", "rejected", "exported", "new",
    "waitingForAsynchronousInput",
)  # fmt: skip
BLANK: Body = {
    "invoiceNumber": None, "country": None, "currency": None, "date": None, "dueDate": None, "postingDate": None,
    "serviceDate": None, "supplierId": None, "oneTimeSupplierInfo": None, "paymentTermId": None,
    "paymentBlocked": False, "paymentInformation": None, "purchaseOrderIds": [], "submitters": [], "fxRates": None,
    "lineItems": [], "eventLog": [], "exportJobId": None, "customInformation": None,
}  # fmt: skip
BLANK_LINE: Body = {
    "description": None, "categoryId": None, "costObjectId": None, "quantity": None, "unit": None, "itemPrice": None,
    "taxRateId": None, "taxRateComponents": None, "nonRecoverableTaxAmount": None, "selfAssessedTaxAmount": None,
    "isTaxOnly": False, "matchStatus": "nonPurchaseOrder", "purchaseOrderId": None, "tags": {},
    "customInformation": None,
}  # fmt: skip


def kept(asked: Asked, fields: Body, *, status: int, pdf: bytes, private: Body | None = None) -> Body:
    """Stores a new invoice."""
    now = asked.shelf.stamp()
    own: Body = {"_entity": asked.entity, "_pdf": base64.b64encode(pdf).decode(), **(private or {})}
    lines = [BLANK_LINE | public(line) for line in fields.get("lineItems", [])]
    stamps = {"status": status, "created": now, "lastModified": now}
    return asked.shelf.add(REGISTER, {**BLANK, **fields, "lineItems": lines, **stamps, **own})


def shown(shelf: Shelf, invoice: Body) -> Body:
    """An invoice as the API gives it: sums from its lines, and the status as the switch says."""
    lines = [line | {"taxAmount": round(line["gross"] - line["net"], 2)} for line in invoice["lineItems"]]
    net, gross = (round(sum(line[name] for line in lines), 2) for name in ("net", "gross"))
    sums = {"netAmount": net, "grossAmount": gross, "taxAmount": round(gross - net, 2), "taxableAmount": None}
    status = told_status(invoice["status"], shelf.switch("status_as"))
    return {**public(invoice), **sums, "lineItems": lines, "isCreditNote": gross < 0, "status": status}


def told_status(status: int, form: str) -> int | str:
    """A status as a number, as its digits or as its word."""
    forms: dict[str, int | str] = {"number": status, "digits": str(status), "word": WORDS[status]}
    return forms[form]


def list_all(asked: Asked) -> Answer:
    """GET of the list; a filter on the status means its number, however it is shown."""
    rows = [row for row in asked.shelf.all(REGISTER) if row["_entity"] == asked.entity]
    kept_ones = {row["id"]: row for row in rows}
    page = listed([filterable(asked.shelf, row) for row in rows], "invoices", asked.query)
    return 200, page | {"invoices": [shown(asked.shelf, kept_ones[row["id"]]) for row in page["invoices"]]}


def filterable(shelf: Shelf, invoice: Body) -> Body:
    """An invoice as a filter sees it."""
    return shown(shelf, invoice) | {"status": invoice["status"]}


def one(asked: Asked) -> Answer:
    """GET of one."""
    return 200, shown(asked.shelf, found(asked))


def as_base64(asked: Asked) -> Answer:
    """GET of its file within JSON."""
    invoice = found(asked)
    return 200, {"invoiceId": invoice["id"], "pdfBase64": invoice["_pdf"]}


def presentation(asked: Asked) -> Answer:
    """GET of its file itself."""
    return Response(base64.b64decode(found(asked)["_pdf"]), mimetype="application/pdf")


def amend(asked: Asked) -> Answer:
    """PATCH: only ``customInformation``, of the invoice and of its lines by their place."""
    invoice = found(asked)
    given = checked(asked.json(), {"customInformation": nullable(OBJECT), "lineItems": LIST})
    if "customInformation" in given:
        invoice["customInformation"] = merged(invoice["customInformation"], given["customInformation"])
    if "lineItems" in given:
        invoice["lineItems"] = amended_lines(invoice["lineItems"], given["lineItems"])
    invoice["lastModified"] = asked.shelf.stamp()
    return 200, shown(asked.shelf, asked.shelf.put(REGISTER, invoice))


def amended_lines(lines: list[Body], given: list[Any]) -> list[Body]:
    """The lines with what is given for each; there must be as many."""
    if len(given) != len(lines):
        raise invalid(("lineItems", "lineItems must have as many items as the invoice"))
    changes = [checked(change, {"customInformation": nullable(OBJECT)}).get("customInformation") for change in given]
    pairs = zip(lines, changes, strict=True)
    return [line | {"customInformation": merged(line["customInformation"], change)} for line, change in pairs]


def merged(before: Body | None, given: Body | None) -> Body | None:
    """Merges the top level: null takes a key away, and an empty value counts as null."""
    both = {**(before or {}), **(given or {})}
    return {name: value for name, value in both.items() if value not in (None, "", [], {})} or None


def found(asked: Asked) -> Body:
    """The invoice of the address."""
    invoice = asked.shelf.find(REGISTER, asked.values["key"])
    if invoice is None or invoice["_entity"] != asked.entity:
        raise missing()
    return invoice
