"""The form in which documents are posted, as a JSON Schema that follows the types of the language itself."""

from dataclasses import is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin

from apps.core.documents import Attachment, Document, Tax
from apps.core.heard import BESIDE, DECIMAL, LONGEST_ID, PLAIN, SPECIAL, TOLD_AS, fields_of, is_needed, types_of
from apps.core.heard_files import NAMES, SIGNATURES
from apps.hub.api.posted_examples import POSTED_PAPER

#: The name of the schema of a document, and what those of its parts begin with.
POSTED, PART = "PostedDocument", "Posted"
Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
PLAIN_TYPES: dict[Any, Schema] = {
    str: TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}
FORMS: dict[str, Schema] = {
    "source_id": {"type": "string", "minLength": 1, "maxLength": LONGEST_ID, "description": "Id in your system."},
    "tax_id": {"type": "string", "pattern": "^[0-9A-Za-z]*$", "description": "Letters and digits only."},
    "country": {"type": "string", "pattern": "^([A-Z]{2})?$", "description": "ISO 3166-1, two letters."},
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217."},
    "fields": {"type": "object", "additionalProperties": TEXT, "description": "Further names and texts."},
    "withheld": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["tax", "amount"],
            "properties": {"tax": {"type": "string", "enum": [tax.value for tax in Tax]}, "amount": TEXT},
            "additionalProperties": False,
        },
    },
}
BESIDE_FORMS: dict[str, Schema] = {
    "mapped": {"type": "string", "description": "For readers only; ignored."},
    "due": {"type": "string", "format": "date", "nullable": True, "description": "The first due date, if it is told."},
}


def components() -> dict[str, Schema]:
    """Give the schemas of a posted document and of all its parts, by name."""
    found: dict[str, Schema] = {}
    collect(Document, found)
    found[POSTED]["example"] = POSTED_PAPER
    return found


def collect(kind: Any, found: dict[str, Schema]) -> None:
    """Add the schema of a part, and those of its own parts."""
    name = name_of(kind)
    if name in found:
        return
    found[name] = {}
    if kind is Attachment:
        found[name] = attachment()
        return
    names = {TOLD_AS.get(field, field): field for field in fields_of(kind)}
    needed = [said for said, field in names.items() if is_needed(fields_of(kind)[field])]
    found[name] = {
        "type": "object",
        **({"required": needed} if needed else {}),
        "properties": {
            **{said: member(kind, field, found) for said, field in names.items()},
            **{said: BESIDE_FORMS[said] for said in sorted(BESIDE.get(kind, ()))},
        },
        "additionalProperties": False,
    }


def name_of(kind: Any) -> str:
    """Give the name of a part's schema."""
    return f"{PART}{kind.__name__}"


def member(kind: Any, field: str, found: dict[str, Schema]) -> Schema:
    """Give the schema of one field."""
    if field in SPECIAL:
        return FORMS[field]
    wanted = types_of(kind)[field]
    if get_origin(wanted) in (Union, UnionType):
        inner = next(inner for inner in get_args(wanted) if inner is not type(None))
        told = of_type(inner, found, exact=field in PLAIN)
        return {"allOf": [told], "nullable": True} if "$ref" in told else {**told, "nullable": True}
    return of_type(wanted, found, exact=field in PLAIN)


def of_type(wanted: Any, found: dict[str, Schema], *, exact: bool = False) -> Schema:
    """Give the schema of a value of a type of the language."""
    if get_origin(wanted) is tuple:
        return {"type": "array", "items": of_type(get_args(wanted)[0], found)}
    if is_dataclass(wanted):
        collect(wanted, found)
        return {"$ref": f"#/components/schemas/{name_of(wanted)}"}
    if wanted is Decimal:
        about = "Decimal text." if exact else "Decimal text, in whole cents of the currency."
        return {"type": "string", "pattern": f"^{DECIMAL.pattern}$", "description": about, "example": "123.00"}
    if issubclass(wanted, StrEnum):
        words = [word.value for word in wanted]
        return {"type": "string", "enum": words}
    return PLAIN_TYPES[wanted]


def attachment() -> Schema:
    """Give the schema of a file: with its bytes, or with its address."""
    kinds = ", ".join(f"`{kind}`" for kind in SIGNATURES)
    special: dict[str, Schema] = {
        "size": {"type": "integer", "nullable": True, "minimum": 0},
        "content": {"type": "string", "format": "byte", "description": "The bytes in base64, up to 10 MB of them."},
        "media_type": {"type": "string", "description": f"With `content`, one of these: {kinds}."},
    }
    return {
        "type": "object",
        "description": "A file: with its bytes as `content`, or with the `url` where it is.",
        "required": ["name"],
        "properties": {name: special.get(name, TEXT) for name in sorted(NAMES)},
        "additionalProperties": False,
    }
