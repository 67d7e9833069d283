"""What the pages of files show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.hub import formats
from apps.hub.admin import figures, rights
from apps.hub.admin.flow_page import documents_of, states_of
from apps.hub.admin.keyset import portion
from apps.hub.batches import produce
from apps.hub.batches.choices import BY_API, FORMATS
from apps.hub.batches.choices import formats as formats_of
from apps.hub.models import AuditEntry, Batch, BatchItem, Flow
from apps.hub.models.transfer import TransferState

#: Documents on one page.
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Lying:
    """A flow whose documents are collected, with how many are ready and how many are in files."""

    flow: Flow
    ready: int
    filed: int

    @property
    def by_api(self) -> bool:
        """Tell whether a program reads them by itself."""
        return self.flow.setting("way") == BY_API


def shelves() -> list[Lying]:
    """Give every flow whose documents are collected: one query."""
    counts = {"laid": figures.counted(TransferState.READY), "filed": figures.counted(TransferState.FILED)}
    rows: Iterable[Any] = Flow.objects.select_related("source", "target").annotate(**counts)
    return [Lying(row, row.laid, row.filed) for row in rows if row.collected]


def preview_of(flow: Flow) -> dict[str, Any]:
    """Give what the next file of a flow would hold, what is left out and why, and which kinds of file there are."""
    gathered = produce.gather(flow)
    usual = flow.setting("file_format")
    return {
        "title": _("Produce a file"),
        "flow": flow,
        "documents": documents_of(flow),
        "gathered": gathered,
        "count": documents(len(gathered.rows)),
        "transfers": [row.transfer for row in gathered.rows[:SHOWN]],
        "unseen": max(len(gathered.rows) - SHOWN, 0),
        "totals": amounts(gathered.totals),
        "kinds": [(slug, _(FORMATS[slug]), slug == usual) for slug in formats_of(flow.kind)],
        "left_out": [entry for entry in states_of(flow) if entry[0] != TransferState.READY],
    }


def file_of(row: Batch, request: HttpRequest) -> dict[str, Any]:
    """Give a file with a page of its documents, and what people did with it."""
    items = row.items.select_related("transfer").order_by("pk")
    return {
        "title": f"{_('File')} {row.number}",
        "totals": amounts(row.totals),
        "count": documents(row.count),
        "written_as": _(FORMATS[row.written_as]) if row.written_as in FORMATS else row.written_as,
        "portion": portion(items, request.GET.get("page", ""), SHOWN),
        "open": row.items.filter(state=BatchItem.State.FILED).count(),
        "refused": row.items.filter(state=BatchItem.State.REFUSED).count(),
        "history": history(row),
        "may_collect": rights.may_collect(request.user),
    }


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
