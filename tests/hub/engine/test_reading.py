"""Events become transfers whatever is wrong with one of them, in whatever order they come."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.connectors.bluefleet.connector import BLUE_FLEET
from apps.connectors.bluefleet.models import Credentials
from apps.core.connector import Source, registry
from apps.core.documents import Document
from apps.hub.engine.decisions import resolve
from apps.hub.engine.doors import door, receive
from apps.hub.engine.working import sweep, work
from apps.hub.models import Connection, Event, Flow, Payload, PendingError, Transfer
from apps.hub.webhooks import token_holder
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge

ENTRY = "financial-entry"


@contextmanager
def blue_fleet_with(source: Source) -> Iterator[None]:
    """Let Blue Fleet read one kind of document in another way."""
    others = [other for other in BLUE_FLEET.sources if other.kind != source.kind]
    with pytest.MonkeyPatch.context() as patch:
        changed = replace(BLUE_FLEET, sources=(*others, source))
        patch.setitem(registry._connectors, "bluefleet", changed)
        yield


def reading(read: Any) -> Source:
    return replace(BLUE_FLEET.source("financial_entry"), read=read)


def test_a_defect_while_reading_one_document_parks_it_and_reads_the_rest(bridge: Bridge) -> None:
    def defective(payload: Any) -> Document:
        raise ZeroDivisionError

    bridge.send(scenarios.entry_payable)
    bridge.send(scenarios.invoice)
    with blue_fleet_with(reading(defective)):
        work.work()
    good, broken = Transfer.objects.order_by("state")
    assert (broken.state, broken.reason, good.state) == ("waiting", "internal", "delivered")
    assert PendingError.objects.open().get().asks == "support"
    assert set(Event.objects.values_list("state", flat=True)) == {"routed"}


def test_a_document_that_no_column_holds_is_parked_and_not_in_the_way(bridge: Bridge) -> None:
    def unstorable(payload: Any) -> Document:
        document = BLUE_FLEET.source("financial_entry").read(payload)
        return replace(document, issued="no date")  # type: ignore[arg-type]

    bridge.send(scenarios.entry_payable)
    bridge.send(scenarios.invoice)
    with blue_fleet_with(reading(unstorable)):
        receive.read_events()
    assert sorted(Transfer.objects.values_list("state", flat=True)) == ["queued", "waiting"]
    assert not Event.objects.unread().exists()


def test_texts_longer_than_their_columns_or_with_nul_are_cut(bridge: Bridge) -> None:
    def long_winded(payload: Any) -> Document:
        document = BLUE_FLEET.source("financial_entry").read(payload)
        return replace(document, number="N\0" + "9" * 300, currency="REAIS", direction="x" * 50)  # type: ignore[arg-type]

    bridge.send(scenarios.entry_payable)
    with blue_fleet_with(reading(long_winded)):
        receive.read_events()
    transfer = Transfer.objects.get()
    assert (len(transfer.number), transfer.currency, "\0" in transfer.number) == (120, "REA", False)


def test_a_document_too_deep_to_be_read_again_is_refused_and_not_a_defect(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    event = Event.objects.get()
    deep = Payload.of(b'{"a":' + b"[" * 200_000)
    deep.save()
    Event.objects.filter(pk=event.pk).update(payload=deep)
    receive.read_events()
    assert (Transfer.objects.get().state, Transfer.objects.get().reason) == ("waiting", "source.not_json")


def test_a_flow_whose_vendor_is_no_longer_installed_stops_nobody_else(bridge: Bridge) -> None:
    gone = Connection.objects.create(connector_slug="gone", name="Gone", environment="x", state="connected")
    stray = Flow.objects.create(name="stray", source=bridge.source, target=gone, kind="financial_entry", active=True)
    bridge.send(scenarios.entry_payable)
    work.work()
    assert Transfer.objects.get(target=bridge.target).state == "delivered"
    assert Transfer.objects.get(flow=stray).state == "queued"
    Transfer.objects.filter(flow=stray).update(
        state="sending", lease_owner="dead", lease_until=timezone.now() - timedelta(seconds=1)
    )
    sweep.sweep()
    assert Transfer.objects.get(flow=stray).state == "queued"
    assert not work.more_is_due()


def test_documents_of_a_source_that_is_no_longer_installed_wait_in_the_queue(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    receive.read_events()
    Connection.objects.filter(pk=bridge.source.pk).update(connector_slug="gone")
    assert work.work() == 0
    assert (Transfer.objects.get().state, work.more_is_due()) == ("queued", False)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("fe80::1%eth0", "fe80::1"),
        ("192.0.2.1:51234", None),
        ("unknown", None),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
    ],
)
def test_an_address_that_no_column_holds_keeps_no_call_out(bridge: Bridge, address: str, kept: str | None) -> None:
    [notification] = scenarios.entry_payable(bridge.builder)
    url = f"/hooks/{bridge.source.public_id}/{ENTRY}"
    headers = {"X-Hub-Token": "the-header-agreed-with-blue-fleet"}
    answer = bridge.client.post(
        url, notification.body, content_type="application/json", headers=headers, REMOTE_ADDR=address
    )
    assert answer.status_code == 200
    assert Event.objects.get().address == kept


def test_of_two_versions_the_later_changed_wins_although_it_arrived_first(bridge: Bridge) -> None:
    [notification] = scenarios.entry_payable(bridge.builder)
    newer = {**notification.body, "PerformedAt": "2031-05-02T10:00:00", "Comments": "newer"}
    older = {**notification.body, "PerformedAt": "2031-05-01T10:00:00", "Comments": "older"}
    bridge.post(ENTRY, newer, **{"X-Hub-Token": "the new secret"})
    bridge.post(ENTRY, older)
    work.work()
    Credentials.objects.update(header_value="the new secret")
    assert door.verify_again(Event.objects.order_by("pk")[0], token_holder) == ""
    work.work()
    assert Event.objects.order_by("pk")[0].state == "routed"
    assert (bridge.last().revision, bridge.last().delivered_revision) == (2, 2)


def test_a_document_sent_again_after_its_bytes_were_forgotten_goes_on(bridge: Bridge, accountant: User) -> None:
    [notification] = scenarios.entry_payable(bridge.builder)
    bridge.post(ENTRY, notification.body)
    work.work()
    Payload.objects.all().delete()
    resolve.requeue([bridge.last()], actor=accountant)
    work.work()
    assert (bridge.last().state, bridge.last().reason) == ("waiting", "source.payload_gone")
    bridge.post(ENTRY, notification.body)
    work.work()
    assert (bridge.last().state, bridge.last().revision) == ("delivered", 1)
    assert not PendingError.objects.open().exists()
    assert len(bridge.titles()) == 1


def test_the_same_document_after_its_bytes_were_forgotten_books_nothing_anew(bridge: Bridge) -> None:
    [notification] = scenarios.entry_payable(bridge.builder)
    bridge.post(ENTRY, notification.body)
    work.work()
    Payload.objects.all().delete()
    bridge.post(ENTRY, notification.body)
    work.work()
    assert (bridge.last().state, bridge.last().attempts_made) == ("delivered", 1)
    assert bridge.last().payload is not None


def test_content_that_cannot_be_read_does_not_take_a_document_off_hold(bridge: Bridge, accountant: User) -> None:
    [notification] = scenarios.entry_payable(bridge.builder)
    bridge.post(ENTRY, notification.body)
    receive.read_events()
    resolve.hold([bridge.last()], actor=accountant, reason="conferir")
    bridge.post(ENTRY, {**notification.body, "ExpectedValue": "dez"})
    work.work()
    bridge.post(ENTRY, notification.body)
    work.work()
    assert (bridge.last().state, bridge.titles()) == ("held", [])


def test_a_document_received_while_its_flow_was_being_switched_on_is_not_forgotten(bridge: Bridge) -> None:
    Flow.objects.update(active=False)
    bridge.send(scenarios.entry_payable)
    receive.read_events()
    Flow.objects.update(active=True)
    sweep.sweep()
    work.work()
    assert bridge.last().state == "delivered"


def test_a_document_that_nobody_can_describe_is_parked_and_not_in_the_way(bridge: Bridge) -> None:
    def without_party(payload: Any) -> Document:
        return replace(BLUE_FLEET.source("financial_entry").read(payload), party=None)  # type: ignore[arg-type]

    bridge.send(scenarios.entry_payable)
    bridge.send(scenarios.invoice)
    with blue_fleet_with(reading(without_party)):
        receive.read_events()
    assert sorted(Transfer.objects.values_list("state", flat=True)) == ["queued", "waiting"]
