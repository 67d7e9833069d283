"""A caller of the simulated VExpenses, and nothing of the product."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from apps.sandbox.vexpenses.cast import TOKEN
from tests.sandbox.conftest import Answer, Client


@dataclass
class Caller:
    """One program that calls with a token."""

    client: Client
    token: str = TOKEN

    def get(self, path: str, **query: Any) -> Answer:
        """Ask; colons, commas and semicolons stay readable."""
        asked = f"?{urlencode(query, safe=':;,')}" if query else ""
        return self.client.http("GET", f"/vexpenses/v2/{path}{asked}", Authorization=self.token)

    def send(self, method: str, path: str, body: Any = None) -> Answer:
        """Write."""
        headers = {"Authorization": self.token, "Content-Type": "application/json"}
        return self.client.http(method, f"/vexpenses/v2/{path}", json.dumps(body), **headers)

    def ids(self, path: str, **query: Any) -> list[int]:
        """The ids of a list."""
        return [row["id"] for row in self.get(path, **query).body["data"]]
