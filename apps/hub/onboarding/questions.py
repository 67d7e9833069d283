"""The two questions of the first step: what is to be moved, then with which system and how."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core.connector import Connector
from apps.core.uploads import by_file_only
from apps.hub.models import Side
from apps.hub.onboarding.routes import Route, others

#: So many systems are named in a line; of any others the number is told.
NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A line of the second question: another system, or a connection to it that is there already.

    ``asks`` says that how the documents get there is for a person to choose, and ``again`` that the system is
    connected already and this would be another account.
    """

    value: str
    ident: str
    name: str
    note: str
    asks: bool
    again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """A line of the first question, with the second question that follows from it.

    ``others`` names the systems in a row, and ``refused`` those with which it cannot be done.
    """

    value: str
    ident: str
    documents: str
    sent: bool
    others: str
    refused: str
    systems: tuple[System, ...]

    @property
    def asking(self) -> str:
        """Give the ids of the systems for which a person chooses how the documents get there."""
        return " ".join(system.ident for system in self.systems if system.asks)

    @property
    def usual(self) -> list[System]:
        """Give the systems of which one is chosen as a rule."""
        return [system for system in self.systems if not system.again]

    @property
    def more(self) -> list[System]:
        """Give the systems that are connected already, for another account."""
        return [system for system in self.systems if system.again]


def questions(connector: Connector, offered: Sequence[Route]) -> list[What]:
    """Give what can be moved, in the order in which the app declares it: what it sends comes first."""
    declared = [f"{Side.SOURCE}:{source.kind}" for source in connector.sources]
    declared += [f"{Side.TARGET}:{target.kind}" for target in connector.targets]
    found = [[route for route in offered if route.what == value] for value in declared]
    return [what_of(connector, own) for own in found if own]


def what_of(connector: Connector, own: Sequence[Route]) -> What:
    """Give one line of the first question."""
    one = own[0]
    return What(
        value=one.what,
        ident=ident(one.what),
        documents=one.documents,
        sent=one.side == Side.SOURCE,
        others=shortened(route.other.name for route in own),
        refused=in_a_row(other.name for other in others(connector) if takes_part(other, one) and not fits(other, one)),
        systems=systems_of(connector, own),
    )


def ident(value: str) -> str:
    """Give the id of what sends a value."""
    return f"id_{value.replace(':', '-')}"


def fits(other: Connector, route: Route) -> bool:
    """Tell whether another system takes, or sends, what a route moves."""
    theirs = other.targets if route.side == Side.SOURCE else other.sources
    return route.kind in {each.kind for each in theirs}


def takes_part(other: Connector, route: Route) -> bool:
    """Tell whether another system takes, or sends, anything at all."""
    return bool(other.targets if route.side == Side.SOURCE else other.sources)


def systems_of(connector: Connector, own: Sequence[Route]) -> tuple[System, ...]:
    """Give the lines of a second question: what is there already comes first, what goes by itself before the rest."""
    each = {route.ends: route for route in own}.values()
    known = {route.other.slug for route in own if route.existing}
    ordered = sorted(each, key=lambda route: (route.existing is None, bool(route.way)))
    return tuple(
        system_of(connector, route, again=not route.existing and route.other.slug in known) for route in ordered
    )


def system_of(connector: Connector, route: Route, *, again: bool) -> System:
    """Give one line of a second question."""
    theirs = route.theirs if route.side == Side.TARGET and route.theirs != route.documents else ""
    told = (theirs, how(connector, route), standing(route, again=again))
    return System(
        value=route.system,
        ident=ident(route.ends),
        name=route.existing.name if route.existing else str(route.other.name),
        note=" · ".join(text for text in told if text),
        asks=bool(route.way),
        again=again,
    )


def standing(route: Route, *, again: bool) -> str:
    """Say whether the other system is connected already."""
    if route.existing:
        return _("connected already")
    return _("another account") if again else _("not connected yet")


def how(connector: Connector, route: Route) -> str:
    """Say in a word how documents get to the other system, or how they come from it."""
    if route.side == Side.TARGET:
        return comes(route.other, route.kind)
    return _("by file or own program") if route.way else comes(connector, route.kind, posted=_("automatically"))


def comes(sends: Connector, kind: str, *, posted: str = "") -> str:
    """Say in a word how documents of a kind come from a system; ``posted`` is for those that a program posts."""
    if sends.source(kind).posted:
        return posted or _("your program sends them")
    return _("you upload files") if by_file_only(sends, kind) else _("automatically")


def unmatched(connector: Connector, whats: Iterable[What]) -> list[tuple[str, str]]:
    """Name what the app sends and no other system takes, and what it takes and no other one sends."""
    found = {what.value for what in whats}
    sent = [_(each.name) for each in connector.sources if f"{Side.SOURCE}:{each.kind}" not in found]
    taken = [_(each.name) for each in connector.targets if f"{Side.TARGET}:{each.kind}" not in found]
    return [(side, in_a_row(names)) for side, names in ((Side.SOURCE, sent), (Side.TARGET, taken)) if names]


def shortened(names: Iterable[object]) -> str:
    """Give the first names in a row, and how many others there are."""
    each = list(dict.fromkeys(map(str, names)))
    if len(each) <= NAMED + 1:
        return ", ".join(each)
    told = _("%(names)s and %(count)s others")
    return told % {"names": ", ".join(each[:NAMED]), "count": len(each) - NAMED}


def in_a_row(names: Iterable[object]) -> str:
    """Give each name once, in a row."""
    return ", ".join(dict.fromkeys(map(str, names)))
