"""The files of an invoice: UBL as Peppol BIS 3.0 wants it, a PDF, and those that would harm a careless reader."""

import base64
from collections.abc import Callable, Iterator
from decimal import Decimal
from html import escape
from itertools import repeat
from typing import Any

from werkzeug.wrappers import Response

from apps.sandbox.banqup import cast
from apps.sandbox.banqup.money import Position, by_rate, position
from apps.sandbox.bluefleet.files import CHUNK, pdf

Body = dict[str, Any]
HUGE = 40 * 1024 * 1024
NAMESPACES = (
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)
CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
EXTERNAL = '<!DOCTYPE Invoice [<!ENTITY stolen SYSTEM "file:/etc/passwd">]>'
LAUGHS = "".join(f'<!ENTITY l{turn} "{f"&l{turn - 1};" * 10}">' for turn in range(1, 10))
LAUGHTER = f'<!DOCTYPE Invoice [<!ENTITY l0 "ha">{LAUGHS}]>'


def ubl(body: Body, inside: str = "") -> bytes:
    """The invoice or credit note as XML; ``inside`` are the references to further documents."""
    kind = "CreditNote" if body["type"] == "CREDIT_NOTE" else "Invoice"
    content = _head(body, kind) + inside + _parties(body) + _sums(body) + "".join(_lines(body, kind))
    root = f'xmlns="urn:oasis:names:specification:ubl:schema:xsd:{kind}-2" {NAMESPACES}'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} {root}>{content}</{kind}>\n'.encode()


def xml_file(body: Body) -> Response:
    """The XML behind the link, or what stands there instead."""
    return Response(XML[body.get("_ubl", "good")](body), mimetype="application/xml")


def pdf_file(body: Body) -> Response:
    """The PDF behind the link; a huge one has forty megabytes."""
    if body.get("_pdf") != "huge":
        return Response(pdf(f"Fatura {_number(body)}"), mimetype="application/pdf")
    response = Response(_huge(), mimetype="application/pdf")
    response.headers["Content-Length"] = str(HUGE)
    return response


