"""A document read back from the data form in which `apps.core.told` writes it: exact, strict, and pure.

What is not a field is refused, and so is whatever has another form than the field's, each with the path of the field
that is wrong. The reader follows the types of `apps.core.documents`, so that a new field is read as soon as it is
there.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from apps.core.documents import Attachment, Coded, Document, Party, Tax
from apps.core.errors import Place, Rejected
from apps.core.heard_files import attachment_of
from apps.core.heard_sums import check
from apps.core.money import LARGEST, read_amount

#: Decimal text with a point, as it is told.
DECIMAL = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}(Z|[+-][0-9]{2}:[0-9]{2})")
EARLIEST, LATEST = 1900, 2200
CURRENCY = re.compile(r"[A-Z]{3}")
COUNTRY = re.compile(r"([A-Z]{2})?")
TAX_ID = re.compile(r"[0-9A-Za-z]*")
#: Characters of an id that the tables hold.
LONGEST_ID = 120
#: Numbers that are no amounts of money: they have as many decimals as they are told with.
PLAIN = frozenset({"quantity", "unit_price", "share", "tax_rate", "rate"})
#: What is told beside the fields; it follows from others, or is for readers only.
BESIDE = {Coded: frozenset({"mapped"}), Party: frozenset({"mapped"}), Document: frozenset({"due"})}
#: Names under which fields are told, where those differ.
TOLD_AS = {"source_id": "id"}
#: Fields that nobody tells.
NEVER = frozenset({"remarks"})
#: Fields that have to be told although the language has a default.
NEEDED = frozenset({"currency"})


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands in the data, and the currency that counts there."""

    path: str = ""
    currency: str = ""

    def at(self, name: str | int) -> "Spot":
        """Give the spot of a field, or of an entry of a list."""
        if isinstance(name, int):
            return replace(self, path=f"{self.path}[{name}]")
        return replace(self, path=f"{self.path}.{name}" if self.path else name)


def heard(payload: object, kind: str) -> Document:
    """Give the document that some data tells of; raises `Rejected` with the path of the field that is wrong."""
    if not isinstance(payload, Mapping):
        raise Rejected("source.not_an_object", place=Place.SOURCE)
    document: Document = part_of(payload, Document, Spot())
    if document.kind != kind:
        raise wrong("source.other_kind", Spot("kind"), document.kind)
    check(document, payload.get("due"))
    return document


def part_of(value: object, kind: Any, spot: Spot) -> Any:
    """Give a document, or a part of one, field by field."""
    if not isinstance(value, Mapping):
        raise wrong("source.wrong_shape", spot, value)
    known = {TOLD_AS.get(name, name): name for name in fields_of(kind)}
    for name in value:
        if name not in known and name not in BESIDE.get(kind, ()):
            raise wrong("source.unknown_field", spot.at(str(name)), "")
    spot = replace(spot, currency=currency_of(value, kind, spot))
    told = {name: member(value[said], kind, name, spot.at(said)) for said, name in known.items() if said in value}
    for said, name in known.items():
        if name not in told and is_needed(fields_of(kind)[name]):
            raise wrong("source.field_missing", spot.at(said), "")
    return kind(**told)


@cache
def fields_of(kind: Any) -> "dict[str, Field[Any]]":
    """Give the fields of a part of a document by name."""
    return {field.name: field for field in fields(kind) if field.name not in NEVER}


@cache
def types_of(kind: Any) -> dict[str, Any]:
    """Give what each field of a part of a document holds."""
    return get_type_hints(kind)


def is_needed(field: "Field[Any]") -> bool:
    """Tell whether a field has to be told."""
    return field.name in NEEDED or (field.default is MISSING and field.default_factory is MISSING)


def currency_of(value: Mapping[str, object], kind: Any, spot: Spot) -> str:
    """Give the currency of a part's amounts: its own, where it has one."""
    if "currency" not in fields_of(kind) or "currency" not in value:
        return spot.currency
    return shaped(value["currency"], CURRENCY, "source.not_a_currency", spot.at("currency"))


def member(value: object, kind: Any, name: str, spot: Spot) -> Any:
    """Give the value of one field."""
    if reader := SPECIAL.get(name):
        return reader(value, spot)
    wanted = types_of(kind)[name]
    if get_origin(wanted) in (Union, UnionType):
        if value is None:
            return None
        wanted = next(inner for inner in get_args(wanted) if inner is not type(None))
    return value_of(value, wanted, spot, exact=name in PLAIN)


def value_of(value: object, wanted: Any, spot: Spot, *, exact: bool = False) -> Any:
    """Give a value of a type of the language."""
    if get_origin(wanted) is tuple:
        inner = get_args(wanted)[0]
        return tuple(value_of(one, inner, spot.at(number)) for number, one in enumerate(entries(value, spot)))
    if wanted is Attachment:
        return attachment_of(value, spot.path)
    if is_dataclass(wanted):
        return part_of(value, wanted, spot)
    if wanted is Decimal:
        return number_of(value, spot) if exact else amount_of(value, spot)
    if issubclass(wanted, StrEnum):
        return word_of(value, wanted, spot)
    return READERS[wanted](value, spot)


