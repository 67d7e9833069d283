"""Texts and keys in the lengths that Omie takes."""

import base64
import hashlib

#: With the suffix of a payment or file a key stays within the 20 characters that are safe at Omie.
LONGEST_KEY = 16
KEPT = 4


def clean(text: str, longest: int) -> str:
    """Give one line of printable text, cut to ``longest`` characters."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:longest].rstrip()


def short_key(code: str) -> str:
    """Give a source's code as a key; a long one keeps its beginning and becomes a checksum.

    Sixty bits of checksum: two codes out of millions do not meet.
    """
    if len(code) <= LONGEST_KEY:
        return code
    digest = base64.b32encode(hashlib.sha256(code.encode()).digest()).decode()
    return f"{code[:KEPT]}{digest[: LONGEST_KEY - KEPT]}"
