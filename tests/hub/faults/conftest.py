"""What the faults share."""

import pytest

from apps.sandbox.bluefleet.builder import Builder
from apps.sandbox.server import Sandbox


@pytest.fixture
def builder(sandbox: Sandbox) -> Builder:
    """Builds documents that no other test of this sandbox has seen."""
    return Builder(7, files_url=f"{sandbox.url}/bluefleet/files")
