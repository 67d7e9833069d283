"""Which option of the target a value may mean: proposed with the reason, never applied by itself."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

#: Names less alike than this are not worth proposing.
ALIKE = 0.72
MOST = 3


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
    found = sorted(candidates(options, value, plain(label)), key=lambda one: -one.likeness)
    return found[:MOST]


def candidates(options: Iterable[Mapping[str, Any]], value: str, name: str) -> Iterator[Suggestion]:
    """Give every option that is alike enough."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(name)
    for option in options:
        likeness, reason = compare(matcher, option, value, name)
        if reason:
            yield Suggestion(option["value"], option["label"], option.get("group", ""), reason, likeness)


def compare(matcher: "SequenceMatcher[str]", option: Mapping[str, Any], value: str, name: str) -> tuple[float, str]:
    """Give how alike an option is, and the reason in words; an empty reason when it is not."""
    other = plain(option["label"])
    if name and other == name:
        return 1.0, _("same name")
    if value and option["value"] == value:
        return 0.99, _("same code")
    matcher.set_seq1(other)
    if not name or matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0, ""
    likeness = matcher.ratio()
    return (likeness, _("similar name")) if likeness >= ALIKE else (0.0, "")
