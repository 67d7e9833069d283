"""The bench's target, a process of its own: answers every POST with an id, at once or after so many milliseconds.

The first part of the path is the wait: ``POST /200/invoices`` is answered after 200 ms. ``GET /figures`` tells what
was counted since it was asked last. ``GET /50000/list?page=1`` gives the first of so many invoices. Standard library
only, so that it costs little.
"""

import asyncio
import functools
import json
import re
import sys
import time
from dataclasses import asdict, dataclass
from itertools import count

from tests.bench.invoices import invoice

HOST = "127.0.0.1"
#: Invoices of one page, pages that are prepared, and what in them is replaced where more are asked for.
PAGE, PREPARED, MARK = 500, 20, b"@@@"
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
LIST = re.compile(rb"GET /(\d+)/list\?page=(\d+) ")


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
                body = self.given(head) if head.startswith(b"GET") else await self.booked(head)
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

    def given(self, head: bytes) -> bytes:
        """Give the page that was asked for, or the figures."""
        asked = LIST.match(head)
        return listed(int(asked[2]), of=int(asked[1])) if asked else self.told()

    def told(self) -> bytes:
        """Give the figures and begin to count anew."""
        told, self.figures = json.dumps(asdict(self.figures)).encode(), Figures()
        return told


def listed(number: int, *, of: int) -> bytes:
    """Give one page of so many invoices, each with an id of its own."""
    turn, place = divmod(number - 1, PREPARED)
    more = b"true" if number * PAGE < of else b"false"
    invoices = prepared()[place].replace(MARK, b"%03d" % turn)
    return b'{"more":%s,"invoices":[%s]}' % (more, invoices)


@functools.cache
def prepared() -> list[bytes]:
    """Make the pages, once."""
    return [b",".join(marked(page * PAGE + place) for place in range(PAGE)) for page in range(PREPARED)]


def marked(serial: int) -> bytes:
    """Give one invoice in whose id and number the mark stands."""
    told = {"id": f"@@@{serial:06d}", "number": f"INV-@@@{serial:06d}"}
    return json.dumps({**json.loads(invoice(serial)), **told}, separators=(",", ":")).encode()


async def main(port: int) -> None:
    """Serve until killed."""
    server = await asyncio.start_server(Answering().serve, HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
