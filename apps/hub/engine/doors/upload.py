"""Files that people upload: all documents of a file become transfers together, or nothing of it is kept.

A file for which there is no flow yet waits, and is handed to the first one that is made.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core.connector import Page, Pulled
from apps.core.errors import Place, Rejected
from apps.core.uploads import documents_in, formats_of
from apps.hub.engine.booking.translate import fitting
from apps.hub.engine.decisions.resolve import Verb, audit
from apps.hub.engine.doors import pages, room
from apps.hub.engine.doors.pages import Reading
from apps.hub.engine.doors.room import Took
from apps.hub.engine.rows import clock
from apps.hub.models import Connection, Flow, Payload, Pull, Transfer, Upload, UploadedDocument
from apps.hub.models.payload import digest
from apps.hub.models.pull import Trigger

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Given:
    """A file as somebody gave it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """The row of a file, and whether the very same file had been uploaded before."""

    upload: Upload
    repeated: bool


def must_fit(size: int) -> None:
    """Raise `Rejected` (``upload.too_large``) for a file that is not even read."""
    if size > settings.UPLOAD_LIMIT:
        told = {"size": f"{size / MEGABYTE:.1f}", "largest": f"{settings.UPLOAD_LIMIT / MEGABYTE:.1f}"}
        raise Rejected("upload.too_large", place=Place.SOURCE, **told)


def receive(connection: Connection, kind: str, given: Given, *, actor: User) -> Receipt:
    """Take a file in; raises `Rejected` for one of which nothing is kept.

    The same file again gives what the first one gave; it changes nothing but for a flow that
    has none of its documents, since it was made later.
    """
    must_fit(len(given.content))
    same = Upload.objects.of(connection.pk, kind).filter(sha256=digest(given.content))
    if known := same.first():
        return again(known, given.content)
    documents = split(connection, kind, given.content)
    try:
        return Receipt(keep(connection, kind, given, documents, actor=actor), repeated=False)
    except IntegrityError:
        if known := same.first():  # somebody else has uploaded it in this very moment
            return Receipt(known, repeated=True)
        raise


def split(connection: Connection, kind: str, content: bytes) -> Sequence[Pulled]:
    """Give the documents of a file; raises `Rejected` where the source takes no files or cannot read this one."""
    formats = formats_of(connection.connector, kind)
    if not formats:
        raise Rejected("upload.nowhere", place=Place.SOURCE)
    return documents_in(content, formats)


def keep(connection: Connection, kind: str, given: Given, documents: Sequence[Pulled], *, actor: User) -> Upload:
    """Commit a file with its bytes, its documents' ids and their transfers, all together."""
    reading = reading_for(connection, kind)
    sheet = pages.prepare(Page(documents, ""), reading)
    row = Upload(connection=connection, kind=kind, name=fitting(given.name, 200), documents=len(documents))
    row.person, row.person_name = actor, actor.get_username()
    with transaction.atomic():
        save(row, Payload.of(given.content), documents)
        if reading.flows:
            count(row, hand_over(sheet, reading))
        audit(actor, Verb.UPLOADED, row, kind=kind, count=row.documents)
    return row


def save(row: Upload, payload: Payload, documents: Sequence[Pulled]) -> None:
    """Save a file's row with its bytes and the ids of its documents."""
    payload.save(force_insert=True)
    row.payload, row.sha256, row.size = payload, payload.sha256, payload.size
    row.save(force_insert=True)
    ids = [pages.named(document)[0] for document in documents]
    UploadedDocument.objects.bulk_create(UploadedDocument(upload=row, source_id=key) for key in ids)


def reading_for(connection: Connection, kind: str, flows: Iterable[Flow] | None = None) -> Reading:
    """Give what reads the documents of a file, as a page of an answer is read: for some flows, or for all there are."""
    taking = room.flows_for([(connection.pk, kind)])[connection.pk, kind] if flows is None else flows
    return Reading(Pull(connection=connection, kind=kind, trigger=Trigger.PERSON), "", tuple(taking))


def hand_over(sheet: pages.Sheet, reading: Reading) -> Counter[Took]:
    """Make the transfers and count them in each flow's run; give what they were to the flow that knew the fewest."""
    found = pages.take(sheet, reading)
    for flow in reading.flows:
        pages.count(flow, found[flow.pk], sheet.page, reading.pull)
    return min(found.values(), key=lambda counts: counts[Took.KNOWN] + counts[Took.OLDER])


def count(upload: Upload, found: Counter[Took]) -> None:
    """Write down what the documents of a file were, the first time that a flow takes them."""
    upload.routed_at = clock.now()
    upload.new, upload.changed = found[Took.NEW], found[Took.CHANGED]
    upload.known, upload.unreadable = found[Took.KNOWN] + found[Took.OLDER], found[Took.UNREADABLE]
    upload.save(update_fields=["routed_at", "new", "changed", "known", "unreadable"])


def again(upload: Upload, content: bytes) -> Receipt:
    """Give what a file gave the first time; bring back bytes that retention has deleted, and serve a later flow."""
    gone = upload.payload_id is None
    flows = room.flows_for([(upload.connection_id, upload.kind)])[upload.connection_id, upload.kind]
    wanting = [flow for flow in flows if gone or not any_of(upload, flow)]
    if wanting or gone:
        serve(upload, content, wanting)
    return Receipt(upload, repeated=True)


def any_of(upload: Upload, flow: Flow) -> bool:
    """Tell whether a flow has any document of a file."""
    return Transfer.objects.filter(flow=flow, source_id__in=upload.contents.values("source_id")).exists()


def serve(upload: Upload, content: bytes, flows: Sequence[Flow]) -> None:
    """Hand the documents of a file that is kept to some flows."""
    documents = split(upload.connection, upload.kind, content)
    reading = reading_for(upload.connection, upload.kind, flows)
    sheet = pages.prepare(Page(documents, ""), reading)
    with transaction.atomic():
        held = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if held.payload_id is None:
            held.payload = Payload.of(content)
            held.payload.save(force_insert=True)
            held.save(update_fields=["payload"])
        found = hand_over(sheet, reading) if reading.flows else None
        if found and held.routed_at is None:
            count(held, found)
    upload.refresh_from_db()


def hand_to(flow: Flow) -> int:
    """Hand to a flow what was uploaded before there was one; give how many files."""
    waiting = Upload.objects.of(flow.source_id, flow.kind).unrouted().exclude(payload=None)
    return sum(hand(upload, flow) for upload in waiting.select_related("payload", "connection"))


def hand(upload: Upload, flow: Flow) -> bool:
    """Hand one file that waits to a flow; one that this version of the hub cannot read any more goes on waiting."""
    if upload.payload is None:
        return False
    try:
        serve(upload, upload.payload.raw, [flow])
    except Rejected:
        log.exception("an uploaded file cannot be read any more", extra={"upload": upload.pk})
        return False
    return True
