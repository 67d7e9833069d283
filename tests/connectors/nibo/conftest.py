"""Nibo's client against the simulated Nibo, and the engine's part in the smallest form."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

from apps.connectors.nibo.client import Nibo, open_client
from apps.connectors.nibo.connector import NIBO
from apps.connectors.nibo.mapping import plan
from apps.core.connector import Booked, Enclosed, Ref
from apps.core.documents import Document
from apps.core.errors import Trouble
from apps.core.http import Http, open_session
from apps.sandbox.nibo.seed import TOKEN
from apps.sandbox.server import Sandbox
from tests.connectors.conftest import OpenBudget
from tests.connectors.nibo.factories import Words

Book = Callable[[Document], dict[str, Booked]]


@pytest.fixture(autouse=True)
def prompt(sandbox: Sandbox) -> None:
    """Lists show at once what was written, and calls are not counted, but where a test says so."""
    for name in ("lag_ms", "per_second"):
        sandbox.nibo.do({"switch": name, "value": 0})


@pytest.fixture
def nibo(sandbox: Sandbox, budget: OpenBudget) -> Iterator[Nibo]:
    session = open_session(frozenset({urlsplit(sandbox.url).netloc}))
    yield open_client(Http(base_url=sandbox.urls["nibo"], budget=budget, session=session), {"api_token": TOKEN})
    session.close()


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def book(nibo: Nibo, words: Words) -> Book:
    """Write every step of a document's plan, as for the first time, and give what was booked by key."""

    def write(document: Document) -> dict[str, Booked]:
        booked: dict[str, Booked] = {}
        for step in plan(document, words):
            resource, body = NIBO.resource(step.resource), resolved(step.body, booked, document)
            found = resource.find(nibo, step.key, body) if resource.find_first else None
            booked[step.key] = found or resource.create(nibo, step.key, body)
        return booked

    return write


def resolved(body: Any, booked: Mapping[str, Booked], document: Document) -> Any:
    """Give a request with the ids and the files that stand in it by name."""
    match body:
        case Ref(key):
            return booked[key].target_id
        case Enclosed(sha256):
            return {file.sha256: file.content for file in document.attachments}[sha256]
        case Mapping():
            return {name: resolved(value, booked, document) for name, value in body.items()}
        case list() | tuple():
            return [resolved(value, booked, document) for value in body]
    return body


def refusal(call: Callable[[], object]) -> Trouble:
    """Give the error that a call raises."""
    with pytest.raises(Trouble) as raised:
        call()
    return raised.value


def only(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the one row there is."""
    [row] = rows
    return row
