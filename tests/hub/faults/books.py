"""What stands before Omie's sandbox and counts: the sandbox refuses a title that is sent twice, the counter sees it."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from werkzeug import Request, Response

from apps.hub.models import Connection
from tests.contract import vendor
from tests.hub.conftest import Bridge

BOOKS, ASKS = "IncluirContaPagar", "ListarClientes"


class Books:
    """Passes every call on; ``before`` is called with a call's method before Omie sees it, ``after`` afterwards."""

    def __init__(self, omie: str) -> None:
        self.omie, self.posted = omie, list[str]()
        self.before: Callable[[str], None] = quietly
        self.after: Callable[[str], None] = quietly

    def __call__(self, request: Request) -> Response:
        asked = request.get_data()
        told = json.loads(asked)
        self.before(told["call"])
        if told["call"] == BOOKS:
            self.posted.append(told["param"][0]["codigo_lancamento_integracao"])
        response = passed_on(self.omie.rstrip("/") + request.path, asked)
        self.after(told["call"])
        return response


def passed_on(url: str, asked: bytes) -> Response:
    """Ask Omie, and give whatever it answers."""
    forwarded = urllib.request.Request(url, asked, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(forwarded) as answer:
            return Response(answer.read(), content_type="application/json")
    except urllib.error.HTTPError as fault:
        with fault:
            return Response(fault.read(), status=fault.code, content_type="application/json")


def quietly(method: str) -> None:
    """Do nothing before or after a call."""


class Gate:
    """Keeps the first call of one method waiting until it is opened; all others pass."""

    def __init__(self, method: str) -> None:
        self.method, self.reached, self.opened = method, threading.Event(), threading.Event()

    def __call__(self, method: str) -> None:
        if method == self.method and not self.reached.is_set():
            self.reached.set()
            self.opened.wait(60)


@contextmanager
def counted(bridge: Bridge) -> Iterator[tuple[Books, str]]:
    """Put the counter before the bridge's Omie; give it, and the origin that has to be allowed."""
    books = Books(bridge.sandbox.omie_url)
    with vendor(books) as url:
        Connection.objects.filter(pk=bridge.target.pk).update(base_url=url)
        yield books, urlsplit(url).netloc
