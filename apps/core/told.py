"""A document as data, for programs that read it: the same form for every kind, whatever system it came from.

Amounts, quantities and shares are decimal text in the document's ``currency``, dates are ISO 8601, and what is not
told is null or an empty text. Names are only ever added.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from apps.core.documents import Attachment, Coded, Document, Party, RegisterEntry

#: Gives what a value of the source is called by whoever reads it: the kind of value, and the value.
LookUp = Callable[[str, Coded], str]
#: Fields of a document that the hub has dealt with, or that are told in another form.
LEFT_OUT = frozenset({"source_id", "cancelled", "remarks", "withheld"})


def told(document: Document, look_up: LookUp) -> dict[str, Any]:
    """Give a document as JSON data; values that have a counterpart bring it along as ``mapped``."""
    names = [field.name for field in fields(document) if field.name not in LEFT_OUT]
    return {
        "id": storable(document.source_id),
        **{name: data(getattr(document, name), name, look_up) for name in names},
        "due": data(min((one.due for one in document.instalments), default=None), "due", look_up),
        "withheld": [{"tax": str(tax), "amount": number(amount)} for tax, amount in document.withheld],
    }


def data(value: Any, name: str, look_up: LookUp) -> Any:
    """Give the value of a field as JSON data; a coded value is looked up under the name of its field."""
    if isinstance(value, tuple):
        return [data(inner, name, look_up) for inner in value]
    if isinstance(value, Coded):
        return {**members(value, look_up), "mapped": look_up(name, value)}
    if isinstance(value, Party):
        known = Coded(value.code, value.name)
        return {**members(value, look_up), "mapped": look_up("party", known) if value.code else ""}
    if isinstance(value, RegisterEntry):
        return {**members(value, look_up), "fields": {key: storable(text) for key, text in value.fields}}
    if is_dataclass(value) and not isinstance(value, Attachment):
        return members(value, look_up)
    return next((write(value) for kind, write in PLAIN if isinstance(value, kind)), value)


def members(value: Any, look_up: LookUp) -> dict[str, Any]:
    """Give every field of a part of a document."""
    return {field.name: data(getattr(value, field.name), field.name, look_up) for field in fields(value)}


def file(attachment: Attachment) -> dict[str, Any]:
    """Give what is known of a file; its bytes stay where they are, and their checksum tells them apart."""
    held = bool(attachment.content)
    names = ("name", "label", "media_type", "url", "belongs_to")
    return {
        **{name: storable(getattr(attachment, name)) for name in names},
        "sha256": attachment.sha256 if held else "",
        "size": len(attachment.content) if held else None,
    }


def number(value: Decimal) -> str:
    """Give an exact number as text without an exponent."""
    return format(value, "f")


def moment(value: date) -> str:
    """Give a date or a moment in ISO 8601."""
    return value.isoformat()


def storable(value: str) -> str:
    """Give a text without what no database and no file keeps: the character zero, and halves of characters."""
    return str(value).replace("\0", "").encode(errors="replace").decode()


#: How values without parts are written; what is not listed (numbers, yes and no, nothing) is JSON already.
PLAIN: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Attachment, file),
    (Decimal, number),
    (date, moment),
    (str, storable),
)
