"""Results that come as tables with a line of names on top: which columns name a title, and what is said of it."""

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from apps.core.errors import Place, Rejected
from apps.core.layouts.results import BETWEEN, ResultLine, Results


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One kind of table: all its columns, those that name a title, and those that people read.

    ``status`` is the column that says whether a title was taken over, by the words in ``taken``; without one every
    line is a refusal. ``whole``: where one title was refused, none was taken over. ``paid_on`` is the column of the day
    of payment, where there is one; a title has one only where it was taken over.
    """

    columns: tuple[str, ...]
    key: tuple[str, ...]
    message: tuple[str, ...]
    status: str = ""
    taken: tuple[str, ...] = ()
    paid_on: str = ""
    whole: bool = False
    separator: str = ";"

    def read(self, data: bytes) -> Results:
        """Give what a table says; raises `Rejected` (``result.…``) for bytes that are no such table."""
        rows = [row for row in csv.reader(decoded(data).splitlines(), delimiter=self.separator) if any(row)]
        if not rows:
            raise Rejected("result.empty", place=Place.HERE)
        places = self.places(rows[0])
        lines = tuple(self.line(row, places) for row in rows[1:])
        refused = [line for line in lines if line.refused and line.key]
        reject = self.whole and bool(refused)
        return Results(lines=lines, whole_rejected=reject, message=refused[0].message if reject else "")

    def places(self, names: Sequence[str]) -> Mapping[str, int]:
        """Give where each column stands; columns may be in another order, and there may be more of them."""
        found = {plain(name): place for place, name in enumerate(names)}
        missing = [name for name in self.columns if plain(name) not in found]
        if missing:
            raise Rejected("result.no_column", place=Place.HERE, column=missing[0])
        return {name: found[plain(name)] for name in self.columns}

    def line(self, row: Sequence[str], places: Mapping[str, int]) -> ResultLine:
        """Give what one line says; one that is too short is kept as it is, about nobody."""
        if len(row) <= max(places.values()):
            return ResultLine(key="", refused=True, message=self.separator.join(row))
        told = {name: row[place].strip() for name, place in places.items()}
        key = BETWEEN.join(told[name] for name in self.key) if all(told[name] for name in self.key) else ""
        message = " ".join(told[name] for name in self.message if told[name])
        refused = plain(told[self.status]) not in {plain(word) for word in self.taken} if self.status else True
        day = day_in(told[self.paid_on]) if self.paid_on and not refused else None
        said = message or (self.separator.join(row) if refused else "")
        return ResultLine(key=key, refused=refused, message=said, paid_on=day)


def day_in(text: str) -> date | None:
    """Give a day that is written 31/12/2026 or 2026-12-31; None where it is none."""
    parts = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text.strip(), re.ASCII)
    with suppress(ValueError):
        return date.fromisoformat("-".join(reversed(parts.groups())) if parts else text.strip())
    return None


def decoded(data: bytes) -> str:
    """Give a text as the systems here write it: UTF-8, or what Windows took for Latin-1."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def plain(name: str) -> str:
    """Give a name as it is compared: small letters without accents and dots."""
    parted = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in parted if sign.isalnum())
