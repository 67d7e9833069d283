"""The table in which values without a counterpart get one: live lists, reasoned suggestions, nothing by itself."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.errors import Trouble
from apps.hub.admin import wording
from apps.hub.admin.mapping_form import Words
from apps.hub.admin.pages import typed
from apps.hub.admin.suggestions import Suggestion, suggest
from apps.hub.engine.access import options
from apps.hub.engine.decisions import resolve
from apps.hub.models import AuditEntry, Connection, Flow, Mapping, OptionList
from apps.hub.models.mapping import ANY
from apps.hub.onboarding.last_documents import Unmapped, unmapped

#: Rows on the page at once, and options in one drop-down list; of longer lists a value is typed.
MOST_ROWS, MOST_OPTIONS = 200, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the target takes for one kind of value today."""

    words: Words
    known: OptionList | None
    trouble: wording.Words | None
    unlisted: bool

    @property
    def options(self) -> list[dict[str, Any]]:
        """Give the list; empty where it is too long for a drop-down, or missing."""
        rows = self.known.options if self.known else []
        return rows if len(rows) <= MOST_OPTIONS else []

    def label_of(self, value: str) -> str:
        """Give the name of a value; an empty text where the list does not have it."""
        rows = self.known.options if self.known else []
        return next((str(row["label"])[:300] for row in rows if row["value"] == value), "")


@dataclass(frozen=True, slots=True)
class Row:
    """One value to be translated; its number is what a form calls it."""

    number: int
    missing: Unmapped
    offer: Offer
    suggestions: tuple[Suggestion, ...]

    @property
    def every_other(self) -> bool:
        """Tell whether it stands for every value of its kind without a row of its own."""
        return self.missing.value == ANY


def offer(target: Connection, vocabulary: str, *, fresh: bool) -> Offer:
    """Read one list of the target, asking for it where it is old; what it was last stands in for an error."""
    words = Words.of(target.connector_slug, vocabulary)
    try:
        known = options.options(target, vocabulary, fresh=fresh)
    except LookupError:
        return Offer(words=words, known=None, trouble=None, unlisted=True)
    except Trouble as trouble:
        kept = options.known(target, vocabulary)
        return Offer(words=words, known=kept, trouble=wording.explain(trouble.code, trouble.params), unlisted=False)
    return Offer(words=words, known=known, trouble=None, unlisted=False)


def rows(flow: Flow, *, fresh: bool = False) -> list[Row]:
    """Give a row for each value without a counterpart, and one for every other value of each kind."""
    missing = unmapped(flow)[:MOST_ROWS]
    kinds = list(dict.fromkeys(one.vocabulary for one in missing))
    offers = {kind: offer(flow.target, kind, fresh=fresh) for kind in kinds}
    before = used_before(flow, kinds)
    ordered = [one for kind in kinds for one in [*of_kind(missing, kind), Unmapped(kind, ANY, "")]]
    return [
        Row(number, one, offers[one.vocabulary], proposals(one, offers[one.vocabulary], before))
        for number, one in enumerate(ordered)
    ]


def of_kind(missing: Iterable[Unmapped], kind: str) -> list[Unmapped]:
    """Give the values of one kind."""
    return [one for one in missing if one.vocabulary == kind]


def used_before(flow: Flow, kinds: list[str]) -> dict[tuple[str, str], Mapping]:
    """Give what people chose for the same target and other sources, by kind and value or name."""
    found = Mapping.objects.filter(target=flow.target, vocabulary__in=kinds).exclude(source=flow.source)
    chosen = found.exclude(value=ANY).order_by("updated_at")[:5000]
    return {(row.vocabulary, key): row for row in chosen for key in (row.value, row.label.casefold()) if key}


def proposals(one: Unmapped, offered: Offer, before: Pairs[tuple[str, str], Mapping]) -> tuple[Suggestion, ...]:
    """Give what a value may be, the likeliest first: what people chose before, then what is called alike."""
    if one.value == ANY:
        return ()
    known = before.get((one.vocabulary, one.value)) or before.get((one.vocabulary, one.label.casefold()))
    first = []
    if known:
        first = [Suggestion(known.target_value, known.target_label or known.target_value, "", _("used before"), 1.0)]
    alike = suggest(offered.known.options if offered.known else (), value=one.value, label=one.label)
    return (*first, *(found for found in alike if not known or found.value != known.target_value))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person chose for one value."""

    vocabulary: str
    value: str
    label: str
    target_value: str


def answers(data: QueryDict, known: Iterable[str]) -> Iterator[Answer]:
    """Give what was chosen in a form; rows that were left empty, or are about no known kind, are left out."""
    numbers = [name.removeprefix("vocabulary-") for name in data if name.startswith("vocabulary-")]
    for number in numbers[: MOST_ROWS * 2]:
        vocabulary, value = typed(data, f"vocabulary-{number}", longest=40), typed(data, f"value-{number}", longest=200)
        chosen = typed(data, f"target-{number}", longest=200) or typed(data, f"typed-{number}", longest=200)
        if chosen and value and vocabulary in known:
            yield Answer(vocabulary, value, typed(data, f"label-{number}", longest=300), chosen)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many values were mapped, how many documents go on, and which values somebody else had mapped already."""

    mapped: int
    released: int
    taken: tuple[str, ...]


def keep(flow: Flow, chosen: Iterable[Answer], *, actor: User) -> Kept:
    """Map what was chosen; what somebody mapped meanwhile stays as it is."""
    mapped = released = 0
    taken = []
    for answer in chosen:
        row, made = keep_one(flow, answer, actor)
        if made:
            mapped, released = mapped + 1, released + resolve.answer_with(row, actor=actor)
        elif row.target_value != answer.target_value:
            taken.append(str(row))
    return Kept(mapped, released, tuple(taken))


@transaction.atomic
def keep_one(flow: Flow, answer: Answer, actor: User) -> tuple[Mapping, bool]:
    """Give the mapping of one value, and whether it was made just now."""
    known = options.known(flow.target, answer.vocabulary)
    names = {row["value"]: str(row["label"])[:300] for row in (known.options if known else ())}
    row, made = Mapping.objects.get_or_create(
        source=flow.source,
        target=flow.target,
        vocabulary=answer.vocabulary,
        value=answer.value,
        defaults={
            "label": answer.label,
            "target_value": answer.target_value,
            "target_label": names.get(answer.target_value, ""),
            "author": actor,
        },
    )
    if made:
        resolve.audit(actor, AuditEntry.Verb.MAPPED, row, value=row.target_value, label=row.target_label)
    return row, made
