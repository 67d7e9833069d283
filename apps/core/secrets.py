"""Every secret that this process has read, so that no log line can carry one by accident.

Nobody asks the registry for a secret; it only takes them out of texts.
"""

import json
from collections import OrderedDict
from typing import Any

MASK = "•••"
#: Shorter texts would also occur by chance and turn every line into dots.
SHORTEST = 6
#: More secrets than this belong to no hub; the oldest are forgotten first.
MOST = 5_000

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
