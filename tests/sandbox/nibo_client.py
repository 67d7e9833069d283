"""A client that speaks Nibo's HTTP, and nothing of the product."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from apps.sandbox.nibo.seed import MEALS, NORTH, RITA, SOUTH, TOKEN, TRAVEL
from apps.sandbox.omie.records import dump
from tests.sandbox.conftest import Answer, Client

BOUNDARY = "0f0e0d0c"
LINES = [
    {"categoryId": TRAVEL, "value": Decimal("984.37"), "description": "Viagens"},
    {"categoryId": MEALS, "value": Decimal("300.00")},
]
SCHEDULE: dict[str, Any] = {
    "stakeholderId": RITA,
    "description": "Relatório 918",
    "reference": "VX-918",
    "scheduleDate": "2026-07-10",
    "dueDate": "2026-07-10",
    "accrualDate": "2026-06-30",
    "categories": LINES,
    "costCenterValueType": 1,
    "costCenters": [{"costCenterId": SOUTH, "percent": 60}, {"costCenterId": NORTH, "percent": 40}],
}


@dataclass
class NiboClient:
    """Calls with one company's token."""

    url: str
    token: str = TOKEN
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = Client(self.url)

    def close(self) -> None:
        self.client.close()

    def call(self, method: str, path: str, value: Any = None, **query: Any) -> Answer:
        body = None if value is None else dump(value).encode()
        return self.raw(method, path, body, "application/json", **query)

    def raw(self, method: str, path: str, body: bytes | None, content_type: str, **query: Any) -> Answer:
        asked = "&".join(f"${name}={quote(str(told))}" for name, told in query.items())
        headers = {"ApiToken": self.token, "Content-Type": content_type}
        return self.client.http(method, f"/nibo/empresas/v1/{path}?{asked}", body, **headers)

    def get(self, path: str, **query: Any) -> Answer:
        return self.call("GET", path, **query)

    def items(self, path: str, **query: Any) -> list[dict[str, Any]]:
        found = self.get(path, **query).body
        rows: list[dict[str, Any]] = found if isinstance(found, list) else found["items"]
        return rows

    def add(self, **changes: Any) -> str:
        return str(self.call("POST", "schedules/debit", {**SCHEDULE, **changes}).body)

    def read(self, key: str) -> dict[str, Any]:
        body: dict[str, Any] = self.get(f"schedules/credit/{key}").body
        return body

    def upload(self, *contents: bytes, name: str = "recibo.pdf") -> Answer:
        head = f'Content-Disposition: form-data; name="f"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'
        pieces = [f"--{BOUNDARY}\r\n{head}".encode() + content + b"\r\n" for content in contents]
        body = b"".join(pieces) + f"--{BOUNDARY}--\r\n".encode()
        return self.raw("POST", "files", body, f"multipart/form-data; boundary={BOUNDARY}")


def said(answer: Answer) -> str:
    """What a refusal says."""
    assert answer.status == 500
    assert answer.body["error"] == "validation_error"
    return str(answer.body["error_description"])
