"""Suppliers: one record of the organisation, and a link to it in each legal entity that buys there."""

from typing import Any

from apps.sandbox.yokoy.asked import Answer, Asked
from apps.sandbox.yokoy.fields import COUNTRY, FLAG, ID, LIST, OBJECT, TEXT, checked, nullable
from apps.sandbox.yokoy.lists import whole
from apps.sandbox.yokoy.masterdata import PAYMENT_TERMS
from apps.sandbox.yokoy.refusal import invalid, missing
from apps.sandbox.yokoy.shelf import Body, Shelf

ORGANISATION, ENTITY = "suppliers", "entity-suppliers"
OWN = {
    "externalId": TEXT, "name": TEXT, "secondaryName": nullable(TEXT), "shortName": nullable(TEXT),
    "street": nullable(TEXT), "zipCode": nullable(TEXT), "city": nullable(TEXT), "countryCode": nullable(COUNTRY),
    "taxNumbers": LIST, "taxNumber": nullable(TEXT), "url": nullable(TEXT), "bankAccounts": LIST, "contacts": LIST,
    "isTemplateOneTimeSupplier": FLAG, "statusActive": FLAG, "customInformation": nullable(OBJECT),
}  # fmt: skip
LINKED = {
    "supplierId": ID, "statusActive": FLAG, "codingType": TEXT, "defaultCategoryId": nullable(TEXT),
    "defaultCostCenterId": nullable(TEXT), "defaultPaymentTermId": nullable(TEXT), "paymentTermIds": LIST,
    "isInternalSupplier": FLAG, "isPurchaseOrderSupplier": FLAG, "internalSupplierId": nullable(TEXT),
}  # fmt: skip


def list_own(asked: Asked) -> Answer:
    """GET: the organisation's suppliers."""
    return 200, whole(asked.shelf.all(ORGANISATION), "organization-suppliers", asked.query)


def one_own(asked: Asked) -> Answer:
    """GET: one of them."""
    return 200, own(asked)


def add_own(asked: Asked) -> Answer:
    """POST: a new one; its external id must be nobody else's."""
    given = checked(asked.json(), OWN, ("externalId", "name"))
    refuse_taken(asked.shelf, given["externalId"])
    return 201, asked.shelf.add(ORGANISATION, {"statusActive": False, "taxNumbers": [], **given})


def change_own(asked: Asked) -> Answer:
    """PATCH: what is given; the external id is for ever."""
    known, given = own(asked), checked(asked.json(), OWN)
    if given.get("externalId", known["externalId"]) != known["externalId"]:
        raise invalid(("externalId", "externalId is immutable"))
    return 200, asked.shelf.put(ORGANISATION, known | given)


def list_linked(asked: Asked) -> Answer:
    """GET: the suppliers of a legal entity."""
    return 200, whole(linked(asked.shelf, asked.entity), "suppliers", asked.query)


def one_linked(asked: Asked) -> Answer:
    """GET: one of them."""
    found = [row for row in linked(asked.shelf, asked.entity) if row["id"] == asked.values["key"]]
    if not found:
        raise missing()
    return 200, found[0]


def add_linked(asked: Asked) -> Answer:
    """POST: attaches a supplier of the organisation, once."""
    given = checked(asked.json(), LINKED, ("supplierId",))
    if asked.shelf.find(ORGANISATION, given["supplierId"]) is None:
        raise invalid(("supplierId", "supplierId does not exist"))
    refuse_terms(asked, given)
    if any(row["supplierId"] == given["supplierId"] for row in linked(asked.shelf, asked.entity)):
        raise invalid(("supplierId", "supplier is already attached to this legal entity"))
    kept = asked.shelf.add(ENTITY, {"statusActive": False, "codingType": "entity", **given, "_entity": asked.entity})
    return 201, view(asked.shelf, kept)


def refuse_terms(asked: Asked, given: Body) -> None:
    """Refuses payment terms that the legal entity does not have, and a default one that is not among them."""
    default, listed = given.get("defaultPaymentTermId"), given.get("paymentTermIds", [])
    terms = {row["id"] for row in asked.shelf.all(PAYMENT_TERMS.path) if row["_entity"] == asked.entity}
    if not terms.issuperset(listed):
        raise invalid(("paymentTermIds", "paymentTermIds does not exist"))
    if default and default not in listed:
        raise invalid(("defaultPaymentTermId", "defaultPaymentTermId is not among paymentTermIds"))


def own(asked: Asked) -> Body:
    """The supplier of the address."""
    found = asked.shelf.find(ORGANISATION, asked.values["key"])
    if found is None:
        raise missing()
    return found


def refuse_taken(shelf: Shelf, external: str) -> None:
    """Refuses an external id that somebody has."""
    if any(row["externalId"] == external for row in shelf.all(ORGANISATION)):
        raise invalid(("externalId", f"externalId {external} already exists"))


def linked(shelf: Shelf, entity: str) -> list[Body]:
    """The suppliers of a legal entity, each as both halves of it say."""
    return [view(shelf, row) for row in shelf.all(ENTITY) if row["_entity"] == entity]


def view(shelf: Shelf, link: Body) -> Body:
    """A link together with what the organisation knows of the supplier."""
    supplier: dict[str, Any] = shelf.find(ORGANISATION, link["supplierId"]) or {}
    told = {name: value for name, value in link.items() if not name.startswith("_")}
    return {**supplier, **told, "legalEntityId": link["_entity"]}
