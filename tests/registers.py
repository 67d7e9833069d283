"""Entries of registers as documents, as a source would give them."""

from datetime import datetime
from decimal import Decimal

from apps.core.documents import Direction, Document, Kind, Party, RegisterEntry


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
