"""One page of what lies ready: what it was narrowed by, what was asked for beside, and the place behind it."""

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.core.documents import Attachment
from apps.core.errors import Rejected
from apps.hub.api import shapes
from apps.hub.api.filters import Strict
from apps.hub.engine.booking.translate import read
from apps.hub.models import Flow, ReadyDocument
from apps.hub.models.shelf import ReadyQuerySet

MOST = 200
#: Documents that are looked at for one answer where they are narrowed; the answer says where it stopped.
LOOKED_AT = 1_000
FILES, TRANSFER = "files", "transfer"


class Expand(serializers.ListField):
    """Names with commas, as an address holds them."""

    def to_internal_value(self, data: Any) -> list[str]:
        """Give the names."""
        given = [data] if isinstance(data, str) else data
        names: list[str] = super().to_internal_value([name for text in given for name in str(text).split(",") if name])
        return names


class Asked(Strict):
    """Where to go on, how much at once, narrowed by what, and what beside."""

    after = serializers.RegexField(
        r"^[0-9]{1,18}$",
        required=False,
        allow_blank=True,
        default="",
        error_messages={"invalid": _("Give the `next` of an answer; this is none.")},
        help_text=_("The `next` of the last answer, or a `cursor`; without it everything that is ready."),
    )
    limit = serializers.IntegerField(
        required=False, default=50, min_value=1, max_value=MOST, help_text=_("So many documents at most.")
    )
    party_tax_id = serializers.CharField(required=False, max_length=30, help_text=_("Tax number of the party."))
    number = serializers.CharField(required=False, max_length=120, help_text=_("Number of the document."))
    issued_from = serializers.DateField(required=False, help_text=_("Issued on this day or later."))
    issued_to = serializers.DateField(required=False, help_text=_("Issued on this day or earlier."))
    category = serializers.CharField(
        required=False, max_length=200, help_text=_("Code of the document's category at the source.")
    )
    expand = Expand(
        child=serializers.ChoiceField(choices=[FILES, TRANSFER]),
        required=False,
        default=list,
        help_text=_("Beside each document, with commas: `files` that we hold, in base64, and its `transfer`."),
    )


#: What each filter looks at.
COLUMNS = {
    "party_tax_id": "transfer__party_tax_id",
    "number": "transfer__number",
    "issued_from": "transfer__issued_on__gte",
    "issued_to": "transfer__issued_on__lte",
    "category": "content__category__code",
}


def page_of(flow: Flow, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Give the documents behind a place: one query, or two where they are narrowed or their files asked for."""
    after, limit = str(asked["after"]), int(asked["limit"])
    ready = ReadyDocument.objects.collectable(flow).filter(position__gt=int(after or 0))
    narrowing = {column: asked[name] for name, column in COLUMNS.items() if name in asked}
    end = end_of(ready) if narrowing else None
    ready = ready.filter(**narrowing) if end is None else ready.filter(**narrowing, position__lte=end)
    rows = list(related(ready, asked["expand"])[: limit + 1])
    told = [told_of(row) for row in rows[:limit]]
    for name in asked["expand"]:
        EXPANDED[name](rows[:limit], told)
    full = len(rows) > limit
    last = told[-1]["cursor"] if told else after
    return {"documents": told, "next": last if full or end is None else str(end), "more": full or end is not None}


def end_of(ready: ReadyQuerySet) -> int | None:
    """Give the last place that one answer looks at, or None where that is all there is."""
    return ready.values_list("position", flat=True)[LOOKED_AT - 1 : LOOKED_AT].first()


def related(ready: ReadyQuerySet, expand: list[str]) -> ReadyQuerySet:
    """Read what is asked for beside in the same query."""
    if not expand:
        return ready
    return ready.select_related("transfer__payload", "transfer__target", "transfer__flow__source")


def told_of(row: ReadyDocument) -> dict[str, Any]:
    """Give one document that is ready."""
    return {
        "transfer": row.transfer_id,
        "revision": row.revision,
        "cursor": str(row.position),
        "document": row.content,
    }


def add_transfers(rows: list[ReadyDocument], told: list[dict[str, Any]]) -> None:
    """Put each document's transfer beside it."""
    for row, one in zip(rows, told, strict=True):
        one["about"] = shapes.TransferShape(row.transfer).data


def add_files(rows: list[ReadyDocument], told: list[dict[str, Any]]) -> None:
    """Put the files beside each document that we hold, up to what one answer may have; the others have no content."""
    left: int = settings.DOCUMENT_LIMIT
    for row, one in zip(rows, told, strict=True):
        one["files"] = []
        for held in files_of(row):
            fits = len(held.content) <= left
            left -= len(held.content) if fits else 0
            one["files"].append({"sha256": held.sha256, "content": packed(held) if fits else None})


def packed(held: Attachment) -> str:
    """Give the bytes of a file in base64."""
    return base64.b64encode(held.content).decode()


def files_of(row: ReadyDocument) -> Iterator[Attachment]:
    """Give the files of a document whose bytes we hold; none that belong to content which came since."""
    known = {held.get("sha256") for held in row.content.get("attachments", ())}
    flow, payload = row.transfer.flow, row.transfer.payload
    if payload is None or known <= {""}:
        return
    try:
        document = read(flow.source.connector.source(flow.kind), payload.raw, flow.chosen_at_source)
    except (Rejected, KeyError):
        return
    yield from (held for held in document.attachments if held.content and held.sha256 in known)


EXPANDED = {FILES: add_files, TRANSFER: add_transfers}
