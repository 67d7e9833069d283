"""A whole installation on hosts of its own: a database, a target, senders, and two hubs that run everything."""

import json
import os
import secrets
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, LiteralString

import psycopg

from apps.hub.running.up import WEB
from tests.hosts.network import BITS, NETWORK, NOBODY_SPECIAL, Host, Network, network

ROOT = Path(__file__).resolve().parents[2]
PORT, HUBS = 8000, ("hub1", "hub2")
#: What a host takes over of the shell that tests run in; no setting is among it.
PLAIN = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH")
#: Two working processes of so many threads each on two hosts: fifty deliveries at once and two more.
WORKERS, THREADS = 2, 13
CLIENT = "ponte-drill"


@dataclass
class Installation:
    """All hosts, and how a test talks to them."""

    network: Network
    folder: Path
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    keys: dict[str, str] = field(default_factory=lambda: {key: secrets.token_urlsafe(32) for key in ("s", "f")})
    sent: int = 0

    def __post_init__(self) -> None:
        self.hosts: dict[str, Host] = {name: self.network.add(name) for name in ("data", "vendor", "senders", *HUBS)}

    @property
    def environment(self) -> dict[str, str]:
        """Give the environment of every program of the hub."""
        addresses = [self.hosts[name].address for name in HUBS]
        return {name: os.environ[name] for name in PLAIN if name in os.environ} | {
            "DJANGO_SETTINGS_MODULE": "tests.hosts.settings",
            "DATABASE_URL": f"postgres://ponte@{self.hosts['data'].address}:5432/postgres",
            "SECRET_KEY": self.keys["s"],
            "FERNET_KEYS": self.keys["f"],
            "ALLOWED_HOSTS": ",".join(addresses),
            "PRIVATE_ORIGINS": f"{self.hosts['vendor'].address}:{PORT}",
            "WORKERS": str(WORKERS),
            "WORKER_THREADS": str(THREADS),
        }

    def start(self) -> None:
        """Start everything, one after the other; the workers take what comes as soon as they are there."""
        self.database = self.program(
            "data", [*NOBODY_SPECIAL, *module("database", self.at("data"), f"{NETWORK}.0/{BITS}")]
        )
        self.socket = answer(self.database)
        self.vendor = self.program("vendor", module("target", self.at("vendor"), str(PORT), CLIENT, self.secret))
        scene = module("scene", f"{self.at('vendor')}:{PORT}", self.secret, self.ask("sign-in"))
        self.path, self.token = json.loads(answer(self.program("senders", scene)))
        for name in HUBS:
            self.program(
                name, [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{self.at(name)}:{PORT}", *WEB]
            )
            self.program(name, [sys.executable, "manage.py", "worker"])
        words = module("sender", self.path, self.token, *map(self.at, HUBS))
        self.sender = self.program("senders", words)

    def at(self, name: str) -> str:
        """Give a host's address."""
        return self.hosts[name].address

    def program(self, host: str, words: Sequence[str]) -> "subprocess.Popen[str]":
        """Start a program on a host; what it says on standard error is in the folder."""
        log = self.folder / f"{host}.log"
        return self.hosts[host].start(words, log=log, environment=self.environment, cwd=ROOT)

    def ask(self, what: str, **more: Any) -> Any:
        """Ask the target something."""
        say(self.vendor.stdin, json.dumps({"what": what, **more}))
        return json.loads(answer(self.vendor))

    def calls(self, path: str = "entries") -> list[dict[str, Any]]:
        """Give the calls that the target saw at one of its addresses."""
        return [call for call in self.ask("calls") if call["path"] == path]

    def booked(self, names: Collection[str]) -> list[str]:
        """Give the keys among these that stand in the target's books, each as often as it stands there."""
        wanted = {f"DRILL-{name}" for name in names}
        return sorted(call["key"] for call in self.calls() if call["done"] and call["key"] in wanted)

    def send(self, number: int, prefix: str = "D") -> list[str]:
        """Have so many documents sent and give their names."""
        names = [f"{prefix}{serial:05}" for serial in range(self.sent, self.sent + number)]
        self.sent += number
        say(self.sender.stdin, "\n".join(names))
        return names

    def acknowledged(self, names: Collection[str]) -> None:
        """Wait until all of these were acknowledged to their senders."""
        for _ in names:
            answer(self.sender)

    def rows(self, query: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database, past the network."""
        with psycopg.connect(host=self.socket, user="ponte", dbname="postgres") as connection:
            found = connection.execute(query, values)
            return found.fetchall() if found.description else []

    def delivered(self, names: Collection[str]) -> int:
        """Tell how many of these documents the hub takes for booked."""
        query = "SELECT count(*) FROM hub_transfer WHERE state = 'delivered' AND source_id = ANY(%s)"
        return int(self.rows(query, list(names))[0][0])

    def all_delivered(self, names: Collection[str], *, seconds: float = 60.0) -> float:
        """Wait until the hub takes all of these for booked and give the seconds that it took."""
        began = time.monotonic()
        until(lambda: self.delivered(names) == len(names), seconds, lambda: self.states(names))
        return time.monotonic() - began

    def last_words(self) -> None:
        """Repeat the end of every log; shown where a test failed."""
        for log in sorted(self.folder.glob("*.log")):
            sys.stderr.write(f"{log.name}:\n{log.read_text()[-2000:]}\n")

    def states(self, names: Collection[str]) -> object:
        """Tell where these documents stand, for whoever wonders what went wrong."""
        query = "SELECT state, reason, lease_owner, count(*) FROM hub_transfer WHERE source_id = ANY(%s) GROUP BY 1,2,3"
        return self.rows(query, list(names))


def module(name: str, *words: str) -> list[str]:
    """Give the words that run one of these programs."""
    return [sys.executable, "-m", f"tests.hosts.{name}", *words]


def say(pipe: IO[str] | None, line: str) -> None:
    """Say a line to a program."""
    assert pipe
    pipe.write(f"{line}\n")
    pipe.flush()


def answer(process: "subprocess.Popen[str]", seconds: float = 60.0) -> str:
    """Give the next line that a program says; one that says nothing in time is an error."""
    assert process.stdout
    ready, _, _ = select.select([process.stdout], [], [], seconds)
    assert ready, f"{process.args!r} says nothing"
    # Byte by byte, as `select` knows nothing of lines that were read ahead.
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(process.stdout.fileno(), 1)
        assert byte, f"{process.args!r} ended"
        line += byte
    return line.decode().rstrip("\n")


def until(condition: Callable[[], bool], seconds: float, why: Callable[[], object] = lambda: "") -> None:
    """Wait until a condition holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} seconds: {why()}"
        time.sleep(0.1)


@contextmanager
def installation() -> Iterator[Installation]:
    """Give a running installation; everything of it is gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ponte-hosts-")))
        made = Installation(stack.enter_context(network()), folder)
        stack.callback(stop_database, made)
        try:
            made.start()
            yield made
        finally:
            made.last_words()


def stop_database(made: Installation) -> None:
    """Let the database end in good order, so that its folder goes with it."""
    for name in HUBS:
        made.hosts[name].end()
    if database := getattr(made, "database", None):
        database.stdin.close()
        database.wait(timeout=30)
