"""The bench's target, a process of its own: answers every POST with an id, at once or after so many milliseconds.

The first part of the path is the wait: ``POST /200/invoices`` is answered after 200 ms. ``GET /figures`` tells what
was counted since it was asked last. Standard library only, so that it costs little.
"""

import asyncio
import json
import re
import sys
import time
from dataclasses import asdict, dataclass
from itertools import count

HOST = "127.0.0.1"
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


@dataclass(slots=True)
class Figures:
    """What was answered; moments are of this process's own clock."""

    answered: int = 0
    at_once: int = 0
    most_at_once: int = 0
    first: float = 0.0
    last: float = 0.0

    def begin(self) -> None:
        """Count a request in."""
        self.first = self.first or time.perf_counter()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)

    def end(self) -> None:
        """Count an answer."""
        self.at_once -= 1
        self.answered += 1
        self.last = time.perf_counter()


class Answering:
    """The server."""

    def __init__(self) -> None:
        self.figures, self.ids = Figures(), count(1)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it ends."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                found = LENGTH.search(head)
                await reader.readexactly(int(found[1]) if found else 0)
                body = self.told() if head.startswith(b"GET") else await self.booked(head)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
                writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    async def booked(self, head: bytes) -> bytes:
        """Wait as the path says, then give the next id."""
        self.figures.begin()
        if wait := int(head.split(b"/", 2)[1]):
            await asyncio.sleep(wait / 1000)
        self.figures.end()
        return b'{"id":%d}' % next(self.ids)

    def told(self) -> bytes:
        """Give the figures and begin to count anew."""
        told, self.figures = json.dumps(asdict(self.figures)).encode(), Figures()
        return told


async def main(port: int) -> None:
    """Serve until killed."""
    server = await asyncio.start_server(Answering().serve, HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
