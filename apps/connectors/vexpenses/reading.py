"""Tolerant reading of VExpenses' objects: relations within their own envelope, exact money, moments without a zone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from apps.connectors.vexpenses.place import SAO_PAULO
from apps.core.documents import Coded
from apps.core.errors import Place, Rejected
from apps.core.money import cent, read_amount, read_decimal

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST_ID, LONGEST_CODE = 40, 180


@dataclass(frozen=True, slots=True)
class Part:
    """One JSON object; absent keys, nulls and empty texts all read as nothing."""

    fields: Mapping[str, Any]
    path: str = ""

    def text(self, name: str) -> str:
        """Give a field as text, untouched but for what no database holds."""
        value = self.fields.get(name)
        if isinstance(value, Mapping | list):
            raise self.wrong_shape(name)
        return "" if value is None or isinstance(value, bool) else storable(str(value))

    def line(self, name: str) -> str:
        """Give a code or another short text without the space around it."""
        return self.text(name).strip()

    def own_id(self) -> str:
        """Give the number that an object is known by; raises `Rejected` (``source.no_id``)."""
        text = self.line("id")
        if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_ID:
            raise Rejected("source.no_id", place=Place.SOURCE, field=self.where("id"), value=text[:80])
        return text

    def number(self, name: str) -> Decimal | None:
        """Give an exact number; None where nothing was said. Some come as text, some as a number."""
        return read_decimal(self.fields[name], field=self.where(name)) if self.line(name) else None

    def amount(self, name: str, currency: str) -> Decimal | None:
        """Give an amount in whole cents, of any sign; None where nothing was said."""
        if not self.line(name):
            return None
        return read_amount(self.fields[name], field=self.where(name), currency=currency)

    def flag(self, name: str, *, otherwise: bool) -> bool:
        """Give a yes or no, which may come as a number."""
        value = self.fields.get(name)
        return otherwise if value is None else bool(value) and str(value).lower() not in ("0", "false", "n")

    def day(self, name: str) -> date | None:
        """Give a calendar date, as it is written."""
        parsed = self._parsed(name)
        return parsed.date() if parsed else None

    def moment(self, name: str) -> datetime | None:
        """Give a moment in UTC; VExpenses writes the hours of São Paulo (assumed)."""
        parsed = self._parsed(name)
        if parsed is None:
            return None
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=SAO_PAULO)).astimezone(UTC)

    def one(self, name: str) -> "Part":
        """Give a related object; an absent one has only absent fields."""
        value = self._related(name) or {}
        if not isinstance(value, Mapping):
            raise self.wrong_shape(name)
        return Part(value, self.where(name))

    def many(self, name: str) -> Iterator["Part"]:
        """Give related objects."""
        value = self._related(name) or []
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise self.wrong_shape(name)
        for at, item in enumerate(value):
            yield Part(item, f"{self.where(name)}[{at}]")

    def coded(self, name: str, *, prefix: str, words: str) -> Coded | None:
        """Give a related object by its code in the ERP; one without has VExpenses' number, which is nobody's code."""
        found = self.one(name)
        code = found.line("integration_id") or (f"{prefix}:{found.line('id')}" if found.line("id") else "")
        return Coded(code[:LONGEST_CODE], found.line(words)[:LONGEST_CODE]) if code else None

    def where(self, name: str) -> str:
        """Give the path of a field, e.g. ``report.expenses[0].value``."""
        return f"{self.path}.{name}" if self.path else name

    def wrong_shape(self, name: str) -> Rejected:
        """Give the error for a field of another form than it should have."""
        return Rejected("source.wrong_shape", place=Place.SOURCE, field=self.where(name))

    def _related(self, name: str) -> Any:
        value = self.fields.get(name)
        return value.get("data") if isinstance(value, Mapping) and "data" in value else value

    def _parsed(self, name: str) -> datetime | None:
        text = self.line(name)
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
    """Give a text without what no database holds: NUL and lone surrogates."""
    return text.encode("utf-8", "ignore").decode().replace("\x00", "")


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Round to the smallest coin as VExpenses does: half of it counts as a whole."""
    return amount.quantize(cent(currency), ROUND_HALF_UP)


def letters_and_digits(text: str) -> str:
    """Give an official number without its punctuation, letters in upper case."""
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())
