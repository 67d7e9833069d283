"""What a result means for the documents of a file: who is taken over, refused or paid, and who failed later."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from apps.core.layouts.results import BETWEEN, ResultLine, Results
from apps.hub.batches.result_table import TRANSFER
from apps.hub.batches.said import NOTHING, Said, State, Verdict, is_about, is_possible, said_of, verdict, words_of
from apps.hub.batches.titles import plain
from apps.hub.models import Batch, BatchItem, BatchTitle

#: Documents that were taken over: a later result may still tell that they were paid, or failed.
TAKEN = (BatchItem.State.CONFIRMED, BatchItem.State.FAILED)


class Fate(StrEnum):
    """What becomes of one line."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    FAILED = "failed"  # it was taken over, and is refused now
    PAID = "paid"  # it was taken over, and the day of payment is known now
    CONTRADICTED = "contradicted"  # it was refused, and is said to be paid
    OVER = "over"  # something was said about the document already
    FREED = "freed"  # the file was refused as a whole, and this document is not to blame
    OPEN = "open"  # another title of the same document is not told about
    IMPOSSIBLE = "impossible"  # nothing of this file can have been paid on that day
    SEVERAL = "several"  # the file has more than one document of this number
    ELSEWHERE = "elsewhere"  # another file holds it
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One line with what becomes of it: the document that it names here, or the file that holds it."""

    line: ResultLine
    fate: Fate
    item: BatchItem | None = None
    elsewhere: Batch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A whole result: its lines, the documents that are taken over, refused with their words, and freed again.

    ``failed`` are those that are refused after they were taken over, ``titles`` those of which something new is said.
    """

    lines: tuple[Judged, ...]
    confirmed: tuple[BatchItem, ...] = ()
    refused: Mapping[int, str] = field(default_factory=dict)
    freed: tuple[BatchItem, ...] = ()
    failed: Mapping[int, Verdict] = field(default_factory=dict)
    titles: tuple[Said, ...] = ()

    def count(self, *fates: Fate) -> int:
        """Give how many lines have one of some fates."""
        return sum(judged.fate in fates for judged in self.lines)

    @property
    def paid(self) -> int:
        """Give of how many titles the day of payment is known now."""
        return sum(said.paid_on is not None for said in self.titles)

    @property
    def does_something(self) -> bool:
        """Tell whether applying it changes anything."""
        return bool(self.confirmed or self.refused or self.freed or self.failed or self.titles)

    @property
    def seen(self) -> str:
        """Give a checksum of exactly what would be done."""
        keys = [[item.pk for item in self.confirmed], sorted(self.refused.items()), [item.pk for item in self.freed]]
        failed = sorted((key, said.words, said.partly) for key, said in self.failed.items())
        titles = sorted((said.title.pk, said.state, str(said.paid_on)) for said in self.titles)
        return hashlib.sha256(repr([keys, failed, titles]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Told:
    """A file and what a result says about it: the documents that each key names, and the lines about each document."""

    by_key: Mapping[str, Sequence[BatchItem]]
    lines: Mapping[int, Sequence[ResultLine]]
    said: Mapping[int, Sequence[Said]]

    def of(self, line: ResultLine) -> Sequence[BatchItem]:
        """Give the documents that a line may mean."""
        return self.by_key.get(plain(line.key), ())

    def verdict(self, item: BatchItem) -> Verdict:
        """Give what becomes of a document."""
        return verdict(item, self.said.get(item.pk, ()), self.lines.get(item.pk, ()))


def judge(batch: Batch, results: Results) -> Judgement:
    """Give what a result means for a file as it stands now: three queries, however long it is."""
    items = list(batch.items.select_related("transfer"))
    told = told_of(batch, items, results)
    others = elsewhere(batch, [line.key for line in results.lines if not told.of(line)])
    open_ones = [item for item in items if item.state == BatchItem.State.FILED]
    whole = results.whole_rejected
    verdicts = rejected(results, told, open_ones) if whole else {item.pk: told.verdict(item) for item in open_ones}
    later = {item.pk: told.verdict(item) for item in items if item.state in TAKEN}
    failed = {key: said for key, said in (verdicts | later).items() if said.words and (said.taken or key in later)}
    lines = (judged(line, told, others, verdicts | later) for line in results.lines)
    return Judgement(
        lines=tuple(as_told(line, batch, whole=whole) for line in lines),
        confirmed=tuple(item for item in open_ones if verdicts[item.pk].taken),
        refused={key: said.words for key, said in verdicts.items() if said.words and not said.taken},
        freed=tuple(item for item in open_ones if whole and verdicts[item.pk] == NOTHING),
        failed=failed,
        titles=new_of(items, told, whole=whole),
    )


def new_of(items: Iterable[BatchItem], told: Told, *, whole: bool) -> tuple[Said, ...]:
    """Give the titles of which something new is said, of documents about which something may still be said.

    That what was taken over is accepted, is nothing new.
    """
    found: list[Said] = []
    for item in items:
        news = [said for said in told.said.get(item.pk, ()) if said.changed]
        if item.state in TAKEN:
            found += [said for said in news if said.paid_on or said.newly_refused]
        elif item.state == BatchItem.State.FILED and not whole:
            found += news
    return tuple(found)


def told_of(batch: Batch, items: Iterable[BatchItem], results: Results) -> Told:
    """Give what a result says about the documents of a file: one query."""
    known = {item.pk: item for item in items}
    by_key: dict[str, list[BatchItem]] = {f"{TRANSFER}{item.transfer_id}": [item] for item in known.values()}
    titles = list(BatchTitle.objects.filter(item__batch=batch))
    for title in titles:
        for said in (title.key, *shorter(title.key)):
            if known[title.item_id] not in by_key.setdefault(said, []):
                by_key[said].append(known[title.item_id])
    lines: dict[int, list[ResultLine]] = {}
    for line in results.lines:
        found = by_key.get(plain(line.key), [])
        if len(found) == 1 and is_possible(line, batch):
            lines.setdefault(found[0].pk, []).append(line)
    said_by: dict[int, list[Said]] = {}
    for title in titles:
        key = title.item_id
        said_by.setdefault(key, []).append(said_of(title, lines.get(key, ()), known[key].transfer_id))
    return Told(by_key, lines, said_by)


def shorter(key: str) -> list[str]:
    """Give what a result may tell that does not know the whole key of a title."""
    parts = key.split(BETWEEN)
    return [BETWEEN.join(parts[:count]) for count in range(1, len(parts))]


def elsewhere(batch: Batch, keys: Iterable[str]) -> dict[str, Batch]:
    """Give the latest other file into the same target that holds each of some keys: one query."""
    same = BatchTitle.objects.filter(
        key__in={plain(key) for key in keys}, item__batch__flow__target=batch.flow.target_id
    )
    rows = same.exclude(item__batch=batch).select_related("item__batch").order_by("item__batch")
    return {row.key: row.item.batch for row in rows}


def rejected(results: Results, told: Told, open_ones: Sequence[BatchItem]) -> dict[int, Verdict]:
    """Give the words for each document of a file of which nothing was taken over; `NOTHING`: it is free again.

    Documents that are blamed by name wait for a person; where none is, all of them wait behind the one cause: a
    schedule would put them into a file anew, for ever.
    """
    words = {item.pk: words_of(told.lines.get(item.pk, ())) for item in open_ones}
    if not any(words.values()):
        return {item.pk: Verdict(words=results.message or "—") for item in open_ones}
    return {key: Verdict(words=said) for key, said in words.items()}


def judged(line: ResultLine, told: Told, others: Mapping[str, Batch], verdicts: Mapping[int, Verdict]) -> Judged:
    """Give one line with what becomes of it, by the document that it names."""
    found = told.of(line)
    if not found:
        other = others.get(plain(line.key))
        return Judged(line=line, fate=Fate.ELSEWHERE if other else Fate.UNKNOWN, elsewhere=other)
    if len(found) > 1:
        return Judged(line=line, fate=Fate.SEVERAL)
    [item] = found
    if item.state == BatchItem.State.FILED:
        return Judged(line=line, fate=fate_in_file(line, verdicts[item.pk]), item=item)
    mine = [one for one in told.said.get(item.pk, ()) if is_about(line, one.title, item.transfer_id)]
    return Judged(line=line, fate=fate_after(line, mine, verdicts.get(item.pk, NOTHING)), item=item)


def as_told(judged: Judged, batch: Batch, *, whole: bool) -> Judged:
    """Give a line that cannot be about this file as such, and one of a file refused as a whole as free."""
    if judged.item and not is_possible(judged.line, batch):
        return Judged(line=judged.line, fate=Fate.IMPOSSIBLE, item=judged.item)
    if whole and judged.fate == Fate.OPEN:
        return Judged(line=judged.line, fate=Fate.FREED, item=judged.item)
    return judged


def fate_in_file(line: ResultLine, said: Verdict) -> Fate:
    """Give what becomes of a line about a document that is still in the file."""
    if said.taken:
        return Fate.FAILED if line.refused and said.words else Fate.CONFIRMED
    return Fate.REFUSED if said.words else Fate.OPEN


def fate_after(line: ResultLine, said: Sequence[Said], later: Verdict) -> Fate:
    """Give what becomes of a line about a document of which something was said before; ``said`` are its titles.

    Nothing more can come of those that were refused, but somebody may be about to pay what was paid already.
    """
    if line.refused:
        return Fate.FAILED if later.words and any(one.newly_refused for one in said) else Fate.OVER
    if line.paid_on is None:
        return Fate.OVER
    if any(one.title.state == State.REFUSED for one in said):
        return Fate.CONTRADICTED
    return Fate.PAID if any(one.changed and one.paid_on for one in said) else Fate.OVER
