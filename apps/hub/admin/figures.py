"""The figures of the home page: a fixed number of questions, each answered by an index or a bounded window."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Min, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from apps.hub import formats
from apps.hub.models import PendingError, Transfer
from apps.hub.models.transfer import OPEN, TransferState

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
    key = f"home:booked:{first}:{today}"
    over = cache.get_or_set(key, lambda: booked_between(first, today), KEPT) or []
    return over + booked_between(today, today + timedelta(days=1))


def booked_between(first: date, until: date) -> list[dict[str, Any]]:
    """Give what was booked in a window of days by day, flow and currency."""
    window = Transfer.objects.filter(
        state=TransferState.DELIVERED, delivered_at__gte=midnight(first), delivered_at__lt=midnight(until)
    )
    return by(window.annotate(day=TruncDate("delivered_at")), "day", "flow_id", "currency")


def by(rows: "QuerySet[Any]", *fields: str) -> list[dict[str, Any]]:
    """Group transfers, with their number and money."""
    return list(rows.order_by().values(*fields).annotate(count=Count("pk"), amount=Sum("amount")))


def waiting() -> list[dict[str, Any]]:
    """Give what waits for a person by the day it came and its currency."""
    rows = Transfer.objects.filter(state=TransferState.WAITING)
    return by(rows.annotate(day=TruncDate("received_at")), "day", "currency")


def open_states() -> dict[int, dict[str, int]]:
    """Give flow to state to number for everything whose work is not over."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Transfer.objects.filter(state__in=OPEN).order_by()
    for row in rows.values("flow_id", "state").annotate(count=Count("pk")):
        found[row["flow_id"]][row["state"]] = row["count"]
    return found


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
    counted = rows.annotate(causes=Count("pk", distinct=True), documents=Count("blockers"), oldest=Min("opened_at"))
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
    """Give the causes that hold most documents back."""
    causes = PendingError.objects.open().select_related("source", "target", "assigned_to").with_counts()
    return list(causes.order_by(F("waiting").desc(), "opened_at")[:NAMED])
