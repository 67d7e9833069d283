"""The drill's target, a process of its own: books under access tokens, and behaves as badly as it is told.

It dedupes nothing, so that what is sent twice stands there twice, and remembers every write in
the order it was made. Refresh tokens count once. Standard library only.

    python -m apps.hub.drill.target PORT CLIENT_ID CLIENT_SECRET SEED
"""

import base64
import json
import random
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

HOST = "127.0.0.1"
#: Seconds that an access token lives, and at most how many calls pass while tokens are revoked early.
LIFETIME, CALLS_PER_TOKEN = 30.0, 60
#: Seconds that a slow answer takes, at most.
SLOWEST = 1.5
#: Of so many calls one meets trouble; no document more often than that, as the rests of the hub grow to hours.
ONE_IN, MOST = 4, 2
AGAIN_AFTER = {"Retry-After": "1"}

Body = Mapping[str, Any]


class Mood(StrEnum):
    """How the target behaves."""

    NORMAL = "normal"
    SLOW = "slow"
    TOO_MANY = "429"
    BROKEN = "500"
    DROPS = "dropped"
    EXPIRES = "expired"


class Dropped(Exception):
    """The line breaks, and no answer is given."""


@dataclass(slots=True)
class Said:
    """An answer."""

    status: int
    body: Body = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


WRITES = ("entries", "entries/change")
TROUBLES = (Mood.TOO_MANY, Mood.BROKEN, Mood.DROPS)
REFUSALS = {
    Mood.TOO_MANY: Said(429, {"error": "slow_down"}, AGAIN_AFTER),
    Mood.BROKEN: Said(500, {"error": "server_error"}, AGAIN_AFTER),
}


@dataclass(slots=True)
class Entry:
    """One booked entry; ``writes`` are pairs of the target's own count of writes and the revision that came."""

    key: str
    number: str
    writes: list[tuple[int, int]]


@dataclass
class Access:
    """Who may come in: one access token at a time, and one refresh token."""

    client: str
    secret: str
    refresh: str = ""
    access: str = ""
    until: float = 0.0
    calls: int = 0
    granted: int = 0
    refused: int = 0
    signed_in: int = 0

    def sign_in(self) -> str:
        """Let a person give their consent; what was given before counts no more."""
        self.refresh, self.access, self.signed_in = uuid.uuid4().hex, "", self.signed_in + 1
        return self.refresh

    def grant(self, form: Body, authorization: str) -> Said:
        """Give both tokens anew for the newest refresh token."""
        proof = "Basic " + base64.b64encode(f"{self.client}:{self.secret}".encode()).decode()
        if authorization != proof:
            return Said(401, {"error": "invalid_client"})
        if not self.refresh or form.get("refresh_token") != self.refresh:
            self.refused += 1
            return Said(400, {"error": "invalid_grant"})
        self.refresh, self.access = uuid.uuid4().hex, uuid.uuid4().hex
        self.until, self.calls, self.granted = time.monotonic() + LIFETIME, 0, self.granted + 1
        return Said(200, {"access_token": self.access, "refresh_token": self.refresh, "expires_in": LIFETIME})

    def opens(self, authorization: str) -> bool:
        """Tell whether a call carries the living token."""
        self.calls += 1
        return bool(self.access) and authorization == f"Bearer {self.access}" and time.monotonic() < self.until


