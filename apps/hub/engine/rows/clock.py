"""The moment by which all hosts agree: the database's.

Leases, due times and budgets are compared between hosts, and one host whose clock is an hour ahead would take over
what all others hold. So the clock of the database counts, asked now and then, and carried on by the monotonic clock
of this process, which no jump of the wall clock moves. On SQLite there is one host, and its clock is the database's.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

#: Seconds after which the database is asked again; so long, no two clocks drift apart by a millisecond.
ASK_EVERY = 30.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What the database said, and when by this process's own monotonic clock."""

    moment: datetime
    at: float

    @property
    def age(self) -> float:
        """Give the seconds since it was asked."""
        return time.monotonic() - self.at


_asked: dict[str, Asked] = {}


def now() -> datetime:
    """Give the present moment, the same on every host."""
    if settings.CLOCK != "database" or connection.vendor != "postgresql":
        return timezone.now()
    asked = _asked.get(connection.alias)
    if asked is None or asked.age > ASK_EVERY:
        asked = _asked[connection.alias] = ask()
    return asked.moment + timedelta(seconds=asked.age)


def ask() -> Asked:
    """Ask the database; the way there and back is short beside every wait that is counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    return Asked(moment, time.monotonic())
