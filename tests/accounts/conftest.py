"""What tests about people may rely on."""

import pytest

from apps.accounts.roles import ensure_groups


@pytest.fixture(autouse=True)
def _roles(db: None) -> None:
    """The four roles, which another test may have emptied from the tables in between."""
    ensure_groups()
