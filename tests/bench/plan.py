"""How long and how often everything is measured: all in a quarter of an hour, or a quick look in minutes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The sizes of all rows; seconds bound a run that does not reach its goal."""

    runs: int
    raw_seconds: float
    door_seconds: float
    backlog: int
    drain_seconds: float
    offered_seconds: float
    slow_documents: int
    stored: int
    translated: int
    transfers: int
    page_requests: int
    idle_seconds: float


FULL = Plan(
    runs=3,
    raw_seconds=2.0,
    door_seconds=8.0,
    backlog=20_000,
    drain_seconds=30.0,
    offered_seconds=10.0,
    slow_documents=400,
    stored=5_000,
    translated=10_000,
    transfers=1_000_000,
    page_requests=20,
    idle_seconds=60.0,
)
QUICK = Plan(
    runs=2,
    raw_seconds=0.5,
    door_seconds=2.0,
    backlog=1_000,
    drain_seconds=8.0,
    offered_seconds=3.0,
    slow_documents=80,
    stored=1_000,
    translated=2_000,
    transfers=100_000,
    page_requests=8,
    idle_seconds=9.0,
)
