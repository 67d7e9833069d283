"""Row 3: a target that takes its time, and eight documents that may be under way at once."""

import json
import urllib.request
from typing import Any

from tests.bench import world
from tests.bench.bench import Bench
from tests.bench.figures import Measured, mean
from tests.bench.stage import within
from tests.bench.target.connector import BENCH

MILLISECONDS = 200
#: Documents a second that the declared concurrency makes possible.
POSSIBLE = BENCH.concurrency * 1000 / MILLISECONDS


def measure(bench: Bench) -> list[Measured]:
    """Measure the share of what is possible, by the target's own clock."""
    bench.world.answers_after(bench.stage.target_port, MILLISECONDS)
    shares, costs, most = [], [], 0
    for _ in range(bench.plan.runs):
        told, cores = drain(bench)
        shares.append(told["answered"] / max(told["last"] - told["first"], 0.001) / POSSIBLE * 100)
        costs.append(cores)
        most = max(most, told["most_at_once"])
    bench.world.answers_after(bench.stage.target_port, 0)
    return [
        Measured(
            row="slow",
            what=f"target of {MILLISECONDS} ms, {BENCH.concurrency} at once: share of {POSSIBLE:.0f}/s",
            unit="%",
            values=tuple(shares),
            goal=bench.goal(95),
            cores=mean(costs),
            note=f"at most {most} under way at once",
        )
    ]


def drain(bench: Bench) -> tuple[dict[str, Any], dict[str, float]]:
    """Drain a backlog, or as much of it as twice the possible time allows; give what the target saw."""
    number = bench.plan.slow_documents
    with bench.running("worker") as pids:
        figures(bench)
        bench.world.backlog(bench.serials(number), number)
        meter = bench.stage.meter({**pids, "target": bench.target})
        within(lambda: world.delivered() >= number, seconds=2 * number / POSSIBLE, tick=0.25)
        return figures(bench), meter.cores()


def figures(bench: Bench) -> dict[str, Any]:
    """Ask the target what it saw since it was asked last."""
    with urllib.request.urlopen(f"http://127.0.0.1:{bench.stage.target_port}/figures") as answer:
        told: dict[str, Any] = json.load(answer)
    return told
