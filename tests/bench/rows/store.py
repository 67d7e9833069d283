"""Row 4 as far as the hub has it: there is no pull yet, so events are stored as transfers."""

import time

from apps.hub.engine import receive
from apps.hub.models import Transfer
from tests.bench import world
from tests.bench.bench import Bench, timed
from tests.bench.figures import Measured
from tests.bench.rows.raw import AT_ONCE

NOTE = "no pull yet: accepted events are read into transfers, and their bytes are stored already"


def measure(bench: Bench) -> list[Measured]:
    """Read accepted events into transfers, as the one reading worker does."""
    runs = [store(bench) for _ in range(bench.plan.runs)]
    return [
        Measured(
            row="store",
            what="events read into transfers",
            unit="docs/s",
            values=tuple(rate for rate, _cores in runs),
            limit=f"inserts, {AT_ONCE} a commit",
            cores={"engine": max(cores for _rate, cores in runs)},
            note=NOTE,
        )
    ]


def store(bench: Bench) -> tuple[float, float]:
    """Read a backlog, or as much of it as the time allows; give transfers a second and cores."""
    number = bench.plan.stored
    world.empty()
    bench.world.backlog(bench.serials(number), number)
    seconds, cores = timed(lambda: read_for(bench.plan.store_seconds))
    return Transfer.objects.count() / seconds, cores


def read_for(seconds: float) -> None:
    """Read until nothing is left or the time is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and receive.read_events():
        pass
