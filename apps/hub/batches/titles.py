"""By what a target names the documents of a file: the keys of their titles."""

from collections.abc import Iterator, Mapping
from typing import Any

#: Where the body of a step holds the key of a title, at any depth.
NAME = "result_key"
#: Characters of a key that are kept; vendors' own are far shorter.
LONGEST = 200


def keys_of(content: Mapping[str, Any]) -> list[str]:
    """Give the key of each title of a document; one that tells none is named by its number, or else by its id."""
    found = [plain(key) for key in found_in(content)]
    told = content.get("number") or content.get("id") or ""
    return list(dict.fromkeys(key for key in found or [plain(told)] if key))


def found_in(value: Any) -> Iterator[object]:
    """Give what stands under the name of keys, in the order of the body."""
    inner: Any = ()
    if isinstance(value, Mapping):
        if value.get(NAME):
            yield value[NAME]
        inner = value.values()
    elif isinstance(value, list | tuple):
        inner = value
    for part in inner:
        yield from found_in(part)


def plain(key: object) -> str:
    """Give a key as it is compared: without what no database keeps, and without blanks around it."""
    return str(key).replace("\0", "").strip()[:LONGEST]
