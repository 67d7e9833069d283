"""A file from its preview to what is said about it; two people, two clicks, and documents that change meanwhile."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from apps.hub.batches import decide, produce
from apps.hub.engine.booking import collect
from apps.hub.engine.booking.collect import Answer
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.engine.working import sweep
from apps.hub.models import AuditEntry, Batch, BatchItem, Blocker, Operation, Payload, PendingError, Transfer
from tests.hub.batches import reader
from tests.hub.collecting import Collecting, collecting

__all__ = ["collecting"]


def test_a_file_holds_what_was_seen_and_its_bytes_stay_the_same(collecting: Collecting) -> None:
    collecting.ready("1", "2")
    batch = collecting.produce()
    assert (batch.number, batch.count, batch.state) == (1, 2, "produced")
    assert batch.totals == [{"currency": "BRL", "count": 2, "amount": "2501.00"}]
    assert batch.file_name == "debit-notes-000001.csv"
    data = batch.payload.raw
    assert [row["number"] for row in reader.table(data)] == ["ND-1", "ND-2"]
    assert sum(reader.amount(row["total"]) for row in reader.table(data)) == reader.amount("2501,00")
    assert Payload.of(data).sha256 == batch.sha256
    assert collecting.states() == {"1": "filed", "2": "filed"}
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.noun, entry.detail["sha256"]) == ("produced", "batch", batch.sha256)


def test_pressing_twice_makes_one_file(collecting: Collecting) -> None:
    collecting.ready("1")
    seen = produce.gather(collecting.flow).seen
    produce.produce(collecting.flow, written_as="csv", seen=seen, actor=collecting.person)
    with pytest.raises(NotPossible, match="nothing"):
        produce.produce(collecting.flow, written_as="csv", seen=seen, actor=collecting.person)
    assert Batch.objects.count() == 1


def test_a_file_of_something_else_than_was_seen_is_not_made(collecting: Collecting) -> None:
    collecting.ready("1")
    seen = produce.gather(collecting.flow).seen
    collecting.ready("2")
    with pytest.raises(NotPossible, match="changed"):
        produce.produce(collecting.flow, written_as="csv", seen=seen, actor=collecting.person)
    assert collecting.states() == {"1": "ready", "2": "ready"}
    assert not Batch.objects.exists()


def test_a_kind_of_file_that_there_is_not_is_refused(collecting: Collecting) -> None:
    collecting.ready("1")
    with pytest.raises(NotPossible, match="format"):
        collecting.produce("original")


def test_numbers_have_no_gaps_also_when_making_a_file_fails(
    collecting: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    collecting.ready("1")
    first = collecting.produce()
    collecting.ready("2")
    with monkeypatch.context() as patch:
        patch.setattr(produce, "items", lambda batch, rows: [BatchItem(batch=batch, place=1)])
        with pytest.raises(IntegrityError):
            collecting.produce()
    assert collecting.states()["2"] == "ready"
    decide.cancel(first, actor=collecting.person, reason="wrong month")
    collecting.work()
    assert [collecting.produce().number, first.number] == [2, 1]


def test_a_confirmed_file_books_its_documents_under_its_name(collecting: Collecting) -> None:
    collecting.ready("1", "2")
    batch = collecting.produce()
    assert decide.confirm(batch, actor=collecting.person) == 2
    row = collecting.of("2")
    assert (row.state, row.delivered_revision, row.target_reference, row.target_number) == (
        "delivered", 1, "debit-notes-000001.csv", "1",
    )  # fmt: skip
    assert Operation.objects.filter(state="booked", target_id=batch.file_name).count() == 2
    assert set(BatchItem.objects.values_list("state", flat=True)) == {"confirmed"}
    batch.refresh_from_db()
    assert (batch.state, batch.decided_by) == ("confirmed", collecting.person)


def test_what_was_decided_about_a_file_is_decided_once(collecting: Collecting) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    [item] = batch.items.all()
    decide.confirm(batch, actor=collecting.person)
    for late in (
        lambda: decide.confirm(batch, actor=collecting.person),
        lambda: decide.cancel(batch, actor=collecting.person, reason="late"),
        lambda: decide.refuse(item, actor=collecting.person, reason="late"),
    ):
        with pytest.raises(NotPossible, match="over"):
            late()
    assert collecting.states() == {"1": "delivered"}
    assert Operation.objects.count() == 1


def test_a_refused_line_waits_for_a_person_and_the_others_are_taken_over(collecting: Collecting) -> None:
    collecting.ready("1", "2")
    batch = collecting.produce()
    first = batch.items.get(transfer__source_id="1")
    decide.refuse(first, actor=collecting.person, reason="Unknown customer")
    with pytest.raises(NotPossible, match="over"):
        decide.refuse(first, actor=collecting.person, reason="Unknown customer")
    assert decide.confirm(batch, actor=collecting.person) == 1
    assert collecting.states() == {"1": "waiting", "2": "delivered"}
    cause = PendingError.objects.get()
    assert (cause.code, cause.params) == ("collected.refused", {"answer": "Unknown customer"})
    resolve.retry_cause(cause, actor=collecting.person)
    collecting.work()
    assert collecting.states()["1"] == "ready"
    assert collecting.produce().number == 2


def test_a_file_of_which_every_line_was_refused_is_refused(collecting: Collecting) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    decide.refuse(batch.items.get(), actor=collecting.person, reason="Period is closed")
    batch.refresh_from_db()
    assert (batch.state, batch.decided_at is not None) == ("rejected", True)


def test_cancelling_frees_the_documents_for_another_file(collecting: Collecting) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    assert decide.cancel(batch, actor=collecting.person, reason="wrong month") == 1
    collecting.work()
    assert collecting.states() == {"1": "ready"}
    again = collecting.produce()
    assert [item.state for item in BatchItem.objects.order_by("pk")] == ["freed", "filed"]
    assert decide.confirm(again, actor=collecting.person) == 1


def test_a_document_that_changes_while_it_is_in_a_file_stays_there_and_waits_once_it_is_taken_over(
    collecting: Collecting,
) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    collecting.bring("1", TotalValue=99.90)
    collecting.work()
    row = collecting.of("1")
    assert (row.state, row.revision) == ("filed", 2)
    assert resolve.requeue([row], actor=collecting.person) == 0
    assert resolve.hold([row], actor=collecting.person, reason="x") == 0
    decide.confirm(batch, actor=collecting.person)
    collecting.work()
    row = collecting.of("1")
    assert (row.state, row.delivered_revision, row.reason) == ("waiting", 1, "collected.changed")
    operation = Operation.objects.get()
    assert ((operation.request or {})["total"], operation.amount) == ("1250.50", Decimal("1250.50"))


def test_a_document_that_changes_while_it_is_in_a_file_is_new_in_the_next_once_that_one_is_cancelled(
    collecting: Collecting,
) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    collecting.bring("1", TotalValue=99.90)
    decide.cancel(batch, actor=collecting.person, reason="it has changed")
    collecting.work()
    [row] = reader.table(collecting.produce().payload.raw)
    assert (row["revision"], row["total"]) == ("2", "99,90")


def test_an_outdated_line_that_is_refused_comes_again_by_itself(collecting: Collecting) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    collecting.bring("1", TotalValue=99.90)
    decide.refuse(batch.items.get(), actor=collecting.person, reason="wrong total")
    collecting.work()
    assert collecting.states() == {"1": "ready"}
    assert not Blocker.objects.exists()


def test_content_that_cannot_be_read_does_not_take_a_document_out_of_its_file(collecting: Collecting) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    collecting.bring("1", TotalValue="NaN")
    assert collecting.states() == {"1": "filed"}
    decide.confirm(batch, actor=collecting.person)
    collecting.work()
    row = collecting.of("1")
    assert (row.state, row.delivered_revision) == ("waiting", 1)
    assert row.reason.startswith("source.")


def test_a_reader_of_the_api_cannot_book_what_is_in_a_file(collecting: Collecting) -> None:
    [transfer] = collecting.ready("1")
    collecting.produce()
    with pytest.raises(NotPossible, match="in_file"):
        collect.booked(transfer, revision=1, answer=Answer("JE-1"), actor=collecting.person)


def test_the_database_keeps_a_document_out_of_a_second_file(collecting: Collecting) -> None:
    collecting.ready("1")
    first = collecting.produce()
    collecting.ready("2")
    second = collecting.produce()
    item = first.items.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        BatchItem.objects.create(batch=second, place=2, transfer=item.transfer, revision=1)
    with pytest.raises(IntegrityError, match="hub_batch_cancelled_why"), transaction.atomic():
        Batch.objects.filter(pk=first.pk).update(state="cancelled", decided_at=timezone.now())
    with pytest.raises(IntegrityError, match="hub_batch_decided"), transaction.atomic():
        Batch.objects.filter(pk=first.pk).update(state="confirmed")
    with pytest.raises(IntegrityError, match="hub_batchitem_refused_why"), transaction.atomic():
        BatchItem.objects.filter(pk=item.pk).update(state="refused")


def test_more_than_a_file_takes_is_left_for_the_next(collecting: Collecting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(produce, "MOST", 2)
    collecting.ready("1", "2", "3")
    assert produce.gather(collecting.flow).more == 1
    assert collecting.produce().count == 2
    assert collecting.states() == {"1": "filed", "2": "filed", "3": "ready"}
    assert produce.gather(collecting.flow).more == 0


def test_retention_keeps_the_bytes_of_files(collecting: Collecting, settings: Settings) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    decide.confirm(batch, actor=collecting.person)
    Payload.objects.update(created_at=timezone.now() - timedelta(days=settings.RETENTION_DAYS + 1))
    assert sweep.forget() == 1
    assert Transfer.objects.get().payload is None
    assert Batch.objects.get().payload.raw


def test_a_document_that_is_cancelled_while_it_is_in_a_file_waits_once_it_is_taken_over(collecting: Collecting) -> None:
    collecting.ready("1", "2")
    batch = collecting.produce()
    collecting.bring("1", CanceledAt="2026-03-12T00:00:00")
    decide.confirm(batch, actor=collecting.person)
    collecting.work()
    assert collecting.states() == {"1": "waiting", "2": "delivered"}
    assert PendingError.objects.get().code == "collected.cancelled"


def test_a_document_that_is_cancelled_while_it_is_in_a_file_is_skipped_once_that_one_is(collecting: Collecting) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    collecting.bring("1", CanceledAt="2026-03-12T00:00:00")
    decide.cancel(batch, actor=collecting.person, reason="void")
    collecting.work()
    assert collecting.states() == {"1": "skipped"}
