"""What minutes would bring after a death: leases of processes that are gone are over, and somebody looks."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import async_task

from apps.hub.models import Operation, Slot, Transfer
from tests.hub.running.crew import alive


def bury_the_dead() -> None:
    """End the leases of processes that are gone; the living keep theirs."""
    past = timezone.now() - timedelta(seconds=1)
    for owner in owners():
        if not alive(int(owner.split(":")[-2])):
            Transfer.objects.filter(lease_owner=owner, state="sending").update(lease_until=past)
            Operation.objects.filter(lease_owner=owner).update(lease_until=past)
            Slot.objects.update(until=0)
            if not OrmQ.objects.exists():  # a crowd of sweeps would keep the worker from its work
                async_task("apps.hub.tasks.sweep")
    Transfer.objects.filter(Q(state="unknown") | Q(state="queued")).update(due_at=past)


def owners() -> set[str]:
    """Give who holds a document or an entry."""
    transfers = Transfer.objects.filter(state="sending").values_list("lease_owner", flat=True)
    return {*transfers, *Operation.objects.exclude(lease_owner="").values_list("lease_owner", flat=True)}


def end_lease_of(owner: str) -> None:
    """Let the time be over that one worker holds what it holds, as its long pause would, and let somebody look."""
    past = timezone.now() - timedelta(seconds=1)
    Transfer.objects.filter(lease_owner=owner).update(lease_until=past)
    Operation.objects.filter(lease_owner=owner).update(lease_until=past)
    Slot.objects.update(until=0)
    async_task("apps.hub.tasks.sweep")
