"""Omie's client against the simulated Omie, and the engine's part in the smallest form."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.connectors.omie.client import Omie, open_client
from apps.connectors.omie.connector import OMIE
from apps.connectors.omie.mapping import plan
from apps.core.connector import Booked, Ref
from apps.core.documents import Document
from apps.core.http import Http
from tests.connectors.factories import Words

KEYS = {"app_key": "3817265540921", "app_secret": "5f0c2b9e7d1a4c63b8e2f47190ad36c5"}
Book = Callable[[Document], dict[str, Booked]]


@pytest.fixture
def omie(http: Http) -> Omie:
    client: Omie = open_client(http, KEYS)
    return client


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def book(omie: Omie, words: Words) -> Book:
    """Write every step of a document's plan, as for the first time, and give what was booked by key."""

    def write(document: Document) -> dict[str, Booked]:
        booked: dict[str, Booked] = {}
        for step in plan(document, words):
            resource, body = OMIE.resource(step.resource), resolved(step.body, booked)
            found = resource.find(omie, step.key, body) if resource.find_first else None
            booked[step.key] = found or resource.create(omie, step.key, body)
        return booked

    return write


def resolved(body: Any, booked: dict[str, Booked]) -> dict[str, Any]:
    """Give a request with the ids that its references stand for."""
    return {name: booked[value.key].target_id if isinstance(value, Ref) else value for name, value in body.items()}
