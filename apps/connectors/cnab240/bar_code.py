"""Bills: from what stands on them to the 44 digits of their bar code, with what those tell of bank, amount and day.

FEBRABAN, Padrão para cobrança: bank 3, currency 1 (9), check digit 1, due factor 4, amount 10, free field 25.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from apps.connectors.cnab240.digits import bar_code_digit, is_digits, modulus_10
from apps.core.errors import Place, Rejected

BAR, TYPED, COLLECTION = 44, 47, 48
#: Factor 1000 was 3 July 2000; behind 9999 (21 February 2025) it began at 1000 again.
FIRST, ROUND = date(1997, 10, 7), timedelta(days=9000)
#: Digits as people write them, with blanks, dots and hyphens between, and no further digit beside them.
WRITTEN = re.compile(r"(?<![0-9])[0-9](?:[ .\-]{0,3}[0-9]){43,47}(?![0-9])")


@dataclass(frozen=True, slots=True)
class BarCode:
    """A bill's 44 digits, proved by their check digit."""

    digits: str

    @property
    def bank(self) -> str:
        """Give the number of the bank that collects it."""
        return self.digits[:3]

    @property
    def amount(self) -> Decimal:
        """Give its amount; zero where it has none of its own."""
        return Decimal(self.digits[9:19]).scaleb(-2)

    def due(self, near: date) -> date | None:
        """Give its due date: of the two that a factor may mean the one nearer to a day; None without any."""
        factor = int(self.digits[5:9])
        if not factor:
            return None
        first = FIRST + timedelta(days=factor)
        return min((first, first + ROUND), key=lambda day: abs(day - near))


def written_in(text: str) -> str:
    """Give the digits of a bill that a text holds; empty where it holds none."""
    found = WRITTEN.search(text)
    return re.sub(r"[^0-9]", "", found[0]) if found else ""


def bar_code_of(digits: str) -> BarCode:
    """Give the bar code that digits are, or that was typed as 47 digits; raises `Rejected` for what is none."""
    if len(digits) == COLLECTION or (len(digits) == BAR and digits[0] == "8"):
        raise Rejected("payment.bill_of_utility", place=Place.SOURCE, value=digits)
    bar = from_typed(digits) if len(digits) == TYPED else digits
    wrong_length = len(bar) != BAR or not is_digits(bar)
    if wrong_length or bar[3] != "9" or bar_code_digit(bar[:4] + bar[5:]) != bar[4]:
        raise wrong(digits)
    return BarCode(bar)


def from_typed(digits: str) -> str:
    """Give the bar code of a typed line: three fields with a digit each, then check digit, factor and amount."""
    fields = (digits[:10], digits[10:21], digits[21:32])
    if any(modulus_10(field[:-1]) != field[-1] for field in fields):
        raise wrong(digits)
    free = fields[0][4:9] + fields[1][:-1] + fields[2][:-1]
    return digits[:4] + digits[32:] + free


def wrong(digits: str) -> Rejected:
    """Give the error for digits that are no bill's."""
    return Rejected("payment.bar_code_wrong", place=Place.SOURCE, value=digits)
