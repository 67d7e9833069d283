"""The result that any accounting can give: a table of key, ok or refused, the words, and the day of payment.

``transfer`` above the first column says that it holds the ids of transfers, as our own tables tell them; otherwise it
holds the keys of titles or the numbers of documents.
"""

import csv
import io
from datetime import date

from django.utils.translation import gettext_noop as _

from apps.core.errors import Place, Rejected
from apps.core.layouts.results import ResultFormat, ResultLine, Results
from apps.core.layouts.tables import day_in
from apps.hub.batches.titles import plain

OK = frozenset(
    {"ok", "yes", "true", "1", "sim", "s", "aceite", "aceito", "confirmado", "importado", "booked", "accepted"}
)
REFUSED = frozenset(
    {"refused", "rejected", "error", "no", "false", "0", "não", "nao", "n", "recusado", "rejeitado", "erro"}
)
#: First cells that name a column instead of a title.
HEADS = frozenset({"key", "number", "transfer", "chave", "número", "numero", "transferência", "transferencia"})
OF_TRANSFERS = frozenset({"transfer", "transferência", "transferencia"})
#: Lines of one result; a file has no more than a thousand documents.
MOST = 20_000
#: Characters of a message that are kept.
LONGEST = 2_000
#: What a key begins with that is the id of a transfer.
TRANSFER = "#"


def read(data: bytes) -> Results:
    """Give the lines of a table; raises `Rejected` for what is none, and names the line."""
    rows = [row for row in rows_of(text_of(data)) if any(cell.strip() for cell in row)]
    if not rows:
        raise Rejected("result.empty", place=Place.SOURCE)
    head = rows[0][0].strip().casefold()
    mark = TRANSFER if head in OF_TRANSFERS else ""
    first = 1 if head in HEADS else 0
    return Results(lines=tuple(line_of(row, number, mark) for number, row in enumerate(rows[first:], start=first + 1)))


def text_of(data: bytes) -> str:
    """Give bytes as text: UTF-8, UTF-16 with its mark, or what Windows writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decoded(data, "utf-16")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = decoded(data, "cp1252")
    if "\0" in text:
        raise Rejected("result.not_text", place=Place.SOURCE)
    return text


def decoded(data: bytes, encoding: str) -> str:
    """Give bytes as text, or refuse them."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Rejected("result.not_text", place=Place.SOURCE) from error


def rows_of(text: str) -> list[list[str]]:
    """Give the cells of each line, whatever separates them."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = next((sign for sign in ";\t," if sign in first), ";")
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(row)
            if len(rows) > MOST:
                raise Rejected("result.too_long", place=Place.SOURCE, largest=MOST)
    except csv.Error as error:
        raise Rejected("result.line", place=Place.SOURCE, line=len(rows) + 1) from error
    return rows


def line_of(row: list[str], number: int, mark: str) -> ResultLine:
    """Read one line; a third cell, where there is one, holds the words, and a fourth the day of payment."""
    if len(row) < 2 or not (key := plain(said(row[0]))):
        raise Rejected("result.line", place=Place.SOURCE, line=number)
    word = said(row[1]).casefold()
    if word not in OK | REFUSED:
        raise Rejected("result.word", place=Place.SOURCE, line=number, value=row[1].strip()[:40])
    message = said(row[2])[:LONGEST] if len(row) > 2 else ""
    refused = word in REFUSED
    return ResultLine(key=mark + key, refused=refused, message=message, paid_on=None if refused else paid(row, number))


def paid(row: list[str], number: int) -> date | None:
    """Give the day of payment in a line, where it tells one; raises `Rejected` for what is no day."""
    told = said(row[3]) if len(row) > 3 else ""
    day = day_in(told)
    if told and day is None:
        raise Rejected("result.day", place=Place.SOURCE, line=number, value=told[:40])
    return day


def said(cell: str) -> str:
    """Give what a cell says: the apostrophe by which a spreadsheet keeps a text from being a formula is none of it."""
    return cell.strip().removeprefix("'").strip()


TABLE = ResultFormat(slug="table", name=_("Table (CSV): number; ok or refused; words; day of payment"), read=read)
