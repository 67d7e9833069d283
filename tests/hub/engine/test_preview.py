"""What the preview says is what a requeue then does."""

import pytest

from apps.hub.engine.booking.translate import Route
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.preview import Effect, preview
from apps.hub.engine.working import work
from apps.hub.models import Mapping, Operation, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge


def effects(transfer: Transfer) -> list[Effect]:
    transfer.refresh_from_db()
    return [entry.effect for entry in preview(transfer, Route.of(transfer.flow)).entries]


def test_before_the_first_booking_everything_is_new(bridge: Bridge) -> None:
    bridge.target.state = "paused"
    bridge.target.save()
    transfer = bridge.send_and_work(scenarios.entry_payable)
    assert effects(transfer) == [Effect.NEW, Effect.NEW]
    assert bridge.titles() == []


def test_what_is_booked_unchanged_would_change_nothing(bridge: Bridge) -> None:
    transfer = bridge.send_and_work(scenarios.entry_payable)
    calls = len(bridge.sandbox.calls("omie"))
    assert effects(transfer) == [Effect.SAME, Effect.SAME]
    assert len(bridge.sandbox.calls("omie")) == calls


def test_a_changed_mapping_is_shown_as_a_difference_and_then_sent(bridge: Bridge, accountant: object) -> None:
    transfer = bridge.send_and_work(scenarios.entry_payable)
    Mapping.objects.filter(value="entry-type:2").update(target_value="2.04.07")
    [party, title] = preview(transfer, Route.of(transfer.flow)).entries
    assert party.effect == Effect.SAME
    assert title.effect == Effect.CHANGE
    assert [(change.field, change.before, change.now) for change in title.changes] == [
        ("codigo_categoria", "2.05.01", "2.04.07")
    ]
    resolve.requeue([transfer], actor=accountant)  # type: ignore[arg-type]
    work.work()
    assert bridge.titles()[0]["codigo_categoria"] == "2.04.07"
    assert effects(transfer) == [Effect.SAME, Effect.SAME]


def test_a_missing_mapping_shows_what_stands_at_the_target(bridge: Bridge) -> None:
    transfer = bridge.send_and_work(scenarios.entry_payable)
    Mapping.objects.filter(value="entry-type:2").delete()
    told = preview(transfer, Route.of(transfer.flow))
    assert told.plan is not None
    assert [missing.value for missing in told.plan.missing] == ["entry-type:2"]
    assert {entry.effect for entry in told.entries} == {Effect.STAYS}


def test_a_lost_answer_is_asked_for_first(bridge: Bridge) -> None:
    transfer = bridge.send_and_work(scenarios.entry_payable)
    Operation.objects.filter(resource="payable").update(state="sending")
    assert effects(transfer) == [Effect.SAME, Effect.ASK]


def test_an_unreadable_document_says_why(bridge: Bridge) -> None:
    transfer = bridge.send_and_work(scenarios.entry_payable)
    transfer.payload = None
    told = preview(transfer, Route.of(transfer.flow))
    assert told.trouble is not None
    assert told.trouble.code == "source.payload_gone"


def test_what_the_document_no_longer_asks_for_would_be_undone(bridge: Bridge) -> None:
    transfer = bridge.send_and_work(scenarios.debit_note_instalments)
    extra = Operation.objects.filter(resource="receivable").first()
    assert extra is not None
    extra.pk, extra.key, extra.target_id = None, "of-an-older-revision", "1"
    extra.save()
    transfer.operation_keys.append(extra.key)
    transfer.save()
    assert effects(transfer)[-1] == Effect.UNDO


@pytest.mark.parametrize("first", ["note", "entries"])
def test_the_document_that_knows_less_leaves_the_entry_alone(bridge: Bridge, first: str) -> None:
    note, *entries = scenarios.note_and_entries(bridge.builder)
    for notification in (note, *entries) if first == "note" else (*entries, note):
        bridge.post(notification.path, notification.body)
        work.work()
    of_note = Transfer.objects.get(flow__kind="invoice")
    assert set(effects(of_note)) == {Effect.SAME, Effect.KEPT}
