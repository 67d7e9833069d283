"""The admin, one file per noun."""

from apps.hub.admin import (
    attempts,
    audit,
    batches,
    connections,
    dispatches,
    events,
    flows,
    layouts,
    machinery,
    mappings,
    pending,
    rules,
    runs,
    transfers,
    uploads,
    webhooks,
)

__all__ = [
    "attempts",
    "audit",
    "batches",
    "connections",
    "dispatches",
    "events",
    "flows",
    "layouts",
    "machinery",
    "mappings",
    "pending",
    "rules",
    "runs",
    "transfers",
    "uploads",
    "webhooks",
]
