"""Secrets are planted and used, things go wrong with them, and then everything is searched for them."""

import logging
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from apps.accounts.models import ApiKey, Scope, User
from apps.connectors.bluefleet.models import Credentials as BlueFleetCredentials
from apps.connectors.omie.models import Credentials as OmieCredentials
from apps.hub.engine.access import health
from apps.hub.engine.working import work
from apps.hub.models import Connection
from apps.sandbox.bluefleet import oddities, scenarios
from tests.hub.conftest import APP_KEY, APP_SECRET, TOKEN, Bridge

WRONG_SECRET = "f" * 15 + "planted" + "0" * 10
SECRETS = (APP_KEY, APP_SECRET, WRONG_SECRET, TOKEN, "a-token-that-is-wrong")
API = ("connectors", "connections", "flows", "events", "transfers", "runs", "pending-errors", "mappings")


@pytest.fixture
def used(bridge: Bridge, caplog: pytest.LogCaptureFixture) -> Bridge:
    """A bridge on which nearly everything has happened, logged at the finest level."""
    caplog.set_level(logging.DEBUG)
    for fault in ("429", "html", "drop_after_commit"):
        bridge.sandbox.fault("omie", fault, call="IncluirContaPagar")
        bridge.send(scenarios.entry_payable)
    for scenario in (scenarios.invoice, scenarios.new_cost_centre, oddities.wrong_check_digit, oddities.negative):
        bridge.send(scenario)
    [notification] = scenarios.entry_receivable(bridge.builder)
    bridge.post(notification.path, notification.body, **{"X-Hub-Token": "a-token-that-is-wrong"})
    work.work()
    OmieCredentials.objects.update(app_secret=WRONG_SECRET)
    bridge.send(scenarios.entry_receivable)
    bridge.make_due()
    work.work()
    assert Connection.objects.get(pk=bridge.target.pk).state == "paused"
    health.resume(bridge.target)
    return bridge


def test_no_column_of_any_table_holds_one(used: Bridge) -> None:
    for model in apps.get_models():
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            rows = cursor.fetchall()
        assert found_in(readable(rows)) == [], model._meta.label


def readable(rows: list[tuple[object, ...]]) -> Iterator[str]:
    """Give every value as text; packed payloads are searched as what was packed."""
    for row in rows:
        for value in row:
            yield bytes(value).decode("latin-1") if isinstance(value, (bytes, memoryview)) else str(value)


def test_no_stored_payload_holds_one(used: Bridge) -> None:
    payloads = [payload.raw.decode() for payload in apps.get_model("hub.Payload").objects.all()]
    assert len(payloads) > 10
    assert found_in(payloads) == []


def test_no_log_line_holds_one(used: Bridge, caplog: pytest.LogCaptureFixture) -> None:
    handler = logging.getLogger().handlers[0]
    lines = [handler.format(record) for record in caplog.get_records("setup")]
    assert lines
    assert found_in(lines) == []


def test_no_page_of_the_admin_holds_one(used: Bridge, admin_client: Client, rf: RequestFactory) -> None:
    pages = list(addresses(rf.get("/")))
    assert len(pages) > 40
    for page in pages:
        answer = admin_client.get(page, follow=True)
        assert answer.status_code in (200, 403), page
        assert found_in([answer.content.decode()]) == [], page


def addresses(request: HttpRequest) -> Iterator[str]:
    """Give the list, the form for adding, and one page of each model; with its history."""
    yield reverse("admin:index")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = admin.site.get_model_admin(model).get_queryset(request).order_by("-pk").first()
        for view, arguments in (("changelist", []), ("add", []), ("change", [row]), ("history", [row])):
            if None not in arguments:
                try:
                    yield reverse(f"{name}_{view}", args=[thing.pk for thing in arguments if thing])
                except NoReverseMatch:
                    continue


def test_no_answer_of_the_api_holds_one(used: Bridge, admin_user: User, client: Client) -> None:
    _key, text = ApiKey.issue(name="reader", user=admin_user, scopes=[Scope.READ])
    headers = {"Authorization": f"Bearer {text}"}
    for name in API:
        answer = client.get(f"/api/v1/{name}/", headers=headers)
        assert answer.status_code == 200, name
        found = answer.json()
        rows = found if isinstance(found, list) else found["results"]
        details = [client.get(f"/api/v1/{name}/{row['id']}/", headers=headers) for row in rows if "id" in row]
        assert found_in([answer.content.decode(), *(detail.content.decode() for detail in details)]) == [], name


def test_credentials_say_nothing_when_printed(used: Bridge) -> None:
    rows = [*OmieCredentials.objects.all(), *BlueFleetCredentials.objects.all(), used.target, used.source]
    assert found_in([repr(row) + str(row) for row in rows]) == []


def found_in(texts: "Iterator[str] | list[str]") -> list[str]:
    """Give the planted secrets that occur."""
    return [secret for text in texts for secret in SECRETS if secret in text]
