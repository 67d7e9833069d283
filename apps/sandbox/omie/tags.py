"""The strict reading of parameters: every tag of a type is known, and each has its kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from apps.sandbox.omie import fault
from apps.sandbox.omie.clock import day_of

Kind = Callable[[str, Any], Any]


@dataclass(frozen=True)
class Type:
    """One complex type of the vendor: its name in faults, its tags, and those that must be there."""

    name: str
    tags: Mapping[str, Kind]
    required: tuple[str, ...] = ()
    read_only: tuple[str, ...] = field(default=())

    def read(self, given: Any) -> dict[str, Any]:
        """The checked tags, without the empty ones that say nothing."""
        if not isinstance(given, dict):
            raise fault.invalid_json()
        self._refuse_unknown(given)
        # Omie reads null as a tag that was not sent.
        read = {tag: self.tags[tag](tag, value) for tag, value in given.items() if value is not None}
        for tag in self.required:
            if read.get(tag) in ("", None, [], {}):
                raise fault.required(tag)
        return read

    def _refuse_unknown(self, given: dict[str, Any]) -> None:
        for tag in given:
            if tag not in self.tags:
                raise fault.unknown_tag(tag, self.name)
            if tag in self.read_only:
                raise fault.not_allowed(tag, "pelo Omie")


def text(most: int | None = None) -> Kind:
    """A text of at most so many characters."""

    def read(tag: str, value: Any) -> str:
        if not isinstance(value, str):
            raise fault.wrong_type(tag, "string")
        if most is not None and len(value) > most:
            raise fault.too_long(tag, most)
        return value

    return read


def choice(*options: str) -> Kind:
    """One of the listed texts, or empty."""

    def read(tag: str, value: Any) -> str:
        if not isinstance(value, str):
            raise fault.wrong_type(tag, "string")
        if value and value not in options:
            raise fault.not_an_option(tag, options)
        return value

    return read


flag = choice("S", "N")


def integer(tag: str, value: Any) -> int:
    """A whole number, not in quotes."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise fault.wrong_type(tag, "integer")
    return value


def boolean(tag: str, value: Any) -> bool:
    """A JSON boolean: rare in Omie."""
    if not isinstance(value, bool):
        raise fault.wrong_type(tag, "boolean")
    return value


def money(tag: str, value: Any) -> Decimal:
    """A number with at most two decimals, not negative, not in quotes."""
    return _number(tag, value, decimals=2)


def percent(tag: str, value: Any) -> Decimal:
    """A share of a hundred."""
    number = _number(tag, value, decimals=7)
    if number > 100:
        raise fault.wrong_type(tag, "decimal")
    return number


def day(tag: str, value: Any) -> str:
    """dd/mm/yyyy, or empty."""
    if value == "":
        return ""
    try:
        day_of(value)
    except (TypeError, ValueError):
        raise fault.wrong_type(tag, "data dd/mm/aaaa") from None
    return str(value)


def anything(tag: str, value: Any) -> Any:
    """A part of the vendor's structure that is kept and not looked into."""
    return value


def group(type_: Type) -> Kind:
    """One nested structure."""

    def read(tag: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise fault.wrong_type(tag, type_.name)
        return type_.read(value)

    return read


def rows(type_: Type) -> Kind:
    """A list of nested structures."""

    def read(tag: str, value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise fault.wrong_type(tag, f"{type_.name}Array")
        return [type_.read(item) for item in value]

    return read


def _number(tag: str, value: Any, *, decimals: int) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise fault.wrong_type(tag, "decimal")
    number = Decimal(value)
    if not number.is_finite() or number < 0 or number > Decimal("999999999999.99"):
        raise fault.wrong_type(tag, "decimal")
    if number != round(number, decimals):
        raise fault.wrong_type(tag, f"decimal com {decimals} casas")
    return number
