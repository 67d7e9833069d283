"""How long and how often everything is measured: all in a quarter of an hour, or a quick look in minutes."""

import os
from dataclasses import dataclass, replace


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
    pulled: int
    translated: int
    transfers: int
    page_requests: int
    idle_seconds: float


FULL = Plan(
    runs=3,
    raw_seconds=1.0,
    door_seconds=6.0,
    backlog=20_000,
    drain_seconds=25.0,
    offered_seconds=10.0,
    slow_documents=200,
    pulled=50_000,
    translated=10_000,
    transfers=1_000_000,
    page_requests=20,
    idle_seconds=60.0,
)
QUICK = Plan(
    runs=1,
    raw_seconds=0.5,
    door_seconds=2.0,
    backlog=2_000,
    drain_seconds=6.0,
    offered_seconds=3.0,
    slow_documents=80,
    pulled=5_000,
    translated=2_000,
    transfers=100_000,
    page_requests=10,
    idle_seconds=6.0,
)


def chosen(vendor: str) -> Plan:
    """Give the plan that was asked for; SQLite is for a small house, and measured as one."""
    if os.environ.get("QUICK"):
        return QUICK
    return replace(FULL, drain_seconds=12.0, pulled=10_000, transfers=100_000) if vendor == "sqlite" else FULL
