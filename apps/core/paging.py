"""Lists as vendors answer them: every entry with the very bytes it came in."""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.core.errors import Place, Temporary

LONGEST_TEXT = 300
SPACE = re.compile(r"[ \t\n\r]*")
DECODER = json.JSONDecoder(parse_float=Decimal)

#: An entry decoded with exact decimals, and its bytes.
Entry = tuple[Mapping[str, Any], bytes]


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of a list, and what stands around it (the next page's number, the total ...)."""

    entries: list[Entry]
    around: Mapping[str, Any]


def listed(body: bytes, name: str = "") -> Listing:
    """Give the entries of the list ``name`` in a JSON object, or of a body that is a list itself.

    Decoding and cutting the bytes apart is one pass. Raises `Temporary`
    (``source.broken_answer``) for anything else: an error page, half an answer, another shape.
    """
    try:
        text = body.decode().removeprefix("\ufeff")
        at = after_space(text, 0)
        listing = around_list(text, at, name) if name else Listing(list_at(text, at)[0], {})
    except (ValueError, IndexError, RecursionError) as error:
        raise broken(body) from error
    if not all(isinstance(payload, dict) for payload, _raw in listing.entries):
        raise broken(body)
    return listing


def broken(body: bytes) -> Temporary:
    """Give the error for an answer that makes no sense."""
    said = body[:LONGEST_TEXT].decode("utf-8", "replace")
    return Temporary("source.broken_answer", place=Place.SOURCE, answer=said)


def around_list(text: str, at: int, name: str) -> Listing:
    """Read an object and cut apart the list in it; ValueError where there is none."""
    entries: list[Entry] | None = None
    around: dict[str, Any] = {}
    at = after(text, at, "{")
    while text[at] != "}":
        key, at = DECODER.raw_decode(text, at)
        at = after(text, after_space(text, at), ":")
        if key == name:
            entries, at = list_at(text, at)
        else:
            around[key], at = DECODER.raw_decode(text, at)
        at = next_one(text, at, "}")
    if entries is None:
        raise ValueError(f"no list {name}")
    return Listing(entries, around)


def list_at(text: str, at: int) -> tuple[list[Entry], int]:
    """Read the list that begins at a place, and give where it ends."""
    entries: list[Entry] = []
    at = after(text, at, "[")
    while text[at] != "]":
        value, end = DECODER.raw_decode(text, at)
        entries.append((value, text[at:end].encode()))
        at = next_one(text, end, "]")
    return entries, at + 1


def next_one(text: str, at: int, end: str) -> int:
    """Give where the next member begins, or where the closing sign stands."""
    at = after_space(text, at)
    return at if text[at] == end else after(text, at, ",")


def after(text: str, at: int, sign: str) -> int:
    """Give the place behind a sign that must stand here, and behind the space that follows it."""
    if text[at] != sign:
        raise ValueError(f"{sign} expected")
    return after_space(text, at + 1)


def after_space(text: str, at: int) -> int:
    """Give the first place that is no space; IndexError behind the end is the caller's."""
    return at if text[at : at + 1] > " " else SPACE.match(text, at).end()  # type: ignore[union-attr]


def written(payload: Mapping[str, Any]) -> bytes:
    """Write a payload down as JSON in one fixed way: keys in order, decimals with exactly their digits.

    JSON's own encoder would make binary doubles of decimals; a mark that nobody can guess keeps
    their place until the text is there.
    """
    mark = uuid.uuid4().hex

    def marked(value: object) -> str:
        if isinstance(value, Decimal) and value.is_finite():
            return f"{mark}{value}"
        raise TypeError(f"{type(value).__name__} is no JSON")

    text = json.dumps(payload, default=marked, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return re.sub(f'"{mark}([^"]*)"', r"\1", text).encode()
