"""Rows as a table (CSV) or as a spreadsheet (XLSX), row by row, in which no text is ever a formula.

As OWASP advises (https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO

from django.utils.formats import get_format
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from apps.hub.batches.tables import FORMULA, MARK

#: Characters that a cell of a spreadsheet holds.
LONGEST = 32_767
DATE, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
#: What the name of a sheet never holds.
ILLEGAL_TITLE = re.compile(r"[\[\]:*?/\\]")
Row = Sequence[object]


def csv_lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """Give a table line by line: semicolons, UTF-8 with its mark, amounts with the reader's mark, days as ISO 8601."""
    held, mark = io.StringIO(), str(get_format("DECIMAL_SEPARATOR"))
    writer = csv.writer(held, delimiter=";", lineterminator="\r\n")
    held.write(MARK)
    for row in rows:
        writer.writerow([csv_cell(value, mark) for value in row])
        yield held.getvalue().encode()
        held.seek(0)
        held.truncate()


def csv_cell(value: object, mark: str) -> str:
    """Give one cell; a text that would be a formula gets an apostrophe before it."""
    match value:
        case None:
            return ""
        case Decimal():
            return format(value, "f").replace(".", mark)
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case str():
            text = storable(value)
            return f"'{text}" if FORMULA.match(text) else text
    return str(value)


def write_xlsx(rows: Iterable[Row], file: IO[bytes], title: str) -> None:
    """Write a spreadsheet: numbers stay numbers and days days, and whatever else there is is a text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(ILLEGAL_TITLE.sub(" ", title)[:31] or "1")
    for row in rows:
        sheet.append([xlsx_cell(sheet, value) for value in row])
    book.save(file)


def xlsx_cell(sheet: object, value: object) -> object:
    """Give one cell."""
    match value:
        case None | Decimal() | int():
            return value
        case datetime() | date():
            cell = WriteOnlyCell(sheet, value)
            cell.number_format = MOMENT if isinstance(value, datetime) else DATE
            return cell
    text = storable(str(value))[:LONGEST]
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = bool(FORMULA.match(text))  # stays a text also once somebody edits it
    return cell


def storable(text: str) -> str:
    """Give a text without the characters that no spreadsheet holds."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))
