"""Whoever has the address of a report's PDF may read it: people see that there is a file, and never its key."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from apps.accounts.models import Scope
from apps.hub.engine.doors import pull
from apps.hub.engine.working import work
from apps.hub.models import Attempt, PendingError, Pull, Transfer
from tests.connectors.vexpenses.test_in_the_hub import Bridge, bridge
from tests.factories import ApiKeyFactory, UserFactory

__all__ = ["bridge"]
TEXT = "ponte_the-key-of-a-system"


def booked(bridge: Bridge, *, hash_then: str = "") -> str:
    """Read a report, let its PDF move where one says so, book it, and give the key of its PDF."""
    id_ = bridge.make("one_taxi")
    key = str(bridge.report(id_)["_hash"])
    Pull.objects.update(due_at=timezone.now())
    pull.pull_due()
    if hash_then:
        bridge.sandbox.vexpenses.change("reports", id_, _hash=hash_then)
    Transfer.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    work.work()
    return key


def pages_of(transfer: Transfer) -> list[str]:
    base = "/admin/hub"
    attempts = [f"{base}/attempt/{pk}" for pk in Attempt.objects.values_list("pk", flat=True)]
    return [
        f"{base}/transfer/{transfer.pk}/change/",
        f"{base}/transfer/{transfer.pk}/source/",
        f"{base}/transfer/decide/requeue/?id={transfer.pk}",
        *(f"{at}/change/" for at in attempts),
        *(f"{at}/exchanges/" for at in attempts),
        *(f"{base}/pendingerror/{pk}/change/" for pk in PendingError.objects.values_list("pk", flat=True)),
    ]


@pytest.mark.parametrize("moved", ["", "another"])
def test_the_key_of_a_report_is_on_no_page_and_in_no_answer(bridge: Bridge, admin_client: Client, moved: str) -> None:
    key, transfer = booked(bridge, hash_then=moved), Transfer.objects.get()
    assert (transfer.state, transfer.reason) == (("waiting", "file.missing") if moved else ("delivered", ""))
    assert transfer.payload
    assert key in transfer.payload.raw.decode()
    seen = {address: admin_client.get(address).content.decode() for address in pages_of(transfer)}
    assert [address for address, text in seen.items() if key in text] == []
    assert any("relatorios/download/pdf/•••" in text for text in seen.values())
    ApiKeyFactory.create(
        user=UserFactory.create(role="api-client", is_staff=False), text=TEXT, scopes=list(Scope.values)
    )
    api = APIClient(headers={"Authorization": f"Bearer {TEXT}"})
    for path in (f"transfers/{transfer.pk}/", "transfers/", "pending-errors/"):
        answer = api.get(f"/api/v1/{path}")
        assert (answer.status_code, key in answer.content.decode()) == (200, False)
