"""Calls that are made again because their answer got lost, and what every answer tells about the limits."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from apps.hub.engine.working import sweep
from apps.hub.models import AuditEntry, FirstAnswer, Transfer
from tests.factories import ApiKeyFactory, ConnectionFactory, TransferFactory
from tests.hub.api.conftest import Caller
from tests.hub.api.test_posting import bill

pytestmark = pytest.mark.django_db

KEY = "0b8f5f0e-6e55-4a4e-9d8e-0e2f6f3d2a11"


def hold(api: Caller, transfer: Transfer, *, reason: str = "x", key: str = KEY) -> Any:
    return api.client.post(
        f"/api/v1/transfers/{transfer.pk}/hold/", {"reason": reason}, headers={"Idempotency-Key": key}, format="json"
    )


def test_the_same_call_gets_its_first_answer_again_and_is_made_once(api: Caller) -> None:
    transfer = TransferFactory.create(state="waiting")
    first, again = hold(api, transfer), hold(api, transfer, key=f'"{KEY}"')
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (200, {"released": 1})
    assert (first.has_header("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (False, "true")
    assert AuditEntry.objects.count() == 1
    hold(api, transfer, key="another")
    assert AuditEntry.objects.count() == 2


def test_a_refusal_is_given_again_as_it_was(api: Caller) -> None:
    own = ConnectionFactory.create(own=True)
    address, wrong = f"/api/v1/connections/{own.pk}/documents/", bill(total="1,00")
    first, again = (api.client.post(address, wrong, headers={"Idempotency-Key": KEY}) for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert again["Content-Type"] == "application/problem+json"
    answer = api.client.post(address, bill(), headers={"Idempotency-Key": KEY})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.other_call")


def test_a_key_stands_for_one_call_only(api: Caller) -> None:
    transfer, other = TransferFactory.create_batch(2, state="waiting")
    hold(api, transfer)
    for answer in (hold(api, transfer, reason="y"), hold(api, other)):
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.other_call")
    assert Transfer.objects.get(pk=other.pk).state == "waiting"


def test_keys_of_two_systems_do_not_meet(api: Caller) -> None:
    transfer, other = TransferFactory.create_batch(2, state="waiting")
    hold(api, transfer)
    ApiKeyFactory.create(user=api.user, text="ponte_another-key")
    api.client.credentials(HTTP_AUTHORIZATION="Bearer ponte_another-key")
    assert hold(api, other).status_code == 200


def test_a_call_that_is_under_way_is_not_made_twice_but_again_once_it_died(api: Caller) -> None:
    transfer = TransferFactory.create(state="waiting")
    hold(api, transfer)
    FirstAnswer.objects.update(status=None, body="")
    Transfer.objects.update(state="waiting")
    answer = hold(api, transfer)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency.under_way")
    FirstAnswer.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert hold(api, transfer).json() == {"released": 1}


def test_an_answer_is_kept_for_a_day(api: Caller) -> None:
    transfer = TransferFactory.create(state="waiting")
    hold(api, transfer)
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        assert not hold(api, transfer).has_header("Idempotency-Replayed")
        sweep.forget()
        assert FirstAnswer.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        sweep.forget()
    assert not FirstAnswer.objects.exists()


@pytest.mark.parametrize("key", ["", " ", "a b", "ä", "x" * 256, '"open'])
def test_what_is_no_key_is_refused(api: Caller, key: str) -> None:
    answer = hold(api, TransferFactory.create(state="waiting"), key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency.key")
    assert Transfer.objects.get().state == "waiting"


def test_reading_needs_no_key(api: Caller) -> None:
    assert api.client.get("/api/v1/transfers/", headers={"Idempotency-Key": KEY}).status_code == 200
    assert not FirstAnswer.objects.exists()


def test_every_answer_tells_what_is_left_of_the_limit(api: Caller) -> None:
    transfer = TransferFactory.create(state="waiting")
    for number, answer in enumerate((api.get("transfers"), api.get("nothing/7"), api.get("flows/4711"))):
        if answer.status_code != 404 or number == 2:
            assert answer["RateLimit-Policy"] == '"read";q=600;w=60'
            assert answer["RateLimit"].split(";")[1] == f"r={599 if number == 0 else 598}"
    assert hold(api, transfer)["RateLimit-Policy"] == '"decide";q=120;w=60'


def test_a_key_has_limits_of_its_own(api: Caller) -> None:
    api.get("transfers")
    ApiKeyFactory.create(user=api.user, text="ponte_another-key")
    api.client.credentials(HTTP_AUTHORIZATION="Bearer ponte_another-key")
    assert api.get("transfers")["RateLimit"].startswith('"read";r=599;')
