"""Writing at Yokoy: suppliers, invoices in one of three ways, and our reference at them.

Yokoy has no key against doubles, so everything is looked for first. An invoice is known by our
reference in its ``customInformation``, by its supplier, number and date, and, while nobody has read
its file yet, by the file itself.
"""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from apps.connectors.yokoy.answers import Missing
from apps.connectors.yokoy.client import Yokoy, text_literal
from apps.connectors.yokoy.mapping import FILE_ADDRESS, REFERENCE
from apps.connectors.yokoy.parties import recognised
from apps.core.bodies import FilePart, form_body
from apps.core.connector import Booked
from apps.core.errors import OutcomeUnknown, Place, Rejected

Request = Mapping[str, Any]

LARGEST = 10 * 1024 * 1024
PDF = "application/pdf"
#: In our plans for finding an invoice, never sent with a structured one.
KNOWN_BY = frozenset({"way", "grossAmount", "creditNote", FILE_ADDRESS, "file", "fileName"})
#: How far back a file is looked for that was sent and whose answer got lost.
UNREAD_FOR = timedelta(days=3)
#: So many files are compared at most; each is a call.
MOST_FILES = 50


def find_supplier(client: Yokoy, key: str, body: Request) -> Booked | None:
    """Look the organisation's suppliers through: they come as one list, and write tax numbers as they like."""
    return recognised(client.listed(client.own("suppliers"), "organization-suppliers"), body)


def create_supplier(client: Yokoy, key: str, body: Request) -> Booked:
    """Enter a supplier; its external id is taken once, and then it is there."""
    try:
        entered = client.post(client.own("suppliers"), body)
    except Rejected:
        if found := find_supplier(client, key, body):
            return found
        raise
    return Booked(target_id=str(entered["id"]), number=str(body["externalId"]))


def find_link(client: Yokoy, key: str, body: Request) -> Booked | None:
    """Give the link of a supplier to the legal entity."""
    supplier = str(body["supplierId"])
    rows = client.listed(client.entity("suppliers"), "suppliers", filter=f"supplierId eq {supplier}")
    found = next((row for row in rows if row.get("supplierId") == supplier), None)
    return Booked(target_id=str(found["id"])) if found else None


def create_link(client: Yokoy, key: str, body: Request) -> Booked:
    """Attach a supplier to the legal entity; one that is attached already is as good."""
    try:
        linked = client.post(client.entity("suppliers"), body)
    except Rejected:
        if found := find_link(client, key, body):
            return found
        raise
    return Booked(target_id=str(linked["id"]))


def find_invoice(client: Yokoy, key: str, body: Request) -> Booked | None:
    """Give the invoice that a request is about, whoever entered it."""
    looked = (ours(client, key), same_number(client, body), same_file(client, body))
    found = next((invoice for invoices in looked for invoice in invoices), None)
    return booked(found, body) if found else None


def ours(client: Yokoy, key: str) -> Iterator[Request]:
    """Give the invoice that carries our reference."""
    name = f"customInformation.{REFERENCE}"
    found = invoices(client, f"{name} eq {text_literal(key)}", f"{name} eq {key}")
    yield from (row for row in found if reference_of(row) == key)


def same_number(client: Yokoy, body: Request) -> Iterator[Request]:
    """Give invoices with the supplier's number and date; one whose supplier is not known yet must have the amount."""
    wanted = f"invoiceNumber eq {text_literal(body['invoiceNumber'])} and date eq {body['date']}"
    for row in invoices(client, wanted):
        told = (row.get("invoiceNumber"), row.get("date"), bool(row.get("isCreditNote")))
        if told == (body["invoiceNumber"], body["date"], "creditNote" in body) and same_supplier(row, body):
            yield row


def same_supplier(row: Request, body: Request) -> bool:
    """Tell whether an invoice is of the wanted supplier, or may be."""
    if row.get("supplierId"):
        return bool(row["supplierId"] == body["supplierId"])
    return same_amount(row, body)


def same_amount(row: Request, body: Request) -> bool:
    """Tell whether an invoice has the wanted total."""
    return abs(Decimal(str(row.get("grossAmount") or 0))) == Decimal(str(body["grossAmount"]))


def same_file(client: Yokoy, body: Request) -> Iterator[Request]:
    """Give an invoice that came lately with the very same file and carries no reference yet.

    Only those are compared that nobody has read yet, or that have the wanted number or amount.
    """
    since = datetime.now(UTC) - UNREAD_FOR
    lately = f"created ge {since:%Y-%m-%dT%H:%M:%S}.000Z"
    found = invoices(client, f"{lately} and not (customInformation.{REFERENCE} pr)", lately)
    unnamed = (row for row in found if not reference_of(row))
    numbers = (None, "", body["invoiceNumber"])
    alike = (row for row in unnamed if row.get("invoiceNumber") in numbers or same_amount(row, body))
    candidates = list(islice(alike, MOST_FILES))
    content = file_content(client, body) if candidates else b""
    yield from (row for row in candidates if file_of(client, str(row["id"])) == content)


