"""Banqup's client against the simulated Banqup, signed in as a person was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from apps.connectors.banqup.client import Banqup, open_client
from apps.core.http import Http, open_session
from apps.sandbox.banqup.cast import APP
from apps.sandbox.server import Sandbox
from tests.connectors.conftest import OpenBudget

CREDENTIALS = {
    "client_id": APP.client_id,
    "client_secret": APP.client_secret,
    "company": "73223",
    "with_files": "True",
}


@dataclass
class Renewing:
    """A token that is made anew whenever it was refused; counts how often."""

    sandbox: Sandbox
    access: str = ""
    renewed: int = -1

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.access}"} if self.access else self.newer()

    def newer(self) -> Mapping[str, str]:
        self.access, self.renewed = self.sandbox.banqup.realm.session()["access_token"], self.renewed + 1
        return self.headers()

    def secrets(self) -> list[str]:
        return [self.access]


@pytest.fixture
def tokens(sandbox: Sandbox) -> Renewing:
    return Renewing(sandbox)


@pytest.fixture
def http(sandbox: Sandbox, budget: OpenBudget, tokens: Renewing) -> Iterator[Http]:
    """HTTP to the simulated Banqup."""
    session = open_session(frozenset({urlsplit(sandbox.url).netloc}))
    yield Http(sandbox.banqup_url, budget, session, tokens=tokens)
    session.close()


@pytest.fixture
def banqup(http: Http) -> Banqup:
    return open_client(http, CREDENTIALS)


def told(http: Http, **changed: str) -> Banqup:
    """Give a client with other credentials."""
    return open_client(replace(http), {**CREDENTIALS, **changed})


def served(sandbox: Sandbox, register: str, *states: str) -> list[dict[str, Any]]:
    """Give the invoices that the simulated Banqup holds in some states."""
    return [row for row in sandbox.records("banqup", register) if row["status"] in states]
