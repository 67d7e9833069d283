"""Links for colleagues who own the credentials and have no account here."""

import secrets
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction

from apps.accounts.models import User
from apps.hub.engine.rows import clock
from apps.hub.models import End, Invitation
from apps.hub.models.payload import digest

#: How long a link opens its step.
LASTS = timedelta(hours=48)
#: Calls from one address within a minute; a key cannot be guessed, and nobody shall try.
CALLS, MINUTE = 30, 60


def invite(end: End, author: User) -> tuple[Invitation, str]:
    """Make a link for an end and give it with its key, which is known this once; an earlier link no longer opens."""
    key, now = secrets.token_urlsafe(32), clock.now()
    with transaction.atomic():
        Invitation.objects.alive(now).filter(end=end).update(expires_at=now)
        row = Invitation.objects.create(end=end, digest=digest(key.encode()), author=author, expires_at=now + LASTS)
    return row, key


def opened(key: str) -> Invitation | None:
    """Give the invitation that a key opens, or None for one that is over, used or none of ours."""
    rows = Invitation.objects.alive(clock.now()).select_related("end__connection", "end__onboarding", "author")
    return rows.filter(digest=digest(key.encode()), end__connection__isnull=False, end__chosen=False).first()


def use_up(invitation: Invitation) -> bool:
    """Let a link count this once; False when it was used or ended meanwhile.

    What is written depends on the row alone: a condition in another table would be looked at before waiting for
    whoever uses the link at the same moment, and both would have it.
    """
    now = clock.now()
    if not Invitation.objects.alive(now).filter(pk=invitation.pk).exists():
        return False
    return bool(Invitation.objects.filter(pk=invitation.pk, used_at=None, expires_at__gt=now).update(used_at=now))


def too_many(address: str) -> bool:
    """Count a call from an address and tell whether it has called too often."""
    name = f"invited:{address}"
    calls = int(cache.get(name, 0)) + 1
    cache.set(name, calls, MINUTE)
    return calls > CALLS
