"""The apps: what each one moves, how it is connected now, and what somebody has begun with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.connector import Connector, registry
from apps.hub import formats
from apps.hub.admin.connection_health import Health, health_of
from apps.hub.models import Connection, Onboarding

#: Tints of the monograms; the style sheet has one for each.
TINTS = 6
#: The worst comes first.
TONES = ("bad", "warn", "good", "calm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One app as the catalogue shows it; its key makes a button that is pressed twice count once."""

    connector: Connector
    sends: str
    books: str
    state: Health
    connections: tuple[tuple[Connection, Health], ...]
    begun: tuple[Onboarding, ...]
    key: UUID = field(default_factory=uuid4)

    @property
    def monogram(self) -> str:
        """Give the letters of the app's sign, which is our own."""
        return monogram(self.connector.name)

    @property
    def tint(self) -> int:
        """Give the number of the sign's colour; the same for ever."""
        return sum(map(ord, self.connector.slug)) % TINTS

    @property
    def paused(self) -> tuple[Connection, ...]:
        """Give the connections that wait for somebody to sign in again."""
        return tuple(row for row, _health in self.connections if row.state == Connection.State.PAUSED)


def cards() -> list[Card]:
    """Give a card for every installed connector: three queries, however many there are."""
    connections = list(Connection.objects.prefetch_related("pulls").order_by("name"))
    begun = list(Onboarding.objects.open().select_related("started_by"))
    return [card(connector, connections, begun) for connector in registry.all()]


def card(connector: Connector, connections: Iterable[Connection], begun: Iterable[Onboarding]) -> Card:
    """Give the card of one connector."""
    own = tuple((row, health_of(row)) for row in connections if row.connector_slug == connector.slug)
    return Card(
        connector=connector,
        sends=listed(_(source.name) for source in connector.sources),
        books=listed(_(target.name) for target in connector.targets),
        state=state_of([(row, health) for row, health in own if row.state != Connection.State.NEW]),
        connections=own,
        begun=tuple(row for row in begun if row.connector_slug == connector.slug),
    )


def state_of(own: Sequence[tuple[Connection, Health]]) -> Health:
    """Give how an app is in one word; one connection that needs a person says it for all."""
    if not own:
        return Health("calm", _("Not connected"))
    worst, health = min(own, key=lambda pair: TONES.index(pair[1].tone))
    if health.tone == "good":
        told = ngettext("%(count)s account connected", "%(count)s accounts connected", len(own))
        return Health("good", told % {"count": formats.whole(len(own))})
    if worst.state == Connection.State.PAUSED:
        return Health("bad", _("Paused"), f"{worst.name}: {health.sentence}")
    return Health(health.tone, health.word, f"{worst.name}: {health.sentence}")


def monogram(name: str) -> str:
    """Give the first letters of a name's first two words, or its first two letters."""
    words = name.split()
    return (words[0][0] + words[1][0]).upper() if len(words) > 1 else name[:2].title()


def listed(names: Iterable[str]) -> str:
    """Give names in a row."""
    return ", ".join(names)
