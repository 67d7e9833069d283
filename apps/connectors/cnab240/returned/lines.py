"""The lines of a return file, cut at the positions that the manuals tell (there they count from 1)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.core.errors import Place, Rejected

LENGTH = 240
ZEROS = re.compile("0*")


@dataclass(frozen=True, slots=True)
class Line:
    """One record of 240 signs."""

    text: str

    def at(self, first: int, last: int) -> str:
        """Give what stands at some positions, without blanks around it."""
        return self.text[first - 1 : last].strip()

    @property
    def bank(self) -> str:
        """Give the number of the bank."""
        return self.at(1, 3)

    @property
    def lot(self) -> str:
        """Give the number of its lot."""
        return self.at(4, 7)

    @property
    def record(self) -> str:
        """Give the kind of record: 0 and 9 are the file's, 1 and 5 a lot's, 3 a segment."""
        return self.at(8, 8)

    @property
    def segment(self) -> str:
        """Give the letter of a segment; empty for other records."""
        return self.at(14, 14) if self.record == "3" else ""

    @property
    def place(self) -> tuple[str, str, str]:
        """Give where a payment stands: its lot, its number there, and its segment."""
        return self.lot, self.at(9, 13), self.segment

    @property
    def is_parties(self) -> bool:
        """Tell whether it is a J-52, and not a J of its own."""
        return self.segment == "J" and self.at(18, 19) == "52"

    @property
    def your_number(self) -> str:
        """Give the number that we gave a payment; zeros say nothing."""
        told = self.at(74, 93) if self.segment == "A" else self.at(183, 202)
        return "" if ZEROS.fullmatch(told) else told

    @property
    def amount(self) -> Decimal:
        """Give the amount that we asked for."""
        return self.money(120, 134) if self.segment == "A" else self.money(153, 167)

    def bank_number(self, of_bills: tuple[int, int]) -> str:
        """Give the number that the bank gave a payment; banks differ in where it stands in a bill."""
        told = self.at(135, 154) if self.segment == "A" else self.at(*of_bills)
        return "" if ZEROS.fullmatch(told) else told

    @property
    def paid(self) -> tuple[date | None, Decimal]:
        """Give when and how much was paid, as far as that is told."""
        return (self.day(155), self.money(163, 177)) if self.segment == "A" else (self.day(145), self.money(153, 167))

    @property
    def codes(self) -> tuple[str, ...]:
        """Give the occurrences: five of two signs at most."""
        told = self.text[230:240]
        found = (told[start : start + 2].strip() for start in range(0, 10, 2))
        return tuple(code for code in found if code)

    def money(self, first: int, last: int) -> Decimal:
        """Give an amount in cents; nothing where there are no digits."""
        return Decimal(self.number(first, last)).scaleb(-2)

    def number(self, first: int, last: int) -> int:
        """Give a number; zero where there are no digits."""
        told = self.at(first, last)
        return int(told) if told.isascii() and told.isdigit() else 0

    def day(self, first: int) -> date | None:
        """Give a day of eight digits that begin at a position; None where it is none."""
        day, month, year = (self.number(first + start, first + end) for start, end in ((0, 1), (2, 3), (4, 7)))
        try:
            return date(year, month, day)
        except ValueError:
            return None


def lines_of(data: bytes) -> tuple[Line, ...]:
    """Give the lines of a file; raises `Rejected` where there are none, or one has another length."""
    text = data.decode("iso8859-1").rstrip("\x1a\r\n")
    if not text.strip():
        raise Rejected("result.empty", place=Place.SOURCE)
    return tuple(measured(text))


def measured(text: str) -> Iterator[Line]:
    """Give each line once its length was found right."""
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if len(line) != LENGTH:
            raise Rejected("result.width", place=Place.SOURCE, line=number, found=len(line))
        yield Line(line)