def entries(value: object, spot: Spot) -> list[Any]:
    """Give the entries of a list."""
    if not isinstance(value, list):
        raise wrong("source.wrong_shape", spot, value)
    return value


def text_of(value: object, spot: Spot) -> str:
    """Give a text that every database keeps."""
    if not isinstance(value, str) or "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise wrong("source.wrong_shape", spot, value)
    return value


def shaped(value: object, shape: re.Pattern[str], code: str, spot: Spot) -> str:
    """Give a text of a certain shape."""
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise wrong(code, spot, value)
    return value


def number_of(value: object, spot: Spot) -> Decimal:
    """Give an exact number, which is told as text: a number of JSON is a binary one to many programs."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        raise wrong("source.number_not_text", spot, value)
    found = Decimal(shaped(value, DECIMAL, "source.not_a_number", spot))
    if abs(found) >= LARGEST:
        raise wrong("source.not_a_number", spot, value)
    return found


def amount_of(value: object, spot: Spot) -> Decimal:
    """Give an amount in whole cents of the currency that counts."""
    return read_amount(number_of(value, spot), field=spot.path, currency=spot.currency)


def day_of(value: object, spot: Spot) -> date:
    """Give a date."""
    try:
        day = date.fromisoformat(shaped(value, DAY, "source.not_a_date", spot))
    except ValueError as error:
        raise wrong("source.not_a_date", spot, value) from error
    if not EARLIEST <= day.year < LATEST:
        raise wrong("source.date_out_of_range", spot, value)
    return day


def moment_of(value: object, spot: Spot) -> datetime:
    """Give a moment; without its distance from universal time it would be any of a day's."""
    try:
        moment = datetime.fromisoformat(shaped(value, MOMENT, "source.not_a_date", spot)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise wrong("source.not_a_date", spot, value) from error
    if not EARLIEST <= moment.year < LATEST:
        raise wrong("source.date_out_of_range", spot, value)
    return moment


def flag_of(value: object, spot: Spot) -> bool:
    """Give yes or no."""
    if not isinstance(value, bool):
        raise wrong("source.wrong_shape", spot, value)
    return value


def count_of(value: object, spot: Spot) -> int:
    """Give a whole number from 0 on."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise wrong("source.wrong_shape", spot, value)
    return value


def word_of(value: object, words: type[StrEnum], spot: Spot) -> StrEnum:
    """Give one of a closed set."""
    if not isinstance(value, str) or value not in {word.value for word in words}:
        raise wrong("source.unknown_word", spot, value)
    return words(value)


def id_of(value: object, spot: Spot) -> str:
    """Give the id of a document; an address has to end with it, so it ends with no slash."""
    text = text_of(value, spot)
    if not text or len(text) > LONGEST_ID or text != text.strip() or text.endswith("/"):
        raise Rejected("source.no_id", place=Place.SOURCE, field=spot.path)
    return text


def withheld_of(value: object, spot: Spot) -> tuple[tuple[Tax, Decimal], ...]:
    """Give the taxes that the payer keeps."""
    return tuple(tax_of(one, spot.at(number)) for number, one in enumerate(entries(value, spot)))


def tax_of(value: object, spot: Spot) -> tuple[Tax, Decimal]:
    """Give one tax and its amount."""
    if not isinstance(value, Mapping) or set(value) != {"tax", "amount"}:
        raise wrong("source.wrong_shape", spot, value)
    return Tax(word_of(value["tax"], Tax, spot.at("tax"))), amount_of(value["amount"], spot.at("amount"))


def named_texts_of(value: object, spot: Spot) -> tuple[tuple[str, str], ...]:
    """Give further names and texts."""
    if not isinstance(value, Mapping):
        raise wrong("source.wrong_shape", spot, value)
    return tuple((text_of(name, spot), text_of(text, spot.at(str(name)))) for name, text in value.items())


def wrong(code: str, spot: Spot, value: object) -> Rejected:
    """Give the error that names a field and what it holds."""
    return Rejected(code, place=Place.SOURCE, field=spot.path, value=str(value)[:80])


Reader = Callable[[object, Spot], Any]
#: How values are read, by their type.
READERS: dict[type, Reader] = {
    str: text_of,
    date: day_of,
    datetime: moment_of,
    bool: flag_of,
    int: count_of,
}
#: Fields that are told in a form of their own.
SPECIAL: dict[str, Reader] = {
    "source_id": id_of,
    "withheld": withheld_of,
    "fields": named_texts_of,
    "tax_id": lambda value, spot: shaped(value, TAX_ID, "source.wrong_shape", spot),
    "country": lambda value, spot: shaped(value, COUNTRY, "source.wrong_shape", spot),
    "currency": lambda value, spot: shaped(value, CURRENCY, "source.not_a_currency", spot),
}
