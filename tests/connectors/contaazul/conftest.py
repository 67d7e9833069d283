"""Conta Azul's client against the simulated one, signed in, and the engine's part in the smallest form."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from apps.connectors.contaazul.client import ContaAzul, open_client
from apps.connectors.contaazul.connector import CONTA_AZUL
from apps.connectors.contaazul.mapping import plan
from apps.core.connector import Booked, Ref
from apps.core.documents import Document
from apps.core.http import Http, open_session
from apps.sandbox.server import Sandbox
from tests.connectors.conftest import OpenBudget
from tests.connectors.contaazul.reports import Words

Book = Callable[[Document], dict[str, Booked]]


@dataclass
class Renewing:
    """A token that is made anew whenever it was refused."""

    sandbox: Sandbox
    access: str = ""

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.access}"} if self.access else self.newer()

    def newer(self) -> Mapping[str, str]:
        self.access = self.sandbox.contaazul.realm.session()["access_token"]
        return self.headers()

    def secrets(self) -> list[str]:
        return [self.access]


@pytest.fixture
def http(sandbox: Sandbox, budget: OpenBudget) -> Iterator[Http]:
    """HTTP to the simulated Conta Azul, which ends its protocols at once and counts no calls."""
    sandbox.contaazul.switch(per_second=0, protocol_seconds=0)
    session = open_session(frozenset({urlsplit(sandbox.url).netloc}))
    yield Http(sandbox.urls["contaazul"], budget, session, tokens=Renewing(sandbox))
    session.close()


@pytest.fixture
def azul(http: Http) -> ContaAzul:
    """Waits for nothing: what it would sleep is written down nowhere and takes no time."""
    return replace(open_client(http, {}), sleep=lambda seconds: None)


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def book(azul: ContaAzul, words: Words) -> Book:
    """Write every step of a document's plan, as for the first time, and give what was booked by key."""

    def write(document: Document) -> dict[str, Booked]:
        booked: dict[str, Booked] = {}
        for step in plan(document, words):
            resource, body = CONTA_AZUL.resource(step.resource), resolved(step.body, booked)
            found = resource.find(azul, step.key, body)
            booked[step.key] = found or resource.create(azul, step.key, body)
        return booked

    return write


def resolved(body: Any, booked: Mapping[str, Booked]) -> dict[str, Any]:
    """Give a request with the ids that its references stand for."""
    return {name: booked[value.key].target_id if isinstance(value, Ref) else value for name, value in body.items()}
