"""The drill's target on a host of its own, good-natured, which remembers who called and when.

    python -m tests.hosts.target ADDRESS PORT CLIENT_ID CLIENT_SECRET

It is spoken to over its input: one line ``{"what": …}`` is answered by one line.
"""

import json
import sys
import threading
import time
from collections.abc import Mapping
from http.server import ThreadingHTTPServer
from typing import Any

from apps.hub.drill.target import Access, Body, Books, Door, Said

LIFETIME = 3600.0


class Lasting(Access):
    """Tokens that last for the whole test, unless it says otherwise."""

    def grant(self, form: Body, authorization: str) -> Said:
        """Give both tokens anew, for an hour."""
        said = super().grant(form, authorization)
        if said.status == 200:
            self.until = time.monotonic() + LIFETIME
            said.body = {**said.body, "expires_in": LIFETIME}
        return said


class Watched(Books):
    """Books that know each call: when it came by their own clock, from whom, for what, and whether it was answered."""

    def __init__(self, access: Access) -> None:
        super().__init__(access, 0)
        self.calls: list[dict[str, Any]] = []
        self.pauses: dict[str, float] = {}
        self.peer = threading.local()

    def answer(self, path: str, body: Body, authorization: str) -> Said:
        """Take the call down, take the time that the test asked for, and answer."""
        call = {"at": time.monotonic(), "peer": self.peer.address, "path": path, "key": body.get("key"), "done": False}
        with self.lock:
            self.calls.append(call)
        time.sleep(self.pauses.get(path, 0.0))
        said = super().answer(path, body, authorization)
        call["done"] = True
        return said

    def told(self, order: Mapping[str, Any]) -> Any:
        """Do what the test wants."""
        with self.lock:
            match order["what"]:
                case "sign-in":
                    return self.access.sign_in()
                case "pause":
                    self.pauses = order["pauses"]
                case "expire":
                    self.access.access = ""
                case "calls":
                    return self.calls
        return None


class Known(Door):
    """One connection, whose other end is known."""

    books: Watched

    def setup(self) -> None:
        """Remember who calls, in the thread that serves them."""
        super().setup()
        self.books.peer.address = self.client_address[0]


class Server(ThreadingHTTPServer):
    """Takes many connections at once; a caller that is gone is no trouble."""

    daemon_threads = True
    request_queue_size = 200

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: whoever called is cut off."""


def serve(address: str, port: int, client: str, secret: str) -> None:
    """Serve until the input ends."""
    books = Watched(Lasting(client, secret))
    server = Server((address, port), type("OwnDoor", (Known,), {"books": books}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(books.told(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4])
