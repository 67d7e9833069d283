"""What is asked of a hub that a test may damage, in a process of its own: ``manage.py shell`` calls `answer`."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.utils import timezone
from django_q.tasks import async_task

from apps.hub.models import Attempt, Connection, Event, Operation, Payload, Slot, Transfer
from tests.hub.conftest import connected


def make(omie_url: str) -> str:
    """Make the tables and the bridge; give the address of its door."""
    call_command("migrate", verbosity=0)
    source, _target = connected(omie_url)
    return f"/hooks/{source.public_id}/"


def told() -> dict[str, Any]:
    """Give what is stored: each event once by its document, what is half there, and where the transfers are."""
    recorded = Attempt.objects.exclude(exchanges=None).values("exchanges")
    strays = Payload.objects.filter(events=None).exclude(pk__in=recorded)
    bodiless = Event.objects.filter(payload=None)
    return {
        "events": sorted(Event.objects.values_list("source_id", flat=True)),
        "halves": [*bodiless.values_list("source_id", flat=True), *strays.values_list("pk", flat=True)],
        "states": dict(Counter(Transfer.objects.values_list("state", flat=True))),
        "unread": Event.objects.unread().count(),
    }


def hurry() -> None:
    """Let all waits be over, as some minutes would, and let somebody look."""
    past = timezone.now() - timedelta(seconds=1)
    Transfer.objects.filter(state="sending").update(lease_until=past)
    Transfer.objects.update(due_at=past)
    Operation.objects.exclude(lease_owner="").update(lease_until=past)
    Slot.objects.update(until=0)
    Connection.objects.update(breaker_until=None)
    async_task("apps.hub.tasks.sweep")


def answer(question: str, *words: str) -> None:
    """Write the answer to a question as JSON."""
    answers: dict[str, Callable[..., Any]] = {"make": make, "told": told, "hurry": hurry}
    sys.stdout.write(json.dumps(answers[question](*words)))
