"""What a target says about a file that was imported: the result file that it gives, read line by line.

Every title in a step's body carries a ``result_key``; a line of a result names it again, or its first parts. A document
may have several titles: it is taken over when none of them was refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

#: Between the parts of a key: the number of a title comes first, then whose it is.
BETWEEN = "|"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """What is said about one title; an empty ``key`` is about the whole file, or about something that is not known.

    ``paid_on`` is the day on which it was paid, where that is told; without one it was taken over and no more.
    """

    key: str
    refused: bool
    message: str
    paid_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All lines of a result in its order; ``whole_rejected``: nothing of the file was taken over, and why."""

    lines: tuple[ResultLine, ...]
    whole_rejected: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFormat:
    """One kind of result file; ``read`` is pure and raises `Rejected` for bytes that are no such file.

    ``read_beside(result, sent)`` does the same with the file at hand that it is about: some results name a title only
    by its place there.
    """

    slug: str
    name: str
    read: Callable[[bytes], Results]
    read_beside: Callable[[bytes, bytes], Results] | None = None


def names(said: str, key: str) -> bool:
    """Tell whether what a line of a result says names a title; some results tell less than the whole key."""
    return bool(said) and (said == key or key.startswith(said + BETWEEN))
