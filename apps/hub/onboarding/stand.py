"""Where somebody stands in the wizard: its steps, what each is about, and which of them are done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from apps.core.connector import Connector, registry
from apps.core.uploads import by_file_only
from apps.hub.models import Connection, End, Onboarding, Side
from apps.hub.models.connection import keyed

#: What a step puts on its page.
Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Here:
    """One onboarding and what is being connected, read once; ``end`` is the one that a step is about."""

    row: Onboarding
    ends: tuple[End, ...]
    end: End | None = None

    @classmethod
    def of(cls, row: Onboarding) -> "Here":
        """Read the ends of an onboarding with their connections and credentials: one query."""
        kept = [f"connection__{relation}" for relation in keyed()]
        return cls(row, tuple(End.objects.filter(onboarding=row).select_related("connection", *kept)))

    @property
    def one(self) -> End:
        """Give the end that the step is about; only steps of an end ask."""
        if self.end is None:
            raise LookupError("this step is about no end")
        return self.end

    @property
    def connector(self) -> Connector:
        """Give the declaration of the end's vendor."""
        return registry.get(self.one.connector_slug)

    @property
    def connection(self) -> Connection:
        """Give the connection that the end fills in; LookupError while there is none."""
        if self.one.connection is None:
            raise LookupError("nothing is being filled in yet")
        return self.one.connection

    @property
    def by_file(self) -> bool:
        """Tell whether what the end gives comes in files alone: then nothing has to open the account."""
        return self.one.side == Side.SOURCE and by_file_only(self.connector, self.row.kind)

    def side(self, side: str) -> End | None:
        """Give the end of one side, if it is chosen."""
        return next((end for end in self.ends if end.side == side), None)


#: A page again, another address, or None: the step is done and the next one follows.
Outcome = Context | HttpResponse | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One decision: its page, what is done with an answer, and when it is behind us.

    ``title`` may name the vendor as ``%(name)s``, and its word for a part of an account as
    ``%(unit)s``. A step ``of_end`` comes once for each end that is being connected. ``applies``
    tells whether it is needed at all.
    """

    slug: str
    title: str | Promise
    template: str
    show: Callable[[HttpRequest, Here], Context]
    take: Callable[[HttpRequest, Here], Outcome]
    done: Callable[[Here], bool]
    applies: Callable[[Here], bool] = lambda here: True
    of_end: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A step of one onboarding, with the end that it is about; ``ahead`` while others come before it."""

    step: Step
    here: Here
    ahead: bool = False
    done: bool = False

    @property
    def slug(self) -> str:
        """Give what stands in the address: a step of an end names its side."""
        return f"{self.here.end.side}-{self.step.slug}" if self.here.end else self.step.slug

    @property
    def title(self) -> str:
        """Give the step's title with the vendor's name, and its word for a part of an account."""
        if self.here.end is None:
            return str(self.step.title)
        connector = self.here.connector
        return str(self.step.title) % {"name": connector.name, "unit": _(connector.unit.name) if connector.unit else ""}

    @property
    def heading(self) -> str:
        """Give the vendor whose steps these are; an empty text for those of the flow."""
        return self.here.connector.name if self.here.end else ""

    @property
    def url(self) -> str:
        """Give the address."""
        return reverse("onboarding:step", args=(self.here.row.public_id, self.slug))


def places(here: Here, table: Sequence[Step]) -> list[Place]:
    """Give every step of an onboarding in order, and say of each whether it can be entered yet."""
    found: list[Place] = []
    ahead = False
    for place in unfolded(here, table):
        done = not ahead and place.step.done(place.here)
        found.append(replace(place, ahead=ahead, done=done))
        ahead = ahead or not done
    return found


def unfolded(here: Here, table: Sequence[Step]) -> list[Place]:
    """Put the steps of an end in once for each end that is being connected, one end after the other."""
    own = [step for step in table if step.of_end]
    first = table.index(own[0])
    of_ends = [
        Place(step, one)
        for end in here.ends
        if not end.chosen
        for step in own
        if step.applies(one := replace(here, end=end))
    ]
    before = [Place(step, here) for step in table[:first]]
    after = [Place(step, here) for step in table[first:] if not step.of_end and step.applies(here)]
    return [*before, *of_ends, *after]


def named(found: Sequence[Place], slug: str) -> Place | None:
    """Give the place with an address, if there is one."""
    return next((place for place in found if place.slug == slug), None)


def current(found: Sequence[Place]) -> Place:
    """Give the first place that is not done, or the last one."""
    return next((place for place in found if not place.done), found[-1])


def after(found: Sequence[Place], slug: str) -> Place:
    """Give the place behind another one; it may be one that has to be done first."""
    slugs = [place.slug for place in found]
    following = found[min(slugs.index(slug) + 1, len(found) - 1)] if slug in slugs else found[0]
    return current(found) if following.ahead else following


def before(found: Sequence[Place], slug: str) -> Place | None:
    """Give the place before another one, or None for the first."""
    slugs = [place.slug for place in found]
    number = slugs.index(slug) if slug in slugs else 0
    return found[number - 1] if number else None
