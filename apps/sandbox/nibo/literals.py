"""The words of a filter: how its text is cut apart, and of which kind each literal is."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.sandbox.nibo.refusal import invalid

GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
DAY = r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?Z?)?"
WORD = r"[A-Za-z_][A-Za-z0-9_]*(?:/[A-Za-z_][A-Za-z0-9_]*)*"
TOKEN = re.compile(
    rf"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<guid>{GUID})|(?P<date>{DAY})|(?P<number>-?\d+(?:\.\d+)?)"
    rf"|(?P<word>{WORD})|(?P<sign>[(),]))"
)
#: What the vendor calls each kind of value.
EDM = {
    "text": "Edm.String",
    "guid": "Edm.Guid",
    "date": "Edm.DateTimeOffset",
    "number": "Edm.Decimal",
    "bool": "Edm.Boolean",
}


@dataclass(frozen=True)
class Token:
    """One word of a filter and what it is."""

    kind: str
    text: str


def tokens(text: str) -> list[Token]:
    """A filter cut apart; what cannot be read is refused."""
    found, at = [], 0
    while text[at:].strip():
        match = TOKEN.match(text, at)
        if match is None:
            raise invalid(
                f"Syntax error: character '{text[at:].strip()[0]}' is not valid at position {at} in '{text}'."
            )
        found.append(Token(str(match.lastgroup), str(match[str(match.lastgroup)])))
        at = match.end()
    return found


def value(token: Token) -> Any:
    """What a literal means, in a form that can be compared."""
    match token.kind:
        case "text":
            return token.text[1:-1].replace("''", "'")
        case "number":
            return Decimal(token.text)
        case "guid":
            return token.text.lower()
        case "date":
            return moment(token.text)
    return {"true": True, "false": False}.get(token.text)


def moment(text: str) -> str:
    """A day or a moment in one form, so that texts compare as moments do."""
    whole = text.rstrip("Z") if "T" in text else f"{text}T00:00:00"
    head, _, fraction = whole.partition(".")
    return f"{head}.{fraction.ljust(6, '0')[:6]}"
