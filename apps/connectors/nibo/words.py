"""Texts and keys as Nibo takes them."""

import hashlib
from uuid import UUID

#: Tells our titles from what people or others write into the same field.
PREFIX = "PONTE-"
#: How much of a reference Nibo keeps is not known; this much it does.
LONGEST_KEY, KEPT = 50, 30


def clean(text: str, longest: int) -> str:
    """Give one line of printable text, cut to ``longest`` characters."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:longest].rstrip()


def key_of(code: str) -> str:
    """Give the reference of a title; of a long code the beginning and a checksum."""
    told = PREFIX + clean(code, len(code))
    if len(told) <= LONGEST_KEY:
        return told
    return f"{told[:KEPT]}-{hashlib.sha256(code.encode()).hexdigest()[: LONGEST_KEY - KEPT - 1]}"


def guid(told: object) -> str:
    """Give one of Nibo's ids as it writes them; nothing for anything else."""
    try:
        return str(UUID(str(told)))
    except ValueError:
        return ""
