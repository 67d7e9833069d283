"""What must stand before the first setting is read: two free ports, and the certainty of being alone.

Standard library only, and nothing of ours: Django is not set up yet.
"""

import fcntl
import socket
import sys
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[3]
LOCK = ROOT / "var" / "up.lock"
HOST = "127.0.0.1"
USUAL_PORT = 8000
PORTS_TRIED = 100
RUNS_ALREADY = "Ponte runs here already, at {url}. Stop it where it was started (Ctrl-C), then try again."
TAKEN = "Port {port} is taken by another program. Choose another one: make up PORT={other}"
NO_PORT = "PORT must be a number from 1 to 65535, not {port!r}."
#: Open as long as the process lives: the lock is gone with it, however it ends.
held: list[IO[str]] = []


def prepare(environment: MutableMapping[str, str]) -> None:
    """Choose the ports and tell them to the settings; ends the program when that is not possible."""
    lock = take_lock()
    known = dict(pairs(Path(environment.get("ENV_FILE") or ROOT / ".env"))) | dict(environment)
    port = web_port(known.get("PORT", ""))
    sandbox = sandbox_url(known.get("SANDBOX_URL", ""), beside=port)
    environment.update(PORT=str(port), SANDBOX_URL=sandbox)
    lock.write(f"http://{HOST}:{port}/")
    lock.flush()


def take_lock() -> IO[str]:
    """Make sure that only one hub runs on these files; ends the program when another one does."""
    LOCK.parent.mkdir(exist_ok=True)
    lock = LOCK.open("a+")
    lock.seek(0)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(RUNS_ALREADY.format(url=lock.read() or "an address of its own"))
    lock.truncate(0)
    held.append(lock)
    return lock


def pairs(file: Path) -> Iterator[tuple[str, str]]:
    """Read the plain lines of an environment file."""
    lines = file.read_text().splitlines() if file.is_file() else []
    for line in lines:
        name, found, value = line.partition("=")
        if found and not name.lstrip().startswith("#"):
            yield name.strip(), value.strip().strip("'\"")


def web_port(wanted: str) -> int:
    """Give the port of the pages: the wanted one or none, and without a wish the first free one."""
    if not wanted:
        return next_free(USUAL_PORT)
    if not wanted.isdigit() or not 0 < int(wanted) < 65536:
        sys.exit(NO_PORT.format(port=wanted))
    if not free(int(wanted)):
        sys.exit(TAKEN.format(port=wanted, other=next_free(int(wanted) + 1)))
    return int(wanted)


def sandbox_url(known: str, *, beside: int) -> str:
    """Give the address of the simulated vendors: where they are wanted, else the next free port."""
    port = urlsplit(known).port
    if port is None or port == beside or not free(port):
        port = next_free(beside + 1)
    return f"http://{HOST}:{port}"


def next_free(first: int) -> int:
    """Give the first free port from one on; any at all where there is none nearby."""
    return next((port for port in range(first, min(first + PORTS_TRIED, 65536)) if free(port)), 0) or any_port()


def any_port() -> int:
    """Give a port that the system has free."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def free(port: int) -> bool:
    """Tell whether nobody listens on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
