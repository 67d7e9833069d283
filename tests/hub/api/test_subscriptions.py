"""Systems that set their own webhooks up, look at what was told, and have it told again."""

from typing import Any

import pytest

from apps.hub.models import FirstAnswer, Message, Subscription
from tests.factories import ConnectionFactory
from tests.hub.api.conftest import Caller, caller_for

pytestmark = pytest.mark.django_db

ADDRESS = {"name": "Warehouse", "url": "https://warehouse.example.com/ponte"}


def test_a_secret_is_told_once(api: Caller) -> None:
    own = ConnectionFactory.create()
    answer = api.post("webhooks/", {**ADDRESS, "connection": own.pk, "events": ["transfer.waiting"]})
    assert answer.status_code == 201, answer.content
    told, row = answer.json(), Subscription.objects.get()
    assert (told["secret"], told["connection"]["id"], row.created_by) == (row.secret, own.pk, api.user)
    assert "secret" not in api.get(f"webhooks/{row.pk}/").json()
    assert row.secret not in api.get("webhooks/").content.decode()


def test_the_answer_to_a_marked_call_is_kept_without_the_secret(api: Caller) -> None:
    first, again = (
        api.client.post("/api/v1/webhooks/", ADDRESS, headers={"Idempotency-Key": "k-1"}) for _number in range(2)
    )
    assert first.json()["secret"].startswith("whsec_")
    assert again.json() == {**first.json(), "secret": ""}
    assert "whsec_" not in FirstAnswer.objects.get().body
    assert Subscription.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"url": "http://warehouse.example.com/"},
        {"url": "https://a:b@warehouse.example.com/"},
        {"events": ["moon.landing"]},
        {"events": ["webhook.test"]},
        {"connection": 4711},
        {"name": ""},
        {"colour": "red"},
    ],
)
def test_what_cannot_be_told_is_refused(api: Caller, changed: dict[str, Any]) -> None:
    answer = api.post("webhooks/", ADDRESS | changed)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(changed))


def test_a_name_is_given_once(api: Caller) -> None:
    api.post("webhooks/", ADDRESS)
    assert list(api.post("webhooks/", ADDRESS).json()["errors"]) == ["name"]


def test_a_webhook_is_tried_rotated_and_taken_away(api: Caller) -> None:
    made = api.post("webhooks/", ADDRESS).json()
    place = f"webhooks/{made['id']}"
    tried = api.post(f"{place}/test/")
    assert (tried.status_code, tried.json()["event"]) == (202, "webhook.test")
    rotated = api.post(f"{place}/rotate/").json()
    assert rotated["secret"] not in ("", made["secret"])
    Message.objects.update(state="failed", due_at=None)
    again = api.post(f"webhook-messages/{tried.json()['id']}/redeliver/").json()
    assert (again["state"], again["webhook_id"]) == ("queued", tried.json()["webhook_id"])
    assert api.get(f"webhook-messages/{again['id']}/").json()["deliveries"] == []
    assert api.ids("webhook-messages/", webhook=made["id"], state="queued") == [again["id"]]
    assert api.delete(f"{place}/").status_code == 204
    assert not Message.objects.exists()


def test_only_whoever_may_sets_webhooks_up() -> None:
    finance = caller_for("finance")
    assert finance.post("webhooks/", ADDRESS).json()["code"] == "key.right"
    assert finance.get("webhooks/").status_code == 403
    reader = caller_for("api-client", scopes=("read",), text="ponte_another-key")
    assert reader.post("webhooks/", ADDRESS).json()["code"] == "key.scope"
