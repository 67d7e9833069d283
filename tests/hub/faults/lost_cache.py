"""A cache on a server that is not there: every call opens a real connection, and is refused."""

import socket
from typing import Any, NoReturn

from django.core.cache.backends.base import BaseCache

from config.cache import Forgiving


class Gone(BaseCache):
    """What a client library does whose server is down, without any library."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.port = int(location)

    def _ask(self, *args: Any, **kwargs: Any) -> NoReturn:
        socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        raise AssertionError("somebody listens there")

    add = get = set = touch = delete = clear = get_many = set_many = delete_many = has_key = _ask


class ForgivingGone(Forgiving, Gone):  # type: ignore[misc]  # one way to fail stands for all signatures
    """The same, as production has it."""
