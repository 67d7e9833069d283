"""How many documents may be under way at a target at once, counted over all workers."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from apps.hub.engine.budget import seconds
from apps.hub.engine.lease import SEATED
from apps.hub.models import Connection, Slot


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats that one worker holds at a target: as many documents as it may have under way."""

    key: str
    holder: str
    number: int

    def renew(self) -> None:
        """Keep the seats for another while."""
        Slot.objects.filter(key=self.key, holder=self.holder).update(until=seconds() + SEATED.total_seconds())

    def close(self) -> None:
        """Leave the seats to others."""
        Slot.objects.filter(key=self.key, holder=self.holder).update(until=0, holder="")


def seats_at(connection: Connection, wanted: int) -> Seats:
    """Take up to ``wanted`` of the seats that a target declares; none where others hold them all."""
    return seats_under(f"{connection.pk}:documents", wanted, most=connection.connector.concurrency)


def seats_under(key: str, wanted: int, *, most: int) -> Seats:
    """Take up to ``wanted`` of the seats under a key; those of a worker that died come free after a while."""
    holder = uuid.uuid4().hex
    return Seats(key, holder, take(key, holder, wanted, most=most))


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
