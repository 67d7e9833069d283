"""How many documents may be under way at a target at once, counted over all workers."""

import time
import uuid
from dataclasses import dataclass, field

from django.db import transaction

from apps.hub.engine.access.budget import seconds
from apps.hub.engine.working.lease import RENEW_EVERY, SEATED
from apps.hub.models import Connection, Slot

#: A target that takes so many seconds for a document leaves a worker time: one may then hold all of its seats.
SLOW = 0.1
#: How long a document takes is told by the last ones, about so many.
OF_LATE = 8


@dataclass(slots=True)
class Seats:
    """The seats that one worker holds at a target: as many documents as it may have under way.

    ``share`` of them are its own in any case; the others it leaves to other workers when the target is quick, for
    then one worker cannot keep all of them busy.
    """

    key: str
    holder: str
    number: int
    share: int = 0
    takes: float = SLOW
    renewed_at: float = field(default_factory=time.monotonic)

    def saw(self, took: float) -> None:
        """Note that a document took so many seconds."""
        self.takes += (took - self.takes) / OF_LATE

    @property
    def too_many(self) -> bool:
        """Tell whether some of the seats should be left to others."""
        return self.takes < SLOW and self.number > self.share > 0

    def make_room(self, calling: int) -> None:
        """Leave the seats that are too many to others, once no more threads than the share are calling."""
        if self.too_many and calling <= self.share:
            mine = Slot.objects.filter(key=self.key, holder=self.holder)
            kept = mine.order_by("number").values_list("pk", flat=True)[: self.share]
            mine.exclude(pk__in=list(kept)).update(until=0, holder="")
            self.number = self.share

    def renew(self, now: float) -> None:
        """Keep the seats for another while, when it is time to."""
        if now - self.renewed_at >= RENEW_EVERY:
            self.renewed_at = now
            Slot.objects.filter(key=self.key, holder=self.holder).update(until=seconds() + SEATED.total_seconds())

    def close(self) -> None:
        """Leave the seats to others."""
        Slot.objects.filter(key=self.key, holder=self.holder).update(until=0, holder="")


def seats_at(connection: Connection, wanted: int, *, share: int = 0) -> Seats:
    """Take up to ``wanted`` of the seats that a target declares; none where others hold them all."""
    return seats_under(f"{connection.pk}:documents", wanted, most=connection.connector.concurrency, share=share)


def seats_under(key: str, wanted: int, *, most: int, share: int = 0) -> Seats:
    """Take up to ``wanted`` of the seats under a key; those of a worker that died come free after a while."""
    holder = uuid.uuid4().hex
    return Seats(key, holder, take(key, holder, wanted, most=most), share)


def take(key: str, holder: str, wanted: int, *, most: int) -> int:
    """Take free seats and give how many were had; the rows are made when they are first asked for."""
    seats = Slot.objects.filter(key=key, number__lt=most)
    if seats.count() < most:
        rows = [Slot(key=key, number=number) for number in range(most)]
        Slot.objects.bulk_create(rows, ignore_conflicts=True)
    with transaction.atomic():
        free = seats.filter(until__lte=seconds()).order_by("number").select_for_update(skip_locked=True)
        keys = list(free.values_list("pk", flat=True)[:wanted])
        return Slot.objects.filter(pk__in=keys).update(until=seconds() + SEATED.total_seconds(), holder=holder)
