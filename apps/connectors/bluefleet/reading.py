"""Tolerant reading of Blue Fleet bodies: any case of keys, .NET's empty date, local time, exact money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from apps.core.documents import Coded
from apps.core.errors import Place, Rejected
from apps.core.money import read_amount, read_decimal

CURRENCY = "BRL"
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
#: Year of .NET's DateTime.MinValue, which Blue Fleet sends where there is no date.
EMPTY_YEAR = 1
FIRST_YEAR, LAST_YEAR = 1990, 2100
#: An id becomes part of the target's operation key, whose length vendors limit.
LONGEST_ID = 40
#: Codes and labels are kept in columns; no word of Blue Fleet's screens comes near this.
LONGEST_WORD = 180


@dataclass(frozen=True, slots=True)
class Part:
    """One JSON object of a body; ``path`` names it in errors.

    Absent keys, nulls and empty texts all read as "nothing": an empty text, a zero, no date.
    """

    fields: Mapping[str, Any]
    path: str = ""

    @classmethod
    def of(cls, value: Mapping[str, Any], path: str = "") -> "Part":
        """Fold the keys of one object; nested objects are folded when they are read."""
        return cls({name.casefold(): field for name, field in value.items()}, path)

    def text(self, name: str) -> str:
        """Give a field as text."""
        value = self._scalar(name)
        return "" if value is None or isinstance(value, bool) else str(value)

    def identifier(self, name: str) -> str:
        """Give an id as text; 0 means none, and ``48211``, ``"048211"`` and ``48211.0`` are the same."""
        text = self.text(name).removesuffix(".0")
        return text.lstrip("0") if text.isascii() and text.isdigit() else text

    def own_id(self, name: str) -> str:
        """Give the id that something is known and booked by; raises `Rejected` (``source.no_id``)."""
        value = self.fields.get(name.casefold())
        text = "" if isinstance(value, Mapping | list) else self.identifier(name)
        countable = isinstance(value, str) or text.isdigit()  # neither 1.5 nor NaN counts anything
        if not text or not countable or len(text) > LONGEST_ID:
            told = storable(str(value))[:80]
            raise Rejected("source.no_id", place=Place.SOURCE, field=self.where(name), value=told)
        return text

    def coded(self, code: str, label: str, *, prefix: str = "") -> Coded | None:
        """Give a code and its words; the words stand in for a missing code."""
        known_as = self.text(label)
        own = self.identifier(code) or known_as
        return Coded(prefix + own[:LONGEST_WORD], known_as) if own else None

    def flag(self, name: str) -> bool:
        """Tell whether a field says yes: ``true``, ``"true"`` or ``1``."""
        return str(self._scalar(name)).casefold() in {"true", "1"}

    def number(self, name: str) -> Decimal:
        """Give an exact number of any sign and precision."""
        value = self._scalar(name)
        return Decimal(0) if is_empty(value) else read_decimal(value, field=self.where(name))

    def weight(self, name: str) -> Decimal:
        """Give an exact number that cannot be below zero; raises `Rejected` (``source.negative``)."""
        return self._not_negative(name, self.number(name))

    def amount(self, name: str) -> Decimal:
        """Give an amount in whole centavos that cannot be below zero."""
        value = self._scalar(name)
        if is_empty(value):
            return Decimal(0)
        return self._not_negative(name, read_amount(value, field=self.where(name), currency=CURRENCY))

    def day(self, name: str) -> date | None:
        """Give a calendar date in São Paulo.

        Exactly midnight is a plain date whatever zone a serialiser put behind it: reading a due
        date of ``2026-04-20T00:00:00Z`` as an instant would make it the 19th.
        """
        parsed = self._parsed(name)
        if parsed and parsed.tzinfo and parsed.time() != time.min:
            parsed = parsed.astimezone(SAO_PAULO)
        return parsed.date() if parsed else None

    def moment(self, name: str) -> datetime | None:
        """Give a moment in UTC; without a zone it is São Paulo's."""
        parsed = self._parsed(name)
        if parsed and not parsed.tzinfo:
            parsed = parsed.replace(tzinfo=SAO_PAULO)
        return parsed.astimezone(UTC) if parsed else None

    def part(self, name: str) -> "Part":
        """Give a nested object; an absent one has only absent fields."""
        return self._folded(self.fields.get(name.casefold()), self.where(name))

    def parts(self, name: str) -> list["Part"]:
        """Give the objects of a list, nulls left out."""
        value = self.fields.get(name.casefold())
        if is_empty(value):
            return []
        if not isinstance(value, list):
            raise wrong_shape(self.where(name))
        return [self._folded(item, f"{self.where(name)}[{at}]") for at, item in enumerate(value) if item is not None]

    def where(self, name: str) -> str:
        """Give the path of a field, e.g. ``FinancialEntries[2].ExpectedValue``."""
        return f"{self.path}.{name}" if self.path else name

    def _folded(self, value: object, path: str) -> "Part":
        if is_empty(value):
            return Part({}, path)
        if not isinstance(value, Mapping):
            raise wrong_shape(path)
        return Part.of(value, path)

    def _scalar(self, name: str) -> Any:
        value = self.fields.get(name.casefold())
        if isinstance(value, Mapping | list):
            raise wrong_shape(self.where(name))
        return storable(value) if isinstance(value, str) else value

    def _not_negative(self, name: str, number: Decimal) -> Decimal:
        if number < 0:
            raise Rejected("source.negative", place=Place.SOURCE, field=self.where(name), value=number)
        return abs(number)  # a "-0.0" loses its sign

    def _parsed(self, name: str) -> datetime | None:
        text = self.text(name)
        if not text:
            return None
        told = {"field": self.where(name), "value": text[:80]}
        try:
            parsed = datetime.fromisoformat(text)
        except ValueError as error:
            raise Rejected("source.not_a_date", place=Place.SOURCE, **told) from error
        if parsed.year == EMPTY_YEAR:
            return None
        if not FIRST_YEAR <= parsed.year <= LAST_YEAR:
            raise Rejected("source.date_out_of_range", place=Place.SOURCE, **told)
        return parsed


def storable(text: str) -> str:
    """Trim a text and leave out what no database holds: NUL and lone surrogates."""
    return text.encode("utf-8", "ignore").decode().replace("\x00", "").strip()


def is_empty(value: object) -> bool:
    """Tell whether a value says nothing: absent, null or blank text."""
    return value is None or (isinstance(value, str) and not value.strip())


def wrong_shape(path: str) -> Rejected:
    """Give the error for an object or list where a plain value belongs, or the other way round."""
    return Rejected("source.wrong_shape", place=Place.SOURCE, field=path)
