"""Documents as a table for spreadsheets and imports: semicolons, UTF-8 with its mark, dates as in ISO 8601.

A text that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from apps.hub.batches.choices import COMMA

Line = Mapping[str, str]

DOCUMENT = (
    "transfer", "revision", "kind", "id", "number", "direction", "issued", "due", "party", "party_tax_id",
    "party_mapped", "category", "category_mapped", "description", "payment_reference", "credit_note", "currency",
    "net", "total",
)  # fmt: skip
MOVEMENT = (
    "transfer", "revision", "id", "statement", "account", "opened", "opening", "closed", "closing", "currency",
    "booked", "valued", "amount", "party", "party_account", "reference", "end_to_end", "structured", "message", "code",
)  # fmt: skip
AMOUNTS = frozenset({"net", "total", "opening", "closing", "amount"})
EXACT = re.compile(r"-?[0-9]+(\.[0-9]+)?")
#: A cell that begins with one of these is read as a formula, or leads to one.
FORMULA = re.compile(r"^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
MARK = "\ufeff"


def lines(transfer: int, revision: int, content: Mapping[str, Any]) -> Iterable[Line]:
    """Give the lines of one document: of a bank statement one for each movement, of anything else one."""
    known = {"transfer": str(transfer), "revision": str(revision), "id": text(content["id"])}
    if content.get("statement") is None:
        return [known | of_document(content)]
    return [known | of_statement(content) | moved for moved in movements(content["statement"])]


def of_document(content: Mapping[str, Any]) -> dict[str, str]:
    """Give the columns of an invoice, a bill, an expense or an entry."""
    same = ("kind", "number", "direction", "issued", "due", "description", "payment_reference", "currency")
    party, category = content["party"], content["category"] or {}
    return {
        **{name: text(content[name]) for name in (*same, "net", "total")},
        "credit_note": "yes" if content["credit_note"] else "no",
        "party": text(party["name"]),
        "party_tax_id": text(party["tax_id"]),
        "party_mapped": text(party["mapped"]),
        "category": text(category.get("label") or category.get("code")),
        "category_mapped": text(category.get("mapped")),
    }


def of_statement(content: Mapping[str, Any]) -> dict[str, str]:
    """Give the columns that all movements of a bank statement share."""
    statement = content["statement"]
    names = ("account", "opened", "opening", "closed", "closing")
    shared = {name: text(statement[name]) for name in names}
    return {**shared, "statement": text(content["number"]), "currency": text(content["currency"])}


def movements(statement: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    """Give the columns of each movement; a statement without any still has a line, or it would be lost."""
    plain = ("booked", "valued", "amount", "party_account", "reference", "end_to_end", "structured", "message", "code")
    for movement in statement["movements"] or [{}]:
        named = {name: text(movement.get(name)) for name in plain}
        yield {**named, "party": text((movement.get("party") or {}).get("name"))}


def text(value: Any) -> str:
    """Give a value as the text of a cell; nothing is an empty one."""
    return "" if value is None else str(value)


def csv_of(table: Iterable[Line], decimal_mark: str) -> bytes:
    """Give lines as bytes under a header; all lines of one file have the same columns."""
    found = list(table)
    columns = MOVEMENT if any("account" in line for line in found) else DOCUMENT
    held = io.StringIO()
    writer = csv.writer(held, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(row_of(line, columns, decimal_mark) for line in found)
    return (MARK + held.getvalue()).encode()


def row_of(line: Line, columns: Sequence[str], decimal_mark: str) -> list[str]:
    """Give the cells of one line."""
    return [cell(name, line.get(name, ""), decimal_mark) for name in columns]


def cell(column: str, value: str, decimal_mark: str) -> str:
    """Give one cell: an amount with the chosen mark, a text so that it stays one."""
    if column in AMOUNTS and EXACT.fullmatch(value):
        return value.replace(".", ",") if decimal_mark == COMMA else value
    return f"'{value}" if FORMULA.match(value) else value
