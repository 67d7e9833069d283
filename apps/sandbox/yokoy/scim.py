"""Filters as Yokoy takes them (RFC 7644, 3.4.2.2), with bare and with quoted values."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from apps.sandbox.yokoy.refusal import Refused, bad_filter

TOKEN = re.compile(r'\s*(?:(\(|\))|("(?:[^"\\]|\\.)*")|([^\s()"]+))')
Test = Callable[[Any], bool]


def chosen(rows: Iterable[dict[str, Any]], text: str, *, without: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The rows that a filter lets pass; ``without`` names what this list cannot be filtered by."""
    if not text:
        return list(rows)
    test = Filter(text, without).read()
    return [row for row in rows if test(row)]


@dataclass
class Filter:
    """A filter while it is read."""

    text: str
    without: tuple[str, ...] = ()
    at: int = 0

    def read(self) -> Test:
        """The whole filter as a test of one row."""
        test = self._any()
        if self._peek():
            raise self._bad()
        return test

    def _any(self) -> Test:
        tests = [self._all()]
        while self._taken("or"):
            tests.append(self._all())
        return lambda row: any(test(row) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._taken("and"):
            tests.append(self._one())
        return lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self._taken("not"):
            inner = self._one()
            return lambda row: not inner(row)
        if self._taken("("):
            inside = self._any()
            if not self._taken(")"):
                raise self._bad()
            return inside
        return self._comparison()

    def _comparison(self) -> Test:
        path, sign = self._next(), self._next().lower()
        if path.split(".")[0] in self.without or not re.fullmatch(r"[A-Za-z][\w.\-]*", path):
            raise self._bad()
        if sign == "pr":
            return lambda row: bool(values(row, path))
        compare = SIGNS.get(sign)
        if compare is None:
            raise self._bad()
        wanted = unquoted(self._next())
        if sign == "ne":
            return lambda row: not any(SIGNS["eq"](value, wanted) for value in values(row, path))
        return lambda row: any(compare(value, wanted) for value in values(row, path))

    def _peek(self) -> str:
        found = TOKEN.match(self.text, self.at)
        if found is None and self.text[self.at :].strip():
            raise self._bad()
        return found[0].strip() if found else ""

    def _next(self) -> str:
        word = self._peek()
        if not word:
            raise self._bad()
        found = TOKEN.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return word

    def _taken(self, word: str) -> bool:
        if self._peek().lower() != word:
            return False
        self._next()
        return True

    def _bad(self) -> Refused:
        return bad_filter(self.text)


def values(row: Any, path: str) -> list[Any]:
    """What stands under a path; each member of a list counts."""
    found = row
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    several = found if isinstance(found, list) else [found]
    return [value for value in several if value not in (None, "")]


def unquoted(word: str) -> str:
    """A value without its quotes."""
    return re.sub(r"\\(.)", r"\1", word[1:-1]) if word.startswith('"') else word


def text_of(value: Any) -> str:
    """A value as a filter writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def ordered(value: Any, wanted: str) -> int:
    """Less than zero, zero or more, as the value comes before, with or after what is wanted."""
    try:
        one, other = float(text_of(value)), float(wanted)
    except ValueError:
        return (text_of(value) > wanted) - (text_of(value) < wanted)
    return (one > other) - (one < other)


SIGNS: dict[str, Callable[[Any, str], bool]] = {
    "eq": lambda value, wanted: ordered(value, wanted) == 0,
    "ne": lambda value, wanted: ordered(value, wanted) != 0,
    "co": lambda value, wanted: wanted.lower() in text_of(value).lower(),
    "sw": lambda value, wanted: text_of(value).lower().startswith(wanted.lower()),
    "ew": lambda value, wanted: text_of(value).lower().endswith(wanted.lower()),
    "gt": lambda value, wanted: ordered(value, wanted) > 0,
    "ge": lambda value, wanted: ordered(value, wanted) >= 0,
    "lt": lambda value, wanted: ordered(value, wanted) < 0,
    "le": lambda value, wanted: ordered(value, wanted) <= 0,
}
