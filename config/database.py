"""What every connection to a database is made with.

To PostgreSQL: so that a line that is cut is noticed within seconds, at both ends. Left to itself TCP waits a quarter of
an hour for an answer that does not come, and two hours before it asks whether the other end still lives. A worker would
hang for as long, and its server process would go on holding the locks of a transaction that nobody will end.

And so that no statement is compiled before it runs: ours take milliseconds, and where statistics are old the server
takes them for long ones and spends a hundred times as much on compiling.
"""

from typing import Any

#: Seconds of silence after which the other end is asked, between two questions, and how often it is asked.
IDLE, INTERVAL, COUNT = 10, 5, 2
#: Milliseconds after which sent data that nobody has acknowledged end the connection: less than half a lease.
UNACKNOWLEDGED = 20_000

#: The same for the server's end, said as the connection is made; none of that concerns a socket in the file system.
SERVER = {
    "jit": "off",
    "tcp_keepalives_idle": IDLE,
    "tcp_keepalives_interval": INTERVAL,
    "tcp_keepalives_count": COUNT,
    "tcp_user_timeout": UNACKNOWLEDGED,
}

POSTGRESQL: dict[str, object] = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": IDLE,
    "keepalives_interval": INTERVAL,
    "keepalives_count": COUNT,
    "tcp_user_timeout": UNACKNOWLEDGED,
    "options": " ".join(f"-c {name}={value}" for name, value in SERVER.items()),
}

# Both are needed: a write-ahead log alone makes a transaction that starts by reading fail at once when it comes to
# write, without waiting for the timeout.
SQLITE: dict[str, object] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL",
}


def options(database: dict[str, Any]) -> dict[str, Any]:
    """Give the options of a database; what its address says (``sqlite:///file?timeout=5``) goes before ours."""
    ours = SQLITE if database["ENGINE"] == "django.db.backends.sqlite3" else POSTGRESQL
    return {**ours, **database.get("OPTIONS", {})}
