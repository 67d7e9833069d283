"""Yokoy's client against the simulated Yokoy, and the engine's part in the smallest form."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from apps.connectors.yokoy.client import Yokoy, open_client
from apps.connectors.yokoy.connector import YOKOY
from apps.connectors.yokoy.mapping import plan
from apps.core.auth import read_granted
from apps.core.connector import Booked, Enclosed, Ref
from apps.core.documents import Document
from apps.core.errors import Trouble
from apps.core.http import Http, open_session
from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import CLIENT_ID, CLIENT_SECRET, FIRST, ORGANISATION
from tests.connectors.conftest import OpenBudget
from tests.connectors.yokoy.factories import Words

KEYS = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "organisation_id": ORGANISATION, "unit": FIRST}
Book = Callable[[Document], dict[str, Booked]]
Connect = Callable[..., Yokoy]


@dataclass
class OneToken:
    """Asks for a token when there is none, and for another one when it was refused."""

    http: Http
    credentials: Mapping[str, str]
    access: str = ""
    asked: int = 0

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.access}"} if self.access else self.newer()

    def newer(self) -> Mapping[str, str]:
        assert YOKOY.oauth
        call = YOKOY.oauth.call(self.credentials, "")
        url = YOKOY.oauth.address(self.http.base_url)
        answer = self.http.post_secret(url, call.body, headers=call.headers, limits=(), seconds=10)
        self.access, self.asked = read_granted(answer, YOKOY.oauth).access, self.asked + 1
        return self.headers()

    def secrets(self) -> list[str]:
        return [self.access]


@pytest.fixture
def connect(sandbox: Sandbox, budget: OpenBudget) -> Iterator[Connect]:
    """Open a client; what is named differs from the usual credentials."""
    session = open_session(frozenset({urlsplit(sandbox.url).netloc}))

    def opened(**changes: str) -> Yokoy:
        keys = {**KEYS, **changes}
        http = Http(base_url=sandbox.yokoy_url, budget=budget, session=session)
        return open_client(replace(http, tokens=OneToken(http, keys)), keys)

    yield opened
    session.close()


@pytest.fixture
def yokoy(connect: Connect) -> Yokoy:
    return connect()


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def book(yokoy: Yokoy, words: Words) -> Book:
    """Write every step of a document's plan, as for the first time, and give what was booked by key."""

    def write(document: Document) -> dict[str, Booked]:
        booked: dict[str, Booked] = {}
        for step in plan(document, words):
            resource, body = YOKOY.resource(step.resource), resolved(step.body, booked, document)
            found = resource.find(yokoy, step.key, body) if resource.find_first else None
            booked[step.key] = found or resource.create(yokoy, step.key, body)
        return booked

    return write


def resolved(body: Any, booked: Mapping[str, Booked], document: Document) -> dict[str, Any]:
    """Give a request with the ids and the files that stand in it by name."""
    files = {file.sha256: file.content for file in document.attachments}

    def real(value: object) -> object:
        match value:
            case Ref(key):
                return booked[key].target_id
            case Enclosed(sha256):
                return files[sha256]
        return value

    return {name: real(value) for name, value in body.items()}


def invoice_of(booked: dict[str, Booked]) -> str:
    """Give the id of the one invoice among what was booked."""
    [found] = [one.target_id for key, one in booked.items() if key.startswith("invoice.")]
    return found


def refusal(call: Callable[[], object]) -> Trouble:
    """Give the error that a call raises."""
    with pytest.raises(Trouble) as raised:
        call()
    return raised.value
