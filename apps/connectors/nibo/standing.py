"""How a title stands at Nibo after it was booked: open, paid in part, paid, or gone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from apps.connectors.nibo.booking import consult, paid
from apps.connectors.nibo.client import Nibo
from apps.core.connector import Standing


def standing(client: Nibo, target_id: str) -> Standing:
    """Ask how a title stands; of a paid one also the day of its last payment."""
    title = consult(client, target_id)
    if title is None:
        return Standing(code="gone", words=_("No longer in Nibo"), final=True, wrong=True)
    if title.get("isPaid"):
        return read_paid(last_payment(client, target_id))
    if paid(title):
        return Standing(code="in_part", words=_("Paid in part in Nibo"))
    return Standing(code="open", words=_("Open in Nibo"))


def read_paid(on: date | None) -> Standing:
    """Give how a paid title stands; until its payment is in the list, which lags, it is asked again."""
    return Standing(code="paid", words=_("Paid in Nibo"), final=on is not None, paid_on=on)


def last_payment(client: Nibo, target_id: str) -> date | None:
    """Give the day of the latest payment of a title, or None where the list shows none yet."""
    rows = client.some("payments", "entryId", f"scheduleId eq {target_id}")
    days = [day for row in rows if (day := day_of(row))]
    return max(days, default=None)


def day_of(row: Mapping[str, Any]) -> date | None:
    """Give the day of an entry, which is written as a moment and means a day."""
    try:
        return date.fromisoformat(str(row.get("date"))[:10])
    except ValueError:
        return None
