"""What attempts teach about a connection: the breaker, and the pause until somebody signs in."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from apps.core.errors import NotAuthorized, Place, Temporary, Throttled, Trouble
from apps.hub.engine.booking import causes
from apps.hub.engine.rows import clock
from apps.hub.models import Connection, PendingError

#: The first rest of an open breaker in seconds; each further failure doubles it up to the longest.
FIRST_REST, LONGEST_REST = 30, 900


def learn_all(connection: Connection, attempts: Iterable[tuple[Trouble | None, bool]]) -> None:
    """Draw the consequences of attempts, each told by its trouble and whether the target answered.

    One good answer says it for all good ones that follow.
    """
    healthy = False
    for trouble, answered in attempts:
        if trouble or not healthy:
            learn(connection, trouble, answered=answered)
        healthy = trouble is None and answered


def learn(connection: Connection, trouble: Trouble | None, *, answered: bool) -> None:
    """Draw the consequences of one attempt for its connection."""
    match trouble:
        case NotAuthorized():
            pause(connection, trouble)
        case Throttled():
            pass
        case Temporary(place=Place.TARGET):
            weaken(connection)
        case Temporary():
            pass
        case _ if answered:
            recover(connection)


def weaken(connection: Connection) -> None:
    """Count a temporary failure; after some in a row the connection rests."""
    row = Connection.objects.filter(pk=connection.pk)
    row.update(failures=F("failures") + 1)
    beyond = row.values_list("failures", flat=True).get() - Connection.BREAKER_AFTER
    if beyond >= 0:
        rest = min(FIRST_REST * 2 ** min(beyond, 10), LONGEST_REST)
        row.update(breaker_until=clock.now() + timedelta(seconds=rest))


def recover(connection: Connection) -> None:
    """The target answers: close the breaker. One statement, at most one write a minute when healthy."""
    now = clock.now()
    row = Connection.objects.filter(pk=connection.pk)
    stale = row.exclude(failures=0, last_success_at__gt=now - timedelta(minutes=1))
    stale.update(failures=0, breaker_until=None, last_success_at=now)


def pause(connection: Connection, trouble: NotAuthorized) -> None:
    """Stop using credentials that are no longer accepted; the queue stays as it is.

    Where it is our own keys that no longer open them, that is the reason, whatever the target says.
    """
    now, state = clock.now(), Connection.State
    if connection.credentials and connection.credentials.unreadable:
        trouble = NotAuthorized("secrets.unreadable")
    with transaction.atomic():
        row = Connection.objects.filter(pk=connection.pk).exclude(state=state.PAUSED)
        if row.update(state=state.PAUSED, state_code=trouble.code[:80], state_since=now):
            cause = causes.cause_of(trouble)
            fingerprint = cause.fingerprint(None, connection)
            rows = [causes.new_row(cause, fingerprint, None, connection)]
            PendingError.objects.bulk_create(rows, ignore_conflicts=True)


def resume(connection: Connection) -> None:
    """The credentials work again: take the queue up where it stopped."""
    now = clock.now()
    with transaction.atomic():
        Connection.objects.filter(pk=connection.pk).update(
            state=Connection.State.CONNECTED, state_code="", state_since=now, failures=0, breaker_until=None
        )
        asked = PendingError.objects.open().filter(target=connection, asks=PendingError.Asks.RECONNECT)
        asked.update(resolved_at=now, resolution=PendingError.Resolution.RECONNECTED)
