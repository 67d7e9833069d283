"""Entries of an ERP's registers as requests to VExpenses, in its own words."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _

from apps.connectors.vexpenses.reading import letters_and_digits
from apps.core.account import Option
from apps.core.connector import Setting, Step, Translator
from apps.core.documents import Document, Kind, Register, RegisterEntry
from apps.core.errors import Place, Rejected
from apps.core.registers import told_field

YES, NO = "yes", "no"
LONGEST_KEY = 120
WELCOME = Setting(
    slug="welcome_mail",
    name=_("Welcome new employees by e-mail"),
    help=_("VExpenses then sends whoever is new there a message of its own, with which they choose a password."),
    default=NO,
    choices=(Option(value=YES, label=_("Yes")), Option(value=NO, label=_("No"))),
    kinds=frozenset({Kind.MASTER_DATA}),
)
#: The vendor's name of the further fields of an entry, by ours.
PERSON = {
    "email": "email", "tax_id": "cpf", "birth_date": "birth_date", "role": "user_type", "phone": "phone1",
    "bank": "bank", "branch": "agency", "account": "account", "pix_key": "pix_key",
}  # fmt: skip
PROJECT = {
    "company": "company_name", "tax_id": "cnpj", "street": "address", "district": "neighborhood", "city": "city",
    "state": "state", "postal_code": "cep", "phone": "phone1",
}  # fmt: skip
#: Numbers without punctuation, and what of them the vendor keeps as a number.
DIGITS, NUMBERS = ("cpf", "cnpj"), ("cep",)
USER_TYPES = ("ADMINISTRADOR", "USUARIO")


def plan(document: Document, translator: Translator) -> tuple[Step, ...]:
    """Give the one step that writes an entry; its key is the register and the code."""
    entry = document.entry
    if entry is None or not entry.code.strip() or not entry.name.strip():
        raise Rejected("source.wrong_shape", place=Place.SOURCE, field="entry")
    body = body_of(entry)
    if entry.register == Register.TEAM_MEMBER:
        body["send_welcome_email"] = translator.setting(WELCOME.slug) == YES
    return (Step(resource=entry.register, key=key_of(entry), body=body, label=f"{entry.code} {entry.name}"),)


def key_of(entry: RegisterEntry) -> str:
    """Give what an entry is known by on our side; a code that is too long stands there by its checksum."""
    key = f"{entry.register}:{entry.code}"
    return key if len(key) <= LONGEST_KEY else f"{entry.register}:{hashlib.sha256(entry.code.encode()).hexdigest()}"


def body_of(entry: RegisterEntry) -> dict[str, Any]:
    """Give an entry in the vendor's words; ``active`` is ours where the vendor has no word for it in a request."""
    told = {"integration_id": entry.code, "active": entry.active}
    match entry.register:
        case Register.EXPENSE_TYPE:
            return {**told, "description": entry.name}
        case Register.PROJECT:
            return {**told, "name": entry.name, **further(entry, PROJECT)}
        case Register.TEAM_MEMBER:
            return {**told, "name": entry.name, "external_id": entry.code, **person(entry)}
    return {**told, "name": entry.name}


def person(entry: RegisterEntry) -> dict[str, Any]:
    """Give what is told of an employee; without an e-mail address nobody can sign in there."""
    found = further(entry, PERSON)
    if "email" not in found:
        raise Rejected("source.value_missing", place=Place.SOURCE, field="email", value=entry.name)
    kind = str(found.get("user_type", "")).upper()
    return {**found, "user_type": kind if kind in USER_TYPES else "USUARIO"}


def further(entry: RegisterEntry, names: Mapping[str, str]) -> dict[str, Any]:
    """Give the further fields that an entry tells, under the vendor's names."""
    told = {theirs: told_field(entry, ours).strip() for ours, theirs in names.items()}
    return {theirs: written(theirs, text) for theirs, text in told.items() if text}


def written(name: str, text: str) -> Any:
    """Give a value as the vendor takes it."""
    plain = letters_and_digits(text)
    if name in NUMBERS and plain.isdecimal():
        return int(plain)
    return plain if name in DIGITS else text
