"""The doorbell: the only module that knows the task queue.

Rows of ours are the queue. A task only says "there is something to do", so a lost or doubled
one is harmless: the sweep rings every minute.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ, Schedule, Success
from django_q.tasks import async_task

from apps.hub.engine import sweep as sweeping
from apps.hub.engine import work as working
from apps.hub.models import Heartbeat

#: Name, function and interval of what runs by itself.
SCHEDULES = (
    ("sweep", "apps.hub.tasks.sweep", Schedule.MINUTES, 1),
    ("forget", "apps.hub.tasks.forget", Schedule.DAILY, None),
)
#: Finished tasks are kept this long, for support.
KEPT = timedelta(days=2)


def ring() -> None:
    """Wake a worker once the current transaction is committed."""
    transaction.on_commit(ring_now)


def ring_now() -> None:
    """Put a task into the queue unless one is there that nobody has taken yet.

    A task that is taken later than this moment sees everything committed before it, so one
    untaken task is enough however many documents come.
    """
    untaken = OrmQ.objects.filter(lock__lt=timezone.now() - timedelta(seconds=Conf.RETRY))
    if not untaken.exists():
        async_task("apps.hub.tasks.work")


def work() -> int:
    """Do what is due; ring again when the time was not enough."""
    attempted = working.work()
    if working.more_is_due():
        ring_now()
    return attempted


def sweep() -> None:
    """Free what dead workers held, note that the scheduler lives, and look for work."""
    Heartbeat.objects.update_or_create(name="scheduler", defaults={"at": timezone.now()})
    sweeping.sweep()
    if working.more_is_due():
        ring_now()


def forget() -> int:
    """Delete what retention no longer keeps."""
    Success.objects.filter(stopped__lt=timezone.now() - KEPT).delete()
    return sweeping.forget()


def schedule() -> None:
    """Make sure that the schedules exist, once each."""
    for name, function, kind, minutes in SCHEDULES:
        wanted = {"func": function, "schedule_type": kind, "minutes": minutes, "repeats": -1}
        Schedule.objects.update_or_create(name=name, defaults=wanted)


def queue_length() -> int:
    """Give how many doorbells wait or are being answered."""
    return int(OrmQ.objects.count())
