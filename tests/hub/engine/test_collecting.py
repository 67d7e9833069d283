"""Documents that are collected: made ready by a worker, and booked once whoever comes for them and whatever changes."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core.documents import Kind
from apps.hub.engine.booking import collect
from apps.hub.engine.booking.collect import Answer
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.engine.working import work
from apps.hub.models import (
    Attempt,
    AuditEntry,
    Blocker,
    Mapping,
    Notice,
    Operation,
    PendingError,
    ReadyDocument,
    Rule,
    SyncRun,
    Transfer,
)
from apps.sandbox.bluefleet import scenarios
from tests.factories import ConnectionFactory, FlowFactory, ReadyFactory
from tests.hub.collecting import Collecting, collecting
from tests.hub.conftest import Bridge

__all__ = ["collecting"]


def test_a_document_is_made_ready_and_nothing_is_sent(collecting: Collecting) -> None:
    [transfer] = collecting.ready("1")
    assert (transfer.state, transfer.delivered_revision, transfer.target_reference) == ("ready", 0, "")
    assert (transfer.number, transfer.amount) == ("ND-1", Decimal("1250.50"))
    ready = ReadyDocument.objects.get()
    assert (ready.transfer, ready.revision, ready.position) == (transfer, 1, 1)
    assert ready.content["total"] == "1250.50"
    assert ready.content["party"]["name"] == "Transportes Aurora Ltda"
    assert not Operation.objects.exists()


def test_the_attempt_and_the_run_count_what_was_made_ready(collecting: Collecting) -> None:
    collecting.ready("1", "2")
    assert set(Attempt.objects.values_list("outcome", flat=True)) == {"ready"}
    run = SyncRun.objects.get()
    assert (run.taken, run.ready, run.delivered) == (2, 2, 0)
    assert run.state in (SyncRun.State.RUNNING, SyncRun.State.SUCCEEDED)


def test_values_bring_their_counterpart_along_where_there_is_one(collecting: Collecting) -> None:
    ends = {"source": collecting.source, "target": collecting.target}
    Mapping.objects.create(**ends, vocabulary="party", value="customer:77", target_value="C0077")
    [transfer] = collecting.ready("1")
    assert transfer.ready.content["party"]["mapped"] == "C0077"
    assert Attempt.objects.get().trace[0]["target"] == "C0077"


def test_a_rule_keeps_a_document_off_the_shelf(collecting: Collecting) -> None:
    Rule.objects.create(flow=collecting.flow, name="large", path="total", operator="above", value="1", action="hold")
    [transfer] = collecting.ready("1")
    assert transfer.state == "held"
    assert not ReadyDocument.objects.exists()


def test_a_new_revision_takes_the_place_of_one_that_is_ready_behind_all_others(collecting: Collecting) -> None:
    collecting.ready("1", "2")
    collecting.bring("1", TotalValue=99.90)
    assert collecting.states() == {"1": "queued", "2": "ready"}
    collecting.work()
    laid = ReadyDocument.objects.order_by("position").select_related("transfer")
    told = [(row.transfer.source_id, row.revision, row.content["total"]) for row in laid]
    assert told == [("2", 1, "1250.50"), ("1", 2, "99.90")]


def test_a_document_that_is_cancelled_before_anybody_came_is_skipped(collecting: Collecting) -> None:
    collecting.ready("1")
    collecting.bring("1", CanceledAt="2026-03-12T00:00:00")
    collecting.work()
    assert collecting.states() == {"1": "skipped"}


def test_a_document_that_was_booked_is_at_the_target_under_its_reference(collecting: Collecting) -> None:
    [transfer] = collecting.ready("1")
    collect.booked(transfer, revision=1, answer=Answer("JE-9", "2026/9"), actor=collecting.person)
    row = collecting.of("1")
    assert (row.state, row.delivered_revision, row.target_reference, row.target_number) == (
        "delivered", 1, "JE-9", "2026/9",
    )  # fmt: skip
    assert row.delivered_at is not None
    operation = Operation.objects.get()
    assert (operation.state, operation.target_id, operation.transfer, operation.amount) == (
        "booked", "JE-9", row, Decimal("1250.50"),
    )  # fmt: skip
    assert (operation.request or {})["number"] == "ND-1"
    assert not ReadyDocument.objects.exists()
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.detail["revision"]) == ("booked", collecting.person, 1)


def test_the_same_answer_twice_changes_nothing_and_another_one_is_refused(collecting: Collecting) -> None:
    [transfer] = collecting.ready("1")
    for _again in range(2):
        collect.booked(transfer, revision=1, answer=Answer("JE-9"), actor=collecting.person)
    assert AuditEntry.objects.count() == 1
    with pytest.raises(NotPossible, match="booked_otherwise"):
        collect.booked(transfer, revision=1, answer=Answer("JE-10"), actor=collecting.person)
    with pytest.raises(NotPossible, match="not_ready"):
        collect.refused(transfer, revision=1, reason="no", actor=collecting.person)
    assert collecting.of("1").target_reference == "JE-9"


def test_nobody_acknowledges_a_revision_that_has_been_replaced(collecting: Collecting) -> None:
    [transfer] = collecting.ready("1")
    collecting.bring("1", TotalValue=99.90)
    with pytest.raises(NotPossible, match="not_ready"):
        collect.booked(transfer, revision=1, answer=Answer("JE-9"), actor=collecting.person)
    collecting.work()
    with pytest.raises(NotPossible, match="other_revision"):
        collect.booked(transfer, revision=1, answer=Answer("JE-9"), actor=collecting.person)
    with pytest.raises(NotPossible, match="other_revision"):
        collect.refused(transfer, revision=1, reason="no", actor=collecting.person)
    assert collecting.states() == {"1": "ready"}


def test_a_document_that_changes_after_it_was_booked_waits_and_is_not_made_ready_again(collecting: Collecting) -> None:
    [transfer] = collecting.ready("1")
    collect.booked(transfer, revision=1, answer=Answer("JE-9"), actor=collecting.person)
    collecting.bring("1", TotalValue=99.90)
    collecting.work()
    cause = PendingError.objects.get()
    assert (cause.code, cause.asks, cause.params) == ("collected.changed", "target", {"number": "JE-9"})
    row = collecting.of("1")
    assert (row.state, row.revision, row.delivered_revision) == ("waiting", 2, 1)
    assert not ReadyDocument.objects.exists()
    assert resolve.retry_cause(cause, actor=collecting.person) == 1
    collecting.work()
    assert collecting.states() == {"1": "waiting"}
    assert not ReadyDocument.objects.exists()


def test_a_change_that_readers_would_not_see_books_nothing_and_asks_nobody(collecting: Collecting) -> None:
    [transfer] = collecting.ready("1")
    collect.booked(transfer, revision=1, answer=Answer("JE-9"), actor=collecting.person)
    collecting.bring("1", SomethingNew="that no document holds")
    collecting.work()
    row = collecting.of("1")
    assert (row.state, row.revision, row.delivered_revision, row.target_reference) == ("delivered", 2, 2, "JE-9")
    assert resolve.requeue([row], actor=collecting.person) == 1
    collecting.work()
    assert collecting.states() == {"1": "delivered"}


def test_a_document_that_is_cancelled_after_it_was_booked_waits_for_a_person(collecting: Collecting) -> None:
    [transfer] = collecting.ready("1")
    collect.booked(transfer, revision=1, answer=Answer("JE-9"), actor=collecting.person)
    collecting.bring("1", CanceledAt="2026-03-12T00:00:00")
    collecting.work()
    assert PendingError.objects.get().code == "collected.cancelled"
    assert collecting.states() == {"1": "waiting"}


def test_a_refused_document_waits_with_what_was_said_and_comes_again_once_it_is_mended(collecting: Collecting) -> None:
    first, second = collecting.ready("1", "2")
    for transfer in (first, second, first):
        collect.refused(transfer, revision=1, reason="Unknown supplier 4711", actor=collecting.person)
    cause = PendingError.objects.get()
    assert (cause.code, cause.asks, cause.params) == (
        "collected.refused", "target", {"answer": "Unknown supplier 4711"},
    )  # fmt: skip
    assert Blocker.objects.count() == AuditEntry.objects.count() == 2
    assert resolve.retry_cause(cause, actor=collecting.person) == 2
    collecting.work()
    assert collecting.states() == {"1": "ready", "2": "ready"}
    Transfer.objects.update(state="queued")
    with pytest.raises(NotPossible, match="not_ready"):
        collect.refused(first, revision=1, reason="Unknown supplier 4711", actor=collecting.person)


def test_another_reason_does_not_replace_the_one_that_was_given(collecting: Collecting) -> None:
    [transfer] = collecting.ready("1")
    collect.refused(transfer, revision=1, reason="Unknown supplier", actor=collecting.person)
    with pytest.raises(NotPossible, match="not_ready"):
        collect.refused(transfer, revision=1, reason="Period is closed", actor=collecting.person)


def test_what_a_person_takes_off_the_shelf_cannot_be_collected(collecting: Collecting) -> None:
    held, skipped, handled = collecting.ready("1", "2", "3")
    assert resolve.hold([held], actor=collecting.person, reason="disputed") == 1
    assert resolve.skip([skipped], actor=collecting.person, reason="a test") == 1
    assert resolve.handled(handled, actor=collecting.person, reason="by hand", proof="JE-1") == 1
    for transfer in (held, skipped, handled):
        with pytest.raises(NotPossible, match="not_ready"):
            collect.booked(transfer, revision=1, answer=Answer("JE-9"), actor=collecting.person)
    assert not ReadyDocument.objects.collectable(collecting.flow).exists()
    assert resolve.release_held([held], actor=collecting.person) == 1
    collecting.work()
    assert [row.transfer.source_id for row in ReadyDocument.objects.collectable(collecting.flow)] == ["1"]


def test_two_flows_with_documents_of_one_id_are_booked_apart(collecting: Collecting) -> None:
    another = FlowFactory.create(target=collecting.target)
    twin = Collecting(another.source, collecting.target, another, collecting.person)
    for transfer, reference in zip((*collecting.ready("1"), *twin.ready("1")), ("JE-1", "JE-2"), strict=True):
        collect.booked(transfer, revision=1, answer=Answer(reference), actor=collecting.person)
    assert set(Operation.objects.values_list("target_id", flat=True)) == {"JE-1", "JE-2"}


def test_a_document_lies_at_one_place_of_its_shelf_only(collecting: Collecting) -> None:
    first, second = collecting.ready("1", "2")
    with pytest.raises(IntegrityError, match="position"), transaction.atomic():
        ReadyDocument.objects.filter(transfer=second).update(position=first.ready.position)
    with pytest.raises(IntegrityError, match="hub_ready_begins_at_one"), transaction.atomic():
        ReadyDocument.objects.filter(transfer=second).update(position=0)
    assert first.ready.created_at <= timezone.now()


def test_a_source_that_wants_to_know_is_told_of_what_was_taken_over(collecting: Collecting) -> None:
    flow = FlowFactory.create(source=ConnectionFactory.create(yokoy=True), target=collecting.target, kind=Kind.EXPENSE)
    ready = ReadyFactory.create(transfer__flow=flow)
    assert not Notice.objects.exists()
    collect.booked(ready.transfer, revision=1, answer=Answer("JE-9"), actor=collecting.person)
    notice = Notice.objects.get()
    assert (notice.transfer, notice.connection) == (ready.transfer, flow.source)


def test_booking_at_a_target_that_is_sent_to_looks_at_no_shelf(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    with CaptureQueriesContext(connection) as asked:
        work.work()
    assert bridge.last().state == "delivered"
    tables = ("hub_shelf", "hub_readydocument", "hub_batch")
    assert [query["sql"] for query in asked if any(table in query["sql"] for table in tables)] == []
