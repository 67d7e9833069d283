"""Suppliers: the steps that find or enter them, and how one is recognised."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from apps.core.connector import Booked, Ref, Step
from apps.core.documents import Document, Party

#: Tells our records apart from other integrations'.
PREFIX = "PONTE-"
LONGEST_NUMBER, KEPT = 40, 16


def supplier_steps(document: Document, payment_term: str = "") -> tuple[Step, Step]:
    """Give the steps for the organisation's supplier and for its link to the legal entity.

    A new link begins with the payment term of the invoice that brought it; what is there stays the accountant's.
    """
    party = document.party
    name = party.name or party.trading_name or party.tax_id or party.code
    key = f"supplier:{identity_of(party)}"
    own = Step(resource="supplier", key=key, body=supplier_body(party, name), label=name)
    terms = {"defaultPaymentTermId": payment_term, "paymentTermIds": [payment_term]} if payment_term else {}
    link = Step(
        resource="entity_supplier",
        key=f"entity-{key}",
        body={"supplierId": Ref(key), "statusActive": True, **terms},
        label=name,
    )
    return own, link


def supplier_body(party: Party, name: str) -> dict[str, Any]:
    """Give the organisation's supplier as Yokoy takes it, without what is not known."""
    street = " ".join(word for word in (party.street, party.street_number) if word)
    contact = {"email": party.email, "phone": party.phone}
    known: dict[str, Any] = {
        "externalId": PREFIX + identity_of(party),
        "name": name,
        "street": street,
        "zipCode": party.postal_code,
        "city": party.city,
        "countryCode": party.country,
        "taxNumbers": [party.tax_id] if party.tax_id else [],
        "contacts": [{name: text for name, text in contact.items() if text}] if any(contact.values()) else [],
    }
    return {**{name: value for name, value in known.items() if value}, "statusActive": True}


def identity_of(party: Party) -> str:
    """Give what a supplier is known by with us: its tax number, else a checksum of its name.

    A source's own number is none: two sources count from one.
    """
    number = bare(party.tax_id, party.country)
    if 0 < len(number) <= LONGEST_NUMBER:
        return number
    return hashlib.sha256(folded(party.name or party.trading_name or party.code).encode()).hexdigest()[:KEPT].upper()


def recognised(rows: Iterable[Mapping[str, Any]], body: Mapping[str, Any]) -> Booked | None:
    """Give the supplier that a request is about: by external id, then tax number, then name; an active one first.

    A name counts only where one side has no tax number: two companies may share it.
    """
    suppliers = sorted(rows, key=lambda row: not row.get("statusActive", False))
    for fits in (same_external_id, same_tax_number, same_name):
        if found := next((row for row in suppliers if fits(row, body)), None):
            return Booked(target_id=str(found["id"]), number=str(found.get("externalId") or ""))
    return None


def same_external_id(row: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    """Tell whether it is the record that we entered ourselves."""
    return bool(row.get("externalId") == body["externalId"])


def same_tax_number(row: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    """Tell whether one of its tax numbers is the wanted one, however either is written."""
    return not tax_numbers(row).isdisjoint(tax_numbers(body))


def same_name(row: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    """Tell whether it has the wanted name, and no tax number that says otherwise."""
    if tax_numbers(row) and tax_numbers(body):
        return False
    names = (row.get("name"), row.get("secondaryName"), row.get("shortName"))
    return folded(str(body["name"])) in [folded(str(name)) for name in names if name]


def tax_numbers(row: Mapping[str, Any]) -> set[str]:
    """Give the tax numbers of a supplier without punctuation and country; older records have a single one."""
    told = [*(row.get("taxNumbers") or []), row.get("taxNumber")]
    country = str(row.get("countryCode") or "")
    return {bare(str(number), country) for number in told if number} - {""}


def bare(number: str, country: str) -> str:
    """Give a tax number as letters and digits, without the country that some write before it."""
    plain = re.sub(r"[^0-9A-Za-z]", "", number).upper()
    prefixes = {country.upper(), {"GR": "EL"}.get(country.upper(), "")} - {""}
    short = plain[2:] if plain[:2] in prefixes else plain
    return short or plain


def folded(name: str) -> str:
    """Give a name without case and needless space."""
    return " ".join(name.casefold().split())
