"""One bank statement, whatever file it came in: put together, checked to add up, written down and read back."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from apps.core.connector import Pulled
from apps.core.documents import Direction, Document, Kind, Movement, Party, Statement
from apps.core.errors import Place, Rejected
from apps.core.money import read_amount

FIRST_YEAR, LAST_YEAR = 1970, 2100
#: Characters of the bank's number of a statement that are kept in its id; the table holds 120 of the whole.
LONGEST_NUMBER = 40
#: What a movement tells as plain text, in the payload under the same name.
TEXTS = ("party_account", "reference", "end_to_end", "structured", "message", "code")
#: An account stands beside the movement, not within the party.
PARTY = tuple(field.name for field in fields(Party) if field.name != "bank")


def statement(
    number: str,
    told: Statement,
    *,
    currency: str,
    bank: Party,
    notes: str = "",
) -> Document:
    """Give the document of a statement; raises `Rejected` where it does not add up or names no account.

    Its id is made of what the bank says wherever the statement turns up again: account, currency,
    last day and number.
    """
    if not told.account:
        raise Rejected("statement.no_account", place=Place.SOURCE, number=number)
    if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise Rejected("statement.no_currency", place=Place.SOURCE, number=number, value=currency[:10])
    must_add_up(told, number)
    parts = (told.account, currency, told.closed.isoformat(), number[:LONGEST_NUMBER])
    return Document(
        kind=Kind.BANK_STATEMENT,
        source_id="/".join(part for part in parts if part),
        direction=Direction.RECEIVABLE,
        number=number,
        party=bank,
        issued=told.closed,
        total=told.closing,
        instalments=(),
        currency=currency,
        notes=notes,
        statement=told,
    )


def must_add_up(told: Statement, number: str) -> None:
    """Raise `Rejected` (``statement.does_not_add_up``) unless opening balance and movements make the closing one."""
    found = told.opening + sum((movement.amount for movement in told.movements), Decimal(0))
    if found != told.closing:
        said = {"number": number, "account": told.account}
        raise Rejected("statement.does_not_add_up", place=Place.SOURCE, **said, expected=told.closing, found=found)


def pulled(documents: Sequence[Document]) -> list[Pulled]:
    """Give the statements of a file as what is kept of each; the same one twice is kept once.

    Raises `Rejected` for a file without any (``statement.none``), and for one with two different
    statements under one number (``statement.twice``): one of them would be lost.
    """
    found: dict[str, Document] = {}
    for document in documents:
        if found.setdefault(document.source_id, document) != document:
            said = {"number": document.number, "account": document.source_id.partition("/")[0]}
            raise Rejected("statement.twice", place=Place.SOURCE, **said)
    if not found:
        raise Rejected("statement.none", place=Place.SOURCE)
    return [Pulled(key, written(document)) for key, document in found.items()]


def written(document: Document) -> dict[str, Any]:
    """Write a statement down as plain JSON; nothing of the file that it came in is in it."""
    told = document.statement
    if told is None:
        raise TypeError("this document is no bank statement")
    return {
        "id": document.source_id,
        "number": document.number,
        "account": told.account,
        "currency": document.currency,
        "opened": told.opened.isoformat(),
        "opening": str(told.opening),
        "closed": told.closed.isoformat(),
        "closing": str(told.closing),
        "bank": party_written(document.party),
        "notes": document.notes,
        "movements": [movement_written(movement) for movement in told.movements],
    }


def movement_written(movement: Movement) -> dict[str, Any]:
    """Write a movement down; what it does not tell is left out."""
    told: dict[str, Any] = {"booked": movement.booked.isoformat(), "amount": str(movement.amount)}
    told |= {name: text for name in TEXTS if (text := getattr(movement, name))}
    told |= {"valued": movement.valued.isoformat()} if movement.valued else {}
    told |= {"party": party_written(movement.party)} if movement.party else {}
    return told | ({"reversal": True} if movement.reversal else {})


def party_written(party: Party) -> dict[str, str]:
    """Write a party down; what is empty is left out."""
    return {name: text for name in PARTY if (text := getattr(party, name))}


def read(payload: Mapping[str, Any]) -> Document:
    """Give the statement that was written down; raises `Rejected` for anything else."""
    try:
        currency = str(payload["currency"])
        told = Statement(
            account=str(payload["account"]),
            opened=day(payload["opened"], "opened"),
            opening=read_amount(payload["opening"], field="opening", currency=currency),
            closed=day(payload["closed"], "closed"),
            closing=read_amount(payload["closing"], field="closing", currency=currency),
            movements=tuple(movement(entry, currency) for entry in payload["movements"]),
        )
        bank, notes, number = party(payload["bank"]), str(payload["notes"]), str(payload["number"])
    except (KeyError, TypeError, AttributeError) as error:
        raise Rejected("source.wrong_shape", place=Place.SOURCE, field=error) from error
    return statement(number, told, currency=currency, bank=bank, notes=notes)


def movement(entry: Mapping[str, Any], currency: str) -> Movement:
    """Give the movement that was written down."""
    return Movement(
        booked=day(entry["booked"], "booked"),
        amount=read_amount(entry["amount"], field="amount", currency=currency),
        valued=day(entry["valued"], "valued") if "valued" in entry else None,
        party=party(entry["party"]) if "party" in entry else None,
        reversal=bool(entry.get("reversal")),
        **{name: str(entry.get(name, "")) for name in TEXTS},
    )


def party(told: Mapping[str, Any]) -> Party:
    """Give the party that was written down."""
    texts: dict[str, Any] = {name: str(told.get(name, "")) for name in PARTY}
    return Party(**texts)


def day(value: object, field: str) -> date:
    """Give a calendar date as ISO 8601 writes it; a time behind it is that of the same place.

    Raises `Rejected` (``source.not_a_date``, ``source.date_out_of_range``).
    """
    text = str(value).strip()
    told = {"field": field, "value": text[:80]}
    try:
        found = date.fromisoformat(text[:10])
    except ValueError as error:
        raise Rejected("source.not_a_date", place=Place.SOURCE, **told) from error
    if len(text) < len("2026-01-31") or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Rejected("source.date_out_of_range", place=Place.SOURCE, **told)
    return found


def plain(text: str) -> str:
    """Give a text in one line, without what no database holds and no page shows."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    printable = text.encode("utf-8", "ignore").decode()
    return " ".join("".join(sign if sign.isprintable() else " " for sign in printable).split())
