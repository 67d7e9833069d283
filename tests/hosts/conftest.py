"""One installation for all tests of this folder, on machines that can have hosts of their own."""

import os
from collections.abc import Iterator

import pytest

from tests.hosts.hosts import Installation, installation
from tests.hosts.network import missing


@pytest.fixture(scope="session")
def hosts() -> Iterator[Installation]:
    """Several hosts at work; where there can be none, that is said loudly, and is an error in CI."""
    if reason := missing():
        told = f"NO HOSTS OF THEIR OWN HERE ({reason}): nothing was cut off"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{told}, and CI needs it: apt-get install iproute2 util-linux")
        pytest.skip(told)
    with installation() as made:
        yield made


@pytest.fixture(autouse=True)
def _at_ease(hosts: Installation) -> None:
    """Begin every test with a target that answers at once."""
    hosts.ask("pause", pauses={})