class Books:
    """Everything that the target knows."""

    def __init__(self, access: Access, seed: int) -> None:
        self.access, self.dice = access, random.Random(seed)  # noqa: S311  a drill is to be repeated
        self.mood, self.lock = Mood.NORMAL, threading.Lock()
        self.entries: list[Entry] = []
        self.writes = 0
        self.met: dict[str, int] = {}

    def answer(self, path: str, body: Body, authorization: str) -> Said:
        """Answer one call as the mood of the day has it."""
        mood, unlucky, wait = self.roll(self.about(path, body))
        if mood is Mood.SLOW:
            time.sleep(wait)
        if unlucky and (mood is Mood.TOO_MANY or (mood is Mood.BROKEN and wait < SLOWEST / 2)):
            return REFUSALS[mood]
        with self.lock:
            said = self.access.grant(body, authorization) if path == "token" else self.inside(path, body, authorization)
        return self.spoilt(mood, said) if unlucky and path in WRITES else said

    def about(self, path: str, body: Body) -> str:
        """Name the document that a call is about."""
        return self.entries[int(body["id"]) - 1].key if path == "entries/change" else str(body.get("key", path))

    def roll(self, about: str) -> tuple[Mood, bool, float]:
        """Throw the dice for one call: the mood, whether this call meets its trouble, and a wait in seconds."""
        with self.lock:
            if self.mood is Mood.EXPIRES and self.access.calls > CALLS_PER_TOKEN:
                self.access.access = ""
            unlucky = self.mood in TROUBLES and self.dice.randrange(ONE_IN) == 0 and self.met.get(about, 0) < MOST
            if unlucky:
                self.met[about] = self.met.get(about, 0) + 1
            return self.mood, unlucky, self.dice.uniform(0.1, SLOWEST)

    def spoilt(self, mood: Mood, said: Said) -> Said:
        """Keep the answer to ourselves: what was asked for is booked, and nobody hears of it."""
        if mood is Mood.DROPS:
            raise Dropped
        return REFUSALS[mood] if mood is Mood.BROKEN else said

    def inside(self, path: str, body: Body, authorization: str) -> Said:
        """Do what is asked, for whoever may ask."""
        if not self.access.opens(authorization):
            return Said(401, {"error": "invalid_token"})
        doors: dict[str, Callable[[Body], Said]] = {
            "entries": self.book,
            "entries/find": self.find,
            "entries/change": self.change,
        }
        return doors[path](body) if path in doors else Said(404)

    def book(self, body: Body) -> Said:
        """Book an entry, whether one with its key is there or not."""
        self.writes += 1
        self.entries.append(Entry(body["key"], body["number"], [(self.writes, body["revision"])]))
        return Said(200, {"id": len(self.entries)})

    def find(self, body: Body) -> Said:
        """Give the entries under a key."""
        return Said(200, {"ids": [n for n, entry in enumerate(self.entries, 1) if entry.key == body["key"]]})

    def change(self, body: Body) -> Said:
        """Change an entry."""
        self.writes += 1
        self.entries[int(body["id"]) - 1].writes.append((self.writes, body["revision"]))
        return Said(200, {"id": body["id"]})

    def control(self, path: str, body: Body) -> Said:
        """Do what the drill wants: a mood, a sign-in, or a report."""
        with self.lock:
            match path:
                case "mood":
                    self.mood = Mood(body["mood"])
                    self.access.calls = CALLS_PER_TOKEN
                    return Said(200)
                case "sign-in":
                    return Said(200, {"refresh_token": self.access.sign_in()})
                case "report":
                    return Said(200, self.report())
        return Said(404)

    def report(self) -> Body:
        """Tell everything that was booked, and what happened at the doors."""
        return {
            "entries": [{"number": entry.number, "writes": entry.writes} for entry in self.entries],
            "tokens": self.access.granted,
            "tokens_refused": self.access.refused,
            "signed_in": self.access.signed_in,
            "troubles": sum(self.met.values()),
        }


class Door(BaseHTTPRequestHandler):
    """One connection; what begins with ``/control/`` is the drill's."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    books: Books

    def do_POST(self) -> None:
        """Read a form or JSON, and answer with JSON."""
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        path, authorization = self.path.strip("/"), self.headers.get("Authorization", "")
        body: Body = dict(parse_qsl(raw)) if path == "token" else json.loads(raw or "{}")
        try:
            if path.startswith("control/"):
                said = self.books.control(path.removeprefix("control/"), body)
            else:
                said = self.books.answer(path, body, authorization)
        except Dropped:
            self.close_connection = True
            return
        self.give(said)

    def give(self, said: Said) -> None:
        """Write an answer."""
        data = json.dumps(said.body).encode()
        self.send_response(said.status)
        for name, value in {**said.headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: Any) -> None:
        """Stay silent."""


def serve(port: int, client: str, secret: str, seed: int) -> None:
    """Serve until killed."""
    books = Books(Access(client, secret), seed)
    server = ThreadingHTTPServer((HOST, port), type("OwnDoor", (Door,), {"books": books}))
    server.daemon_threads = True
    server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
