"""Where a reading of a list stands that is newest first and moves while it is read."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from apps.core.errors import Place as Where
from apps.core.errors import Rejected

#: An invoice may show up a little later than it says, and clocks differ.
OVERLAP = timedelta(minutes=10)
FORM = "%Y-%m-%dT%H:%M:%SZ"
#: What has been seen of the order: newest first, or any other.
NEWEST_FIRST, OTHER = "newest first", "other"
#: When an invoice was last changed, and its number.
Row = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    """``at`` invoices are read of ``total``; ``since`` ends the reading, ``newest`` and ``began`` begin the next one.

    ``order`` is what this and earlier readings have seen of it, ``edge`` the last invoice that was
    read; ``tries`` counts how often the files of the next one did not come.
    """

    since: str = ""
    began: str = ""
    newest: str = ""
    order: str = ""
    edge: str = ""
    at: int = 0
    total: int = 0
    tries: int = 0

    @classmethod
    def read(cls, cursor: str) -> "Place":
        """Give the place that a cursor names; an empty one is the beginning.

        A person may have typed it: raises `Rejected` (``source.refused``) for what is no place.
        """
        try:
            told = json.loads(cursor or "{}")
            return cls(**{name: type(value)(told.get(name, value)) for name, value in asdict(cls()).items()})
        except (ValueError, TypeError, AttributeError) as error:
            raise Rejected("source.refused", place=Where.HERE, answer=cursor[:80]) from error

    def text(self) -> str:
        """Give the cursor that names this place."""
        return json.dumps({name: value for name, value in asdict(self).items() if value})

    def beginning(self) -> "Place":
        """Give the place with the moment at which its reading began."""
        return self if self.began else replace(self, began=datetime.now(UTC).strftime(FORM))

    def seen(self, total: int, rows: Sequence[Row]) -> "Place":
        """Give the place after a look at a page with these rows of a list of ``total``.

        What was deleted has moved the rest up, so as many are read again.
        """
        gone = max(self.total - total, 0)
        return replace(self, at=max(self.at - gone, 0), total=total, order=order_of(rows, self.order))

    def behind(self, id_: str, changed: str) -> "Place":
        """Give the place behind one more invoice, which was changed at that moment."""
        return replace(self, at=self.at + 1, edge=id_, newest=max(self.newest, changed), tries=0)

    def back(self, number: int) -> "Place":
        """Give the place so many invoices before this one."""
        return replace(self, at=self.at - number, edge="")

    def again(self) -> "Place":
        """Give the place of one more try."""
        return replace(self, tries=self.tries + 1)

    def is_over(self, changed: str) -> bool:
        """Tell whether the last invoice of a page, and with it the rest of the list, was met by an earlier reading."""
        return self.order == NEWEST_FIRST and self.is_old(changed)

    def is_old(self, changed: str) -> bool:
        """Tell whether an invoice has not changed since an earlier reading."""
        return bool(changed) and changed < self.since

    def done(self) -> "Place":
        """Give the place from which the next reading begins: a little before this one's newest invoice.

        Never later than its own beginning: what changed meanwhile may stand where it had been already.
        """
        newest = min(self.newest, self.began) if self.newest else ""
        return Place(since=max(self.since, earlier(newest)), order=self.order)


def order_of(rows: Sequence[Row], known: str) -> str:
    """Give what is known of a list's order with one more full page: that it is sorted as we ask is only assumed.

    A page whose numbers rise or fall as well, or with many equal moments, may be sorted by
    something else and tells nothing.
    """
    stamps, numbers = [changed for changed, _number in rows], [number for _changed, number in rows]
    if known == OTHER or "" in stamps or stamps != sorted(stamps, reverse=True):
        return OTHER
    steady = numbers in (sorted(numbers), sorted(numbers, reverse=True))
    return known if steady or len(set(stamps)) <= len(stamps) // 2 else NEWEST_FIRST


def earlier(moment: str) -> str:
    """Give a moment less the overlap; nothing for no moment."""
    return (datetime.strptime(moment, FORM).replace(tzinfo=UTC) - OVERLAP).strftime(FORM) if moment else ""


def stamp_of(told: object) -> str:
    """Give a moment as texts that can be compared; nothing for what is none."""
    try:
        parsed = datetime.fromisoformat(str(told))
    except ValueError:
        return ""
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC).strftime(FORM)
