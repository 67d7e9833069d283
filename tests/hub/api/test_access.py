"""Who may call the API, how refusals look, and what no answer ever holds."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone, translation
from pytest_django import Settings
from rest_framework.test import APIClient
from rest_framework.throttling import ScopedRateThrottle

from apps.accounts.models import ApiKey, User
from apps.hub.models import Transfer
from tests.factories import (
    ApiKeyFactory,
    AttemptFactory,
    BlockerFactory,
    BlueFleetCredentialsFactory,
    EventFactory,
    FlowFactory,
    MappingFactory,
    OmieCredentialsFactory,
    OperationFactory,
    PayloadFactory,
    RunFactory,
    TransferFactory,
    UserFactory,
)
from tests.hub.api.conftest import TEXT, Caller, caller_for

pytestmark = pytest.mark.django_db

LISTS = ("connectors", "connections", "flows", "events", "transfers", "runs", "pending-errors", "mappings")


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize("path", LISTS)
def test_nothing_is_told_without_a_key(path: str) -> None:
    answer = APIClient().get(f"/api/v1/{path}")
    refused(answer, 401, "key.missing")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("text", ["ponte_unknown", "", "x" * 5000])
def test_an_unknown_key_opens_nothing(api: Caller, text: str) -> None:
    client = APIClient(headers={"Authorization": f"Bearer {text}"})
    refused(client.get("/api/v1/transfers"), 401, "key.invalid" if text else "key.missing")


@pytest.mark.parametrize(
    "change",
    [
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"revoked_at": timezone.now() - timedelta(days=1)},
    ],
)
def test_a_key_that_is_over_opens_nothing(api: Caller, change: dict[str, Any]) -> None:
    ApiKey.objects.update(**change)
    refused(api.get("transfers"), 401, "key.invalid")


def test_a_key_that_expires_later_opens_the_api(api: Caller) -> None:
    ApiKey.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
    assert api.get("transfers").status_code == 200


def test_the_key_of_somebody_who_may_not_act_any_more_opens_nothing(api: Caller) -> None:
    User.objects.update(is_active=False)
    refused(api.get("transfers"), 401, "key.invalid")


def test_a_session_opens_nothing(admin_client: Any) -> None:
    refused(admin_client.get("/api/v1/transfers"), 401, "key.missing")


def test_the_use_of_a_key_is_noted(api: Caller) -> None:
    api.get("connectors")
    assert timezone.now() - (ApiKey.objects.get().used_at or timezone.now() - timedelta(days=1)) < timedelta(minutes=1)


def test_a_key_that_may_only_read_decides_nothing() -> None:
    reader, transfer = caller_for("api-client", scopes=("read",)), TransferFactory.create(state="waiting")
    assert reader.get("transfers").status_code == 200
    refused(reader.post(f"transfers/{transfer.pk}/hold", {"reason": "x"}), 403, "key.scope")
    assert Transfer.objects.get().state == "waiting"


def test_a_key_that_may_only_decide_reads_nothing() -> None:
    decider, transfer = caller_for("api-client", scopes=("decide",)), TransferFactory.create(state="waiting")
    refused(decider.get("transfers"), 403, "key.scope")
    assert decider.post(f"transfers/{transfer.pk}/hold", {"reason": "x"}).status_code == 200


def test_a_key_whose_user_has_no_rights_opens_nothing() -> None:
    ApiKeyFactory.create(user=UserFactory.create(), text=TEXT)
    refused(APIClient(headers={"Authorization": f"Bearer {TEXT}"}).get("/api/v1/transfers"), 403, "key.right")


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("path", ["transfers", "transfers/1", "connections/1"])
def test_nothing_is_changed_but_by_decisions(api: Caller, method: str, path: str) -> None:
    refused(getattr(api.client, method)(f"/api/v1/{path}", {}, format="json"), 405, "request.method")


def test_too_many_calls_are_told_when_to_come_back(api: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"read": "2/minute", "decide": "1/minute"})
    transfer = TransferFactory.create(state="waiting")
    assert [api.get("transfers").status_code for _ in range(2)] == [200, 200]
    answer = api.get("transfers")
    refused(answer, 429, "rate.exceeded")
    assert answer["RateLimit-Policy"] == '"read";q=2;w=60'
    assert answer["RateLimit"].startswith('"read";r=0;t=')
    assert 0 < int(answer["Retry-After"]) <= 60
    assert api.post(f"transfers/{transfer.pk}/hold", {"reason": "x"}).status_code == 200


def test_a_refusal_has_a_code_for_programs_and_words_for_people(api: Caller) -> None:
    body = refused(api.get("transfers", colour="red"), 400, "filter.unknown")
    assert "colour" in body["detail"]
    assert "state" in body["detail"]
    body = refused(api.post(f"transfers/{TransferFactory.create().pk}/hold", {}), 400, "request.invalid")
    assert body["detail"] == "reason: This field is required."


def test_the_code_stays_the_same_in_every_language(api: Caller) -> None:
    with translation.override("pt-br"):
        answer = api.client.get("/api/v1/nothing", headers={"Accept-Language": "pt-br"})
    refused(answer, 404, "not_found")


SECRETS = {
    "header": "planted-header-value-93",
    "key": "planted-app-key-93",
    "secret": "planted-app-secret-93",
    "evidence": "planted-evidence-93",
    "body": "planted-body-93",
    "request": "planted-request-93",
    "lease": "planted-lease-93",
    "password": "planted-password-93",
}


@pytest.fixture
def planted(db: None) -> dict[str, Any]:
    """One row of everything, with a secret wherever one can be."""
    source = BlueFleetCredentialsFactory.create(header_value=SECRETS["header"]).connection
    target = OmieCredentialsFactory.create(app_key=SECRETS["key"], app_secret=SECRETS["secret"]).connection
    flow = FlowFactory.create(source=source, target=target)
    payload = PayloadFactory.create(raw=json.dumps({"x": SECRETS["body"]}).encode())
    author = UserFactory.create(password=SECRETS["password"])
    event = EventFactory.create(
        connection=source, payload=payload, state="quarantined", evidence={"x-hub-token": SECRETS["evidence"]}
    )
    transfer = TransferFactory.create(
        flow=flow, payload=payload, state="sending", lease_owner=SECRETS["lease"], lease_until=timezone.now()
    )
    AttemptFactory.create(transfer=transfer, number=1, exchanges=payload)
    OperationFactory.create(transfer=transfer, request={"x": SECRETS["request"]}, lease_owner=SECRETS["lease"])
    cause = BlockerFactory.create(
        transfer=transfer, pending_error__source=source, pending_error__target=target, pending_error__assigned_to=author
    ).pending_error
    return {
        "connections": source,
        "flows": flow,
        "events": event,
        "transfers": transfer,
        "runs": RunFactory.create(flow=flow),
        "pending-errors": cause,
        "mappings": MappingFactory.create(source=source, target=target, author=author),
        "connectors": None,
    }


def test_no_answer_holds_a_secret_or_a_raw_payload(api: Caller, planted: dict[str, Any]) -> None:
    answers = [api.get(name) for name in LISTS]
    answers += [api.get(f"{name}/{row.pk}") for name, row in planted.items() if row]
    transfer, cause = planted["transfers"], planted["pending-errors"]
    answers += [
        api.post(f"transfers/{transfer.pk}/{verb}", {"reason": "x"}) for verb in ("requeue", "hold", "skip", "handled")
    ]
    answers += [api.post(f"pending-errors/{cause.pk}/resolve", {"target_value": "1"})]
    answers += [api.client.get("/api/schema/")]
    assert [answer.status_code for answer in answers[:15]] == [200] * 15
    told = b"".join(answer.content for answer in answers).decode()
    found = [name for name, secret in {**SECRETS, "the key": TEXT}.items() if secret in told]
    assert found == []
    assert ApiKey.digest_of(TEXT) not in told
    assert str(planted["connections"].public_id) not in told


def test_the_search_for_secrets_would_find_one(api: Caller, planted: dict[str, Any]) -> None:
    flow = planted["flows"]
    flow.settings = {"note": SECRETS["secret"]}
    flow.save()
    assert SECRETS["secret"] in api.get("flows").content.decode()


def test_the_description_names_every_address_with_words_examples_and_the_key(api: Caller) -> None:
    told = api.client.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    assert told["components"]["securitySchemes"] == {"key": told["components"]["securitySchemes"]["key"]}
    assert told["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    calls = {(path, verb): call for path, calls in told["paths"].items() for verb, call in calls.items()}
    assert len(calls) == 45
    for call in calls.values():
        assert call["summary"]
        assert call["tags"]
        assert call["security"] == [{"key": []}]
        assert {"401", "403", "429"} <= set(call["responses"])
        [done] = [answer for status, answer in call["responses"].items() if status.startswith("2")]
        content = done.get("content", {})
        told = content.get("application/json", {})
        assert not content or told.get("examples") or "*/*" in content
    decisions = [call for call in calls.values() if "requestBody" in call]
    assert all(call["requestBody"]["content"]["application/json"]["examples"] for call in decisions)
    assert len(decisions) == 14


def test_the_examples_have_exactly_the_fields_of_the_answers(api: Caller, planted: dict[str, Any]) -> None:
    told = api.client.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    for name, row in planted.items():
        address, single = (name, f"/api/v1/{name}/{{id}}/") if row else (f"{name}/omie", f"/api/v1/{name}/{{slug}}/")
        content = told["paths"][single]["get"]["responses"]["200"]["content"]["application/json"]
        (example,) = content["examples"].values()
        answer = api.get(f"{address}/{row.pk}" if row else address).json()
        assert example["value"].keys() == answer.keys(), name


@pytest.mark.parametrize("path", ["/api/schema/", "/api/docs/"])
def test_the_description_is_for_anyone_who_is_signed_in_or_has_a_key(
    api: Caller, client: Any, path: str, settings: Settings
) -> None:
    assert api.client.get(path).status_code == 200
    anonymous = client.get(path)
    assert anonymous.status_code == (401 if path == "/api/schema/" else 302)
    client.force_login(UserFactory.create(), backend=settings.AUTHENTICATION_BACKENDS[1])
    assert client.get(path).status_code == 200


def test_whoever_is_not_signed_in_is_led_from_the_page_to_the_sign_in_and_back(client: Any) -> None:
    assert client.get("/api/docs/")["Location"] == "/admin/login/?next=/api/docs/"


def test_the_description_is_valid_and_nothing_about_it_had_to_be_guessed(tmp_path: Path) -> None:
    file = tmp_path / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(file))
    assert file.read_text().startswith("openapi: 3")
