"""What somebody wants in a file: documents of which days, of whom, of which amounts, and which of these."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.hub.models import ReadyDocument

ISSUED, DUE, READY = "issued", "due", "ready"
#: What days are asked for by, and where that stands.
DATES = {ISSUED: "transfer__issued_on", DUE: "transfer__due_on", READY: "created_at"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Filters of a file; without any, everything that is ready.

    Both days are whole, and amounts are in each document's own currency. ``chosen`` are the transfers that were ticked
    among those that fit; None are all.
    """

    by: str = ISSUED
    begin: date | None = None
    end: date | None = None
    party: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    chosen: frozenset[int] | None = None

    def narrow(self, ready: "QuerySet[ReadyDocument]") -> "QuerySet[ReadyDocument]":
        """Keep the documents that fit, ticked or not."""
        limits = {"gte": self.least, "lte": self.most}
        amounts = {f"transfer__amount__{word}": value for word, value in limits.items() if value is not None}
        return ready.filter(**self.days(), **amounts).filter(self.whose())

    def days(self) -> dict[str, Any]:
        """Give the conditions for the days."""
        field, last = DATES[self.by], self.end
        if self.by != READY:
            days = {f"{field}__gte": self.begin, f"{field}__lte": last}
        else:
            days = {f"{field}__gte": start_of(self.begin), f"{field}__lt": start_of(last and last + timedelta(days=1))}
        return {name: value for name, value in days.items() if value is not None}

    def whose(self) -> Q:
        """Give the condition for the customer or supplier: a part of the name, or the tax number."""
        if not self.party:
            return Q()
        digits = "".join(sign for sign in self.party if sign.isalnum())
        return Q(transfer__party__icontains=self.party) | Q(transfer__party_tax_id=digits)

    def takes(self, row: ReadyDocument) -> bool:
        """Tell whether a document that fits was ticked."""
        return self.chosen is None or row.transfer_id in self.chosen

    @property
    def told(self) -> dict[str, str]:
        """Give the filters as they are kept with a file; which documents were ticked is seen from what is in it."""
        days = {"begin": self.begin, "end": self.end}
        values: Mapping[str, object] = {**days, "party": self.party, "least": self.least, "most": self.most}
        found = {name: str(value) for name, value in values.items() if value not in (None, "")}
        return found | ({"by": self.by} if days.keys() & found.keys() else {})

    @property
    def text(self) -> str:
        """Give the filters as one text, the same for the same filters."""
        return json.dumps(self.told, sort_keys=True)


#: Everything that is ready.
ALL = Wish()


def start_of(day: date | None) -> datetime | None:
    """Give the moment at which a day begins where the reader is."""
    return datetime.combine(day, time(), timezone.get_current_timezone()) if day else None


def last_month(today: date) -> Wish:
    """Give what is asked for unless somebody says otherwise: from the first of last month until yesterday."""
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return Wish(begin=first, end=today - timedelta(days=1))
