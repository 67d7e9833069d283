"""A target that takes every connection and never says a word."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Silent:
    """Listens, accepts, keeps what it accepted, and is quiet."""

    def __init__(self) -> None:
        self.listening, self.kept = socket.create_server(("127.0.0.1", 0)), list[socket.socket]()
        self.thread = threading.Thread(target=self.accept)
        self.thread.start()

    @property
    def origin(self) -> str:
        return f"127.0.0.1:{self.listening.getsockname()[1]}"

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                self.kept.append(self.listening.accept()[0])

    def end(self) -> None:
        self.listening.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        for one in (self.listening, *self.kept):
            one.close()


@contextmanager
def silent_target() -> Iterator[Silent]:
    target = Silent()
    try:
        yield target
    finally:
        target.end()
