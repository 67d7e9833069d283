"""What the pages of files show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from apps.hub import formats
from apps.hub.admin import figures, rights, wording
from apps.hub.admin.connection_health import connector_of
from apps.hub.admin.keyset import portion
from apps.hub.batches.choices import BY_API, format_name
from apps.hub.batches.wish import DUE, ISSUED, READY
from apps.hub.models import AuditEntry, Batch, BatchItem, Flow, Shipment
from apps.hub.models.transfer import TransferState

#: Documents on one page.
SHOWN = 100
#: What days are asked for by.
DAYS = {ISSUED: lazy("Date of issue"), DUE: lazy("Due date"), READY: lazy("Ready since")}


@dataclass(frozen=True, slots=True)
class Lying:
    """A flow whose documents are collected, with how many are ready and how many are in files."""

    flow: Flow
    ready: int
    filed: int
    failed: int

    @property
    def by_api(self) -> bool:
        """Tell whether a program reads them by itself."""
        return self.flow.setting("way") == BY_API


def shelves() -> list[Lying]:
    """Give every flow whose documents are collected: one query."""
    counts = {"laid": figures.counted(TransferState.READY), "filed": figures.counted(TransferState.FILED)}
    failed = Shipment.objects.filter(batch__flow=OuterRef("pk"), state=Shipment.State.FAILED).order_by()
    counts["failed"] = Coalesce(Subquery(failed.values("batch__flow").annotate(n=Count("pk")).values("n")), 0)
    rows: Iterable[Any] = Flow.objects.select_related("source", "target", "dispatch").annotate(**counts)
    return [Lying(row, row.laid, row.filed, row.failed) for row in rows if row.collected]


def file_of(row: Batch, request: HttpRequest) -> dict[str, Any]:
    """Give a file with a page of its documents, and what people did with it."""
    items = row.items.select_related("transfer").order_by("pk")
    return {
        "title": f"{_('File')} {row.number}",
        "totals": amounts(row.totals),
        "count": documents(row.count),
        "wished": wished(row.wish),
        "written_as": written_as(row),
        "portion": portion(items, request.GET.get("page", ""), SHOWN),
        "open": row.items.filter(state=BatchItem.State.FILED).count(),
        "refused": row.items.filter(state=BatchItem.State.REFUSED).count(),
        "earlier": row.results.defer("lines").order_by("-pk"),
        "shipments": shipments_of(row),
        "history": history(row),
        "may_collect": rights.may_collect(request.user),
    }


def shipments_of(row: Batch) -> list[tuple[Shipment, wording.Words | None]]:
    """Give where a file is brought, how far that is, and what went wrong."""
    found = row.shipments.select_related("outlet").order_by("pk")
    return [(one, wording.explain(one.code, one.params) if one.code else None) for one in found]


def written_as(row: Batch) -> str:
    """Say what kind of file it is, with the version of its layout where somebody had adapted or confirmed one."""
    name = _(format_name(connector_of(row.flow.target), row.written_as))
    if row.layout is None:
        return name
    return f"{name}, {_('version %(number)s') % {'number': row.layout.number}}"


def wished(wish: Mapping[str, str]) -> list[str]:
    """Give the filters under which a file was made, in words."""
    told = []
    if "by" in wish:
        days = [formats.day(parse_date(wish[name])) if name in wish else "…" for name in ("begin", "end")]
        told.append(f"{DAYS[wish['by']]}: {' – '.join(days)}")
    if "party" in wish:
        told.append(f"{_('Customer or supplier')}: {wish['party']}")
    if {"least", "most"} & wish.keys():
        limits = [formats.money(Decimal(wish[name])) if name in wish else "…" for name in ("least", "most")]
        told.append(f"{_('Amount')}: {' – '.join(limits)}")
    return told


def history(row: Batch) -> list[AuditEntry]:
    """Give what people did with a file, the latest first."""
    return list(AuditEntry.objects.filter(noun="batch", noun_id=str(row.pk)).order_by("-pk")[:SHOWN])


def refusing(item: BatchItem, *, missing: bool) -> dict[str, Any]:
    """Give the page on which somebody says why a document was refused."""
    return {
        "title": _("Refuse a document"),
        "about": item.transfer,
        "explanation": _(
            "It is taken out of the file and waits under pending errors with your words. The others stay in the file."
        ),
        "button": _("Refuse the document"),
        "missing": missing,
    }


def cancelling(*, missing: bool) -> dict[str, Any]:
    """Give the page on which somebody says why a file is cancelled."""
    return {
        "title": _("Cancel the file"),
        "explanation": _(
            "Cancel a file only if nothing of it was imported. Its documents are made ready again, for another file; "
            "its number is not used again."
        ),
        "button": _("Cancel the file"),
        "missing": missing,
    }


def documents(count: int) -> str:
    """Say how many documents there are."""
    told = ngettext("%(count)s document", "%(count)s documents", count)
    return told % {"count": formats.whole(count)}


def amounts(totals: Iterable[Mapping[str, Any]]) -> list[str]:
    """Give totals as people write them, one text for each currency."""
    return [formats.money(Decimal(total["amount"]), total["currency"]) for total in totals]
