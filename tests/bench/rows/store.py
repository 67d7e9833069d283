"""Row 4 as far as the hub has it: there is no pull yet, so events are stored as transfers."""

from apps.hub.engine import receive
from apps.hub.models import Transfer
from tests.bench import world
from tests.bench.bench import Bench, timed
from tests.bench.figures import Measured
from tests.bench.rows.raw import AT_ONCE

NOTE = "no pull yet: accepted events are read into transfers, and their bytes are stored already"


def measure(bench: Bench) -> list[Measured]:
    """Read accepted events into transfers, as the one reading worker does."""
    runs = [store(bench, bench.plan.stored) for _ in range(bench.plan.runs)]
    return [
        Measured(
            row="store",
            what=f"{bench.plan.stored:,} events read into transfers",
            unit="docs/s",
            values=tuple(bench.plan.stored / seconds for seconds, _cores in runs),
            limit=f"inserts, {AT_ONCE} a commit",
            cores={"engine": max(cores for _seconds, cores in runs)},
            note=NOTE,
        )
    ]


def store(bench: Bench, number: int) -> tuple[float, float]:
    """Read one backlog; give seconds and cores."""
    world.empty()
    bench.world.backlog(bench.serials(number), number)
    taken = timed(read_all)
    if Transfer.objects.count() != number:
        raise RuntimeError("not every event became a transfer")
    return taken


def read_all() -> None:
    """Read until nothing is left."""
    while receive.read_events():
        pass
