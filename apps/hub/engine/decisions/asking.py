"""What people decide about asking a source: now, how often, and from which place on."""

from django.db import transaction
from django.db.models import QuerySet

from apps.accounts.models import User
from apps.hub.engine.decisions.resolve import Verb, audit
from apps.hub.engine.rows import clock
from apps.hub.models import Flow, Pull
from apps.hub.models.pull import Trigger


def asks(flow: Flow) -> bool:
    """Tell whether the source of a flow can be asked for its documents."""
    try:
        return flow.source.connector.source(flow.kind).pull is not None
    except KeyError:
        return False


def pull_of(flow: Flow) -> Pull | None:
    """Give how the source of a flow is asked; unsaved where nobody has decided anything, None where it cannot be."""
    if not asks(flow):
        return None
    return rows_of(flow).first() or Pull(connection=flow.source, kind=flow.kind)


def rows_of(flow: Flow) -> "QuerySet[Pull]":
    """Give the one row, if it is there; the flows of a source share it."""
    return Pull.objects.filter(connection=flow.source_id, kind=flow.kind)


def ask_now(flow: Flow, *, actor: User) -> bool:
    """Have the source asked at once; False when it is being asked already."""
    with transaction.atomic():
        Pull.objects.get_or_create(connection=flow.source, kind=flow.kind)
        now = clock.now()
        resting = rows_of(flow).filter(lease_until=None) | rows_of(flow).filter(lease_until__lt=now)
        if not resting.update(due_at=now, trigger=Trigger.PERSON):
            return False
        audit(actor, Verb.ASKED, flow)
    return True


def ask_every(flow: Flow, *, minutes: int | None, actor: User) -> None:
    """Have the source asked regularly from now on, or only when somebody wants it.

    What was begun goes on to its end either way.
    """
    with transaction.atomic():
        row, _made = Pull.objects.get_or_create(connection=flow.source, kind=flow.kind)
        if row.every == minutes:
            return
        rows_of(flow).update(every=minutes)
        rows_of(flow).filter(started_at=None).update(due_at=clock.now() if minutes else None)
        audit(actor, Verb.ASKED, flow, every=minutes or 0)


def ask_from(flow: Flow, *, cursor: str, actor: User, reason: str) -> None:
    """Have the source asked again from a place on, at once; whoever is asking stops, and keeps no page more."""
    with transaction.atomic():
        row, _made = Pull.objects.get_or_create(connection=flow.source, kind=flow.kind)
        rows_of(flow).update(
            cursor=cursor,
            due_at=clock.now(),
            trigger=Trigger.PERSON,
            lease_owner="",
            lease_until=None,
            started_at=None,
            failures=0,
            code="",
            params={},
        )
        audit(actor, Verb.ASKED, flow, reason=reason, place=cursor, place_before=row.cursor)
