"""Cancelled documents: everything that was booked for them goes, and nothing that another one still wants."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.hub.engine.access.clients import open_line
from apps.hub.engine.decisions import resolve
from apps.hub.engine.working import work
from apps.hub.models import Allowance, Operation, PendingError, Transfer
from apps.sandbox.bluefleet import scenarios
from apps.sandbox.bluefleet.scenarios import Notification, cancelled
from tests.hub.conftest import Bridge

NOTE, ENTRY, INVOICE = "debt-note", "financial-entry", "financial-invoice"


def book(bridge: Bridge, *notifications: Notification) -> None:
    for notification in notifications:
        bridge.post(notification.path, notification.body)
        work.work()


def deleted(entry: Notification) -> Notification:
    return Notification(entry.path, {**entry.body, "IsDeleted": True})


def voided(bridge: Bridge, paper: Notification) -> Notification:
    return Notification(paper.path, cancelled(bridge.builder, paper.body))


def of(kind: str) -> Transfer:
    return Transfer.objects.filter(flow__kind=kind).latest("pk")


def later(bridge: Bridge) -> None:
    """Let every wait be over, also that between two questions about one title."""
    bridge.make_due()
    Allowance.objects.update(next_at=0)
    bridge.sandbox.limits.forget()


def test_what_was_booked_before_a_refusal_is_undone_by_the_cancellation(bridge: Bridge) -> None:
    [paper] = scenarios.invoice(bridge.builder)
    file = {"Url": "http://10.0.0.1/nf.pdf", "FileTypeName": "Nota", "FileName": "nf.pdf"}
    book(bridge, Notification(paper.path, {**paper.body, "Files": [file]}))
    assert (bridge.last().state, len(bridge.titles())) == ("waiting", 1)
    book(bridge, voided(bridge, paper))
    assert (bridge.last().state, bridge.titles()) == ("reversed", [])
    assert not PendingError.objects.open().exists()


def test_an_instalment_that_is_gone_before_all_was_booked_is_undone(bridge: Bridge) -> None:
    first, second = scenarios.debit_note_instalments(bridge.builder), scenarios.debit_note(bridge.builder)
    [note], [other] = first, second
    short = {**note.body, "FinancialEntries": other.body["FinancialEntries"]}
    book(bridge, note, Notification(note.path, short))
    assert len(bridge.titles("receivable")) == 1


def test_a_cancelled_note_leaves_titles_alone_whose_entries_live_on(bridge: Bridge) -> None:
    note, *entries = scenarios.note_and_entries(bridge.builder)
    book(bridge, note, *entries, voided(bridge, note))
    assert len(bridge.titles("receivable")) == 2
    assert (of("invoice").state, of("invoice").reason) == ("skipped", "cancelled")
    assert {step["what"] for step in of("invoice").attempts.latest("number").steps} == {"kept"}


def test_the_last_document_that_asks_for_a_title_takes_it_along(bridge: Bridge) -> None:
    note, *entries = scenarios.note_and_entries(bridge.builder)
    book(bridge, note, *entries, voided(bridge, note), *map(deleted, entries))
    assert bridge.titles("receivable") == []
    assert set(Transfer.objects.filter(flow__kind=ENTRY.replace("-", "_")).values_list("state", flat=True)) == {
        "reversed"
    }


def test_a_deleted_entry_of_a_note_that_lives_on_asks_a_person(bridge: Bridge, accountant: User) -> None:
    note, entry, other = scenarios.note_and_entries(bridge.builder)
    book(bridge, note, entry, other, deleted(entry))
    waiting = Transfer.objects.get(state="waiting")
    cause = PendingError.objects.open().get()
    assert (cause.code, cause.asks, cause.params["other"]) == ("undo.still_wanted", "source", str(of("invoice")))
    assert len(bridge.titles("receivable")) == 2
    book(bridge, voided(bridge, note))
    resolve.retry_cause(cause, actor=accountant, reason="the note is void too")
    later(bridge)
    work.work()
    waiting.refresh_from_db()
    assert (waiting.state, len(bridge.titles("receivable"))) == ("reversed", 1)


def test_a_cancelled_bill_leaves_the_title_to_its_living_entry_with_the_entrys_content(bridge: Bridge) -> None:
    bill, entry = scenarios.invoice_and_entries(bridge.builder)
    told = {**entry.body, "Description": "as the entry tells it"}
    book(bridge, bill, Notification(entry.path, told))
    assert "as the entry" not in bridge.titles()[0]["observacao"]
    book(bridge, voided(bridge, bill))
    later(bridge)
    work.work()
    assert "as the entry" in bridge.titles()[0]["observacao"]
    assert (of("bill").reason, of("financial_entry").state) == ("undo.still_wanted", "delivered")
    changed = {**told, "Description": "and changed later"}
    book(bridge, Notification(entry.path, changed))
    assert "changed later" in bridge.titles()[0]["observacao"]


def test_an_entry_that_a_person_skipped_keeps_no_title_alive(bridge: Bridge, accountant: User) -> None:
    note, entry, _other = scenarios.note_and_entries(bridge.builder)
    unmapped = [{**centre, "CostCenterId": 30} for centre in entry.body["CostCenters"]]
    book(bridge, note, Notification(entry.path, {**entry.body, "CostCenters": unmapped}))
    assert resolve.skip([of("financial_entry")], actor=accountant, reason="x") == 1
    book(bridge, voided(bridge, note))
    assert bridge.titles("receivable") == []


@pytest.mark.parametrize("fault", ["drop_after_commit", "drop_before_commit"])
def test_a_cancellation_while_the_outcome_is_unknown_leaves_nothing_behind(bridge: Bridge, fault: str) -> None:
    note, cancellation = scenarios.cancelled_note(bridge.builder)
    bridge.sandbox.fault("omie", fault, call="IncluirContaReceber")
    book(bridge, note)
    assert bridge.last().state == "unknown"
    bridge.post(cancellation.path, cancellation.body)
    for _ in range(3):
        later(bridge)
        work.work()
    assert bridge.titles("receivable") == []
    assert bridge.last().state == {"drop_after_commit": "reversed", "drop_before_commit": "skipped"}[fault]
    assert not Operation.objects.filter(state="sending").exists()


def test_what_the_target_said_about_a_lost_answer_is_not_asked_again_and_again(bridge: Bridge) -> None:
    """One title may be asked about once a minute, and undoing an unknown one asks twice."""
    note, cancellation = scenarios.cancelled_note(bridge.builder)
    bridge.sandbox.fault("omie", "drop_after_commit", call="IncluirContaReceber")
    book(bridge, note)
    bridge.post(cancellation.path, cancellation.body)
    bridge.make_due()
    work.work()
    assert Operation.objects.get(resource="receivable").state == "booked"
    later(bridge)
    work.work()
    assert (bridge.last().state, bridge.titles("receivable")) == ("reversed", [])


def test_a_payment_whose_answer_got_lost_is_never_taken_back_by_a_cancellation(bridge: Bridge) -> None:
    [entry] = scenarios.entry_performed(bridge.builder)
    bridge.sandbox.fault("omie", "drop_after_commit", call="LancarPagamento")
    book(bridge, entry)
    assert bridge.last().state == "unknown"
    bridge.post(ENTRY, {**entry.body, "IsDeleted": True})
    for _ in range(3):
        later(bridge)
        work.work()
    assert (bridge.last().state, bridge.last().reason) == ("waiting", "undo.paid")
    assert bridge.titles()[0]["status_titulo"] == "PAGO"


def test_an_undoing_whose_answer_got_lost_does_not_hinder_a_new_beginning(bridge: Bridge) -> None:
    [entry] = scenarios.entry_payable(bridge.builder)
    book(bridge, entry)
    bridge.sandbox.fault("omie", "drop_after_commit", call="ExcluirContaPagar")
    book(bridge, deleted(entry))
    assert (bridge.last().state, bridge.titles()) == ("unknown", [])
    alive_again = {**entry.body, "PerformedAt": (timezone.now() + timedelta(days=1)).isoformat()}
    bridge.post(ENTRY, alive_again)
    for _ in range(3):
        later(bridge)
        work.work()
    assert (bridge.last().state, len(bridge.titles())) == ("delivered", 1)


@pytest.mark.parametrize("fault", ["drop_before_commit", "drop_after_commit"])
def test_what_was_undone_and_is_booked_anew_is_looked_for_and_not_changed(bridge: Bridge, fault: str) -> None:
    [entry] = scenarios.entry_payable(bridge.builder)
    book(bridge, entry, deleted(entry))
    assert (bridge.last().state, bridge.titles()) == ("reversed", [])
    bridge.sandbox.fault("omie", fault, call="IncluirContaPagar")
    later(bridge)
    alive_again = {**entry.body, "PerformedAt": (timezone.now() + timedelta(days=1)).isoformat()}
    book(bridge, Notification(ENTRY, alive_again))
    assert bridge.last().state == "unknown"
    later(bridge)
    work.work()
    assert (bridge.last().state, len(bridge.titles())) == ("delivered", 1)


def test_an_entry_that_another_worker_may_be_undoing_is_waited_for(bridge: Bridge, accountant: User) -> None:
    [entry] = scenarios.entry_payable(bridge.builder)
    book(bridge, entry)
    in_a_minute = timezone.now() + timedelta(minutes=1)
    Operation.objects.filter(resource="payable").update(lease_owner="another", lease_until=in_a_minute)
    resolve.requeue([bridge.last()], actor=accountant)
    work.work()
    assert (bridge.last().state, bridge.last().reason) == ("queued", "operation.busy")


def test_a_payment_that_somebody_posted_by_hand_is_left_as_it_is(bridge: Bridge) -> None:
    [entry] = scenarios.entry_payable(bridge.builder)
    book(bridge, entry)
    [title] = bridge.titles()
    pay_by_hand(bridge, title)
    later(bridge)
    book(bridge, Notification(ENTRY, {**entry.body, **scenarios.performed(bridge.builder, title["valor_documento"])}))
    later(bridge)
    work.work()
    assert (bridge.last().state, bridge.last().reason) == ("delivered", "")
    assert bridge.titles()[0]["status_titulo"] == "PAGO"


def pay_by_hand(bridge: Bridge, title: dict[str, Any]) -> None:
    """Settle a title as an accountant would, without our key."""
    body = {
        "codigo_lancamento": title["codigo_lancamento_omie"],
        "codigo_conta_corrente": title["id_conta_corrente"],
        "valor": title["valor_documento"],
        "data": title["data_vencimento"],
    }
    open_line(bridge.target).client.call("financas/contapagar/", "LancarPagamento", body, writes=True)


def test_the_same_request_again_brings_nothing_back_that_was_undone(bridge: Bridge, accountant: User) -> None:
    [note], [other] = scenarios.debit_note_instalments(bridge.builder), scenarios.debit_note(bridge.builder)
    short = {**note.body, "FinancialEntries": other.body["FinancialEntries"]}
    book(bridge, note, Notification(note.path, short))
    assert len(bridge.titles("receivable")) == 1
    assert resolve.requeue([bridge.last()], actor=accountant, mode="same") == 1
    work.work()
    assert len(bridge.titles("receivable")) == 1


def test_the_same_request_is_not_had_where_none_was_sent_whole(bridge: Bridge, accountant: User) -> None:
    [paper] = scenarios.invoice(bridge.builder)
    file = {"Url": "http://10.0.0.1/nf.pdf", "FileTypeName": "Nota", "FileName": "nf.pdf"}
    book(bridge, Notification(paper.path, {**paper.body, "Files": [file]}))
    assert resolve.requeue([bridge.last()], actor=accountant, mode="same") == 0
    assert bridge.last().state == "waiting"


def test_new_content_is_not_replaced_by_the_same_request_of_before(bridge: Bridge, accountant: User) -> None:
    first, second = scenarios.amended(bridge.builder)
    book(bridge, first)
    resolve.requeue([bridge.last()], actor=accountant, mode="same")
    book(bridge, second)
    [title] = bridge.titles()
    assert title["valor_documento"] == second.body["ExpectedValue"]
    assert bridge.last().delivered_revision == 2
