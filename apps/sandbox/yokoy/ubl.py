"""What Yokoy reads from a Peppol BIS 3.0 invoice."""

import base64
import binascii
from typing import Any
from xml.etree import ElementTree as ET

from apps.sandbox.yokoy.refusal import Refused, invalid

CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
KINDS = {
    "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice": "Invoice",
    "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote": "CreditNote",
}


def read(text: str) -> dict[str, Any]:
    """The fields of an invoice; Yokoy takes the XML itself or its base64."""
    root = parsed(text)
    kind = KINDS.get(root.tag)
    if kind is None:
        raise refused("is neither a UBL invoice nor a credit note")
    sign = -1 if kind == "CreditNote" else 1
    party = root.find(f"{CAC}AccountingSupplierParty/{CAC}Party")
    return {
        "invoiceNumber": told(root, f"{CBC}ID"),
        "date": told(root, f"{CBC}IssueDate"),
        "dueDate": told(root, f"{CBC}DueDate") or None,
        "currency": told(root, f"{CBC}DocumentCurrencyCode"),
        "supplierName": told(party, f"{CAC}PartyLegalEntity/{CBC}RegistrationName"),
        "taxNumber": told(party, f"{CAC}PartyTaxScheme/{CBC}CompanyID"),
        "country": told(party, f"{CAC}PostalAddress/{CAC}Country/{CBC}IdentificationCode"),
        "lineItems": [line(item, sign) for item in root.iterfind(f"{CAC}{kind}Line")],
    }


def parsed(text: str) -> ET.Element:
    """The document, from XML or from base64 of it."""
    try:
        plain = text if text.lstrip("\ufeff \n").startswith("<") else base64.b64decode(text, validate=True).decode()
        return ET.fromstring(plain.lstrip("\ufeff \n").encode())  # noqa: S314 - the sandbox reads only its own tests
    except (ET.ParseError, binascii.Error, UnicodeDecodeError, ValueError):
        raise refused("cannot be read") from None


def refused(what: str) -> Refused:
    """The refusal of an e-invoice."""
    return invalid(("invoiceData", what))


def line(item: ET.Element, sign: int) -> dict[str, Any]:
    """One position: net as it is told, gross with the tax of its category."""
    net = float(told(item, f"{CBC}LineExtensionAmount") or 0)
    rate = float(told(item, f"{CAC}Item/{CAC}ClassifiedTaxCategory/{CBC}Percent") or 0)
    return {
        "description": told(item, f"{CAC}Item/{CBC}Name"),
        "net": sign * net,
        "gross": sign * round(net * (1 + rate / 100), 2),
        "_rate": rate,
    }


def told(element: ET.Element | None, path: str) -> str:
    """The text under a path, or none."""
    found = None if element is None else element.find(path)
    return (found.text or "").strip() if found is not None else ""
