"""A second reader of the files: it knows what RFC 4180 and spreadsheets make of bytes, and nothing of ours."""

from collections.abc import Iterator
from decimal import Decimal


def table(data: bytes) -> list[dict[str, str]]:
    """Give the rows of a table with semicolons, by the names of its first row."""
    assert data.startswith(b"\xef\xbb\xbf"), "a spreadsheet takes the file for another encoding"
    header, *lines = rows(data[3:].decode("utf-8"))
    assert all(len(line) == len(header) for line in lines), "a line has another number of columns"
    return [dict(zip(header, line, strict=True)) for line in lines]


def rows(text: str) -> Iterator[list[str]]:
    """Give the cells of each line, character by character."""
    line: list[str] = []
    cell, quoted, place = "", False, 0
    while place < len(text):
        sign = text[place]
        if quoted and sign == '"' and text[place + 1 : place + 2] == '"':
            cell, place = cell + '"', place + 1
        elif sign == '"' and (quoted or not cell):
            quoted = not quoted
        elif sign == ";" and not quoted:
            line.append(cell)
            cell = ""
        elif text.startswith("\r\n", place) and not quoted:
            yield [*line, cell]
            line, cell, place = [], "", place + 1
        else:
            cell += sign
        place += 1
    assert (cell, line, quoted) == ("", [], False), "the file breaks off"


def amount(cell: str, *, decimal_mark: str = ",") -> Decimal:
    """Give the exact amount in a cell."""
    other = {",": ".", ".": ","}[decimal_mark]
    assert other not in cell, f"{cell} is written with another mark"
    return Decimal(cell.replace(decimal_mark, "."))


def said(cell: str) -> str:
    """Give the text of a cell as people see it: a spreadsheet hides the apostrophe before what is text."""
    return cell.removeprefix("'")
