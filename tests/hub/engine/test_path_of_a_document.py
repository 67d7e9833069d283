"""From the notification to the title in Omie, and what happens on the way."""

import pytest

from apps.accounts.models import User
from apps.hub.engine.decisions import resolve
from apps.hub.engine.working import work
from apps.hub.models import Attempt, Event, Operation, PendingError, SyncRun, Transfer
from apps.sandbox.bluefleet import oddities, scenarios
from tests.hub.conftest import Bridge


def test_a_debit_note_becomes_one_title_per_instalment(bridge: Bridge) -> None:
    transfer = bridge.send_and_work(scenarios.debit_note_instalments)
    titles = bridge.titles("receivable")
    assert transfer.state == "delivered"
    assert len(titles) == 3
    assert sum(title["valor_documento"] for title in titles) == pytest.approx(float(transfer.amount or 0))


def test_a_payable_entry_is_booked_with_supplier_category_and_departments(bridge: Bridge) -> None:
    bridge.send_and_work(scenarios.entry_payable)
    [title] = bridge.titles()
    assert title["codigo_categoria"] == "2.05.01"
    assert [share["cCodDep"] for share in title["distribuicao"]] == ["619153908"]


def test_a_fiscal_invoice_brings_its_taxes_and_its_file(bridge: Bridge) -> None:
    transfer = bridge.send_and_work(scenarios.invoice)
    [title] = bridge.titles()
    assert transfer.state == "delivered"
    assert title["retem_iss"] == "S"
    assert len(bridge.sandbox.records("omie", "anexos")) == 1


def test_a_performed_entry_posts_its_payment(bridge: Bridge) -> None:
    transfer = bridge.send_and_work(scenarios.entry_performed)
    [title] = bridge.titles()
    assert transfer.state == "delivered"
    assert title["status_titulo"] == "PAGO"


def test_a_note_and_its_entries_are_one_title_each(bridge: Bridge) -> None:
    bridge.send_and_work(scenarios.note_and_entries)
    assert Transfer.objects.filter(state="delivered").count() == 3
    assert len(bridge.titles("receivable")) == 2


def test_entries_before_their_note_keep_what_they_know_better(bridge: Bridge) -> None:
    note, *entries = scenarios.note_and_entries(bridge.builder)
    for notification in (*entries, note):
        bridge.post(notification.path, notification.body)
        work.work()
    assert all(title["distribuicao"] for title in bridge.titles("receivable"))
    assert {step["what"] for step in Attempt.objects.latest("pk").steps if "title" not in step} >= {"kept"}


def test_the_same_body_again_gets_the_first_receipt_and_books_nothing_more(bridge: Bridge) -> None:
    [notification, *_] = scenarios.duplicate(bridge.builder)
    first = bridge.post(notification.path, notification.body).json()
    work.work()
    again = bridge.post(notification.path, notification.body).json()
    work.work()
    assert again == {"receipt": first["receipt"], "repeated": True}
    assert len(bridge.titles("receivable")) == 1
    assert Event.objects.get().repeats == 1


def test_a_changed_amount_changes_the_title(bridge: Bridge) -> None:
    first, second = scenarios.amended(bridge.builder)
    for notification in (first, second):
        bridge.post(notification.path, notification.body)
        work.work()
    [title] = bridge.titles()
    assert title["valor_documento"] == second.body["ExpectedValue"]
    assert bridge.last().revision == bridge.last().delivered_revision == 2


def test_a_value_that_changes_back_is_booked_again(bridge: Bridge) -> None:
    first, second = scenarios.amended(bridge.builder)
    for notification in (first, second, first):
        bridge.post(notification.path, notification.body)
        work.work()
    [title] = bridge.titles()
    assert title["valor_documento"] == first.body["ExpectedValue"]


def test_a_cancelled_note_is_undone_at_omie(bridge: Bridge) -> None:
    note, cancellation = scenarios.cancelled_note(bridge.builder)
    bridge.post(note.path, note.body)
    work.work()
    assert len(bridge.titles("receivable")) == 1
    bridge.post(cancellation.path, cancellation.body)
    work.work()
    assert bridge.titles("receivable") == []
    assert bridge.last().state == "reversed"


