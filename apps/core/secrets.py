"""Every secret that this process has read, so that no log line can carry one by accident.

Nobody asks the registry for a secret; it only takes them out of texts.
"""

import json
import re
from collections import OrderedDict
from typing import Any

MASK = "•••"
#: Shorter texts would also occur by chance and turn every line into dots.
SHORTEST = 6
#: More secrets than this belong to no hub; the oldest are forgotten first.
MOST = 5_000

#: A web address up to its query; JSON may have written its slashes with a backslash.
ADDRESS = re.compile(r"https?:(?:\\?/){2}[^\s\"'<>?#]+")
#: Numbers of records have this form in many APIs, and open nothing by themselves.
UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
#: Signs of the shortest key that somebody would trust with a file, and what makes a word of letters alone one.
SHORTEST_KEY, MANY = 16, 4

_known: OrderedDict[str, None] = OrderedDict()


def remember(value: Any) -> None:
    """Take note of a secret that was just decrypted or typed in."""
    match value:
        case str() if len(value) >= SHORTEST:
            _known[value] = _known[json.dumps(value)[1:-1]] = None
        case dict():
            for inner in value.values():
                remember(inner)
    while len(_known) > MOST:
        _known.popitem(last=False)


def masked(text: str) -> str:
    """Give a text in which every secret known to this process is a row of dots."""
    for secret in list(_known):
        if secret in text:
            text = text.replace(secret, MASK)
    return text


def without_keys(text: str) -> str:
    """Give a text in whose web addresses no key is left that opens a file for whoever has the address.

    For whatever people see. The work itself needs the address as it is.
    """
    return ADDRESS.sub(lambda found: address_without_key(found[0]), text) if "http" in text else text


def address_without_key(address: str) -> str:
    """Give an address with dots in place of each part of its path that looks like a key; its host stays."""
    *host, path = address.split("/", 3)
    return "/".join([*host, *(part_without_key(part) for part in path.split("/"))]) if len(host) == 3 else address


def part_without_key(part: str) -> str:
    """Give one part of a path, without its stem where that is a key."""
    stem = re.match(r"[^.\\]*", part)[0]  # type: ignore[index]  # it matches whatever there is
    return part.replace(stem, MASK, 1) if is_key(stem) else part


def is_key(word: str) -> bool:
    """Tell whether a word is as long and as mixed as only keys are."""
    if len(word) < SHORTEST_KEY or UUID.fullmatch(word):
        return False
    upper, lower = sum(sign.isupper() for sign in word), sum(sign.islower() for sign in word)
    digits = sum(sign.isdigit() for sign in word)
    return bool(digits and upper + lower) or min(upper, lower) >= MANY
