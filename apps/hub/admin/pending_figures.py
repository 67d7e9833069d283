"""How many transfers wait behind causes, how much money that is, and since when: few queries for a page of causes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, FilteredRelation, IntegerField, Min, Q, QuerySet, Sum, Value, When

from apps.hub.models import Blocker, Connection, PendingError, Transfer
from apps.hub.models.transfer import CLAIMABLE, TransferState

RECONNECT = PendingError.Asks.RECONNECT


@dataclass(slots=True)
class Figures:
    """What waits behind one cause; sums are kept apart by currency."""

    waiting: int = 0
    sums: list[tuple[Decimal, str]] = field(default_factory=list)
    oldest: datetime | None = None

    def add(self, row: dict[str, Any]) -> None:
        """Take in what waits in one currency."""
        self.waiting += row["waiting"]
        if row["money"] is not None:
            self.sums.append((row["money"], row["coin"]))
        if row["since"] and (self.oldest is None or row["since"] < self.oldest):
            self.oldest = row["since"]


def figures_of(causes: Iterable[PendingError]) -> dict[int, Figures]:
    """Give the figures of some causes by their key, in two queries.

    Whatever stands behind a cause waits. To say so lets a small index answer instead of the table of all transfers.
    """
    found = {cause.pk: Figures() for cause in causes}
    behind = Blocker.objects.filter(pending_error__in=found, transfer__state=TransferState.WAITING)
    for row in summed(behind, F("pending_error"), path="transfer__"):
        found[row["group"]].add(row)
    for cause, queue in queues(causes):
        for row in queue:
            found[cause.pk].add(row)
    return found


def queues(causes: Iterable[PendingError]) -> list[tuple[PendingError, list[dict[str, Any]]]]:
    """Give the queues of the connections that somebody has to sign in to again: they wait without a blocker."""
    paused = [cause for cause in causes if cause.asks == RECONNECT and cause.target_id and cause.resolved_at is None]
    if not paused:
        return []
    queued = Transfer.objects.filter(target__in=[cause.target_id for cause in paused], state__in=CLAIMABLE)
    rows = list(summed(queued, F("target")))
    return [(cause, [row for row in rows if row["group"] == cause.target_id]) for cause in paused]


def summed(rows: "QuerySet[Any]", group: Any, *, path: str = "") -> Iterable[dict[str, Any]]:
    """Add up transfers by an expression of the rows and by currency; ``path`` leads from the rows to the transfers."""
    apart = rows.order_by().values(group=group, coin=F(f"{path}currency"))
    added: Iterable[dict[str, Any]] = apart.annotate(
        waiting=Count("*"), money=Sum(f"{path}amount"), since=Min(f"{path}received_at")
    )
    return added


def total(transfers: "QuerySet[Transfer]") -> Figures:
    """Give the figures of everything among these that waits for a person, or for a connection that does."""
    found = Figures()
    paused = list(Connection.objects.filter(state=Connection.State.PAUSED).values_list("pk", flat=True))
    queued = transfers.filter(state__in=CLAIMABLE, target__in=paused)
    stopped = transfers.filter(state=TransferState.WAITING)
    for row in (*summed(stopped, Value(0)), *summed(queued, Value(0))):
        found.add(row)
    found.sums = together(found.sums)
    return found


def together(sums: Iterable[tuple[Decimal, str]]) -> list[tuple[Decimal, str]]:
    """Add up the sums of each currency."""
    added: dict[str, Decimal] = {}
    for amount, currency in sums:
        added[currency] = added.get(currency, Decimal(0)) + amount
    return [(amount, currency) for currency, amount in sorted(added.items())]


def by_urgency(causes: "QuerySet[PendingError]", order: str) -> "QuerySet[PendingError, int]":
    """Give the keys of causes: those that stop a whole connection first, then by money or by age."""
    first = Case(When(asks=RECONNECT, then=Value(0)), default=Value(1), output_field=IntegerField())
    if order == "age":
        return causes.order_by(first, "opened_at", "pk").values_list("pk", flat=True)
    waits = Q(blockers__transfer__state=TransferState.WAITING)
    behind = causes.annotate(behind=FilteredRelation("blockers__transfer", condition=waits))
    # Grouping and sorting ten thousand causes by all that is shown of them would cost twice as much.
    added = behind.order_by().values("pk").annotate(money=Sum("behind__amount", default=Decimal(0)))
    return added.order_by(first, "-money", "opened_at", "pk").values_list("pk", flat=True)


def whole(causes: "QuerySet[PendingError]", keys: Iterable[int]) -> list[PendingError]:
    """Give causes in the order of their keys."""
    wanted = list(keys)
    found = causes.in_bulk(wanted)
    return [found[key] for key in wanted if key in found]
