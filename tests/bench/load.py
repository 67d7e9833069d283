"""The load generator, a process of its own: prepared requests over kept-alive connections, every answer timed.

Reads one JSON object from its input and writes one to its output. Standard library only, so that it costs little.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.bench.invoices import invoice

HOST = "127.0.0.1"
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
#: Requests prepared for each second that goes as fast as it can; whoever is faster ends earlier.
PREPARED = 4_000


@dataclass(frozen=True, slots=True)
class Order:
    """What to send: with a rate so many a second come what may, otherwise each connection as fast as it is answered."""

    port: int
    path: str
    token: str
    connections: int
    seconds: float
    first: int
    rate: float = 0.0

    def requests(self) -> list[bytes]:
        """Prepare the requests."""
        number = int(self.seconds * (self.rate or PREPARED))
        return [self.request(invoice(serial)) for serial in range(self.first, self.first + number)]

    def request(self, body: bytes) -> bytes:
        """Give one request as bytes."""
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nX-Bench-Token: {self.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


@dataclass(slots=True)
class Load:
    """One run: who sends next, and what came of it."""

    order: Order
    prepared: list[bytes]
    began: float = 0.0
    next: Iterator[int] = field(default_factory=lambda: iter(()))
    milliseconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    async def run(self) -> None:
        """Send until the time or the requests are over."""
        self.next, self.began = iter(range(len(self.prepared))), time.perf_counter()
        await asyncio.gather(*(self.sender() for _ in range(self.order.connections)))

    async def sender(self) -> None:
        """Be one connection; a server may close one that was idle, then another is opened."""
        line = await asyncio.open_connection(HOST, self.order.port)
        for number in self.next:
            due = await self.due(number)
            if due > self.began + self.order.seconds:
                break
            try:
                status = await exchange(line, self.prepared[number])
            except (ConnectionError, asyncio.IncompleteReadError):
                line = await asyncio.open_connection(HOST, self.order.port)
                status = await exchange(line, self.prepared[number])
            self.milliseconds.append((time.perf_counter() - due) * 1000)
            self.statuses[status] = self.statuses.get(status, 0) + 1
        line[1].close()

    async def due(self, number: int) -> float:
        """Wait until a request is due; its time counts from then on, also when it could not be sent at once."""
        if not self.order.rate:
            return time.perf_counter()
        due = self.began + number / self.order.rate
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        return due


async def exchange(line: tuple[asyncio.StreamReader, asyncio.StreamWriter], request: bytes) -> int:
    """Send one request and read its whole answer; give the status."""
    reader, writer = line
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    found = LENGTH.search(head)
    await reader.readexactly(int(found[1]) if found else 0)
    return int(head[9:12])


def main() -> None:
    """Prepare, send, tell."""
    order = Order(**json.load(sys.stdin))
    load = Load(order, order.requests())
    spent = time.process_time()
    asyncio.run(load.run())
    seconds = time.perf_counter() - load.began
    told = {"seconds": seconds, "milliseconds": load.milliseconds, "statuses": load.statuses}
    json.dump({**told, "cores": (time.process_time() - spent) / seconds}, sys.stdout)


if __name__ == "__main__":
    main()
