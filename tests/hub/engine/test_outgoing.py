"""Other systems that are told what happened: what they get, how it is signed, what is done where it is not taken."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from werkzeug import Request, Response
from werkzeug.serving import make_server

from apps.hub.engine.booking import collect
from apps.hub.engine.outgoing import announce, deliver, keep
from apps.hub.engine.working import sweep
from apps.hub.models import AuditEntry, Delivery, Happening, Message, Subscription
from tests.factories import ConnectionFactory, TransferFactory, UserFactory
from tests.hub.collecting import Collecting, collecting

__all__ = ["collecting"]

pytestmark = pytest.mark.django_db


class Ear:
    """Another system's address: what came, and what it answers."""

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.status, self.headers, self.url = 204, dict[str, str](), ""

    def answer(self, request: Request) -> Response:
        self.came.append(({name.lower(): value for name, value in request.headers.items()}, request.get_data()))
        return Response("heard", status=self.status, headers=self.headers)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _headers, body in self.came]


@pytest.fixture
def ear(settings: Settings) -> Iterator[Ear]:
    found = Ear()
    with serving(found) as url:
        settings.PRIVATE_ORIGINS = [urlsplit(url).netloc]
        found.url = url
        yield found


@contextmanager
def serving(ear: Ear) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, Request.application(ear.answer), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ponte?of=us"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def subscribed(ear: Ear, **fields: Any) -> Subscription:
    row: Subscription = Subscription.objects.create(**{"name": "Warehouse", "url": ear.url, **fields})
    return row


def verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Verify a message as the specification tells a receiver to, with nothing of ours."""
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(base64.b64decode(secret.split("_", 1)[1]), said, hashlib.sha256)).decode()
    given = [part.split(",", 1) for part in headers["webhook-signature"].split(" ")]
    return any(version == "v1" and hmac.compare_digest(mark, expected) for version, mark in given)


def test_what_is_collected_and_booked_is_told_with_a_genuine_signature(ear: Ear, collecting: Collecting) -> None:
    row = subscribed(ear)
    [transfer] = collecting.ready("1")
    collect.booked(transfer, revision=1, answer=collect.Answer("JE-1"), actor=collecting.person)
    assert deliver.run_due() == 2
    assert [body["type"] for body in ear.bodies] == ["document.ready", "transfer.delivered"]
    headers, body = ear.came[1]
    assert verified(row.secret, headers, body)
    assert not verified(row.secret, headers, body + b" ")
    assert row.secret.startswith("whsec_")
    assert len(base64.b64decode(row.secret[6:])) == 32
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    assert json.loads(body)["data"] == {
        "transfer": transfer.pk,
        "flow": collecting.flow.pk,
        "source": collecting.source.pk,
        "target": collecting.target.pk,
        "kind": "invoice",
        "state": "delivered",
        "reason": "",
        "revision": 1,
        "path": f"/api/v1/transfers/{transfer.pk}/",
    }
    assert set(Message.objects.values_list("state", flat=True)) == {"delivered"}
    assert [one.status for one in Delivery.objects.all()] == [204, 204]
    assert deliver.run_due() == 0


def test_a_refusal_a_wait_and_a_file_are_told(ear: Ear, collecting: Collecting) -> None:
    subscribed(ear)
    first, _second = collecting.ready("1", "2")
    collect.refused(first, revision=1, reason="closed", actor=collecting.person)
    collecting.produce()
    collecting.bring("3", TotalValue="a lot")
    deliver.run_due()
    told = [body["type"] for body in ear.bodies]
    assert told == ["document.ready"] * 2 + ["transfer.refused", "batch.produced", "transfer.waiting"]
    assert ear.bodies[4]["data"]["reason"] == "source.not_a_number"
    assert "a lot" not in str(ear.came)


def test_an_address_is_told_of_its_own_connection_and_events_only(ear: Ear, collecting: Collecting) -> None:
    elsewhere = ConnectionFactory.create()
    rows = [
        subscribed(ear, name="both ends", connection=collecting.target),
        subscribed(ear, name="elsewhere", connection=elsewhere),
        subscribed(ear, name="other events", events=["batch.produced"]),
        subscribed(ear, name="off", active=False),
    ]
    collecting.ready("1")
    assert [Message.objects.filter(subscription=row).count() for row in rows] == [1, 0, 0, 0]


def test_nothing_is_told_of_what_did_not_happen(ear: Ear) -> None:
    subscribed(ear)
    transfer = TransferFactory.create(delivered=True)
    with transaction.atomic():
        announce.states([transfer])
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_where_nobody_listens_it_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    transfers = TransferFactory.create_batch(3, delivered=True)
    with django_assert_num_queries(1):
        announce.states(transfers)


def message(ear: Ear, **fields: Any) -> Message:
    return announce.test(subscribed(ear, **fields))


def test_what_is_not_taken_is_sent_again_under_its_id_until_it_is_given_up(ear: Ear) -> None:
    row, ear.status = message(ear), 500
    now = timezone.now()
    for number, wait in enumerate((*deliver.LADDER, None), start=1):
        with time_machine.travel(now, tick=False):
            assert deliver.run_due() == 1
            assert deliver.run_due() == 0
        row.refresh_from_db()
        assert (row.tries, row.due_at) == (number, now + timedelta(seconds=wait) if wait else None)
        now += timedelta(seconds=wait or 0)
        Subscription.objects.update(failing_since=None)
    assert row.state == "failed"
    assert {headers["webhook-id"] for headers, _body in ear.came} == {row.public_id}
    assert [one.answer for one in Delivery.objects.all()] == ["heard"] * 10
    ear.status = 200
    keep.send_again([row], actor=UserFactory.create())
    assert deliver.run_due() == 1
    assert Message.objects.get().state == "delivered"
    assert AuditEntry.objects.get().verb == "sent"


def test_an_address_that_asks_for_a_pause_gets_it(ear: Ear) -> None:
    row = message(ear)
    ear.status, ear.headers = 429, {"Retry-After": "900"}
    deliver.run_due()
    row.refresh_from_db()
    assert row.due_at is not None
    assert row.due_at - timezone.now() > timedelta(minutes=14)


def test_the_others_wait_when_one_is_not_taken(ear: Ear) -> None:
    row, ear.status = subscribed(ear), 503
    for _number in range(3):
        announce.test(row)
    assert deliver.run_due() == 1
    assert len(ear.came) == 1


def test_an_address_that_is_gone_is_switched_off_at_once(ear: Ear) -> None:
    message(ear)
    ear.status = 410
    deliver.run_due()
    row = Subscription.objects.get()
    assert (row.active, row.code) == (False, "webhook.gone")
    assert deliver.run_due() == 0


def test_an_address_that_fails_for_days_is_switched_off_and_its_owner_is_told(ear: Ear) -> None:
    person = UserFactory.create(email="ana@example.com", language="pt-pt")
    row, ear.status = message(ear, created_by=person), 500
    deliver.run_due()
    assert Subscription.objects.get().active
    with time_machine.travel(timezone.now() + timedelta(days=5, seconds=1)):
        deliver.run_due()
    row.subscription.refresh_from_db()
    assert (row.subscription.active, row.subscription.code) == (False, "webhook.failing")
    [letter] = mail.outbox
    assert letter.to == ["ana@example.com"]
    assert "Warehouse" in letter.subject
    keep.switch(row.subscription, active=True, actor=person)
    row.subscription.refresh_from_db()
    assert (row.subscription.active, row.subscription.code, row.subscription.failing_since) == (True, "", None)


def test_success_ends_a_bad_time(ear: Ear) -> None:
    row, ear.status = message(ear), 500
    deliver.run_due()
    ear.status = 204
    Message.objects.update(due_at=timezone.now())
    deliver.run_due()
    row.subscription.refresh_from_db()
    assert row.subscription.failing_since is None


def test_a_redirect_is_not_followed(ear: Ear) -> None:
    message(ear)
    ear.status, ear.headers = 302, {"Location": "http://127.0.0.1:1/elsewhere"}
    deliver.run_due()
    assert (len(ear.came), Delivery.objects.get().status) == (1, 302)


def test_no_private_network_is_called(settings: Settings) -> None:
    settings.PRIVATE_ORIGINS = []
    row = Subscription.objects.create(name="Inside", url="https://127.0.0.1:9/")
    announce.test(row)
    deliver.run_due()
    assert Delivery.objects.get().code == "target.address_refused"


@pytest.mark.parametrize("url", ["http://example.com/", "ftp://example.com/", "https://a:b@example.com/", "https:///x"])
def test_an_address_is_reached_by_https_and_holds_no_password(url: str) -> None:
    with pytest.raises(ValidationError):
        Subscription(name="x", url=url).full_clean()


def test_for_a_day_two_secrets_sign(ear: Ear) -> None:
    row = subscribed(ear)
    old = row.secret
    new = keep.rotate(row, actor=UserFactory.create())
    announce.test(row)
    deliver.run_due()
    headers, body = ear.came[0]
    assert old != new
    assert verified(old, headers, body)
    assert verified(new, headers, body)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        announce.test(row)
        deliver.run_due()
        headers, body = ear.came[1]
        assert verified(new, headers, body)
        assert not verified(old, headers, body)


def test_messages_are_kept_for_thirty_days(ear: Ear) -> None:
    message(ear)
    deliver.run_due()
    sweep.forget()
    assert Delivery.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        sweep.forget()
    assert not Message.objects.exists()


def test_every_event_has_a_name_of_two_words() -> None:
    assert all(event.count(".") == 1 for event in Happening.values)