def test_a_deleted_entry_that_is_paid_waits_for_a_person(bridge: Bridge) -> None:
    [notification] = scenarios.entry_performed(bridge.builder)
    bridge.post(notification.path, notification.body)
    work.work()
    bridge.post(notification.path, {**notification.body, "IsDeleted": True})
    work.work()
    assert bridge.last().state == "waiting"
    assert PendingError.objects.open().get().code == "undo.paid"
    assert len(bridge.titles()) == 1


def test_a_cancellation_before_its_note_books_nothing(bridge: Bridge) -> None:
    transfer = bridge.send_and_work(scenarios.out_of_order)
    assert (transfer.state, transfer.reason) == ("skipped", "cancelled")
    assert bridge.titles("receivable") == []
    assert Event.objects.latest("pk").state == "superseded"


def test_mapping_one_cause_releases_everything_behind_it(bridge: Bridge, accountant: User) -> None:
    for _ in range(3):
        bridge.send(scenarios.new_cost_centre)
    work.work()
    cause = PendingError.objects.open().get()
    assert (cause.code, cause.value, cause.blockers.count()) == ("mapping.missing", "30", 3)
    released = resolve.map_value(cause, target_value="619153924", target_label="PNEUS E RODAS", actor=accountant)
    work.work()
    assert released == 3
    assert {transfer.state for transfer in Transfer.objects.all()} == {"delivered"}
    assert len(bridge.titles()) == 3


def test_a_document_behind_two_causes_waits_for_both(bridge: Bridge, accountant: User) -> None:
    [notification] = scenarios.unknown_supplier(bridge.builder)
    body = {**notification.body, "CostCenters": [{**notification.body["CostCenters"][0], "CostCenterId": 30}]}
    bridge.post(notification.path, body)
    work.work()
    party, centre = PendingError.objects.open().order_by("-vocabulary")
    assert resolve.map_value(centre, target_value="619153924", target_label="", actor=accountant) == 0
    supplier = bridge.sandbox.records("omie", "clientes")[0]["codigo_cliente_omie"]
    assert resolve.map_value(party, target_value=str(supplier), target_label="", actor=accountant) == 1
    work.work()
    assert bridge.last().state == "delivered"


def test_a_run_adds_up_and_is_no_success_when_one_failed(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    bridge.send(scenarios.new_cost_centre)
    work.work()
    run = SyncRun.objects.get()
    assert (run.taken, run.delivered, run.waiting) == (2, 1, 1)
    assert run.state == "incomplete"


def test_every_attempt_says_which_mapping_gave_which_value(bridge: Bridge) -> None:
    transfer = bridge.send_and_work(scenarios.entry_payable)
    trace = transfer.attempts.get().trace
    assert {"cost_centre", "category", "account"} <= {look_up.get("vocabulary") for look_up in trace}
    assert all(look_up["version"] == 1 for look_up in trace if "mapping" in look_up)


def test_the_operation_key_is_committed_with_what_was_sent(bridge: Bridge) -> None:
    bridge.send_and_work(scenarios.entry_payable)
    [title] = bridge.titles()
    row = Operation.objects.get(resource="payable")
    assert row.key == title["codigo_lancamento_integracao"]
    assert row.target_id == str(title["codigo_lancamento_omie"])
    assert row.request is not None
    assert row.request["valor_documento"] == title["valor_documento"]


@pytest.mark.parametrize("name", ["html_names", "formula_names", "minimum_dates_and_nulls", "unknown_keys"])
def test_odd_but_readable_documents_are_booked(bridge: Bridge, name: str) -> None:
    assert bridge.send_and_work(getattr(oddities, name)).state == "delivered"


@pytest.mark.parametrize("name", ["negative"])
def test_unbookable_documents_wait_with_their_reason(bridge: Bridge, name: str) -> None:
    transfer = bridge.send_and_work(getattr(oddities, name))
    assert transfer.state == "waiting"
    assert PendingError.objects.open().get().asks == "source"
