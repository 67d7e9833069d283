"""The part of OData's ``$filter`` that Nibo understands: typed comparisons, and, or, not, a few functions."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.sandbox.nibo.literals import EDM, Token, moment, tokens, value
from apps.sandbox.nibo.refusal import invalid
from apps.sandbox.nibo.shelf import Body

Test = Callable[[Body], bool]
#: A value of a row, and its kind.
Operand = tuple[Callable[[Body], Any], str]

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq, "ne": operator.ne, "gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le,
}  # fmt: skip
TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part.lower() in text.lower(),
    "startswith": lambda text, part: text.lower().startswith(part.lower()),
    "endswith": lambda text, part: text.lower().endswith(part.lower()),
}


@dataclass(frozen=True)
class Properties:
    """The paths of a list that a query may name, each with its kind, and what the vendor calls the list's type."""

    type: str
    kinds: Mapping[str, str]
    key: str

    def kind(self, path: str) -> str:
        """The kind of a property; an unknown one is refused by its name."""
        if path not in self.kinds:
            raise invalid(f"Could not find a property named '{path.partition('/')[0]}' on type '{self.type}'")
        return self.kinds[path]


def at(row: Body, path: str) -> Any:
    """What stands under a path of a row."""
    found: Any = row
    for name in path.split("/"):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def filtered(rows: list[Body], text: str, properties: Properties) -> list[Body]:
    """The rows that a filter lets pass."""
    if not text.strip():
        return rows
    test = Parser(tokens(text), properties, text).whole()
    return [row for row in rows if test(row)]


@dataclass
class Parser:
    """Reads one filter from left to right."""

    left: list[Token]
    properties: Properties
    text: str
    done: list[Token] = field(default_factory=list)

    def whole(self) -> Test:
        """The whole filter; anything behind its end is refused."""
        test = self.either()
        if self.left:
            raise self._syntax()
        return test

    def either(self) -> Test:
        """Terms joined by ``or``."""
        test = self.both()
        while self._took("or"):
            test = _either(test, self.both())
        return test

    def both(self) -> Test:
        """Terms joined by ``and``."""
        test = self.term()
        while self._took("and"):
            test = _both(test, self.term())
        return test

    def term(self) -> Test:
        """One comparison, a function, a negation, or something in parentheses."""
        if self._took("not"):
            inner = self.term()
            return lambda row: not inner(row)
        if self._took("("):
            inner = self.either()
            self._expect(")")
            return inner
        if self.left and self.left[0].text in TESTS:
            return self.function()
        return self.comparison()

    def function(self) -> Test:
        """One of the functions that are true or false."""
        test = TESTS[self._next().text]
        self._expect("(")
        first, kind = self.operand()
        self._expect(",")
        second, other = self.operand()
        self._expect(")")
        if (kind, other) != ("text", "text"):
            raise invalid("No function signature for the function matches the specified arguments.")
        return lambda row: test(first(row) or "", second(row) or "")

    def comparison(self) -> Test:
        """Two values of one kind and a sign between them."""
        first, kind = self.operand()
        sign = self._next().text
        if sign not in COMPARISONS:
            raise self._syntax()
        second, other = self.operand()
        if kind != other:
            found = f"Found operand types '{EDM[kind]}' and '{EDM[other]}' for operator kind '{sign}'."
            raise invalid(f"A binary operator with incompatible types was detected. {found}")
        if (kind, sign) == ("date", "ne"):
            raise invalid("Execution Timeout Expired.")
        return lambda row: _compared(COMPARISONS[sign], first(row), second(row))

    def operand(self) -> Operand:
        """A literal, a property, or a property within one of the functions that give a value."""
        token = self._next()
        if token.kind != "word":
            return (lambda row: value(token)), token.kind
        if token.text in ("true", "false"):
            return (lambda row: value(token)), "bool"
        if token.text in ("tolower", "year", "month") and self._took("("):
            path = self._next().text
            self._expect(")")
            return self._within(token.text, path)
        kind = self.properties.kind(token.text)
        return (lambda row: comparable(at(row, token.text), kind)), kind

    def _within(self, function: str, path: str) -> Operand:
        self.properties.kind(path)
        if function == "tolower":
            return (lambda row: str(at(row, path) or "").lower()), "text"
        part = slice(0, 4) if function == "year" else slice(5, 7)
        return (lambda row: int(str(at(row, path) or "0000-00")[part])), "number"

    def _next(self) -> Token:
        if not self.left:
            raise self._syntax()
        return self.left.pop(0)

    def _took(self, text: str) -> bool:
        took = bool(self.left) and self.left[0].text == text and self.left[0].kind != "text"
        if took:
            self.left.pop(0)
        return took

    def _expect(self, text: str) -> None:
        if not self._took(text):
            raise self._syntax()

    def _syntax(self) -> Exception:
        return invalid(f"Syntax error at position {len(self.text)} in '{self.text}'.")


def comparable(found: Any, kind: str) -> Any:
    """A row's value in the form in which literals of its kind come."""
    if kind == "date" and found:
        return moment(str(found))
    return str(found).lower() if kind == "guid" and found else found


def _compared(compare: Callable[[Any, Any], bool], first: Any, second: Any) -> bool:
    # Text is compared without its case, as the vendor's database does.
    first, second = (one.lower() if isinstance(one, str) else one for one in (first, second))
    if first is None or second is None:
        return compare is operator.ne
    return compare(first, second)


def _either(first: Test, second: Test) -> Test:
    return lambda row: first(row) or second(row)


def _both(first: Test, second: Test) -> Test:
    return lambda row: first(row) and second(row)
