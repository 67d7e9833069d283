"""Where a reading of the reports stands: which list, which page of it, and what this round has met."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from apps.core.errors import Place as Where
from apps.core.errors import Rejected

#: VExpenses writes the hours of its company without a zone.
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
OPEN, SENT, APPROVED, REJECTED, REOPENED, PAID = "ABERTO", "ENVIADO", "APROVADO", "REPROVADO", "REABERTO", "PAGO"
STATES = (OPEN, SENT, APPROVED, REJECTED, REOPENED, PAID)
#: States into which a report comes that is no longer approved; an open one never was.
LEFT = (REOPENED, REJECTED, SENT)
#: States whose reports have a day of approval.
DECIDED = (APPROVED, PAID)


@dataclass(frozen=True, slots=True)
class Window:
    """One list: the reports in a state, narrowed by a date."""

    state: str
    field: str
    since: date
    until: date

    @property
    def query(self) -> dict[str, str]:
        """Give the search. The second day is the next one: whether it counts as a whole is not told anywhere."""
        return {
            "search": f"{self.field}:{self.since},{self.until}",
            "searchFields": f"{self.field}:between",
            "searchJoin": "and",
        }


@dataclass(frozen=True, slots=True)
class Place:
    """``since`` is the day up to which everything is read, ``began`` the one on which this reading did.

    Of the list of ``state`` the pages before ``page`` are read, and of that the first ``at`` reports; ``met`` counts
    the different reports of this round, ``total`` is the longest that the list was, ``turn`` counts the rounds.
    """

    since: str = ""
    began: str = ""
    state: str = ""
    page: int = 1
    at: int = 0
    met: int = 0
    total: int = 0
    turn: int = 0

    @classmethod
    def read(cls, cursor: str) -> "Place":
        """Give the place that a cursor names; an empty one is the beginning.

        A person may have typed it: raises `Rejected` (``source.refused``) for what is no place.
        """
        try:
            told = json.loads(cursor or "{}")
            place = cls(**{name: type(value)(told.get(name, value)) for name, value in asdict(cls()).items()})
            _days = [date.fromisoformat(text) for text in (place.since, place.began) if text]
        except (ValueError, TypeError, AttributeError) as error:
            raise Rejected("source.refused", place=Where.HERE, answer=cursor[:80]) from error
        return place

    def text(self) -> str:
        """Give the cursor that names this place."""
        blank = asdict(Place())
        return json.dumps({name: value for name, value in asdict(self).items() if value != blank[name]})

    def beginning(self) -> "Place":
        """Give the place with the day on which its reading began."""
        return self if self.began else replace(self, began=today().isoformat())

    def of(self, state: str) -> "Place":
        """Give the place at the beginning of a list, or within it where the reading broke off there."""
        if self.state == state:
            return self
        return Place(since=self.since, began=self.began, state=state)

    def again(self) -> "Place":
        """Give the place at the beginning of the same list, for one more round."""
        return Place(since=self.since, began=self.began, state=self.state, turn=self.turn + 1)

    def done(self) -> "Place":
        """Give the place from which the next reading begins."""
        return Place(since=self.began)

    def windows(self, states: frozenset[str], *, overlap: int, look_back: int) -> Iterator[Window]:
        """Give the lists of this reading, those that were left out before it broke off excepted.

        Those that have left come first: what is approved meanwhile is then met once more, approved. The very first
        reading has nothing to watch.
        """
        began = date.fromisoformat(self.began)
        far, until = began - timedelta(days=look_back), began + timedelta(days=2)
        near = date.fromisoformat(self.since) - timedelta(days=overlap) if self.since else far
        chosen = [state for state in STATES if state in states or (state in LEFT and self.since)]
        for state in sorted(chosen, key=lambda name: name in DECIDED):
            if state in DECIDED:
                yield Window(state, "approval_date", near, until)
            else:
                yield Window(state, "created_at", far, until)

    def left_of(self, windows: Iterator[Window]) -> list[Window]:
        """Give the lists that are not read yet."""
        todo = list(windows)
        names = [window.state for window in todo]
        return todo[names.index(self.state) :] if self.state in names else todo


def states_in(text: str) -> frozenset[str]:
    """Give the words of a list with commas, in capitals."""
    return frozenset(word.strip().upper() for word in text.split(",") if word.strip())


def today() -> date:
    """Give the day that it is where reports are approved."""
    return datetime.now(SAO_PAULO).date()
