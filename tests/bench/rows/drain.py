"""Row 2: from event to booked, as a backlog and at a steady rate."""

import time
from datetime import datetime
from typing import NamedTuple

from django.db.models import Max
from django.utils import timezone

from apps.hub.models import Transfer
from tests.bench import world
from tests.bench.bench import Bench
from tests.bench.figures import Measured, mean, percentile
from tests.bench.stage import within

#: Documents offered a second.
RATE = 50.0
LIMIT = "POSTs, 2 processes of 8 threads"


class Drained(NamedTuple):
    """One backlog: how many were booked, in which time, and at what cost."""

    number: int
    seconds: float
    cores: dict[str, float]


def measure(bench: Bench) -> list[Measured]:
    """Measure both."""
    return [backlog(bench), *offered(bench)]


def backlog(bench: Bench) -> Measured:
    """Drain a backlog."""
    bench.world.answers_after(bench.stage.target_port, 0)
    runs = [drain(bench, bench.plan.backlog, bench.plan.drain_seconds) for _ in range(bench.plan.runs)]
    worst = min(run.number for run in runs)
    cut = f"cut off after {bench.plan.drain_seconds:.0f} s, {worst:,} booked" if worst < bench.plan.backlog else ""
    return Measured(
        row="drain",
        what=f"a backlog of {bench.plan.backlog:,} booked",
        unit="docs/s",
        values=tuple(run.number / run.seconds for run in runs),
        goal=bench.goal(1_000),
        limit=LIMIT,
        cores=mean([run.cores for run in runs]),
        note=cut,
    )


def drain(bench: Bench, number: int, seconds: float) -> Drained:
    """Drain one backlog with a fresh worker; the clock starts with the commit of the events."""
    with bench.running("worker") as pids:
        bench.world.backlog(bench.serials(number), number)
        began, clock = timezone.now(), time.monotonic()
        meter = bench.stage.meter({**pids, "target": bench.target})
        done = within(lambda: world.delivered() >= number, seconds=seconds, tick=0.25)
        cores, elapsed, booked = meter.cores(), time.monotonic() - clock, world.delivered()
    return Drained(booked, until_last(began) if done else elapsed, cores)


def until_last(began: datetime) -> float:
    """Give the seconds until the last transfer was booked."""
    last = Transfer.objects.aggregate(last=Max("delivered_at"))["last"]
    return float((last - began).total_seconds())


def offered(bench: Bench) -> list[Measured]:
    """Offer documents at a steady rate through the door; time each from accepted to booked."""
    medians, slowest, costs, missing = [], [], [], 0
    for _ in range(bench.plan.runs):
        with bench.running("web", "worker") as pids:
            meter = bench.stage.meter({**pids, "target": bench.target})
            told = bench.send(connections=8, seconds=bench.plan.offered_seconds, rate=RATE)
            number = len(told["milliseconds"])
            within(lambda number=number: world.delivered() >= number, seconds=15)  # type: ignore[misc]
            costs.append(meter.cores(load=told["cores"]))
        waits = milliseconds()
        missing += number - len(waits)
        medians.append(percentile(waits, 0.5))
        slowest.append(percentile(waits, 0.99))
    what = f"from accepted to booked at {RATE:.0f}/s offered"
    note = f"{missing} not booked 15 s after the last was sent" if missing else ""
    return [
        Measured(
            row="drain",
            what=f"{what}, p50",
            unit="ms",
            values=tuple(medians),
            goal=bench.goal(300),
            at_most=True,
            cores=mean(costs),
            note=note,
        ),
        Measured(
            row="drain", what=f"{what}, p99", unit="ms", values=tuple(slowest), goal=bench.goal(1_000), at_most=True
        ),
    ]


def milliseconds() -> list[float]:
    """Give how long each booked transfer took since its event was accepted."""
    rows = Transfer.objects.filter(state="delivered").values_list("received_at", "delivered_at")
    return [(delivered - received).total_seconds() * 1000 for received, delivered in rows if delivered]
