"""A vendor whose API is opened by access tokens with rotating refresh tokens, and a connector for it.

Run as a program it is one of several worker hosts: `python -m tests.hub.engine.oauth_vendor PK THREADS`.
"""

import base64
import hashlib
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

CLIENT, SECRET = "our-client-id", "our-client-secret"
#: Omie's credentials have two fields only, so one of them is both the client's secret and the first refresh token.
CONSENT = SECRET


@dataclass
class Vendor:
    """What the vendor knows; ``said`` is how the token address answers while it is not well."""

    url: str = ""
    secret: str = SECRET
    refresh: str = CONSENT
    access: str = ""
    lifetime: object = 3600
    granted: int = 0
    asked: int = 0
    booked: list[str] = field(default_factory=list)
    refused: int = 0
    said: int = 200
    loses_answers: bool = False
    refuses_all: bool = False
    while_asked: Callable[[], Any] = lambda: None
    while_booking: Callable[[], Any] = lambda: None
    lock: threading.Lock = field(default_factory=threading.Lock)
    code: dict[str, str] = field(default_factory=dict)
    lasting: bool = True

    def consent(self, told: dict[str, str]) -> str:
        """Be the person who allows it at the sign-in page: give the code, good once, that goes back."""
        self.code = {"grant_type": "authorization_code", "code": "the-code", "redirect_uri": told["redirect_uri"]}
        self.code["challenge"] = told["code_challenge"]
        return self.code["code"]

    def redeem(self, form: dict[str, str]) -> bool:
        """Tell whether a form holds the code and what its challenge was made of; either way the code is over."""
        known, self.code = self.code, {}
        verifier = form.pop("code_verifier", "").encode()
        told = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).decode().rstrip("=")
        return {**form, "challenge": told} == known

    def grant(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Give a token for the newest refresh token, and a new one of both; an old one is worth nothing."""
        self.asked += 1
        self.while_asked()
        if self.said != 200:
            return self.said, {"error": "server_error"}
        if authorization != "Basic " + base64.b64encode(f"{CLIENT}:{self.secret}".encode()).decode():
            return 401, {"error": "invalid_client"}
        with self.lock:
            known = {"grant_type": "refresh_token", "refresh_token": self.refresh}
            if form != known and not (form["grant_type"] == "authorization_code" and self.redeem(form)):
                return 400, {"error": "invalid_grant", "error_description": f"Old: {form.get('refresh_token')}"}
            self.granted += 1
            self.refresh, self.access = f"refresh-token-{self.granted}", f"access-token-{self.granted}"
            return 200, {
                "access_token": self.access,
                **({"refresh_token": self.refresh} if self.lasting else {}),
                "expires_in": self.lifetime,
                "token_type": "bearer",
            }

    def book(self, authorization: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """Book whatever comes with the newest token."""
        with self.lock:
            if self.refuses_all or not self.access or authorization != f"Bearer {self.access}":
                self.refused += 1
                return 401, {"message": f"{authorization} has expired"}
            self.booked.append(json.loads(body)["key"])
        self.while_booking()
        return 200, {"id": len(self.booked)}


class Door(BaseHTTPRequestHandler):
    """Two addresses: /token and everything else."""

    protocol_version = "HTTP/1.1"
    vendor: Vendor

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        authorization = self.headers.get("Authorization", "")
        if self.path == "/token":
            status, told = self.vendor.grant(dict(parse_qsl(body.decode())), authorization)
            if self.vendor.loses_answers:
                self.close_connection = True
                return
        else:
            status, told = self.vendor.book(authorization, body)
        data = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: Any) -> None:
        """Stay silent."""


class Server(ThreadingHTTPServer):
    """Takes a hundred connections at once."""

    daemon_threads = True
    request_queue_size = 200


@contextmanager
def serving() -> Iterator[Vendor]:
    """Serve a vendor on a free port."""
    vendor = Vendor()
    server = Server(("127.0.0.1", 0), type("OwnDoor", (Door,), {"vendor": vendor}))
    vendor.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def connector(**declared: Any) -> Any:
    """Give Omie's declaration with calls that are opened by a token; its client is the bare door."""
    from apps.connectors.omie.connector import OMIE  # noqa: PLC0415  models can be imported only once Django is set up
    from apps.core.auth import Grant, OAuth  # noqa: PLC0415

    names: dict[str, Any] = {"client_id": "app_key", "client_secret": "app_secret", "refresh_token": "app_secret"}
    oauth = OAuth(url="token", grant=Grant.REFRESH_TOKEN, **names, **declared)
    return replace(OMIE, oauth=oauth, client=lambda http, credentials: http)


def book(connection: Any, key: str) -> Any:
    """Book one thing as an attempt does: over a line of its own."""
    from apps.core.errors import Rejected  # noqa: PLC0415
    from apps.hub.engine.access.clients import open_line  # noqa: PLC0415

    def judge(answer: Any) -> None:
        if answer.status != 200:
            raise Rejected("target.rejected", answer=answer.text)

    line = open_line(connection)
    line.client.post_json("entries", {"key": key}, writes=True, limits=(), judge=judge)
    return line


def host(pk: int, threads: int) -> None:
    """Be a worker host: say that we are ready, and on a word book from many threads at once."""
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection as database  # noqa: PLC0415

    from apps.core.connector import registry  # noqa: PLC0415
    from apps.core.errors import Throttled  # noqa: PLC0415
    from apps.hub.models import Connection  # noqa: PLC0415

    registry._connectors["omie"] = connector()
    together, row = threading.Barrier(threads), Connection.objects.get(pk=pk)
    outcomes: list[str] = []

    def one(number: int) -> None:
        together.wait(30)
        try:
            while True:
                try:
                    book(row, f"{os.getpid()}-{number}")
                    break
                except Throttled as later:
                    outcomes.append(later.code)
            outcomes.append("booked")
        finally:
            database.close()

    database.close()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    workers = [threading.Thread(target=one, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sys.stdout.write(json.dumps(outcomes))


if __name__ == "__main__":
    host(int(sys.argv[1]), int(sys.argv[2]))
