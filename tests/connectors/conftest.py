"""What the tests of all connectors share: HTTP without a budget, and a book of what was spent."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from apps.core.http import Http, Limit, open_session
from apps.sandbox.server import Sandbox


@dataclass
class OpenBudget:
    """Lets every call pass, and writes down what it would have spent and how it ended."""

    spent: list[tuple[tuple[Limit, ...], bool]] = field(default_factory=list)

    @contextmanager
    def spend(self, limits: Sequence[Limit]) -> Iterator[None]:
        well = False
        try:
            yield
            well = True
        finally:
            self.spent.append((tuple(limits), well))


@pytest.fixture
def budget() -> OpenBudget:
    return OpenBudget()


@pytest.fixture
def http(sandbox: Sandbox, budget: OpenBudget) -> Iterator[Http]:
    """HTTP to the simulated Omie."""
    session = open_session(frozenset({urlsplit(sandbox.url).netloc}))
    yield Http(base_url=sandbox.omie_url, budget=budget, session=session)
    session.close()
