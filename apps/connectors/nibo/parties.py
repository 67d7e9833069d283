"""Who is paid: employees and suppliers as Nibo's registers take them, found by their tax number."""

import re
from collections.abc import Mapping
from typing import Any

from stdnum.br import cnpj, cpf

from apps.connectors.nibo.answers import Missing, left_open
from apps.connectors.nibo.client import Nibo, text_literal
from apps.connectors.nibo.words import clean
from apps.core.connector import Booked, Step
from apps.core.documents import Party
from apps.core.errors import OutcomeUnknown, Place, Rejected, Trouble

EMPLOYEES, SUPPLIERS, PARTNERS = "employees", "suppliers", "partners"
#: Registers whose contacts can be paid; a customer cannot.
PAYABLE = (EMPLOYEES, SUPPLIERS, PARTNERS)
#: In our plans for the client, never sent: the register that a new contact is entered in.
REGISTER = "register"
CPF_LENGTH = 11
LONGEST_NAME = 150


def party_step(party: Party, register: str) -> Step | None:
    """Give the step that finds or enters who is paid; None for one without a tax number.

    Raises `Rejected` (``party.tax_id_wrong``) when the number cannot be one.
    """
    if not party.tax_id:
        return None
    number = party.tax_id.upper()
    kind = "CPF" if len(number) == CPF_LENGTH else "CNPJ"
    # A row of one digit passes the arithmetic and belongs to nobody.
    if len(set(number)) == 1 or not (cpf if kind == "CPF" else cnpj).is_valid(number):
        raise Rejected("party.tax_id_wrong", place=Place.SOURCE, value=party.tax_id)
    name = clean(party.name or party.trading_name or number, LONGEST_NAME)
    body = {REGISTER: register, "name": name, "document": {"number": number, "type": kind}, **details(party)}
    return Step(resource="party", key=f"party:{number}", body=body, label=name)


def details(party: Party) -> dict[str, Any]:
    """Give what is known besides, without empty parts; how Nibo calls the bank's fields is assumed."""
    bank = party.bank
    parts = {
        "communication": {"email": party.email, "phone": party.phone},
        "address": {
            "line1": party.street,
            "number": party.street_number,
            "line2": party.complement,
            "district": party.district,
            "city": party.city,
            "state": party.state,
            "zipCode": party.postal_code,
        },
        "companyInformation": {"companyName": party.trading_name},
        "bankAccountInformation": {"bank": bank.bank, "agency": bank.branch, "accountNumber": bank.account}
        if bank
        else {},
    }
    said = {name: {field: text for field, text in part.items() if text} for name, part in parts.items()}
    return {name: part for name, part in said.items() if part}


def find(client: Nibo, key: str, body: Mapping[str, Any]) -> Booked | None:
    """Look who is paid up by the tax number, first in the register for new ones, whoever entered it."""
    number = str(body["document"]["number"])
    spellings = (number, str((cpf if len(number) == CPF_LENGTH else cnpj).format(number)))
    where = " or ".join(f"document/number eq {text_literal(spelling)}" for spelling in spellings)
    for register in sorted(PAYABLE, key=lambda name: name != body[REGISTER]):
        rows = [row for row in client.some(register, "id", where) if not row.get("isDeleted")]
        if rows:
            known = next((row for row in rows if not row.get("isArchived")), rows[0])
            return Booked(target_id=str(known["id"]), number=str(known.get("name") or ""))
    return None


def create(client: Nibo, key: str, body: Mapping[str, Any]) -> Booked:
    """Enter who is paid, and see that the record is there and has its tax number, by which it is found again."""
    told = {name: value for name, value in body.items() if name != REGISTER}
    answer = client.write("POST", body[REGISTER], told)
    target_id = str(answer.get("id") or "") if isinstance(answer, Mapping) else str(answer or "")
    if not target_id:
        raise OutcomeUnknown("target.broken_answer", vendor_code=200, answer="")
    return entered(seen(client, f"{body[REGISTER]}/{target_id}", handle=target_id), target_id, body)


def resume(client: Nibo, key: str, handle: str, body: Mapping[str, Any]) -> Booked | None:
    """Give the record whose id was answered, which is seen at once; without it whoever has the number."""
    try:
        return entered(client.get(f"{body[REGISTER]}/{handle}"), handle, body)
    except Missing:
        return find(client, key, body)


def entered(kept: Mapping[str, Any], target_id: str, body: Mapping[str, Any]) -> Booked:
    """Give a record that was read back; raises `Rejected` where it has not the number by which it is found again."""
    expected, number = str(body["document"]["number"]), str((kept.get("document") or {}).get("number") or "")
    if bare(number) != expected:
        raise Rejected("target.written_differently", field="document", expected=expected, found=number)
    return Booked(target_id=target_id, number=str(kept.get("name") or body["name"]))


def bare(number: str) -> str:
    """Give a tax number without its points."""
    return re.sub(r"[^0-9A-Z]", "", number.upper())


def seen(client: Nibo, path: str, *, handle: str) -> Mapping[str, Any]:
    """Read back what was just written; what cannot be read may be there all the same.

    Raises `OutcomeUnknown`, so that it is looked for before it is written again.
    """
    try:
        record: Mapping[str, Any] = client.get(path)
    except Missing as missing:
        raise left_open(missing, "target.write_not_seen", handle=handle) from missing
    except Trouble as trouble:
        raise left_open(trouble, handle=handle) from trouble
    return record
