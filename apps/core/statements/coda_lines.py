"""The lines of a CODA file, whose columns are counted from 1 as in the standard."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.core.errors import Place, Rejected
from apps.core.money import read_amount

LENGTH = 128
CENTURY = 2000
#: Only these end a line: in Latin-1 there are signs that Python would take for line ends too.
LINE_END = re.compile(r"\r\n|\n|\r")
#: Old programs end a file with this.
END_OF_FILE = "\x1a"
DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One record, and its number in the file."""

    number: int
    text: str

    @property
    def kind(self) -> str:
        """Give the type of the record: movements and information have two figures."""
        return self.text[:2] if self.text[0] in "23" else self.text[0]

    def part(self, first: int, last: int) -> str:
        """Give the characters of some columns."""
        return self.text[first - 1 : last]

    def digits(self, first: int, last: int) -> str:
        """Give some columns that hold a number; raises `Rejected` where they hold anything else."""
        found = self.part(first, last)
        if not DIGITS.fullmatch(found):
            raise Rejected("source.not_a_number", place=Place.SOURCE, field=self.where(first, last), value=found)
        return found

    def where(self, first: int, last: int) -> str:
        """Name some columns for whoever looks them up."""
        return f"{self.number}:{first}-{last}"


def lines_of(content: bytes) -> list[Line]:
    """Cut a file into its lines; raises `Rejected` for one of another length (``coda.line_length``).

    Some programs write the records without line ends.
    """
    text = content.decode("latin-1").strip("\r\n\t " + END_OF_FILE + "\0")
    texts = LINE_END.split(text)
    if len(texts) == 1 and len(text) > LENGTH:
        texts = [text[at : at + LENGTH] for at in range(0, len(text), LENGTH)]
    lines = [Line(number, found) for number, found in enumerate(texts, start=1) if found]
    for line in lines:
        if len(line.text) != LENGTH:
            last = line is lines[-1] and len(line.text) < LENGTH
            code = cut_off(line) if last else wrong_length(line)
            raise code
    return lines


def cut_off(line: Line) -> Rejected:
    """Give the error for a file that ends within a record."""
    return Rejected("coda.truncated", place=Place.SOURCE, line=line.number)


def wrong_length(line: Line) -> Rejected:
    """Give the error for a record that is too short or too long."""
    return Rejected("coda.line_length", place=Place.SOURCE, line=line.number, found=len(line.text))


def unexpected(line: Line) -> Rejected:
    """Give the error for a record that cannot stand where it does."""
    return Rejected("coda.unexpected_record", place=Place.SOURCE, line=line.number, value=line.kind)


def amount_in(line: Line, sign: int, *, currency: str) -> Decimal:
    """Give the amount in thousandths that stands behind its sign, 1 for below zero."""
    number = Decimal(line.digits(sign + 1, sign + 15)) / 1000
    amount = read_amount(number, field=line.where(sign + 1, sign + 15), currency=currency)
    return -amount if amount and line.digits(sign, sign) == "1" else amount


def day_in(line: Line, first: int) -> date | None:
    """Give a date as DDMMYY, or None for zeros and blanks; raises `Rejected` (``source.not_a_date``)."""
    text = line.part(first, first + 5)
    if not text.strip(" 0"):
        return None
    try:
        return date(CENTURY + int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError as error:
        told = {"field": line.where(first, first + 5), "value": text}
        raise Rejected("source.not_a_date", place=Place.SOURCE, **told) from error


def required_day(line: Line, first: int) -> date:
    """Give a date that has to be there."""
    found = day_in(line, first)
    if found is None:
        told = {"field": line.where(first, first + 5), "value": line.part(first, first + 5)}
        raise Rejected("source.not_a_date", place=Place.SOURCE, **told)
    return found
