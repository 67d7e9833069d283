"""An ERP's own program posts an entry of a register, changes it, withdraws it: VExpenses has it, changed, and not."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from apps.accounts.models import Scope
from apps.hub.engine.working import work
from apps.hub.models import Connection, PendingError, Transfer
from apps.sandbox.server import Sandbox
from apps.sandbox.vexpenses.cast import TOKEN
from tests.factories import (
    ApiKeyFactory,
    ConnectionFactory,
    FlowFactory,
    UserFactory,
    VExpensesCredentialsFactory,
)

KEY = "ponte_the-key-of-a-system"
PERSON = {"email": "caio@horizonte.example", "birth_date": "1990-01-31"}
#: Register, code, further fields, the simulated table, and the vendor's word for the name.
ENTRIES = [
    ("cost_centre", "1501", {}, "costs-centers", "name"),
    ("project", "P-7", {"city": "Campinas"}, "projects", "name"),
    ("expense_type", "4110400", {}, "expenses-type", "description"),
    ("team_member", "10999", PERSON, "team-members", "name"),
]


def entry(register: str, code: str, name: str, fields: dict[str, str]) -> dict[str, Any]:
    """Give the smallest document that an entry of a register can be posted as."""
    return {
        "id": f"{register}:{code}",
        "kind": "master_data",
        "direction": "payable",
        "number": code,
        "party": {"code": code, "name": name},
        "issued": "2026-04-08",
        "total": "0.00",
        "currency": "BRL",
        "instalments": [],
        "entry": {"register": register, "code": code, "name": name, "fields": fields},
    }


@pytest.fixture
def own(db: None, sandbox: Sandbox, settings: Settings) -> Connection:
    """An own system whose master data goes to the simulated VExpenses."""
    settings.WORKER_THREADS = 1  # a test's transaction is seen by its own thread only
    source: Connection = ConnectionFactory.create(own=True)
    target = ConnectionFactory.create(vexpenses=True, environment="sandbox", base_url=sandbox.urls["vexpenses"])
    VExpensesCredentialsFactory.create(connection=target, token=TOKEN)
    FlowFactory.create(source=source, target=target, kind="master_data", active=True)
    return source


@pytest.fixture
def api(db: None) -> APIClient:
    ApiKeyFactory.create(
        user=UserFactory.create(role="api-client", is_staff=False), text=KEY, scopes=list(Scope.values)
    )
    return APIClient(headers={"Authorization": f"Bearer {KEY}"})


def done(answer: Any) -> str:
    """Let the engine work on what was posted, and give how its transfer stands."""
    assert answer.status_code == 202, answer.content
    work.work()
    Transfer.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    work.work()
    assert [(row.code, row.params) for row in PendingError.objects.open()] == []
    return Transfer.objects.get().state


@pytest.mark.parametrize(("register", "code", "fields", "table", "named"), ENTRIES)
def test_an_entry_is_posted_changed_and_withdrawn_all_the_way(
    api: APIClient,
    own: Connection,
    sandbox: Sandbox,
    register: str,
    code: str,
    fields: dict[str, str],
    table: str,
    named: str,
) -> None:
    def there() -> list[str]:
        rows = [row for row in sandbox.records("vexpenses", table) if row["integration_id"] == code]
        return [row[named] for row in rows if row.get("active", True)]

    root = f"/api/v1/connections/{own.pk}/documents/"
    place = f"{root}master_data/{register}:{code}/"
    assert done(api.post(root, entry(register, code, "Oficina", fields), format="json")) == "delivered"
    assert there() == ["Oficina"]
    assert done(api.put(place, entry(register, code, "Oficina Norte", fields), format="json")) == "delivered"
    assert there() == ["Oficina Norte"]
    assert done(api.delete(place)) == "reversed"
    assert there() == []
    assert [row["state"] for row in api.get(place).json()["transfers"]] == ["reversed"]
