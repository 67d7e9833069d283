"""What is said of the titles of documents in a file: by earlier results, and by the one that is looked at.

A title that was refused stays so, and a day of payment that was told stays, whatever comes later or in another order:
reading the same result again changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from apps.core.layouts.results import ResultLine, names
from apps.hub.batches.result_table import TRANSFER
from apps.hub.batches.titles import plain
from apps.hub.models import Batch, BatchItem, BatchTitle

State = BatchTitle.State


@dataclass(frozen=True, slots=True)
class Said:
    """One title with what is said of it, all results together."""

    title: BatchTitle
    state: str
    paid_on: date | None

    @property
    def changed(self) -> bool:
        """Tell whether this result says something new."""
        return (self.state, self.paid_on) != (self.title.state, self.title.paid_on)

    @property
    def newly_refused(self) -> bool:
        """Tell whether this result refuses what no earlier one did."""
        return self.state == State.REFUSED != self.title.state


def said_of(title: BatchTitle, lines: Sequence[ResultLine], transfer: int) -> Said:
    """Give what is said of a title by some lines about its document, after what was said before."""
    mine = [line for line in lines if is_about(line, title, transfer)]
    if title.state == State.REFUSED or not mine:
        return Said(title, title.state, title.paid_on)
    if any(line.refused for line in mine):
        return Said(title, State.REFUSED, None)
    days = [line.paid_on for line in mine if line.paid_on]
    return Said(title, State.ACCEPTED, title.paid_on or max(days, default=None))


def is_about(line: ResultLine, title: BatchTitle, transfer: int) -> bool:
    """Tell whether a line of a result names a title, or the whole of its document."""
    return plain(line.key) == f"{TRANSFER}{transfer}" or names(plain(line.key), title.key)


def is_possible(line: ResultLine, batch: Batch) -> bool:
    """Tell whether a line can be about a file: nothing is paid before it was made, or on a day to come."""
    made, today = timezone.localdate(batch.produced_at), timezone.localdate()
    return line.paid_on is None or made <= line.paid_on <= today


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one document, all its titles together.

    ``taken`` that it is taken over, ``words`` why it is refused; with ``taken``, or where it was taken over before, it
    failed. ``partly``: another part of it stands, so that paying it once more would pay that part twice.
    """

    taken: bool = False
    words: str = ""
    partly: bool = False


#: Nobody said enough.
NOTHING = Verdict()


def verdict(item: BatchItem, said: Sequence[Said], lines: Sequence[ResultLine]) -> Verdict:
    """Give what becomes of a document that is in a file or was taken over."""
    states = {one.state for one in said}
    words = words_of(lines)
    if item.state != BatchItem.State.FILED:
        newly = any(one.newly_refused for one in said)
        return Verdict(words=words, partly=states > {State.REFUSED}) if newly else NOTHING
    if words:
        partly = State.ACCEPTED in states
        return Verdict(taken=partly, words=words, partly=partly)
    return Verdict(taken=bool(lines) and states <= {State.ACCEPTED})


def words_of(lines: Sequence[ResultLine]) -> str:
    """Give what was said of the titles of one document that were refused; each word once."""
    told = dict.fromkeys(line.message or line.key for line in lines if line.refused)
    return "; ".join(told)[:2000]
