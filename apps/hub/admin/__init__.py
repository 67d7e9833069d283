"""The admin, one file per noun."""

from apps.hub.admin import (
    attempts,
    audit,
    connections,
    events,
    flows,
    machinery,
    mappings,
    pending,
    rules,
    runs,
    transfers,
    uploads,
)

__all__ = [
    "attempts",
    "audit",
    "connections",
    "events",
    "flows",
    "machinery",
    "mappings",
    "pending",
    "rules",
    "runs",
    "transfers",
    "uploads",
]
