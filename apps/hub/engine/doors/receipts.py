"""What the door answers: the event that a call became, and whether it was already there."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F

from apps.hub.models import Event, Payload


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the door answers: the event, and whether it was already there."""

    event: Event
    repeated: bool


def accept(event: Event, raw: bytes) -> Receipt:
    """Commit an event with its body; the same call at the same place in the chain is kept once."""
    chain = Event.objects.about(event.connection_id, event.kind, event.source_id).order_by("-pk")
    last = chain.only("pk", "digest", "path", "payload_id").first() if event.source_id else None
    if last and is_repeat(last, event):
        return repeat(last)
    event.after = last.pk if last else 0
    try:
        with transaction.atomic():
            payload = Payload.of(raw)
            payload.save(force_insert=True)
            event.payload = payload
            event.save(force_insert=True)
    except IntegrityError:
        same = Event.objects.filter(connection=event.connection, path=event.path, digest=event.digest)
        return repeat(same.get(source_id=event.source_id, after=event.after, reason=event.reason))
    return Receipt(event, repeated=False)


def is_repeat(last: Event | None, event: Event) -> bool:
    """Tell whether a call says what the last one about its document said.

    One whose bytes retention has deleted is no repeat: it brings them back.
    """
    return bool(last and last.payload_id and last.digest == event.digest and last.path == event.path)


def repeat(event: Event) -> Receipt:
    """Count a repeat and give the first receipt."""
    Event.objects.filter(pk=event.pk).update(repeats=F("repeats") + 1)
    return Receipt(event, repeated=True)
