"""Producing a file: what would be in it and what would be refused, and the one transaction in which it comes to be."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.text import slugify

from apps.accounts.models import User
from apps.core.errors import Rejected
from apps.hub.api.fields import amount_of
from apps.hub.batches import brought, series, shipping
from apps.hub.batches.choices import DECIMAL_MARK, formats
from apps.hub.batches.layouts import layout_writer
from apps.hub.batches.titles import keys_of
from apps.hub.batches.wish import ALL, Wish
from apps.hub.batches.writers import WRITERS, Filed, Refused, Writer, Written
from apps.hub.engine.booking import collect
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.engine.outgoing import announce
from apps.hub.engine.rows import clock
from apps.hub.models import AuditEntry, Batch, BatchItem, BatchTitle, Flow, Payload, ReadyDocument, Transfer
from apps.hub.models.transfer import TransferState

#: Documents in one file; the others go into the next.
MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What lies ready in a flow and fits a wish: ``rows`` would go into the next file, ``refused`` cannot.

    ``fitting`` are those that fit, ticked or not; ``more`` is what would not fit in, ``others`` what the wish leaves
    out.
    """

    flow: Flow
    written_as: str
    wish: Wish = ALL
    fitting: tuple[ReadyDocument, ...] = ()
    rows: tuple[ReadyDocument, ...] = ()
    refused: tuple[tuple[ReadyDocument, Rejected], ...] = ()
    more: int = 0
    others: int = 0

    @property
    def totals(self) -> list[dict[str, Any]]:
        """Give number and amount of the documents in each currency."""
        return totals_of(self.rows)

    @property
    def seen(self) -> str:
        """Give a checksum of exactly this: a file holds what somebody has looked at, or is not made."""
        known = ";".join(f"{row.transfer_id}.{row.revision}.{row.position}" for row in self.rows)
        return hashlib.sha256(f"{self.wish.text};{known}".encode()).hexdigest()


def totals_of(rows: Sequence[ReadyDocument]) -> list[dict[str, Any]]:
    """Give number and amount of documents in each currency."""
    found: dict[str, tuple[int, Decimal]] = {}
    for row in rows:
        count, amount = found.get(row.transfer.currency, (0, Decimal(0)))
        found[row.transfer.currency] = (count + 1, amount + (row.amount or 0))
    pairs = sorted(found.items())
    return [{"count": count, **amount_of(amount, coin)} for coin, (count, amount) in pairs]


def gather(flow: Flow, wish: Wish = ALL, *, written_as: str = "") -> Gathered:
    """Give what would go into the next file, written in a way or else as is usual, and what would be refused."""
    written_as = written_as or flow.setting("file_format")
    ready = ReadyDocument.objects.collectable(flow)
    narrowed = wish.narrow(ready)
    fitting = tuple(narrowed[:MOST])
    count = narrowed.count() if len(fitting) == MOST else len(fitting)
    ticked = [row for row in fitting if wish.takes(row)]
    refused = refused_of(flow, ticked, written_as)
    return Gathered(
        flow=flow,
        written_as=written_as,
        wish=wish,
        fitting=fitting,
        rows=tuple(row for row in ticked if row.transfer_id not in refused),
        refused=tuple((row, refused[row.transfer_id]) for row in ticked if row.transfer_id in refused),
        more=count - len(fitting),
        others=ready.count() - count if wish.told else 0,
    )


def refused_of(flow: Flow, rows: Sequence[ReadyDocument], written_as: str) -> Refused:
    """Give which documents cannot be written in a way, and why."""
    writer = writer_of(flow, written_as)
    if writer.sources:
        return brought.refused_of(rows)
    return writer.refuse([filed(row) for row in rows], decimal_mark(flow))


def writer_of(flow: Flow, written_as: str) -> Writer:
    """Give how files of a kind are written: our own kinds, and the layouts of the target."""
    return WRITERS.get(written_as) or layout_writer(flow, written_as)


def decimal_mark(flow: Flow) -> str:
    """Give the decimal mark of tables; where there are none, nobody chose one."""
    return str(flow.settings.get(DECIMAL_MARK.slug, DECIMAL_MARK.default))


def produce(flow: Flow, *, written_as: str, seen: str, actor: User, wish: Wish = ALL) -> Batch:
    """Make a file of what lies ready and is wished for; nothing changes unless all of it still is what was ``seen``.

    Raises `NotPossible` where that has changed, as it has for whoever presses the button twice.
    """
    gathered = gather_for(flow, wish, written_as)
    if not gathered.rows:
        raise NotPossible(gathered.refused[0][1].code if gathered.refused else "batch.nothing")
    if gathered.seen != seen:
        raise NotPossible("batch.changed")
    return make(gathered, actor=actor)


