"""VExpenses' client against the simulated VExpenses."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from apps.connectors.vexpenses.client import VExpenses, open_client
from apps.core.http import Http, open_session
from apps.sandbox.server import Sandbox
from apps.sandbox.vexpenses.cast import TOKEN
from tests.connectors.conftest import OpenBudget

Connect = Callable[..., VExpenses]


@pytest.fixture
def connect(sandbox: Sandbox, budget: OpenBudget) -> Iterator[Connect]:
    """Open a client; what is named differs from the usual credentials."""
    session = open_session(frozenset({urlsplit(sandbox.url).netloc}))

    def opened(**changes: str) -> VExpenses:
        http = Http(base_url=sandbox.urls["vexpenses"], budget=budget, session=session)
        return open_client(http, {"token": TOKEN, "with_files": "True", **changes})

    yield opened
    session.close()


@pytest.fixture
def vexpenses(connect: Connect) -> VExpenses:
    return connect()
