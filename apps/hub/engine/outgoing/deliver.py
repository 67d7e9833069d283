"""Messages on their way: sent as soon as they are due, again by a ladder, and given up on in the end.

The rows are the queue. Nothing is sent inside a transaction, no redirect is followed, and no address inside a private
network is called but those that the operator allows. An address that answers 410 is switched off at once, one that
fails for days as well, and whoever set it up is told.
"""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from apps.core import standard_webhooks
from apps.core.errors import Trouble
from apps.core.http import Http, open_session
from apps.hub.engine.access.budget import SharedBudget
from apps.hub.engine.booking.translate import fitting
from apps.hub.engine.outgoing import notice
from apps.hub.engine.rows import clock
from apps.hub.models import Delivery, Message, Subscription

log = logging.getLogger(__name__)

#: Seconds until the next try, by how often it was tried; then it is given up.
LADDER = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
LONGEST_WAIT = 86_400
#: Seconds within which an address has to answer.
PATIENCE = 15.0
#: Messages of one address that one worker takes at once, and how long others leave them alone.
PORTION, HELD = 20, timedelta(minutes=6)
#: An address that has taken nothing for so long is switched off.
FAILING = timedelta(days=5)
LONGEST_ANSWER = 1_000
GONE, FAILS = "webhook.gone", "webhook.failing"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one try; ``wait`` is what the address asked for, in seconds."""

    milliseconds: int
    status: int | None = None
    answer: str = ""
    code: str = ""
    wait: float = 0.0

    @property
    def good(self) -> bool:
        """Tell whether the address has taken the message."""
        return self.status is not None and 200 <= self.status < 300


def is_due() -> bool:
    """Tell whether a message should be sent now."""
    return Message.objects.due(clock.now()).exists()


def run_due(*, seconds: float = 40.0, alive: Callable[[], bool] = lambda: True) -> int:
    """Send what is due, address by address, until the time is over; give how many tries were made."""
    until = time.monotonic() + seconds
    keys = set(Message.objects.due(clock.now()).values_list("subscription", flat=True))
    rows = Subscription.objects.filter(pk__in=keys, active=True)
    return sum(run(row, lambda: alive() and time.monotonic() < until) for row in rows)


def run(subscription: Subscription, alive: Callable[[], bool]) -> int:
    """Send one portion to an address; the first that is not taken ends it, for the others would wait in vain too."""
    tries = 0
    for message in take(subscription):
        if not alive():
            break
        tries += 1
        outcome = send(message, subscription)
        if not write_down(message, subscription, outcome):
            break
    return tries


def take(subscription: Subscription) -> list[Message]:
    """Take what is due; others leave it alone for a while, and take it should we die."""
    now = clock.now()
    with transaction.atomic():
        due = Message.objects.due(now).filter(subscription=subscription).order_by("due_at", "pk")
        rows = list(due.select_for_update(skip_locked=True, of=("self",))[:PORTION])
        Message.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=now + HELD)
    for row in rows:
        row.due_at = now + HELD
    return rows


def send(message: Message, subscription: Subscription) -> Outcome:
    """Send one message, and give what came of it; nothing is raised."""
    body, started = body_of(message), time.monotonic()
    now = clock.now()
    headers = standard_webhooks.headers(subscription.secrets(now), message.public_id, now, body)
    http = Http(
        subscription.url, SharedBudget("webhooks", "webhooks"), open_session(frozenset(settings.PRIVATE_ORIGINS))
    )
    try:
        answer = http.post_secret(subscription.url, body, headers=headers, limits=(), seconds=PATIENCE)
    except Trouble as trouble:
        return Outcome(since(started), code=trouble.code)
    except Exception:
        log.exception("defect while sending a message", extra={"webhook_message": message.public_id})
        return Outcome(since(started), code="internal")
    finally:
        http.session.close()
    wait = min(answer.retry_after or 0.0, LONGEST_WAIT)
    return Outcome(since(started), answer.status, fitting(answer.text, LONGEST_ANSWER), wait=wait)


def body_of(message: Message) -> bytes:
    """Give the body of a message; the same each time it is sent."""
    told = {"type": message.event, "timestamp": message.created_at.isoformat(), "data": message.data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def since(started: float) -> int:
    """Give the milliseconds since a moment."""
    return round((time.monotonic() - started) * 1000)


def write_down(message: Message, subscription: Subscription, outcome: Outcome) -> bool:
    """Write down what came of a try, and tell whether more may be sent to the address."""
    now, switched_off = clock.now(), ""
    with transaction.atomic():
        told = {"status": outcome.status, "answer": outcome.answer, "code": outcome.code}
        Delivery.objects.create(message=message, at=now, milliseconds=outcome.milliseconds, **told)
        mine = Message.objects.filter(pk=message.pk, due_at=message.due_at, state=Message.State.QUEUED)
        if outcome.good:
            mine.update(state=Message.State.DELIVERED, due_at=None, tries=message.tries + 1)
            Subscription.objects.filter(pk=subscription.pk).exclude(failing_since=None).update(failing_since=None)
        else:
            mine.update(**put_off(message, outcome, now))
            switched_off = judge(subscription, outcome, now)
    if switched_off:
        notice.switched_off(subscription, switched_off)
    return outcome.good


def put_off(message: Message, outcome: Outcome, now: datetime) -> dict[str, object]:
    """Give the fields of a message that was not taken: when it is tried again, or that it is given up."""
    tries = message.tries + 1
    if tries > len(LADDER):
        return {"state": Message.State.FAILED, "due_at": None, "tries": tries}
    return {"due_at": now + timedelta(seconds=max(LADDER[tries - 1], outcome.wait)), "tries": tries}


def judge(subscription: Subscription, outcome: Outcome, now: datetime) -> str:
    """Note that an address fails; one that is gone, or has failed for days, is switched off: give why."""
    row = Subscription.objects.filter(pk=subscription.pk, active=True)
    row.filter(failing_since=None).update(failing_since=now)
    long = row.filter(failing_since__lte=now - FAILING).exists()
    code = GONE if outcome.status == 410 else FAILS if long else ""
    return code if code and row.update(active=False, code=code) else ""
