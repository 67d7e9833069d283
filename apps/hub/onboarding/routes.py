"""What can be moved from or to an app: which documents, with which other system, and in which way."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from django.utils.translation import gettext as _

from apps.core.connector import Connector, registry
from apps.hub.batches.choices import BY_API, BY_FILE, collected
from apps.hub.models import Connection, Side

NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Documents of one kind between the app and another one; ``existing`` is a connection that is there already.

    ``documents`` is the app's own word for them and ``theirs`` the other one's. ``way`` is how they get there where
    nothing is sent: by file, or through the API.
    """

    side: str
    kind: str
    documents: str
    theirs: str
    other: Connector
    existing: Connection | None
    way: str = ""

    @property
    def what(self) -> str:
        """Give which documents, and whether the app sends or takes them."""
        return f"{self.side}:{self.kind}"

    @property
    def system(self) -> str:
        """Give the other system, and which connection to it."""
        return f"{self.other.slug}:{self.existing.pk if self.existing else NEW}"

    @property
    def ends(self) -> str:
        """Give what is moved from where to where."""
        return f"{self.what}:{self.system}"

    @property
    def value(self) -> str:
        """Give all that is chosen: where documents are collected, it says how as well."""
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
        taken = {target.kind: _(target.name) for target in books.targets}
        for source in sends.sources:
            if source.kind not in taken:
                continue
            usable = [row for row in known if row and (side == Side.SOURCE or row.gives(source.kind))]
            ways = (BY_FILE, BY_API) if collected(books, source.kind) else ("",)
            names = (_(source.name), taken[source.kind])
            own, theirs = names if side == Side.SOURCE else reversed(names)
            for way, existing in product(ways, [*usable, None]):
                yield Route(
                    side=side,
                    kind=source.kind,
                    documents=own,
                    theirs=theirs,
                    other=other,
                    existing=existing,
                    way=way,
                )
