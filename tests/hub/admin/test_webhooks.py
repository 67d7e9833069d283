"""Webhooks in the admin: a secret that is shown once, how an address stands, and every message with its answers."""

from typing import Any

import pytest
from django.test import Client

from apps.hub.models import Delivery, Message, Subscription
from tests.factories import NOON, MessageFactory, SubscriptionFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/hub/subscription/"


@pytest.fixture
def client() -> Client:
    found = Client()
    found.force_login(UserFactory.create(role="administrator"), backend="django.contrib.auth.backends.ModelBackend")
    return found


def act(client: Client, action: str, row: Subscription) -> Any:
    return client.post(LIST, {"action": action, "_selected_action": [row.pk]}, follow=True)


def test_the_secret_is_shown_once_in_answer_to_the_form(client: Client) -> None:
    told = {"name": "Warehouse", "url": "https://warehouse.example.com/", "events": ["batch.produced"], "active": "on"}
    answer = client.post(f"{LIST}add/", told)
    row = Subscription.objects.get()
    assert row.secret in answer.content.decode()
    assert (row.events, row.created_by is not None) == (["batch.produced"], True)
    for address in (LIST, f"{LIST}{row.pk}/change/"):
        assert row.secret not in client.get(address).content.decode()


def test_an_address_without_https_is_refused_in_the_form(client: Client) -> None:
    client.post(f"{LIST}add/", {"name": "x", "url": "http://warehouse.example.com/", "active": "on"})
    assert not Subscription.objects.exists()


def test_a_new_secret_is_thought_up_for_one_webhook(client: Client) -> None:
    row = SubscriptionFactory.create()
    answer = act(client, "rotate", row)
    fresh = Subscription.objects.get()
    assert fresh.secret != row.secret
    assert fresh.secret in answer.content.decode()


def test_how_an_address_stands_is_told_in_words(client: Client) -> None:
    SubscriptionFactory.create(active=False, code="webhook.gone")
    SubscriptionFactory.create(failing_since=NOON)
    SubscriptionFactory.create()
    page = client.get(LIST).content.decode()
    for words in ("The address said that it is gone", "Takes nothing since", "Works"):
        assert words in page


def test_switched_on_again_an_address_begins_without_its_past(client: Client) -> None:
    row = SubscriptionFactory.create(active=False, code="webhook.gone", failing_since=NOON)
    client.post(f"{LIST}{row.pk}/change/", {"name": row.name, "url": row.url, "active": "on"})
    row.refresh_from_db()
    assert (row.active, row.code, row.failing_since) == (True, "", None)


def test_a_message_is_sent_to_try_an_address_and_goes_with_it(client: Client) -> None:
    row = SubscriptionFactory.create()
    act(client, "try_it", row)
    assert Message.objects.get().event == "webhook.test"
    client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})
    assert not Message.objects.exists()


def test_a_message_shows_what_the_address_answered_and_is_sent_again(client: Client) -> None:
    row = MessageFactory.create(state="failed", due_at=None, data={"transfer": 77})
    Delivery.objects.create(message=row, at=NOON, milliseconds=84, status=500, answer="<b>out of order</b>")
    Delivery.objects.create(message=row, at=NOON, milliseconds=5000, code="target.unreachable")
    page = client.get(f"/admin/hub/message/{row.pk}/change/").content.decode()
    for words in ("500", "&lt;b&gt;out of order&lt;/b&gt;", "The target cannot be reached", "77"):
        assert words in page
    assert client.get("/admin/hub/message/?state__exact=failed").status_code == 200
    client.post(f"/admin/hub/message/{row.pk}/again/")
    assert Message.objects.get().state == "queued"
