"""How long anybody waits for the database, and how it is opened."""

from typing import Any

#: Both of the first are needed: a write-ahead log alone makes a transaction that starts by reading fail at once when
#: it comes to write, without waiting for the timeout.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL",
    "timeout": 20,
}
#: A host that has vanished neither refuses nor answers: after these seconds it counts as away.
POSTGRESQL = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}


def options(database: dict[str, Any]) -> dict[str, Any]:
    """Give the options of a database; what its address says (``sqlite:///file?timeout=5``) counts."""
    ours = SQLITE if database["ENGINE"] == "django.db.backends.sqlite3" else POSTGRESQL
    return {**ours, **database.get("OPTIONS", {})}
