"""Many senders: each revision of each document is sent until the hub has acknowledged it, in its own order."""

import heapq
import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from apps.hub.drill.connector import HEADER

HOST = "127.0.0.1"
#: Seconds that a sender waits for an answer, and before it sends the same again.
ANSWER_WITHIN, AGAIN = 60.0, 0.3
#: One document in so many is amended, up to so many times, each within so many seconds of the last.
AMENDED, MOST, APART = 4, 3, 4.0
BEGAN = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document to be sent: its id, how many revisions it will have, and when the first is sent."""

    id: str
    revisions: int
    after: float
    dated: bool

    def body(self, revision: int) -> bytes:
        """Give a revision as it is sent, byte for byte the same each time."""
        changed = (BEGAN + timedelta(minutes=revision)).isoformat() if self.dated else None
        told = {"id": self.id, "revision": revision, "total": f"{100 + revision}.50", "changed": changed}
        return json.dumps(told).encode()


def papers(name: str, number: int, *, seconds: float, dice: random.Random) -> list[Paper]:
    """Give a round's documents: half of them at once, the others spread over the time of the fire."""
    return [
        Paper(
            id=f"{name}-{position:05}",
            revisions=dice.randint(2, MOST) if position % AMENDED == 0 else 1,
            after=0.0 if position % 2 else dice.uniform(0.0, seconds),
            dated=position % 3 == 0,
        )
        for position in range(number)
    ]


@dataclass
class Senders:
    """Some threads that send; ``accepted`` maps a document to the last revision that was acknowledged."""

    port: int
    path: str
    token: str
    dice: random.Random
    accepted: dict[str, int] = field(default_factory=dict)
    calls: int = 0
    unsent: int = 0
    queue: list[tuple[float, str, int, Paper]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    stopping: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self, documents: list[Paper], number: int) -> None:
        """Begin to send."""
        now = time.monotonic()
        self.queue = [(now + paper.after, paper.id, 1, paper) for paper in documents]
        heapq.heapify(self.queue)
        self.threads = [threading.Thread(target=self.send, name="sender", daemon=True) for _ in range(number)]
        for thread in self.threads:
            thread.start()

    def done(self) -> bool:
        """Tell whether all has been acknowledged."""
        return not any(thread.is_alive() for thread in self.threads)

    def missing(self) -> bool:
        """Tell whether something was given up before it was acknowledged."""
        return bool(self.queue) or self.unsent > 0

    def stop(self) -> None:
        """Give up what is not acknowledged yet."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(ANSWER_WITHIN)

    def send(self) -> None:
        """Be one sender until nothing is left to send."""
        line = http.client.HTTPConnection(HOST, self.port, timeout=ANSWER_WITHIN)
        while not self.stopping.is_set() and (job := self.next_job()):
            due, _id, revision, paper = job
            self.stopping.wait(max(due - time.monotonic(), 0.0))
            if self.delivered(line, paper.body(revision)):
                self.note(paper, revision)
            else:
                self.unsent += 1
        line.close()

    def delivered(self, line: http.client.HTTPConnection, body: bytes) -> bool:
        """Send the same until it is acknowledged; False when we are told to stop before."""
        while not self.stopping.is_set():
            if self.acknowledged(line, body):
                return True
            self.stopping.wait(AGAIN)
        return False

    def next_job(self) -> tuple[float, str, int, Paper] | None:
        """Take what is due next."""
        with self.lock:
            return heapq.heappop(self.queue) if self.queue else None

    def note(self, paper: Paper, revision: int) -> None:
        """Remember what was acknowledged; the next revision follows only then."""
        with self.lock:
            self.accepted[paper.id] = revision
            self.calls += 1
            if revision < paper.revisions:
                due = time.monotonic() + self.dice.uniform(0.0, APART)
                heapq.heappush(self.queue, (due, paper.id, revision + 1, paper))

    def acknowledged(self, line: http.client.HTTPConnection, body: bytes) -> bool:
        """Send once; only a 200 counts."""
        try:
            line.request("POST", self.path, body, {"Content-Type": "application/json", HEADER: self.token})
            answer = line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            line.close()
            return False
        return answer.status == 200
