"""Entries of registers as documents: what one system keeps, so that others can choose from it."""

from datetime import datetime
from decimal import Decimal

from apps.core.documents import Direction, Document, Kind, Party, RegisterEntry

#: Names of fields that an entry may tell besides its code and name; others are for whoever knows them.
#: All are text, days as in ISO 8601.
PERSON_FIELDS = ("email", "tax_id", "birth_date", "role", "phone", "bank", "branch", "account", "pix_key")
PROJECT_FIELDS = ("company", "tax_id", "street", "district", "city", "state", "postal_code", "phone")


def master_data(entry: RegisterEntry, *, changed: datetime, cancelled: bool = False) -> Document:
    """Give an entry as a document: its register and code are its id, and it owes nobody anything.

    ``changed`` is aware; ``cancelled`` says that the entry was deleted where it is kept.
    """
    return Document(
        kind=Kind.MASTER_DATA,
        source_id=f"{entry.register}:{entry.code}",
        direction=Direction.PAYABLE,
        number=entry.code,
        party=Party(code=entry.code, name=entry.name),
        issued=changed.date(),
        total=Decimal(0),
        instalments=(),
        description=entry.name,
        changed=changed,
        cancelled=cancelled,
        entry=entry,
    )


def told_field(entry: RegisterEntry, name: str) -> str:
    """Give a further field of an entry; an empty text where it does not tell it."""
    return dict(entry.fields).get(name, "")
