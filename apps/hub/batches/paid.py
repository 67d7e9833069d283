"""Telling sources that documents of a file were paid, once the day of payment of every title is known."""

from collections.abc import Sequence
from datetime import date

from apps.hub.engine.booking import errands
from apps.hub.models import BatchItem, BatchTitle, Transfer


def pass_on(items: Sequence[BatchItem]) -> None:
    """Have sources told of documents of which all titles were paid; call it in a transaction."""
    days: dict[int, list[date | None]] = {}
    titles = BatchTitle.objects.filter(item__in=items, item__state=BatchItem.State.CONFIRMED)
    for transfer, day in titles.values_list("item__transfer", "paid_on"):
        days.setdefault(transfer, []).append(day)
    whole = {key: max(day for day in found if day) for key, found in days.items() if all(found)}
    rows = Transfer.objects.select_related("flow__source").in_bulk(list(whole))
    for key, row in rows.items():
        errands.tell_of_payment(row, whole[key])
