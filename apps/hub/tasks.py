"""The doorbell: beside the cluster, the only module that knows the task queue.

Rows of ours are the queue. A task only says "there is something to do", so a lost or doubled
one is harmless: the guard of the workers looks every five seconds.
"""

import logging
import socket
from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ, Schedule, Success
from django_q.tasks import async_task

from apps.hub.batches import schedule as schedule_of_files
from apps.hub.batches import shipping
from apps.hub.cluster.line import stopping
from apps.hub.engine.booking import errands
from apps.hub.engine.doors import pull as pulling
from apps.hub.engine.outgoing import deliver as messages
from apps.hub.engine.working import sweep as sweeping
from apps.hub.engine.working import work as working
from apps.hub.models import Heartbeat

log = logging.getLogger(__name__)

#: Name, function and interval of what runs by itself.
SCHEDULES = (
    ("sweep", "apps.hub.tasks.sweep", Schedule.MINUTES, 1),
    ("forget", "apps.hub.tasks.forget", Schedule.DAILY, None),
)
#: A worker looks again for so many seconds after the last thing it did; so a bell need not ring
#: twice within the shorter time.
LINGER, QUIET = 2.0, 0.5
#: Seconds after its time-out in which a task's end may still be on its way to us.
LATE = 30
#: The clocks of several hosts differ by no more than this.
AHEAD = timedelta(minutes=1)
#: Seconds for which sources are asked before others have their turn; a host's only worker has to book too.
ASKING, ASKING_ALONE = 45.0, 5.0
#: Seconds for which a worker waits for a source that wants a pause; a longer one is up to the sweep.
PAUSE = 20.0
#: Finished tasks are kept this long, for support.
KEPT = timedelta(days=2)


def ring() -> None:
    """Wake a worker once the current transaction is committed, unless one was woken this moment."""
    transaction.on_commit(ring_once)


def ring_once() -> None:
    """Ring, unless the bell rang this moment: the worker that it woke is still looking."""
    if cache.add("hub.bell", True, QUIET):
        ring_now()


def ring_now() -> None:
    """Put a task into the queue unless one is there that nobody has taken yet.

    A task that is taken later than this moment sees everything committed before it, so one
    untaken task is enough however many documents come. A taken one is locked into the future.
    """
    if not OrmQ.objects.filter(lock__lte=timezone.now()).exists():
        async_task("apps.hub.tasks.work")


def wake() -> None:
    """Begin: make sure of the schedules, and look at once for what was left behind."""
    forget_the_future()
    schedule()
    async_task("apps.hub.tasks.sweep")


def work() -> int:
    """Do what is due; ring again when the time was not enough, but not for what others have in hand."""
    beat(f"worker {socket.gethostname()}")
    attempted = working.work(linger=LINGER, workers=Conf.WORKERS, alive=lambda: not stopping(), plenty=ring_now)
    if attempted and not stopping() and working.more_is_due():
        ring_now()
    ring_messages()
    return attempted


def ring_pull() -> None:
    """Have the sources asked that are due, once the current transaction is committed."""
    transaction.on_commit(ring_pull_now)


def ring_pull_now() -> None:
    """Put a task into the queue; one more than needed finds nothing due."""
    async_task("apps.hub.tasks.pull")


def pull() -> None:
    """Ask the sources that are due, and leave one worker of a host to book what comes; go on later with what is left.

    Whoever saw this task untaken rang no bell to work, so it rings that first.
    """
    beat(f"worker {socket.gethostname()}")
    if working.more_is_due():
        ring_now()
    alone = Conf.WORKERS < 2
    more = pulling.pull_due(
        seconds=ASKING_ALONE if alone else ASKING,
        at_most=max(Conf.WORKERS - 1, 1),
        linger=0.0 if alone else PAUSE,
        alive=lambda: not stopping(),
        wake=ring_once,
    )
    if more and not stopping():
        ring_pull_now()


