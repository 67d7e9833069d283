"""A sandbox of its own for each test, and a client that speaks Omie's one HTTP shape."""

import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.wrappers import Request, Response

from apps.sandbox.omie.records import dump
from apps.sandbox.omie.seed import DEMO
from apps.sandbox.server import Sandbox
from apps.sandbox.wire import Server

OFICINA = 6289226855
AURORA = 6289226831
BANK = 630881258
PAYABLE = {
    "codigo_lancamento_integracao": "BF-1",
    "codigo_cliente_fornecedor": OFICINA,
    "data_vencimento": "10/12/2026",
    "valor_documento": Decimal("1284.37"),
    "codigo_categoria": "2.04.07",
    "id_conta_corrente": BANK,
}
RECEIVABLE = {**PAYABLE, "codigo_cliente_fornecedor": AURORA, "codigo_categoria": "1.01.02"}


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        return str(self.body.get("faultcode", ""))

    @property
    def fault(self) -> str:
        return str(self.body.get("faultstring", ""))


@dataclass
class Client:
    """HTTP over one kept-alive connection."""

    url: str
    app_key: str = DEMO.app_key
    app_secret: str = DEMO.app_secret
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=10)

    def close(self) -> None:
        self.connection.close()

    def http(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> Answer:
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        return Answer(response.status, response.read().decode(), dict(response.getheaders()))

    def json(self, method: str, path: str, value: Any = None) -> Any:
        body = None if value is None else json.dumps(value)
        return self.http(method, path, body, **{"Content-Type": "application/json"}).body

    def omie(self, service: str, call: str, **param: Any) -> Answer:
        given = {"call": call, "app_key": self.app_key, "app_secret": self.app_secret, "param": [param]}
        return self.http("POST", f"/omie/api/v1/{service}/", dump(given))

    def payable(self, call: str, **param: Any) -> Answer:
        return self.omie("financas/contapagar", call, **param)

    def receivable(self, call: str, **param: Any) -> Answer:
        return self.omie("financas/contareceber", call, **param)

    def client(self, call: str, **param: Any) -> Answer:
        return self.omie("geral/clientes", call, **param)


@dataclass
class Receiver:
    """A receiver of notifications: it keeps what came and answers what it is told."""

    answers: list[tuple[int, str]] = field(default_factory=list)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    tokens: int = 0
    url: str = ""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        response = self.token(request) if request.path == "/token" else self.notification(request)
        return response(environ, start_response)

    def token(self, request: Request) -> Response:
        self.got.append((request.path, dict(request.headers), request.get_data()))
        self.tokens += 1
        return Response(json.dumps({"access_token": f"token-{self.tokens}", "expires_in": 3600}))

    def notification(self, request: Request) -> Response:
        self.got.append((request.path, dict(request.headers), request.get_data()))
        status, text = self.answers.pop(0) if self.answers else (200, '{"stored": true}')
        return Response(text, status=status)

    @property
    def notified(self) -> list[tuple[str, dict[str, str], bytes]]:
        return [one for one in self.got if one[0] != "/token"]


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox(store=tmp_path / "sandbox.sqlite3", port=0) as sandbox:
        yield sandbox


@pytest.fixture
def omie(sandbox: Sandbox) -> Iterator[Client]:
    client = Client(sandbox.url)
    with closing(client):
        yield client


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    server = Server(receiver, host="127.0.0.1", port=0)
    thread = server.start()
    receiver.url = f"http://127.0.0.1:{server.port}"
    yield receiver
    server.stop()
    thread.join()
