"""A key of a system, and calls with it."""

from dataclasses import dataclass
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.accounts.models import Scope, User
from tests.factories import ApiKeyFactory, UserFactory

TEXT = "ponte_the-key-of-a-system"


@dataclass
class Caller:
    """A system that calls the API with its key."""

    user: User
    client: APIClient

    def get(self, path: str, **params: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", params)

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(f"/api/v1/{path}", {} if body is None else body, format="json")

    def put(self, path: str, body: Any) -> Any:
        return self.client.put(f"/api/v1/{path}", body, format="json")

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api/v1/{path}")

    def ids(self, path: str, **params: Any) -> list[int]:
        """The ids of a list's first page."""
        answer = self.get(path, **params)
        assert answer.status_code == 200, answer.content
        return [row["id"] for row in answer.json()["results"]]


def caller_for(role: str, *, scopes: tuple[str, ...] = tuple(Scope.values), text: str = TEXT) -> Caller:
    user = UserFactory.create(role=role, is_staff=role != "api-client")
    ApiKeyFactory.create(user=user, text=text, scopes=list(scopes))
    client = APIClient(headers={"Authorization": f"Bearer {text}"})
    return Caller(user, client)


@pytest.fixture
def api(db: None) -> Caller:
    """A system with every scope, whose user is an API client."""
    return caller_for("api-client")
