"""What to move: which documents, from where to where. Only what both sides can do is offered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.connector import Connector, registry
from apps.hub.admin.pages import actor_of
from apps.hub.batches.choices import BY_API, BY_FILE, collected
from apps.hub.engine.decisions import resolve
from apps.hub.models import AuditEntry, Connection, End, Flow, Onboarding, Side
from apps.hub.onboarding.leaving import Overtaken, drop_unused
from apps.hub.onboarding.stand import Context, Here, Outcome, Step
from apps.hub.onboarding.words import Complaint

NEW = "new"
#: The ways in which documents get there, in the order in which they are offered.
WAYS = ("", BY_FILE, BY_API)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Documents of one kind between the app and another one; ``existing`` is a connection that is there already.

    ``way`` is how they get there where nothing is sent: by file, or through the API.
    """

    side: str
    kind: str
    documents: str
    other: Connector
    existing: Connection | None
    way: str = ""

    @property
    def ends(self) -> str:
        """Give what is moved from where to where, as a form says it."""
        return f"{self.side}:{self.kind}:{self.other.slug}:{self.existing.pk if self.existing else NEW}"

    @property
    def value(self) -> str:
        """Give what a form sends for it: where documents are collected, it says how as well."""
        return f"{self.ends}:{self.way}" if self.way else self.ends

    @property
    def other_side(self) -> str:
        """Give the side of the other app."""
        return Side.TARGET if self.side == Side.SOURCE else Side.SOURCE


def routes(connector: Connector) -> list[Route]:
    """Give everything that can be moved from or to an app, but not back to it: one query."""
    there = list(Connection.objects.filter(state=Connection.State.CONNECTED).with_credentials().order_by("name"))
    return [route for other in others(connector) for route in between(connector, other, there)]


def others(connector: Connector) -> list[Connector]:
    """Give all apps but one."""
    return [other for other in registry.all() if other.slug != connector.slug]


def between(connector: Connector, other: Connector, there: list[Connection]) -> Iterator[Route]:
    """Give what can be moved between two apps, in both directions; connections that are there come first."""
    known: list[Connection | None] = [row for row in there if row.connector_slug == other.slug]
    for side, sends, books in ((Side.SOURCE, connector, other), (Side.TARGET, other, connector)):
        taken = {target.kind for target in books.targets}
        for source in sends.sources:
            if source.kind in taken:
                usable = [row for row in known if row and (side == Side.SOURCE or row.gives(source.kind))]
                ways = (BY_FILE, BY_API) if collected(books, source.kind) else ("",)
                for way, existing in product(ways, [*usable, None]):
                    documents = _(source.name)
                    yield Route(
                        side=side, kind=source.kind, documents=documents, other=other, existing=existing, way=way
                    )


@dataclass(frozen=True, slots=True)
class Group:
    """The routes on which documents get there in one way, each with its number on the page.

    Those that need a program are ``folded`` away, unless the group ``holds`` the one that was chosen.
    """

    title: str
    help: str
    routes: tuple[tuple[int, Route], ...]
    folded: bool = False
    holds: bool = False


def grouped(offered: Sequence[Route], chosen: str = "") -> list[Group]:
    """Put routes under the way in which documents get there; a way that there is not is left out."""
    told = (
        ("", _("Automatically"), _("Ponte enters the documents there by itself.")),
        (BY_FILE, _("By file"), _("You produce a file whenever you like, and import it into your accounting.")),
        (BY_API, _("Through the API"), _("Your own program comes for the documents. Somebody has to write it.")),
    )
    numbered = list(enumerate(sorted(offered, key=lambda route: WAYS.index(route.way)), start=1))
    groups = []
    for way, name, words in told:
        mine = tuple(pair for pair in numbered if pair[1].way == way)
        holds = chosen in {route.value for _number, route in mine}
        groups.append(Group(name, words, mine, folded=way == BY_API, holds=holds))
    return [group for group in groups if group.routes]


def refused(connector: Connector, other: Connector) -> list[str]:
    """Name the documents that one of two apps sends and the other one cannot book."""
    taken = {target.kind for target in other.targets}
    return [_(source.name) for source in connector.sources if source.kind not in taken]


def show(request: HttpRequest, here: Here) -> Context:
    """Offer what can be moved, and say what cannot."""
    connector = registry.get(here.row.connector_slug)
    return {
        "connector": connector,
        "groups": grouped(routes(connector), chosen_of(here)),
        "chosen": chosen_of(here),
        "fixed": here.row.flow_id is not None,
        "refusals": [
            (sends, books, told)
            for other in others(connector)
            for sends, books in ((connector, other), (other, connector))
            if books.targets and (told := refused(sends, books))
        ],
    }


def chosen_of(here: Here) -> str:
    """Give the value of the route that was chosen before."""
    if len(here.ends) < 2:
        return ""
    first, other = here.ends
    existing = str(other.connection_id) if other.chosen else NEW
    ends = f"{first.side}:{here.row.kind}:{other.connector_slug}:{existing}"
    return f"{ends}:{here.row.way}" if here.row.way else ends


def take(request: HttpRequest, here: Here) -> Outcome:
    """Keep what was chosen; asked again, what was filled in for the same vendor stays."""
    connector = registry.get(here.row.connector_slug)
    offered = {route.value: route for route in routes(connector)}
    wanted = request.POST.get("route", "")
    if here.row.flow_id is not None or (wanted == chosen_of(here) and wanted):
        return None
    route = offered.get(wanted)
    if route is None:
        wrong = Complaint(_("Choose what is to be moved."), "id_route_1")
        return {**show(request, here), "complaints": [wrong]}
    choose(here, route)
    resolve.audit(actor_of(request), AuditEntry.Verb.BEGAN, here.row, kind=route.kind, other=route.other.slug)
    return None


@transaction.atomic
def choose(here: Here, route: Route) -> None:
    """Put the ends as a route has them; `Overtaken` when the flow was made meanwhile.

    Another way between the same ends leaves what was filled in for them.
    """
    before = chosen_of(here).removesuffix(f":{here.row.way}") if here.row.way else chosen_of(here)
    open_rows = Onboarding.objects.filter(pk=here.row.pk, flow=None, finished_at=None, given_up_at=None)
    if not open_rows.update(kind=route.kind, way=route.way):
        raise Overtaken
    if before == route.ends:
        return
    for end in here.ends[1:]:
        end.delete()
        if not end.chosen:
            drop_unused(end.connection)
    first = here.ends[0] if here.ends else End(onboarding=here.row, connector_slug=here.row.connector_slug)
    first.side = route.side
    first.save()
    End.objects.create(
        onboarding=here.row,
        side=route.other_side,
        connector_slug=route.other.slug,
        connection=route.existing,
        chosen=route.existing is not None,
    )


def done(here: Here) -> bool:
    """Tell whether documents and both ends are chosen."""
    return bool(here.row.kind) and len(here.ends) == 2


def flow_between(here: Here) -> Flow | None:
    """Give the flow that is there already between both ends."""
    source, target = here.side(Side.SOURCE), here.side(Side.TARGET)
    if source is None or target is None:
        return None
    ends = {"source": source.connection_id, "target": target.connection_id}
    return Flow.objects.filter(kind=here.row.kind, **ends).first()


STEP = Step(
    slug="what",
    title=gettext_lazy("What is to be moved?"),
    template="hub/onboarding/what.html",
    show=show,
    take=take,
    done=done,
)