def file_of(client: Yokoy, target_id: str) -> bytes:
    """Give the file of an invoice; nothing where it is gone or cannot be read."""
    try:
        told = client.get(client.entity(f"invoices/{target_id}/base64"))
        return base64.b64decode(told.get("pdfBase64") or "")
    except (Missing, binascii.Error):
        return b""


def invoices(client: Yokoy, *spellings: str) -> list[Request]:
    """Give the invoices that a filter lets pass, over all pages; one that is refused is tried in its next spelling."""
    refused: Rejected | None = None
    for wanted in spellings:
        try:
            pages = client.pages(client.entity("invoices"), "invoices", filter=wanted)
            return [row for page in pages for row in page]
        except Rejected as refusal:
            refused = refusal
    raise refused or ValueError("a list needs a filter")


def create_invoice(client: Yokoy, key: str, body: Request) -> Booked:
    """Book an invoice in the way that its request names."""
    answer = WAYS[body["way"]](client, body)
    # The vendor's sample of an e-invoice's answer is a list of one.
    entered = answer[0] if isinstance(answer, list) and answer else answer
    if not isinstance(entered, Mapping) or not entered.get("id"):
        raise OutcomeUnknown("target.broken_answer", vendor_code=201, answer=str(answer)[:200])
    return booked(entered, body)


def send_einvoice(client: Yokoy, body: Request) -> Any:
    """Send a UBL invoice with its preview."""
    pdf = FilePart(name=body["fileName"], media_type=PDF, content=file_content(client, body))
    form = form_body({"standard": "peppolBis", "invoiceData": body["invoiceData"], "pdf": pdf})
    return client.send("POST", client.entity("invoices/einvoice"), form)


def send_upload(client: Yokoy, body: Request) -> Any:
    """Send a PDF that Yokoy reads by itself."""
    file = FilePart(name=body["fileName"], media_type=PDF, content=file_content(client, body))
    return client.send("POST", client.entity("invoices/upload"), form_body({"file": file}))


def send_structured(client: Yokoy, body: Request) -> Any:
    """Send an invoice field by field; its file is stored beside it."""
    told = {name: value for name, value in body.items() if name not in KNOWN_BY}
    # The file comes last, so that what is kept of a long request shows everything else.
    return client.post(client.entity("invoices"), {**told, "documentData": file_content(client, body)})


WAYS: Mapping[str, Callable[[Yokoy, Request], Any]] = {
    "einvoice": send_einvoice,
    "upload": send_upload,
    "structured": send_structured,
}


def file_content(client: Yokoy, body: Request) -> bytes:
    """Give the PDF of a request: the one that came with the document, or the one behind its link."""
    content = body.get("file")
    if content is None:
        content = client.http.download(body[FILE_ADDRESS], largest=LARGEST).body
    told = body.get(FILE_ADDRESS) or body["fileName"]
    if len(content) > LARGEST:
        raise Rejected("file.too_large", place=Place.SOURCE, url=told, largest=LARGEST)
    if not content.startswith(b"%PDF-"):
        raise Rejected("file.type_not_allowed", place=Place.SOURCE, url=told)
    return bytes(content)


def find_reference(client: Yokoy, key: str, body: Request) -> Booked | None:
    """Tell whether an invoice carries our reference already."""
    try:
        invoice = client.get(client.entity(f"invoices/{body['invoiceId']}"))
    except Missing:
        return None
    kept = invoice.get("customInformation") or {}
    same = all(kept.get(name) == value for name, value in body["customInformation"].items())
    return Booked(target_id=str(body["invoiceId"])) if same else None


def write_reference(client: Yokoy, key: str, body: Request) -> Booked:
    """Put our reference at an invoice; what others keep there stays."""
    told = {"customInformation": body["customInformation"]}
    client.patch(client.entity(f"invoices/{body['invoiceId']}"), told)
    return Booked(target_id=str(body["invoiceId"]))


def rewrite_reference(client: Yokoy, key: str, target_id: str, body: Request) -> Booked:
    """Bring the reference to what the document says now."""
    return write_reference(client, key, body)


def booked(invoice: Request, body: Request) -> Booked:
    """Give what is known of an invoice: its id, and the supplier's number, which Yokoy may have to read first."""
    return Booked(target_id=str(invoice["id"]), number=str(invoice.get("invoiceNumber") or body["invoiceNumber"]))


def reference_of(invoice: Request) -> str:
    """Give our reference at an invoice, or nothing."""
    kept = invoice.get("customInformation")
    return str(kept.get(REFERENCE) or "") if isinstance(kept, Mapping) else ""
