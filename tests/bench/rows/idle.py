"""Row 7: what web server, worker and scheduler take while nothing happens."""

import time

from tests.bench import world
from tests.bench.bench import Bench
from tests.bench.figures import Measured, mean
from tests.bench.stage import memory_of, wait_for

#: The time is looked at in so many parts, to see how even it is.
PARTS = 3
#: Seconds between the last document and the first look.
SETTLE = 5.0


def measure(bench: Bench) -> list[Measured]:
    """Let everybody do a little first, as a process that never worked has little in its memory."""
    costs, memory = [], []
    with bench.running("web", "worker") as pids:
        told = bench.send(connections=8, seconds=2.0, rate=20)
        wait_for(lambda: world.delivered() == len(told["milliseconds"]), "the first documents to be booked")
        time.sleep(SETTLE)
        for _ in range(PARTS):
            meter = bench.stage.meter(pids)
            time.sleep(bench.plan.idle_seconds / PARTS)
            costs.append(meter.cores())
            memory.append(sum(memory_of(pid) for pid in pids.values()))
    ours = tuple(sum(cores[name] for name in pids) * 100 for cores in costs)
    return [
        Measured(
            row="idle",
            what="web, worker and scheduler with nothing to do",
            unit="% of a core",
            values=ours,
            goal=bench.goal(2, 2),
            at_most=True,
            cores=mean(costs),
        ),
        Measured(
            row="idle",
            what="their memory together",
            unit="MB",
            values=tuple(memory),
            goal=bench.goal(400, 400),
            at_most=True,
        ),
    ]
