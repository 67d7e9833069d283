"""Which way money goes: Blue Fleet publishes no codes, so the names of its types are read."""

import unicodedata
from collections.abc import Iterable, Mapping

from apps.connectors.bluefleet.reading import Part
from apps.core.documents import Direction
from apps.core.errors import Place, Rejected

Words = Mapping[str, Direction]

ENTRY_WORDS: Words = {
    "receita": Direction.RECEIVABLE,
    "receber": Direction.RECEIVABLE,
    "credito": Direction.RECEIVABLE,
    "entrada": Direction.RECEIVABLE,
    "despesa": Direction.PAYABLE,
    "pagar": Direction.PAYABLE,
    "debito": Direction.PAYABLE,
    "saida": Direction.PAYABLE,
}
#: A fiscal invoice is named after its goods, which go the other way: "entrada" is a purchase.
INVOICE_WORDS: Words = {"entrada": Direction.PAYABLE, "saida": Direction.RECEIVABLE}


def entry_direction(entry: Part) -> Direction:
    """Give the direction of an entry; raises `Rejected` (``source.direction_unknown``)."""
    name = entry.text("FinancialEntryTypeName")
    direction = direction_in(name, ENTRY_WORDS)
    if direction is None:
        told = name or entry.identifier("FinancialEntryTypeId")
        raise Rejected("source.direction_unknown", place=Place.SOURCE, value=told[:80])
    return direction


def invoice_direction(body: Part, entries: Iterable[Part]) -> Direction:
    """Give the direction of a fiscal invoice: its entries know best, then its type; else it is a bill.

    Entries of both directions raise `Rejected` (``source.direction_mixed``).
    """
    names = (direction_in(entry.text("FinancialEntryTypeName"), ENTRY_WORDS) for entry in entries)
    told = {direction for direction in names if direction}
    if len(told) > 1:
        raise Rejected("source.direction_mixed", place=Place.SOURCE, field="FinancialEntries")
    by_type = direction_in(body.text("FinancialInvoiceTypeName"), INVOICE_WORDS)
    return told.pop() if told else by_type or Direction.PAYABLE


def direction_in(name: str, words: Words) -> Direction | None:
    """Give the one direction that the words in a name tell; None when they tell none or both."""
    plain = without_accents(name)
    found = {direction for word, direction in words.items() if word in plain}
    return found.pop() if len(found) == 1 else None


def without_accents(text: str) -> str:
    """Give a text in lower case with bare letters."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
