"""Row 1: a webhook acknowledged after its commit."""

from tests.bench.bench import Bench
from tests.bench.figures import Measured, mean, percentile

CONNECTIONS = 32


def measure(bench: Bench) -> list[Measured]:
    """Send as fast as the door answers; the worker rests."""
    rates, medians, slowest, costs = [], [], [], []
    for _ in range(bench.plan.runs):
        with bench.running("web") as pids:
            bench.send(connections=CONNECTIONS, seconds=1.0)
            meter = bench.stage.meter(pids)
            told = bench.send(connections=CONNECTIONS, seconds=bench.plan.door_seconds)
            costs.append(meter.cores(load=told["cores"]))
        rates.append(len(told["milliseconds"]) / told["seconds"])
        medians.append(percentile(told["milliseconds"], 0.5))
        slowest.append(percentile(told["milliseconds"], 0.99))
    what = f"webhooks acknowledged, {CONNECTIONS} connections"
    limit = "inserts, 8 connections"
    return [
        Measured(
            row="door",
            what=what,
            unit="/s",
            values=tuple(rates),
            goal=bench.goal(1_500, 300),
            limit=limit,
            cores=mean(costs),
        ),
        Measured(row="door", what="p50", unit="ms", values=tuple(medians), at_most=True),
        Measured(row="door", what="p99", unit="ms", values=tuple(slowest), goal=bench.goal(50, 100), at_most=True),
    ]
