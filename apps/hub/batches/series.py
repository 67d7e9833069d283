"""The numbers that stand in files where the flows under one agreement share them."""

from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Greatest

from apps.core.connector import Series
from apps.hub.models import FileSeries, Flow


@dataclass(frozen=True, slots=True)
class Place:
    """A number in a series; nothing at all where a flow's files are in none."""

    series: int | None = None
    number: int | None = None


def declared(flow: Flow) -> Series | None:
    """Give how the target of a flow numbers files; None: by flow."""
    return next((one.series for one in flow.target.connector.targets if one.kind == flow.kind), None)


def coming(flow: Flow) -> int | None:
    """Give the number of the next file if nobody else makes one; None where files are numbered by flow."""
    series = declared(flow)
    if series is None:
        return None
    mine = FileSeries.objects.filter(connection=flow.target_id, agreement=series.key(flow.chosen))
    last = mine.values_list("last", flat=True).first() or 0
    return max(last, series.given(flow.chosen)) + 1


def take(flow: Flow) -> Place:
    """Take the next number of a flow's series, and hold the series until the transaction ends.

    What the owner says of files made elsewhere raises it; it never falls, also where a file is cancelled.
    """
    series = declared(flow)
    if series is None:
        return Place()
    row, _new = FileSeries.objects.get_or_create(connection_id=flow.target_id, agreement=series.key(flow.chosen))
    mine = FileSeries.objects.filter(pk=row.pk)
    mine.update(last=Greatest(F("last"), series.given(flow.chosen)) + 1)
    return Place(row.pk, mine.values_list("last", flat=True).get())
