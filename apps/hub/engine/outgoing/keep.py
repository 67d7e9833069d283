"""What people and systems decide about addresses that are told: another secret, on and off, and sending again."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.core import standard_webhooks
from apps.hub.engine.decisions.resolve import Verb, audit
from apps.hub.engine.rows import clock
from apps.hub.models import Message, Subscription

#: How long the secret before the present one still signs.
BOTH = timedelta(hours=24)
#: How long messages are kept that are over, and those that nobody takes any more.
KEPT = timedelta(days=30)


def rotate(row: Subscription, *, actor: User) -> str:
    """Give a new secret, which is shown this once; the old one signs beside it for a day."""
    with transaction.atomic():
        held = Subscription.objects.select_for_update().get(pk=row.pk)
        held.old_secret, held.old_until = held.secret, clock.now() + BOTH
        held.secret = standard_webhooks.new_secret()
        held.save(update_fields=["secret", "old_secret", "old_until"])
        audit(actor, Verb.ROTATED, held)
    return str(held.secret)


def switch(row: Subscription, *, active: bool, actor: User) -> None:
    """Switch an address on or off; on again, it begins without its past."""
    with transaction.atomic():
        Subscription.objects.filter(pk=row.pk).update(active=active, code="", failing_since=None)
        audit(actor, Verb.SWITCHED, row, active=active)


def send_again(messages: Sequence[Message], *, actor: User) -> int:
    """Have messages sent again now, whatever came of them; give how many."""
    with transaction.atomic():
        rows = Message.objects.filter(pk__in=[row.pk for row in messages])
        count = rows.update(state=Message.State.QUEUED, due_at=clock.now(), tries=0)
        for row in messages:
            audit(actor, Verb.SENT, row)
    return count


def forget() -> None:
    """Delete messages that are no longer kept, with their deliveries."""
    Message.objects.filter(created_at__lt=clock.now() - KEPT).delete()
