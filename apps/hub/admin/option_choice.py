"""The part of a cause's page where a value of the target is chosen."""

from dataclasses import dataclass, field
from typing import Any

from apps.core.errors import Trouble
from apps.hub.admin import wording
from apps.hub.admin.suggestions import Suggestion, plain, suggest
from apps.hub.admin.wording import Words
from apps.hub.engine.access import options as listed
from apps.hub.models import OptionList, PendingError

#: Options on the page at once; typing narrows them down.
MOST = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen: matching options, proposals, and why the list may be old or missing."""

    options: list[dict[str, Any]] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    known: OptionList | None = None
    matching: int = 0
    query: str = ""
    chosen: str = ""
    problem: Words | None = None
    unlisted: bool = False

    @property
    def more(self) -> int:
        """Give how many matching options are not on the page."""
        return self.matching - len(self.options)


def kept(cause: PendingError) -> OptionList | None:
    """Give the list as it was told last, without asking anybody."""
    return listed.known(cause.target, cause.vocabulary) if cause.target else None


def choice_of(cause: PendingError, *, query: str = "", chosen: str = "", fresh: bool = False) -> Choice:
    """Give what can be chosen for a cause; asks the target when the list is old."""
    if cause.target is None:
        return Choice(unlisted=True)
    try:
        found = listed.options(cause.target, cause.vocabulary, fresh=fresh)
    except LookupError:
        return Choice(unlisted=True)
    except Trouble as trouble:
        words = wording.explain(trouble.code, trouble.params)
        return narrowed(cause, kept(cause), query=query, chosen=chosen, problem=words)
    return narrowed(cause, found, query=query, chosen=chosen, problem=None)


def narrowed(
    cause: PendingError, known: OptionList | None, *, query: str, chosen: str, problem: Words | None
) -> Choice:
    """Give the options that a search text leaves, the chosen one always among them."""
    options = known.options if known else []
    matching = [option for option in options if matches(option, query) and option["value"] != chosen]
    first = [option for option in options if option["value"] == chosen]
    return Choice(
        options=[*first, *matching][:MOST],
        suggestions=suggest(options, value=cause.value, label=cause.label),
        known=known,
        matching=len(first) + len(matching),
        query=query,
        chosen=chosen,
        problem=problem,
    )


def matches(option: dict[str, Any], query: str) -> bool:
    """Tell whether every word of a search text is in an option's name, or its value begins with it."""
    text = f"{option['label']} {option.get('group', '')}"
    return option["value"].startswith(query) or all(word in plain(text) for word in plain(query).split())


def label_of(cause: PendingError, value: str) -> str:
    """Give the name that a value of the target is known by, where the list has it."""
    known = kept(cause)
    options = known.options if known else []
    return next((str(option["label"])[:300] for option in options if option["value"] == value), "")
