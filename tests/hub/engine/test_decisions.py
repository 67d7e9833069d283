"""What people decide, and the trail it leaves."""

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.hub.engine.decisions import resolve
from apps.hub.engine.doors import receive
from apps.hub.engine.working import work
from apps.hub.models import AuditEntry, Flow, Mapping, PendingError, Rule, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge


def test_a_cause_is_resolved_once_however_often_it_is_clicked(bridge: Bridge, accountant: User) -> None:
    bridge.send_and_work(scenarios.new_cost_centre)
    cause = PendingError.objects.get()
    resolve.map_value(cause, target_value="619153924", target_label="", actor=accountant)
    with pytest.raises(resolve.NotPossible, match="already_resolved"):
        resolve.map_value(cause, target_value="619153900", target_label="", actor=accountant)
    assert Mapping.objects.get(value="30").target_value == "619153924"


def test_a_default_covers_every_value_without_a_row(bridge: Bridge, accountant: User) -> None:
    bridge.send_and_work(scenarios.new_cost_centre)
    cause = PendingError.objects.get()
    resolve.map_value(cause, target_value="619153932", target_label="", actor=accountant, everywhere=True)
    work.work()
    assert Mapping.objects.get(vocabulary="cost_centre", value="*").target_value == "619153932"
    assert bridge.last().state == "delivered"


def test_a_chosen_value_that_the_target_refuses_waits_again(bridge: Bridge, accountant: User) -> None:
    bridge.send_and_work(scenarios.new_cost_centre)
    resolve.map_value(PendingError.objects.get(), target_value="1", target_label="", actor=accountant)
    work.work()
    assert bridge.last().state == "waiting"
    assert PendingError.objects.open().get().code.startswith("target.")


def test_skipping_needs_a_reason_and_empties_the_cause(bridge: Bridge, accountant: User) -> None:
    transfer = bridge.send_and_work(scenarios.new_cost_centre)
    assert resolve.skip([transfer], actor=accountant, reason="Lançado à mão em março") == 1
    transfer.refresh_from_db()
    assert transfer.state == "skipped"
    assert PendingError.objects.get().resolution == "empty"
    entry = AuditEntry.objects.get(verb="skipped")
    assert (entry.actor_name, entry.reason) == ("ana", "Lançado à mão em março")


def test_handled_elsewhere_keeps_its_proof(bridge: Bridge, accountant: User) -> None:
    transfer = bridge.send_and_work(scenarios.new_cost_centre)
    resolve.handled(transfer, actor=accountant, reason="no banco", proof="Omie 7102334411")
    assert AuditEntry.objects.get(verb="handled").detail == {"proof": "Omie 7102334411"}
    assert bridge.last().state == "handled"


def test_a_held_document_stays_until_it_is_requeued(bridge: Bridge, accountant: User) -> None:
    bridge.send(scenarios.entry_payable)
    receive.read_events()
    resolve.hold([bridge.last()], actor=accountant, reason="conferir")
    work.work()
    assert bridge.titles() == []
    resolve.requeue([bridge.last()], actor=accountant)
    work.work()
    assert len(bridge.titles()) == 1


def test_a_held_document_is_released_once_and_the_trail_says_so(bridge: Bridge, accountant: User) -> None:
    bridge.send(scenarios.entry_payable)
    receive.read_events()
    resolve.hold([bridge.last()], actor=accountant, reason="conferir")
    assert resolve.release_held([bridge.last()], actor=accountant, reason="conferido") == 1
    assert resolve.release_held([bridge.last()], actor=accountant, reason="conferido") == 0
    work.work()
    assert len(bridge.titles()) == 1
    assert AuditEntry.objects.filter(verb="released").values_list("reason", flat=True).get() == "conferido"
    assert not AuditEntry.objects.filter(verb="requeued").exists()


def test_a_document_under_way_is_not_taken_from_its_worker(bridge: Bridge, accountant: User) -> None:
    bridge.sandbox.fault("omie", "drop_after_commit", call="IncluirContaPagar")
    transfer = bridge.send_and_work(scenarios.entry_payable)
    assert transfer.state == "unknown"
    assert resolve.skip([transfer], actor=accountant, reason="x") == 0
    assert resolve.requeue([transfer], actor=accountant) == 0


def test_requeue_rebuilds_with_todays_mapping(bridge: Bridge, accountant: User) -> None:
    transfer = bridge.send_and_work(scenarios.entry_payable)
    Mapping.objects.filter(value="20").update(target_value="619153924")
    resolve.requeue([transfer], actor=accountant)
    work.work()
    [title] = bridge.titles()
    assert [share["cCodDep"] for share in title["distribuicao"]] == ["619153924"]


def test_requeue_of_the_same_request_ignores_todays_mapping(bridge: Bridge, accountant: User) -> None:
    transfer = bridge.send_and_work(scenarios.entry_payable)
    Mapping.objects.filter(value="20").update(target_value="619153924")
    resolve.requeue([transfer], actor=accountant, mode="same")
    work.work()
    [title] = bridge.titles()
    assert [share["cCodDep"] for share in title["distribuicao"]] == ["619153908"]
    assert bridge.last().state == "delivered"


def test_switching_a_flow_on_books_what_came_meanwhile(bridge: Bridge, accountant: User) -> None:
    flow = Flow.objects.get(kind="financial_entry")
    resolve.switch(flow, active=False, actor=accountant)
    bridge.send_and_work(scenarios.entry_payable)
    assert resolve.switch(flow, active=True, actor=accountant) == 1
    work.work()
    assert bridge.last().state == "delivered"


def test_switching_a_flow_off_stops_what_is_queued(bridge: Bridge, accountant: User) -> None:
    bridge.send(scenarios.entry_payable)
    receive.read_events()
    resolve.switch(Flow.objects.get(kind="financial_entry"), active=False, actor=accountant)
    work.work()
    assert (bridge.last().state, bridge.titles()) == ("queued", [])


@pytest.mark.parametrize(("action", "state"), [("skip", "skipped"), ("hold", "held")])
def test_a_rule_decides_before_anything_is_translated(bridge: Bridge, action: str, state: str) -> None:
    flow = Flow.objects.get(kind="financial_entry")
    Rule.objects.create(flow=flow, name="r", path="direction", operator="equals", value="payable", action=action)
    transfer = bridge.send_and_work(scenarios.entry_payable)
    assert (transfer.state, transfer.reason) == (state, "rule")
    assert bridge.titles() == []


def test_the_database_itself_forbids_what_must_not_be(bridge: Bridge) -> None:
    transfer = bridge.send_and_work(scenarios.entry_payable)
    for wrong in ({"state": "sending"}, {"lease_owner": "x"}, {"delivered_revision": 9}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Transfer.objects.filter(pk=transfer.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        transfer.operations.update(target_id="")
