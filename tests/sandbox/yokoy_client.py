"""A client that speaks Yokoy's HTTP, and nothing of the product."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from apps.sandbox.yokoy.seed import CLIENT_ID, CLIENT_SECRET, FIRST, ORGANISATION
from tests.sandbox.conftest import Answer, Client

BOUNDARY = "0f0e0d0c"
PDF = b"%PDF-1.4\n%%EOF\n"


@dataclass
class YokoyClient:
    """Calls with a token of its own, asked for with the first one."""

    url: str
    token: str = ""
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = Client(self.url)

    def close(self) -> None:
        self.client.close()

    def ask_for_token(
        self,
        client_id: str = CLIENT_ID,
        secret: str = CLIENT_SECRET,
        grant: str = "client_credentials",
        basic: bool = True,
    ) -> Answer:
        fields = (
            {"grant_type": grant} if basic else {"grant_type": grant, "client_id": client_id, "client_secret": secret}
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if basic:
            headers["Authorization"] = "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()
        return self.client.http("POST", "/yokoy/oauth2/token", urlencode(fields), **headers)

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        token: str | None = None,
        header: str = "yokoy",
        content_type: str = "application/json",
        **query: Any,
    ) -> Answer:
        if token is None:
            token = self.token = self.token or self.ask_for_token().body["access_token"]
        headers = {"Authorization": f"Bearer {token}", "X-Yk-Auth-Method": header, "Content-Type": content_type}
        told = {name: value for name, value in headers.items() if value}
        return self.client.http(method, f"/yokoy/v1/{path}?{urlencode(query)}", body, **told)

    def own(self, method: str, path: str, value: Any = None, **query: Any) -> Answer:
        body = None if value is None else json.dumps(value).encode()
        return self.call(method, f"organizations/{ORGANISATION}/{path}", body, **query)

    def entity(self, method: str, path: str, value: Any = None, **query: Any) -> Answer:
        return self.own(method, f"legal-entities/{FIRST}/{path}", value, **query)

    def get(self, path: str, **query: Any) -> Answer:
        return self.own("GET", path, **query)

    def form(self, path: str, **parts: str | tuple[str, bytes]) -> Answer:
        pieces = [piece(name, value) for name, value in parts.items()]
        body = b"".join(b"--" + BOUNDARY.encode() + b"\r\n" + one + b"\r\n" for one in pieces)
        body += b"--" + BOUNDARY.encode() + b"--\r\n"
        address = f"organizations/{ORGANISATION}/legal-entities/{FIRST}/{path}"
        return self.call("POST", address, body, content_type=f"multipart/form-data; boundary={BOUNDARY}")

    def upload(self, content: bytes = PDF, kind: str = "application/pdf") -> Answer:
        return self.form("invoices/upload", file=(kind, content))


def piece(name: str, value: str | tuple[str, bytes]) -> bytes:
    if isinstance(value, str):
        return f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
    kind, content = value
    head = f'Content-Disposition: form-data; name="{name}"; filename="a.pdf"\r\nContent-Type: {kind}\r\n\r\n'
    return head.encode() + content
