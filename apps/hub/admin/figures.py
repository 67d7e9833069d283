"""The figures of the home page: a fixed number of questions, each answered by an index or a bounded window."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Count, Min, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from apps.hub import formats
from apps.hub.admin import pending_figures
from apps.hub.models import Flow, PendingError, Transfer
from apps.hub.models.transfer import CLAIMABLE, OPEN, TransferState

#: Days that the chart shows, today included.
DAYS = 14
#: Seconds for which the figures of days that are over are kept: they hardly ever change.
KEPT = 300
#: Causes that the home page names; the rest have their own page.
NAMED = 5


@dataclass(slots=True)
class Sums:
    """A number of documents, and their money in each currency."""

    count: int = 0
    money: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, count: int, currency: str, amount: Decimal | None) -> None:
        """Count some more documents in."""
        self.count += count
        if amount is not None:
            self.money[currency] += amount

    @property
    def amounts(self) -> list[str]:
        """Give the money as people write it, one text for each currency."""
        return [formats.money(amount, currency) for currency, amount in sorted(self.money.items())]


def totals(rows: Iterable[Mapping[str, Any]]) -> Sums:
    """Add rows up that hold ``count``, ``currency`` and ``amount``."""
    sums = Sums()
    for row in rows:
        sums.add(row["count"], row["currency"], row["amount"])
    return sums


def month_start() -> date:
    """Give the first day of this month where the reader is."""
    return timezone.localdate().replace(day=1)


def midnight(day: date) -> datetime:
    """Give the moment at which a day starts where the reader is."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def booked() -> list[dict[str, Any]]:
    """Give what was booked by day, flow and currency, since the month or the chart began."""
    today = timezone.localdate()
    first = min(month_start(), today - timedelta(days=DAYS - 1))
    key = f"home:booked:{timezone.get_current_timezone_name()}:{first}:{today}"
    over = cache.get_or_set(key, lambda: booked_between(first, today), KEPT) or []
    return over + booked_between(today, today + timedelta(days=1))


def booked_between(first: date, until: date) -> list[dict[str, Any]]:
    """Give what was booked in a window of days by day, flow and currency."""
    days = [first + timedelta(days=number) for number in range((until - first).days)]
    window = Transfer.objects.filter(
        state=TransferState.DELIVERED, delivered_at__gte=midnight(first), delivered_at__lt=midnight(until)
    )
    return by_day(window, "delivered_at", days, "flow_id", "currency")


def waiting(paused: Sequence[int]) -> list[dict[str, Any]]:
    """Give what waits for a person by its currency and the day it came; before the chart's days, by none.

    What is meant for a connection that somebody has to sign in to again waits for a person, too.
    """
    rows = by_day(Transfer.objects.filter(state=TransferState.WAITING), "received_at", last_days(), "currency")
    if not paused:
        return rows
    queued = Transfer.objects.filter(target__in=paused, state__in=CLAIMABLE)
    return rows + by_day(queued, "received_at", last_days(), "currency")


def last_days() -> list[date]:
    """Give the days of the chart, today last."""
    today = timezone.localdate()
    return [today - timedelta(days=back) for back in reversed(range(DAYS))]


def by_day(rows: "QuerySet[Any]", moment: str, days: Sequence[date], *fields: str) -> list[dict[str, Any]]:
    """Group transfers by day and more, with their number and money; ``day`` is None before the first one.

    Comparing with midnights is left to the database's own code: SQLite would call back into Python
    for the date of each row, which was measured to cost fifteen times as much.
    """
    cases = [When(**{f"{moment}__gte": midnight(day)}, then=Value(place)) for place, day in enumerate(days)]
    numbered = rows.order_by().annotate(place=Case(*reversed(cases), default=Value(-1)))
    found = numbered.values("place", *fields).annotate(count=Count("*"), amount=Sum("amount"))
    return [{**row, "day": days[row["place"]] if row["place"] >= 0 else None} for row in found]


def open_states() -> dict[int, dict[str, int]]:
    """Give flow to state to number for everything whose work is not over: one seek for each pair."""
    counts = {f"{state}_count": counted(state) for state in OPEN}
    rows = Flow.objects.order_by().annotate(**counts).values("pk", *counts)
    return {row["pk"]: {state: row[f"{state}_count"] for state in OPEN} for row in rows}


def counted(*states: str) -> Any:
    """Give the number of a flow's transfers in some states, from the index on both."""
    rows = Transfer.objects.filter(flow=OuterRef("pk"), state__in=states).order_by().values("flow")
    return Coalesce(Subquery(rows.annotate(count=Count("*")).values("count")), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The causes for which one person is responsible, or nobody."""

    name: str
    causes: int
    documents: int
    oldest: datetime
    mine: bool


def assigned(user_id: int) -> list[Share]:
    """Give who is responsible for how much; one's own first, nobody's last."""
    rows = PendingError.objects.open().order_by().values("assigned_to_id", "assigned_to__username")
    counted = rows.annotate(
        causes=Count("pk", distinct=True),
        documents=Count("blockers__transfer", distinct=True),
        oldest=Min("opened_at"),
    )
    shares = [
        Share(
            name=row["assigned_to__username"] or "",
            causes=row["causes"],
            documents=row["documents"],
            oldest=row["oldest"],
            mine=row["assigned_to_id"] == user_id,
        )
        for row in counted
    ]
    return sorted(shares, key=lambda share: (not share.mine, not share.name, -share.documents))


def heaviest() -> list[PendingError]:
    """Give the causes to deal with first: what stops a whole connection, then most money."""
    causes = PendingError.objects.open()
    first = pending_figures.by_urgency(causes, "money")[:NAMED]
    return pending_figures.whole(causes.select_related("source", "target", "assigned_to"), first)
