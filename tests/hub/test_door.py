"""The door: what comes in, what is refused, and that nothing is lost either way."""

import gzip
import json
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from oauth2_provider.models import Application
from pytest_django import Settings

from apps.connectors.bluefleet.models import Credentials
from apps.hub.engine.doors import door, receive
from apps.hub.engine.working import work
from apps.hub.models import Event, Flow, Payload, Transfer
from apps.hub.webhooks import token_holder
from apps.sandbox.bluefleet import oddities, scenarios
from tests.hub.conftest import TOKEN, Bridge

ENTRY = "financial-entry"


def test_a_call_is_answered_with_its_receipt_once_it_is_committed(bridge: Bridge) -> None:
    [notification] = scenarios.entry_payable(bridge.builder)
    answer = bridge.post(notification.path, notification.body)
    event = Event.objects.get()
    assert (answer.status_code, answer.json()) == (200, {"receipt": str(event.pk), "repeated": False})
    assert event.payload is not None
    assert json.loads(event.payload.raw) == notification.body


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"not json", "source.not_json"),
        (b"", "source.not_json"),
        (b"[1, 2]", "source.not_an_object"),
        (b'"text"', "source.not_an_object"),
        (b"\xff\xfe\x00", "source.not_json"),
        (b"[" * 100_000, "source.not_json"),
        (b"{}", "source.no_id"),
        (b'{"FinancialEntryId": 0}', "source.no_id"),
        (b'{"FinancialEntryId": null}', "source.no_id"),
        (b'{"FinancialEntryId": {"a": 1}}', "source.no_id"),
    ],
)
def test_what_is_no_document_is_answered_400_and_kept(bridge: Bridge, body: bytes, code: str) -> None:
    answer = bridge.post(ENTRY, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert Event.objects.get().state == "refused"
    assert work.work() == 0


def test_a_body_over_the_limit_is_answered_413(bridge: Bridge, settings: Settings) -> None:
    settings.HOOK_BODY_LIMIT = 1_000
    assert bridge.post(ENTRY, b'{"x": "' + b"a" * 2_000 + b'"}').status_code == 413
    assert Event.objects.count() == 0


def test_gzip_is_unpacked_and_a_bomb_is_not(bridge: Bridge, settings: Settings) -> None:
    settings.HOOK_BODY_LIMIT = 100_000
    [notification] = scenarios.entry_payable(bridge.builder)
    packed = gzip.compress(json.dumps(notification.body).encode())
    assert bridge.post(ENTRY, packed, **{"Content-Encoding": "gzip"}).status_code == 200
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 100_000
    assert bridge.post(ENTRY, bomb, **{"Content-Encoding": "gzip"}).status_code == 413
    assert bridge.post(ENTRY, b"no gzip", **{"Content-Encoding": "gzip"}).status_code == 400
    assert bridge.post(ENTRY, b"x", **{"Content-Encoding": "br"}).status_code == 415


@pytest.mark.parametrize("headers", [{"X-Hub-Token": "wrong"}, {"X-Hub-Token": ""}])
def test_a_wrong_or_missing_secret_is_quarantined(bridge: Bridge, headers: dict[str, str]) -> None:
    [notification] = scenarios.entry_payable(bridge.builder)
    answer = bridge.post(notification.path, notification.body, **headers)
    assert answer.status_code == 401
    event = Event.objects.get()
    assert (event.state, event.source_id) == ("quarantined", "")
    assert "wrong" not in json.dumps(event.headers)
    work.work()
    assert not Transfer.objects.exists()


def test_a_quarantined_call_is_let_in_after_the_secret_was_mended(bridge: Bridge) -> None:
    [notification] = scenarios.entry_payable(bridge.builder)
    bridge.post(notification.path, notification.body, **{"X-Hub-Token": "the new secret"})
    event = Event.objects.get()
    assert door.verify_again(event, token_holder) == "signature.wrong"
    Credentials.objects.update(header_value="the new secret")
    assert door.verify_again(Event.objects.get(), token_holder) == ""
    work.work()
    event.refresh_from_db()
    assert (event.state, event.evidence) == ("routed", None)
    assert bridge.last().state == "delivered"


def test_a_flood_of_false_calls_does_not_fill_the_disk(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "QUARANTINE", 3)
    for number in range(6):
        assert bridge.post(ENTRY, {"FinancialEntryId": number}, **{"X-Hub-Token": "no"}).status_code == 401
    assert Event.objects.count() == 3


@pytest.mark.parametrize("path", ["vehicle/update", "debt-note/extra", "DEBT-NOTE-2"])
def test_an_unknown_path_is_answered_404(bridge: Bridge, path: str) -> None:
    assert bridge.post(path, {"DebtNoteId": 1}).status_code == 404


def test_an_unknown_connection_is_answered_404(bridge: Bridge, client: Client) -> None:
    url = "/hooks/00000000-0000-0000-0000-000000000000/debt-note"
    assert client.post(url, "{}", content_type="application/json").status_code == 404
    assert client.get(f"/hooks/{bridge.source.public_id}/debt-note").status_code == 405


def test_oauth_calls_need_a_living_token_of_their_own_client(bridge: Bridge, client: Client) -> None:
    secret = "client-secret-of-blue-fleet"
    application = Application.objects.create(
        name="Blue Fleet",
        client_type="confidential",
        authorization_grant_type="client-credentials",
        client_secret=secret,
    )
    Credentials.objects.update(mode="oauth", client_id=application.client_id)
    asked = {"grant_type": "client_credentials", "client_id": application.client_id, "client_secret": secret}
    token = client.post("/o/token/", asked).json()["access_token"]
    [notification] = scenarios.entry_payable(bridge.builder)
    good = {"Authorization": f"Bearer {token}"}
    assert bridge.post(notification.path, notification.body, Authorization="Bearer forged").status_code == 401
    assert bridge.post(notification.path, notification.body, **good).status_code == 200
    Credentials.objects.update(client_id="somebody-else")
    assert bridge.post(notification.path, notification.body, **good).status_code == 401


def test_without_a_secret_only_listed_addresses_are_let_in(bridge: Bridge) -> None:
    Credentials.objects.update(mode="none", networks="203.0.113.0/24")
    [notification] = scenarios.entry_payable(bridge.builder)
    assert bridge.post(notification.path, notification.body).status_code == 403
    Credentials.objects.update(networks="127.0.0.1, 203.0.113.0/24")
    assert bridge.post(notification.path, notification.body).status_code == 200


def test_a_connection_without_credentials_lets_nobody_in(bridge: Bridge) -> None:
    Credentials.objects.all().delete()
    assert bridge.post(ENTRY, {"FinancialEntryId": 1}).status_code == 401


def test_when_the_database_is_away_the_sender_is_asked_to_come_back(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", away)
    answer = bridge.post(ENTRY, {"FinancialEntryId": 1})
    monkeypatch.undo()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert Event.objects.count() == 0


def test_documents_for_a_flow_that_is_off_are_kept_until_it_is_on(bridge: Bridge) -> None:
    Flow.objects.update(active=False)
    transfer = bridge.send_and_work(scenarios.entry_payable)
    assert (transfer.state, bridge.titles()) == ("received", [])


def test_an_event_that_no_flow_takes_is_kept_and_can_be_routed_later(bridge: Bridge) -> None:
    Flow.objects.filter(kind="financial_entry").delete()
    bridge.send(scenarios.entry_payable)
    work.work()
    assert Event.objects.get().state == "unrouted"
    Flow.objects.create(name="late", source=bridge.source, target=bridge.target, kind="financial_entry", active=True)
    assert receive.route_again(Event.objects.all()) == 1
    work.work()
    assert bridge.last().state == "delivered"


@pytest.mark.parametrize("name", ["not_a_number", "too_many_decimals", "dates_out_of_range", "negative"])
def test_a_document_that_cannot_be_read_is_accepted_and_waits(bridge: Bridge, name: str) -> None:
    transfer = bridge.send_and_work(getattr(oddities, name))
    assert transfer.state == "waiting"
    assert transfer.blockers.get().pending_error.asks == "source"


def test_what_does_not_add_up_is_booked_with_a_warning(bridge: Bridge) -> None:
    transfer = bridge.send_and_work(oddities.not_adding_up)
    assert transfer.remarks
    assert transfer.state == "delivered"


def test_ten_thousand_cost_centres_are_one_document_and_bounded_work(bridge: Bridge) -> None:
    bridge.send(oddities.big)
    receive.read_events()
    assert Payload.objects.get().size > 500_000
    assert Transfer.objects.get().amount is not None


def test_corrected_content_releases_a_document_that_waited(bridge: Bridge) -> None:
    [notification] = scenarios.entry_payable(bridge.builder)
    bridge.post(notification.path, {**notification.body, "ExpectedValue": "dez"})
    work.work()
    assert bridge.last().state == "waiting"
    bridge.post(notification.path, notification.body)
    work.work()
    assert bridge.last().state == "delivered"
    assert not bridge.last().blockers.exists()


def test_the_token_is_kept_in_no_event(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    event = Event.objects.get()
    assert TOKEN not in json.dumps(event.headers)
    assert event.evidence is None
