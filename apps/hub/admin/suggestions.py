"""Which option of the target a value may mean: proposed with the reason, never applied by itself."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

#: Names less alike than this are not worth proposing.
ALIKE = 0.72
MOST = 3
#: Shorter names occur inside others by chance.
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An option, why it is proposed, and how sure that is."""

    value: str
    label: str
    group: str
    reason: str
    likeness: float


def plain(text: str) -> str:
    """Give a name without accents, case, punctuation and leading codes such as ``1.02.03``."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"^[\d.\-/ ]+(?=\D)|[^\w]+", " ", bare).split())


def suggest(options: Iterable[Mapping[str, Any]], *, value: str, label: str) -> list[Suggestion]:
    """Give the options that a source's value may mean, the likeliest first."""
    names = [name for name in dict.fromkeys((plain(label), plain(last_part(label)))) if name]
    found = sorted(candidates(options, value, names), key=lambda one: -one.likeness)
    return found[:MOST]


def last_part(label: str) -> str:
    """Give the last step of a path such as ``Fleet > Tyres``: that is what people look for."""
    return re.split(r"\s*[>/|\\]\s*|\s+-\s+", label)[-1]


def candidates(options: Iterable[Mapping[str, Any]], value: str, names: Sequence[str]) -> Iterator[Suggestion]:
    """Give every option that is alike enough."""
    for option in options:
        other = plain(option["label"])
        likeness, reason = max((compare(name, other) for name in names), default=(0.0, ""))
        if value and option["value"] == value and likeness < 1:
            likeness, reason = 0.99, _("same code")
        if reason:
            yield Suggestion(option["value"], option["label"], option.get("group", ""), reason, likeness)


def compare(name: str, other: str) -> tuple[float, str]:
    """Give how alike two names are, and the reason in words; an empty reason when they are not."""
    if name == other:
        return 1.0, _("same name")
    if set(name.split()) <= set(other.split()) and len(name) >= SHORTEST:
        return 0.9, _("has the same words")
    matcher = SequenceMatcher(None, name, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0, ""
    likeness = matcher.ratio()
    return (likeness, _("similar name")) if likeness >= ALIKE else (0.0, "")
