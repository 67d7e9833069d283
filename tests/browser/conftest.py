"""A hub with its demo, started as a newcomer starts it, for all tests of one file."""

from collections.abc import Iterator

import pytest

from apps.hub.running.surroundings import any_port
from tests.hub.running.copied import copy_of_the_repository
from tests.hub.running.test_up import RUNNING, Hub, hub


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with hub(copy_of_the_repository(tmp_path_factory.mktemp("clone")), any_port()) as started:
        started.wait_for(RUNNING)
        yield started
        started.stop()
