"""What a result means for the documents of a file: who is taken over, who is refused, and what it names in vain."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from apps.core.layouts.results import BETWEEN, ResultLine, Results, names
from apps.hub.batches.result_table import TRANSFER
from apps.hub.batches.titles import plain
from apps.hub.models import Batch, BatchItem, BatchTitle


class Fate(StrEnum):
    """What becomes of one line."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    OVER = "over"  # something was said about the document already
    FREED = "freed"  # the file was refused as a whole, and this document is not to blame
    OPEN = "open"  # another title of the same document is not told about
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
    """A whole result: its lines, the documents that are taken over, refused with their words, and freed again."""

    lines: tuple[Judged, ...]
    confirmed: tuple[BatchItem, ...] = ()
    refused: Mapping[int, str] = field(default_factory=dict)
    freed: tuple[BatchItem, ...] = ()

    def count(self, *fates: Fate) -> int:
        """Give how many lines have one of some fates."""
        return sum(judged.fate in fates for judged in self.lines)

    @property
    def does_something(self) -> bool:
        """Tell whether applying it changes anything."""
        return bool(self.confirmed or self.refused or self.freed)

    @property
    def seen(self) -> str:
        """Give a checksum of exactly what would be done."""
        keys = [[item.pk for item in self.confirmed], sorted(self.refused.items()), [item.pk for item in self.freed]]
        return hashlib.sha256(repr(keys).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Told:
    """A file and what a result says about it: the documents that each key names, and the lines about each document."""

    by_key: Mapping[str, Sequence[BatchItem]]
    lines: Mapping[int, Sequence[ResultLine]]
    keys: Mapping[int, frozenset[str]]

    def of(self, line: ResultLine) -> Sequence[BatchItem]:
        """Give the documents that a line may mean."""
        return self.by_key.get(plain(line.key), ())

    def verdict(self, item: BatchItem) -> str | None:
        """Give the words by which a document was refused; empty: it was taken over; None: nobody said enough."""
        mine = self.lines.get(item.pk, ())
        if any(line.refused for line in mine):
            return words_of(mine)
        named = {plain(line.key) for line in mine}
        keys = self.keys.get(item.pk, frozenset())
        told = all(any(names(said, key) for said in named) for key in keys)
        whole = f"{TRANSFER}{item.transfer_id}" in named or told
        return "" if named and whole else None


def judge(batch: Batch, results: Results) -> Judgement:
    """Give what a result means for a file as it stands now: three queries, however long it is."""
    items = list(batch.items.select_related("transfer"))
    told = told_of(items, results)
    others = elsewhere(batch, [line.key for line in results.lines if not told.of(line)])
    open_ones = [item for item in items if item.state == BatchItem.State.FILED]
    if results.whole_rejected:
        verdicts = rejected(results, told, open_ones)
    else:
        verdicts = {item.pk: told.verdict(item) for item in open_ones}
    silent = Fate.FREED if results.whole_rejected else Fate.OPEN
    return Judgement(
        lines=tuple(judged(line, told, others, verdicts, silent=silent) for line in results.lines),
        confirmed=tuple(item for item in open_ones if verdicts[item.pk] == ""),
        refused={key: words for key, words in verdicts.items() if words},
        freed=tuple(item for item in open_ones if results.whole_rejected and verdicts[item.pk] is None),
    )


def told_of(items: Iterable[BatchItem], results: Results) -> Told:
    """Give what a result says about the documents of a file: one query."""
    known = {item.pk: item for item in items}
    by_key: dict[str, list[BatchItem]] = {f"{TRANSFER}{item.transfer_id}": [item] for item in known.values()}
    keys: dict[int, set[str]] = {}
    for key, item in BatchTitle.objects.filter(item__in=known).values_list("key", "item"):
        for said in (key, *shorter(key)):
            if known[item] not in by_key.setdefault(said, []):
                by_key[said].append(known[item])
        keys.setdefault(item, set()).add(key)
    lines: dict[int, list[ResultLine]] = {}
    for line in results.lines:
        found = by_key.get(plain(line.key), [])
        if len(found) == 1:
            lines.setdefault(found[0].pk, []).append(line)
    return Told(by_key, lines, {item: frozenset(named) for item, named in keys.items()})


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


def words_of(lines: Iterable[ResultLine]) -> str:
    """Give what was said of the titles of one document that were refused; each word once."""
    told = dict.fromkeys(line.message or line.key for line in lines if line.refused)
    return "; ".join(told)[:2000]


def rejected(results: Results, told: Told, open_ones: Sequence[BatchItem]) -> dict[int, str | None]:
    """Give the words for each document of a file of which nothing was taken over; None: it is free again.

    Documents that are blamed by name wait for a person; where none is, all of them wait behind the one cause: a
    schedule would put them into a file anew, for ever.
    """
    words = {item.pk: words_of(told.lines.get(item.pk, ())) for item in open_ones}
    if not any(words.values()):
        return {item.pk: results.message or "—" for item in open_ones}
    return {key: said or None for key, said in words.items()}


def judged(
    line: ResultLine, told: Told, others: Mapping[str, Batch], verdicts: Mapping[int, str | None], *, silent: Fate
) -> Judged:
    """Give one line with what becomes of it; ``silent`` is what becomes of a document that nothing is said about."""
    found = told.of(line)
    if not found:
        other = others.get(plain(line.key))
        return Judged(line=line, fate=Fate.ELSEWHERE if other else Fate.UNKNOWN, elsewhere=other)
    if len(found) > 1:
        return Judged(line=line, fate=Fate.SEVERAL)
    [item] = found
    if item.pk not in verdicts:
        return Judged(line=line, fate=Fate.OVER, item=item)
    words = verdicts[item.pk]
    fate = silent if words is None else Fate.REFUSED if words else Fate.CONFIRMED
    return Judged(line=line, fate=fate, item=item)
