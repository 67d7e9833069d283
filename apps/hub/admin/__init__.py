"""The admin, one file per noun."""

from apps.hub.admin import (
    attempts,
    audit,
    connections,
    events,
    flows,
    mappings,
    pending,
    rules,
    runs,
    transfers,
)

__all__ = [
    "attempts",
    "audit",
    "connections",
    "events",
    "flows",
    "mappings",
    "pending",
    "rules",
    "runs",
    "transfers",
]