def _huge() -> Iterator[bytes]:
    yield from repeat(CHUNK[:65_536], HUGE // 65_536)


def _with_doctype(doctype: str, entity: str) -> Callable[[Body], bytes]:
    def made(body: Body) -> bytes:
        head, _, rest = ubl(body).decode().partition("\n")
        return f"{head}\n{doctype}\n{rest.replace('<cbc:ID>', f'<cbc:ID>&{entity};', 1)}".encode()

    return made


def _wrong_total(body: Body) -> bytes:
    return ubl({**body, "amount": body["amount"] + 100})


def _embedded(body: Body) -> bytes:
    return ubl(body, enclosed("Fatura.pdf", "application/pdf", pdf(f"Fatura {_number(body)} (e-invoice)")))


def _stuffed(body: Body) -> bytes:
    """As suppliers do it: the invoice's PDF among pictures and tables, and two files that are none."""
    files = (
        enclosed("foto.PNG", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(40)),
        enclosed("..\\horas\\Março.csv", "text/csv; charset=utf-8", "dia;horas\n2;7,5\n".encode("cp1252")),
        enclosed("", "application/pdf", pdf(f"Fatura {_number(body)} (e-invoice)")),
        enclosed("oferta.pdf", "application/pdf", b"MZ\x90\x00 no PDF at all"),
        enclosed("macro.docm", "application/vnd.ms-word.document.macroEnabled.12", b"PK\x03\x04"),
        enclosed("cortado.pdf", "application/pdf", pdf("x")).replace("</cbc:Emb", "*</cbc:Emb"),
    )
    return ubl(body, "".join(files))


def enclosed(name: str, media_type: str, content: bytes) -> str:
    """A file within an e-invoice."""
    return (
        f"<cac:AdditionalDocumentReference>{_basic('ID', name or 'x')}<cac:Attachment>"
        f"<cbc:EmbeddedDocumentBinaryObject mimeCode='{media_type}' filename='{escape(name)}'>"
        f"{base64.b64encode(content).decode()}</cbc:EmbeddedDocumentBinaryObject>"
        "</cac:Attachment></cac:AdditionalDocumentReference>"
    )


#: What the link to the XML gives.
XML: dict[str, Callable[[Body], bytes]] = {
    "good": ubl,
    "broken": lambda body: ubl(body)[:-40],
    "wrong_total": _wrong_total,
    "external_entity": _with_doctype(EXTERNAL, "stolen"),
    "laughs": _with_doctype(LAUGHTER, "l9"),
    "html": lambda body: b"<html><body><h1>502 Bad Gateway</h1><br></body></html>",
    "empty": lambda body: b"",
    "embedded": _embedded,
    "stuffed": _stuffed,
    "latin": lambda body: ubl(body).decode().replace('"UTF-8"', '"ISO-8859-1"').encode("latin-1"),
}


def _head(body: Body, kind: str) -> str:
    code = ("CreditNoteTypeCode", "381") if kind == "CreditNote" else ("InvoiceTypeCode", "380")
    due = "" if kind == "CreditNote" else _basic("DueDate", _date(body, "due_date"))
    return (
        _basic("CustomizationID", CUSTOMIZATION)
        + _basic("ProfileID", PROFILE)
        + _basic("ID", _number(body))
        + _basic("IssueDate", _date(body, "date"))
        + due
        + _basic(*code)
        + _basic("DocumentCurrencyCode", body["currency_code"])
        + _basic("BuyerReference", "NA")
    )


def _parties(body: Body) -> str:
    us = _party(cast.COMPANY_NAME, cast.COMPANY_VAT, "PT")
    other = cast.CREDITORS.get(body.get("creditor_id", 0)) or cast.DEBTORS.get(body.get("debtor_id", 0))
    if other is None:
        return ""
    them = _party(other["name"], other["vat_code"], other["country_code"])
    supplier, customer = (them, us) if "creditor_id" in body else (us, them)
    return (
        f"<cac:AccountingSupplierParty>{supplier}</cac:AccountingSupplierParty>"
        f"<cac:AccountingCustomerParty>{customer}</cac:AccountingCustomerParty>"
    )


def _party(name: str, vat: str, country: str) -> str:
    return (
        f"<cac:Party><cac:PostalAddress><cac:Country>{_basic('IdentificationCode', country)}</cac:Country>"
        f"</cac:PostalAddress><cac:PartyTaxScheme>{_basic('CompanyID', vat)}<cac:TaxScheme>{_basic('ID', 'VAT')}"
        f"</cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity>{_basic('RegistrationName', name)}"
        "</cac:PartyLegalEntity></cac:Party>"
    )


def _sums(body: Body) -> str:
    taxes = "".join(
        f"<cac:TaxSubtotal>{_money(body, 'TaxableAmount', net)}{_money(body, 'TaxAmount', vat)}<cac:TaxCategory>"
        f"{_basic('ID', 'S')}{_basic('Percent', rate)}<cac:TaxScheme>{_basic('ID', 'VAT')}</cac:TaxScheme>"
        "</cac:TaxCategory></cac:TaxSubtotal>"
        for rate, (net, vat) in by_rate(_positions(body)).items()
    )
    total = "".join(
        (
            _money(body, "LineExtensionAmount", body["exclusive_amount"]),
            _money(body, "TaxExclusiveAmount", body["exclusive_amount"]),
            _money(body, "TaxInclusiveAmount", body["amount"]),
            _money(body, "PayableAmount", body["amount"]),
        )
    )
    return (
        f"<cac:TaxTotal>{_money(body, 'TaxAmount', body['vat_amount'])}{taxes}</cac:TaxTotal>"
        f"<cac:LegalMonetaryTotal>{total}</cac:LegalMonetaryTotal>"
    )


def _lines(body: Body, kind: str) -> Iterator[str]:
    quantity = "CreditedQuantity" if kind == "CreditNote" else "InvoicedQuantity"
    for number, one in enumerate(_positions(body), start=1):
        yield (
            f"<cac:{kind}Line>{_basic('ID', number)}<cbc:{quantity} unitCode='C62'>{one.quantity}</cbc:{quantity}>"
            f"{_money(body, 'LineExtensionAmount', one.net)}<cac:Item>{_basic('Name', one.text)}"
            f"<cac:ClassifiedTaxCategory>{_basic('ID', 'S')}{_basic('Percent', one.vat)}<cac:TaxScheme>"
            f"{_basic('ID', 'VAT')}</cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item>"
            f"<cac:Price>{_money(body, 'PriceAmount', one.price)}</cac:Price></cac:{kind}Line>"
        )


def _positions(body: Body) -> list[Position]:
    keys = ("service_name", "service_description", "service_quantity", "service_price", "service_vat")
    return [position(*(_plain(line[key]) for key in keys)) for line in body["invoice_lines"]]


def _plain(value: object) -> str:
    """A number in one form, so that a file stays byte for byte what it was whatever happens to its invoice."""
    return str(value) if isinstance(value, str) else f"{Decimal(str(value)).normalize():f}"


def _basic(name: str, value: object) -> str:
    return f"<cbc:{name}>{escape(str(value))}</cbc:{name}>"


def _money(body: Body, name: str, value: object) -> str:
    amount = abs(Decimal(str(value)))
    return f"<cbc:{name} currencyID='{body['currency_code']}'>{amount:.2f}</cbc:{name}>"


def _number(body: Body) -> str:
    return str(body.get("client_creditor_purchase_invoice_number") or body.get("sales_invoice_number"))


def _date(body: Body, which: str) -> str:
    return str(body.get(f"purchase_invoice_{which}") or body.get(f"sales_invoice_{which}"))[:10]
