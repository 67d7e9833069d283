"""Tolerant reading of Banqup's bodies: plain dates, exact money, "NA" where nothing was said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from apps.core.errors import Place, Rejected
from apps.core.money import cent, read_amount, read_decimal

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST_ID = 40
#: What callers of Banqup send, and it keeps, where a reference is empty.
NOTHING = ("", "NA", "N/A")


@dataclass(frozen=True, slots=True)
class Part:
    """One JSON object of a body; absent keys, nulls, empty texts and "NA" all read as nothing."""

    fields: Mapping[str, Any]
    path: str = ""

    def text(self, *names: str) -> str:
        """Give the first field that says something, as text."""
        return next((text for name in names if (text := self._text(name))), "")

    def own_id(self, name: str) -> str:
        """Give the number that something is known by; raises `Rejected` (``source.no_id``)."""
        text = self.text(name)
        if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_ID:
            raise Rejected("source.no_id", place=Place.SOURCE, field=self.where(name), value=text[:80])
        return text

    def number(self, name: str) -> Decimal:
        """Give an exact number of any sign; zero where nothing was said."""
        value = self.fields.get(name)
        return read_decimal(value, field=self.where(name)) if self.text(name) else Decimal(0)

    def amount(self, name: str, currency: str) -> Decimal:
        """Give an amount in whole cents, of any sign; zero where nothing was said."""
        value = self.fields.get(name)
        return read_amount(value, field=self.where(name), currency=currency) if self.text(name) else Decimal(0)

    def day(self, name: str) -> date | None:
        """Give a calendar date: Banqup writes midnight in UTC behind it, which is not meant as a moment."""
        parsed = self._parsed(name)
        return parsed.date() if parsed else None

    def moment(self, name: str) -> datetime | None:
        """Give a moment in UTC."""
        parsed = self._parsed(name)
        if parsed is None:
            return None
        return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)

    def part(self, name: str) -> "Part":
        """Give a nested object; an absent one has only absent fields."""
        value = self.fields.get(name) or {}
        if not isinstance(value, Mapping):
            raise self._wrong_shape(name)
        return Part(value, self.where(name))

    def parts(self, name: str) -> Iterator["Part"]:
        """Give the objects of a list."""
        value = self.fields.get(name) or []
        if not isinstance(value, list):
            raise self._wrong_shape(name)
        for at, item in enumerate(value):
            if not isinstance(item, Mapping):
                raise self._wrong_shape(f"{name}[{at}]")
            yield Part(item, f"{self.where(name)}[{at}]")

    def where(self, name: str) -> str:
        """Give the path of a field, e.g. ``invoice.amount``."""
        return f"{self.path}.{name}" if self.path else name

    def _text(self, name: str) -> str:
        value = self.fields.get(name)
        if isinstance(value, Mapping | list):
            raise self._wrong_shape(name)
        if value is None or isinstance(value, bool):
            return ""
        text = storable(str(value))
        return "" if text in NOTHING else text

    def _wrong_shape(self, name: str) -> Rejected:
        return Rejected("source.wrong_shape", place=Place.SOURCE, field=self.where(name))

    def _parsed(self, name: str) -> datetime | None:
        text = self.text(name)
        if not text:
            return None
        told = {"field": self.where(name), "value": text[:80]}
        try:
            parsed = datetime.fromisoformat(text)
        except ValueError as error:
            raise Rejected("source.not_a_date", place=Place.SOURCE, **told) from error
        if not FIRST_YEAR <= parsed.year <= LAST_YEAR:
            raise Rejected("source.date_out_of_range", place=Place.SOURCE, **told)
        return parsed


def storable(text: str) -> str:
    """Trim a text and leave out what no database holds: NUL and lone surrogates."""
    return text.encode("utf-8", "ignore").decode().replace("\x00", "").strip()


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Round to the smallest coin as bookkeepers do: half of it counts as a whole."""
    return amount.quantize(cent(currency), ROUND_HALF_UP)


def letters_and_digits(text: str) -> str:
    """Give an official number without its punctuation, letters in upper case."""
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())