def sweep() -> None:
    """Free what dead workers held, note that the scheduler lives, and look for work and for sources to ask."""
    beat("scheduler")
    drop_dead_bells()
    sweeping.sweep()
    if working.more_is_due():
        ring_now()
    if pulling.is_due():
        ring_pull_now()
    if errands.is_due():
        async_task("apps.hub.tasks.run_errands")
    if schedule_of_files.is_due() or shipping.is_due():
        async_task("apps.hub.tasks.dispatch")
    ring_messages()


def ring_messages() -> None:
    """Have messages sent that are due; one task more than needed finds nothing."""
    if messages.is_due():
        async_task("apps.hub.tasks.send_messages")


def send_messages() -> int:
    """Tell other systems what happened.

    Whoever saw this task untaken rang no bell to work, so it rings that first.
    """
    if working.more_is_due():
        ring_now()
    return messages.run_due(alive=lambda: not stopping())


def run_errands() -> int:
    """Ask targets what became of what was booked there, and tell sources that it was.

    Whoever saw this task untaken rang no bell to work, so it rings that first.
    """
    if working.more_is_due():
        ring_now()
    return errands.run_due(alive=lambda: not stopping())


def ring_dispatch() -> None:
    """Have produced files brought to their places, once the current transaction is committed."""
    transaction.on_commit(lambda: async_task("apps.hub.tasks.dispatch"))


def dispatch() -> int:
    """Make the files whose time has come, and bring files to where they should be; give how many were brought.

    Whoever saw this task untaken rang no bell to work, so it rings that first.
    """
    if working.more_is_due():
        ring_now()
    schedule_of_files.run_due()
    return shipping.run_due(alive=lambda: not stopping())


def drop_dead_bells() -> None:
    """Delete tasks that died with their worker: one of them may have killed it, and would do so for ever.

    A task ends within its time-out or not at all; the queue would hand it out again only later.
    """
    now, left = timezone.now(), Conf.RETRY - Conf.TIMEOUT - LATE
    OrmQ.objects.filter(lock__gt=now, lock__lt=now + timedelta(seconds=left)).delete()


def look() -> None:
    """Ring for what nobody rings for: waits that are over, and what a worker held that is dead by now."""
    try:
        if sweeping.somebody_died():
            async_task("apps.hub.tasks.sweep")
        elif working.more_is_due():
            ring_now()
    except (DatabaseError, InterfaceError):
        log.exception("the database is away")
        connection.close()


def forget() -> int:
    """Delete what retention no longer keeps."""
    Success.objects.filter(stopped__lt=timezone.now() - KEPT).delete()
    forgotten = sweeping.forget()
    # Whoever saw this task untaken rang no bell of its own.
    if working.more_is_due():
        ring_now()
    return forgotten


def schedule() -> None:
    """Make sure that the schedules exist, once each, also when two hosts begin at the same time."""
    for name, function, kind, minutes in SCHEDULES:
        wanted = {"func": function, "schedule_type": kind, "minutes": minutes, "repeats": -1}
        rows = Schedule.objects.filter(name=name)
        if not rows.update(**wanted):
            Schedule.objects.create(name=name, **wanted)
        rows.exclude(pk=rows.order_by("pk").values_list("pk", flat=True)[0]).delete()


def forget_the_future() -> None:
    """After the clock was put back: believe no sign of life from later, and run what is due by the clock as it is."""
    now = timezone.now()
    Heartbeat.objects.filter(at__gt=now + AHEAD).delete()
    for name, _function, _kind, minutes in SCHEDULES:
        interval = timedelta(minutes=minutes) if minutes else timedelta(days=1)
        Schedule.objects.filter(name=name, next_run__gt=now + interval + AHEAD).update(next_run=now)


def beat(name: str) -> None:
    """Leave a sign of life."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def quiet_for() -> timedelta:
    """Tell how long ago any worker left a sign of life; one from the future is as bad as one from the past."""
    last = Heartbeat.objects.order_by("-at").first()
    return abs(timezone.now() - last.at) if last else timedelta.max


def queue_length() -> int:
    """Give how many doorbells wait or are being answered."""
    return int(OrmQ.objects.count())