def gather_for(flow: Flow, wish: Wish, written_as: str) -> Gathered:
    """Give what would go into a file of a kind that there is for these documents; else raise `NotPossible`."""
    if written_as not in formats(flow.target.connector, flow.kind):
        raise NotPossible("batch.format")
    return gather(flow, wish, written_as=written_as)


def make(gathered: Gathered, *, actor: User | AnonymousUser) -> Batch:
    """Make a file of what was gathered and give it; raises `NotPossible` where that is not ready any more."""
    written = write(gathered)
    payload = Payload.of(written.data)
    with transaction.atomic():
        file_documents(gathered)
        payload.save()
        batch = new_batch(gathered, written, payload, actor)
        filings = BatchItem.objects.bulk_create(items(batch, gathered.rows))
        BatchTitle.objects.bulk_create(titles_of(filings, gathered.rows))
        shipping.queue(batch)
        announce.produced(batch)
        resolve.audit(actor, AuditEntry.Verb.PRODUCED, batch, sha256=batch.sha256, documents=batch.count)
    return batch


def write(gathered: Gathered) -> Written:
    """Give the bytes of the file."""
    writer = writer_of(gathered.flow, gathered.written_as)
    sources = brought.sources_of(gathered.rows) if writer.sources else {}
    documents = [filed(row, sources.get(row.transfer_id, b"")) for row in gathered.rows]
    return writer.write(documents, decimal_mark(gathered.flow))


def filed(row: ReadyDocument, source: bytes = b"") -> Filed:
    """Give one document as writers take it."""
    return Filed(transfer=row.transfer_id, revision=row.revision, name=row.label, content=row.content, source=source)


def file_documents(gathered: Gathered) -> None:
    """Take the documents off the shelf: all of them, or none when one is not ready any more as it was seen.

    They are locked first, in the order in which everybody locks transfers.
    """
    keys = [row.transfer_id for row in gathered.rows]
    ready = Transfer.objects.filter(pk__in=keys, state=TransferState.READY)
    list(ready.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    now = {row.transfer_id: (row.revision, row.position) for row in ReadyDocument.objects.filter(transfer__in=keys)}
    same = all(now.get(row.transfer_id) == (row.revision, row.position) for row in gathered.rows)
    moved = ready.update(state=TransferState.FILED, reason="", updated_at=clock.now())
    if not same or moved != len(keys):
        raise NotPossible("batch.changed")


def new_batch(gathered: Gathered, written: Written, payload: Payload, actor: User | AnonymousUser) -> Batch:
    """Give the saved row of a file under the next number of its flow, and of its series where it has one."""
    number = collect.advance(gathered.flow.pk, "number")
    place = series.Place() if written.file_number is None else series.take(gathered.flow)
    # Somebody else's file has got a number that stands in this one.
    if written.number not in (None, number) or written.file_number != place.number:
        raise NotPossible("batch.changed")
    return Batch.objects.create(
        flow=gathered.flow,
        number=number,
        series_id=place.series,
        file_number=place.number,
        written_as=gathered.written_as,
        layout_id=written.version,
        file_name=written.name or f"{slugify(gathered.flow.name)[:80] or 'documents'}-{number:06}.{written.ending}",
        media_type=written.media_type,
        payload=payload,
        sha256=payload.sha256,
        size=payload.size,
        count=len(gathered.rows),
        totals=gathered.totals,
        wish=gathered.wish.told,
        produced_at=clock.now(),
        produced_by=actor if isinstance(actor, User) else None,
    )


def items(batch: Batch, rows: Sequence[ReadyDocument]) -> list[BatchItem]:
    """Give the unsaved rows of the documents in a file, in its order."""
    return [
        BatchItem(batch=batch, place=place, transfer=row.transfer, revision=row.revision, amount=row.amount)
        for place, row in enumerate(rows, start=1)
    ]


def titles_of(filings: Sequence[BatchItem], rows: Sequence[ReadyDocument]) -> list[BatchTitle]:
    """Give the unsaved rows of the titles by which a result may name the documents in a file."""
    return [
        BatchTitle(item=item, key=key) for item, row in zip(filings, rows, strict=True) for key in keys_of(row.content)
    ]
