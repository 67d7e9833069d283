"""Suppliers, customers, employees and partners: four registers with one form of record."""

from typing import Any

from werkzeug.wrappers import Response

from apps.sandbox import tax_id
from apps.sandbox.nibo.asked import Asked, json_answer, no_content
from apps.sandbox.nibo.listing import CONTACTS
from apps.sandbox.nibo.refusal import invalid
from apps.sandbox.nibo.shelf import Body, Shelf, stamp

TYPES = {"suppliers": "Supplier", "customers": "Customer", "employees": "Employee", "partners": "Partner"}
#: Lists that come without an envelope.
BARE = ("employees", "partners")
#: Who may stand on which side of a schedule.
COMPATIBLE = {"debit": ("Supplier", "Employee", "Partner"), "credit": ("Customer", "Partner")}
COMMUNICATION = ("contactName", "email", "phone", "cellPhone", "webSite")
ADDRESS = ("line1", "number", "line2", "district", "city", "state", "zipCode", "country")
BANK = ("bank", "agency", "accountNumber")


def listed(asked: Asked) -> Response:
    """A list of contacts; those who are deleted stay in it."""
    kind = asked.values["kind"]
    rows = asked.lagging(kind)
    return asked.bare(rows, CONTACTS) if kind in BARE else asked.listed(rows, CONTACTS)


def one(asked: Asked) -> Response:
    """One contact, as it is this very moment."""
    return json_answer(found(asked))


def add(asked: Asked) -> Response:
    """A new contact; its id is the answer."""
    return json_answer(created(asked)["id"])


def add_whole(asked: Asked) -> Response:
    """A new contact; the whole record is the answer."""
    return json_answer(created(asked))


def change(asked: Asked) -> Response:
    """Full replace: what is left out becomes blank; a body without a name changes nothing and says nothing."""
    before, given = found(asked), asked.json()
    if not given.get("name"):
        return json_answer({"Messages": [""]})
    body = {**record(given, asked.values["kind"]), "id": before["id"], "isDeleted": before["isDeleted"]}
    asked.shelf.put(asked.values["kind"], asked.key, body)
    return Response(status=200)


def remove(asked: Asked) -> Response:
    """A contact is only marked."""
    asked.shelf.put(asked.values["kind"], asked.key, {**found(asked), "isDeleted": True})
    return no_content()


def found(asked: Asked) -> Body:
    """The contact of the address."""
    body = asked.shelf.find(asked.values["kind"], asked.key)
    if body is None:
        raise invalid("Contato não encontrado")
    return body


def created(asked: Asked) -> Body:
    """Keeps a new contact; nothing is refused but a missing name, also not the same document a second time."""
    given, kind = asked.json(), asked.values["kind"]
    if not given.get("name"):
        raise invalid("O campo nome é obrigatório.")
    body = record(given, kind)
    return {"id": asked.shelf.add(kind, body), **body}


def record(given: Body, kind: str) -> Body:
    """A contact as it is kept and shown; the root's telephone and address of mail win over those below."""
    spoken = {name: str(part(given, "communication").get(name) or "") for name in COMMUNICATION}
    spoken |= {name: str(given[name]) for name in ("email", "phone") if name in given}
    digits = tax_id.bare(str(part(given, "document").get("number") or ""))
    name = str(given["name"])
    address = {field: str(part(given, "address").get(field) or "") for field in ADDRESS}
    return {
        "name": name,
        "type": TYPES[kind],
        "personType": 2 if len(digits) == tax_id.CNPJ_LENGTH else 1,
        "isCompany": len(digits) == tax_id.CNPJ_LENGTH,
        "isDeleted": False,
        "isArchived": bool(given.get("isArchived")),
        "initialsName": "".join(word[0] for word in name.split()[:2]).upper(),
        "document": {"number": digits, "type": "Cnpj" if len(digits) == tax_id.CNPJ_LENGTH else "Cpf"}
        if digits
        else {},
        "email": spoken["email"],
        "phone": spoken["phone"],
        "communication": spoken,
        "address": {**address, "zipCode": address["zipCode"].ljust(9) if address["zipCode"] else ""},
        "companyInformation": {"companyName": str(part(given, "companyInformation").get("companyName") or "")},
        "bankAccountInformation": {name: str(part(given, "bankAccountInformation").get(name) or "") for name in BANK},
        "updateDate": stamp(),
    }


def part(given: Body, name: str) -> dict[str, Any]:
    """One part of a request; nothing for one that is left out."""
    told = given.get(name)
    return told if isinstance(told, dict) else {}


def stakeholder(shelf: Shelf, key: object, side: str) -> Body:
    """The contact of a schedule; only some kinds fit to a side."""
    for kind in TYPES:
        if body := shelf.find(kind, key):
            if body["type"] not in COMPATIBLE[side]:
                raise invalid("Stakeholder is not compatible")
            return body
    raise invalid("Stakeholder não encontrado")
