"""Versions of layouts: saved, confirmed, compared with what they were made of, and tried on real documents."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from apps.accounts.models import User
from apps.core.errors import Place, Rejected
from apps.core.layouts.batch import Frame
from apps.core.layouts.faults import faults
from apps.core.layouts.layout import Layout
from apps.core.layouts.reading import reread
from apps.core.layouts.spec import layout_of, spec_of
from apps.core.layouts.writing import Refusal, refusals, render
from apps.hub.batches.layouts import batch_data
from apps.hub.batches.writers import Filed
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.engine.rows import clock
from apps.hub.models import AuditEntry, Batch, Connection, Flow, LayoutVersion, Operation, ReadyDocument

#: Documents on which a layout is tried: enough to see every kind of line.
TRIED = 50
#: Characters of a layout as text, far above the longest that there is.
LONGEST = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a layout makes of some documents: the text of the file, what it refuses, and what the second reader finds.

    ``trouble`` is why there is no file at all.
    """

    documents: int
    text: str = ""
    count: int = 0
    total: Decimal = Decimal(0)
    refused: tuple[Refusal, ...] = ()
    trouble: Rejected | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The latest version of a layout that somebody had before them when they began; 0: there was none."""

    connection: Connection
    version: int

    def check(self, slug: str) -> None:
        """Refuse to go on when there is a later version by now; raises `NotPossible`."""
        if latest(self.connection, slug) != self.version:
            raise NotPossible("batch.layout_saved")


def latest(connection: Connection, slug: str) -> int:
    """Give the key of the version of a layout that was saved last, for a connection or for everybody; 0: none."""
    return LayoutVersion.objects.for_connection(connection, slug).aggregate(last=Max("pk"))["last"] or 0


def read_spec(text: str) -> Layout:
    """Give the layout that a text describes; raises `Rejected` with the first thing that is wrong with it."""
    layout = read_draft(text)
    for fault in faults(layout):
        raise fault
    return layout


def read_draft(text: str) -> Layout:
    """Give the layout that a text describes, whatever it could not do; raises `Rejected` for what describes none."""
    if len(text) > LONGEST:
        raise Rejected("layout.not_json", place=Place.HERE)
    try:
        return layout_of(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise Rejected("layout.not_json", place=Place.HERE) from error


def text_of(layout: Layout) -> str:
    """Give a layout as text for people to edit."""
    return json.dumps(spec_of(layout), ensure_ascii=False, indent=1)


def save(
    owner: Connection | None,
    preset: Layout,
    layout: Layout,
    *,
    slug: str,
    note: str,
    actor: User,
    seen: Seen | None = None,
) -> LayoutVersion:
    """Give the next version of a layout of a connection, or without one of everybody in the app ``slug``.

    Raises `Rejected` for one that would be a layout of something else, `NotPossible` when somebody else saves just now
    or has saved since what was ``seen``. The number is taken first: whoever saves after it takes the same, and fails.
    """
    if layout.slug != preset.slug:
        raise Rejected("layout.spec", place=Place.HERE, field="slug", value=layout.slug)
    mine = LayoutVersion.objects.filter(connector_slug=slug, connection=owner, slug=preset.slug)
    try:
        with transaction.atomic():
            number = (mine.aggregate(last=Max("number"))["last"] or 0) + 1
            if seen:
                seen.check(preset.slug)
            row = LayoutVersion.objects.create(
                connector_slug=slug,
                connection=owner,
                slug=preset.slug,
                number=number,
                spec=spec_of(layout),
                note=note[:200],
                created_at=clock.now(),
                created_by=actor,
            )
            resolve.audit(actor, AuditEntry.Verb.SAVED, row, reason=note)
    except IntegrityError as error:
        raise NotPossible("batch.layout_saved") from error
    return row


def confirm(row: LayoutVersion, *, actor: User) -> None:
    """Say that files of a version may be used for real books; once is enough."""
    with transaction.atomic():
        fresh = LayoutVersion.objects.filter(pk=row.pk, confirmed_at=None)
        if fresh.update(confirmed_at=clock.now(), confirmed_by=actor):
            resolve.audit(actor, AuditEntry.Verb.CONFIRMED, row)


def differences(before: Layout, after: Layout) -> list[tuple[str, str, str]]:
    """Give where two layouts differ, what was there and what is there now; what nobody told is told as it counts."""
    old, new = dict(flat(spec_of(before), "")), dict(flat(spec_of(after), ""))
    was, now = dict(flat(asdict(before), "")) | old, dict(flat(asdict(after), "")) | new
    places = dict.fromkeys((*old, *new))
    return [(place, was.get(place, ""), now.get(place, "")) for place in places if was.get(place) != now.get(place)]


def flat(spec: Any, place: str) -> Iterator[tuple[str, str]]:
    """Give every value of a layout with its place; parts and columns are called by their own names."""
    if isinstance(spec, Mapping):
        for name, value in spec.items():
            yield from flat(value, f"{place}.{name}" if place else name)
    elif isinstance(spec, list | tuple):
        for number, value in enumerate(spec, start=1):
            named = (value.get("slug") or value.get("name")) if isinstance(value, Mapping) else None
            yield from flat(value, f"{place}[{named or number}]")
    else:
        yield place, str(spec)


def try_out(layout: Layout, documents: Sequence[Filed], frame: Frame) -> Tried:
    """Give what a layout makes of documents; those that it refuses are left out of the file."""
    refused = refusals(layout, batch_data(documents, frame))
    bad = {refusal.ref for refusal in refused}
    kept = [one for one in documents if str(one.transfer) not in bad]
    if "" in bad or not kept:
        return Tried(documents=len(documents), refused=refused)
    try:
        data = render(layout, batch_data(kept, frame))
        found = reread(layout, data)
    except Rejected as trouble:
        return Tried(documents=len(documents), refused=refused, trouble=trouble)
    text = data.decode(layout.encoding)
    return Tried(documents=len(documents), text=text, count=found.count, total=found.total, refused=refused)


def sample_of(connection: Connection, batch: Batch | None) -> tuple[Flow | None, list[Filed]]:
    """Give documents on which a layout can be tried: those of a file, or else what lies ready for a connection."""
    if batch:
        rows = ReadyDocument.objects.filter(transfer__filings__batch=batch).order_by("position")[:TRIED]
        return batch.flow, [filed(row.transfer_id, row.content) for row in rows] or booked_in(batch)
    flows = Flow.objects.filter(target=connection).select_related("source", "target").order_by("pk")
    for flow in flows:
        rows = ReadyDocument.objects.filter(flow=flow).order_by("-position")[:TRIED]
        if found := [filed(row.transfer_id, row.content) for row in rows]:
            return flow, found
    return None, []


def booked_in(batch: Batch) -> list[Filed]:
    """Give the documents of a file that were taken over."""
    rows = Operation.objects.filter(transfer__filings__batch=batch, request__isnull=False).order_by("pk")[:TRIED]
    return [filed(row.transfer_id or 0, row.request or {}) for row in rows]


def filed(transfer: int, content: Mapping[str, Any]) -> Filed:
    """Give a document as writers take it."""
    return Filed(transfer=transfer, revision=1, name="", content=content)
