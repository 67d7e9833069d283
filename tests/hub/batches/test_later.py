"""What results say after a document was taken over: paid, failed, in any order, and what a person may do then."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.core.errors import Rejected
from apps.hub.batches import decide, result_table
from apps.hub.batches.judging import Judged, judge
from apps.hub.batches.said import is_possible
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.models import Batch, BatchItem, BatchTitle, Operation, PendingError
from tests.hub.batches.test_results import apply, fates
from tests.hub.collecting import Collecting, collecting

__all__ = ["collecting"]


def today(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def scheduled(collecting: Collecting) -> Batch:
    """Give a file of one document that was accepted."""
    collecting.ready("1")
    batch = collecting.produce()
    apply(collecting, batch, "ND-1;ok;scheduled")
    return batch


def failed(collecting: Collecting) -> Batch:
    """Give a file of one document that was accepted and failed after that."""
    batch = scheduled(collecting)
    apply(collecting, batch, "ND-1;refused;no funds")
    return batch


def two_titles(collecting: Collecting) -> Batch:
    collecting.ready("1")
    batch = collecting.produce()
    item = batch.items.get()
    item.titles.all().delete()
    BatchTitle.objects.bulk_create(BatchTitle(item=item, key=key) for key in ("T/1", "T/2"))
    return batch


def test_a_scheduled_payment_that_is_paid_later_keeps_its_day_whatever_comes_after(collecting: Collecting) -> None:
    batch = scheduled(collecting)
    result = apply(collecting, batch, f"ND-1;ok;paid;{today()}")
    title = BatchTitle.objects.get()
    assert (result.paid, title.state, title.paid_on) == (1, "accepted", timezone.localdate())
    with pytest.raises(NotPossible, match="over"):
        apply(collecting, batch, "ND-1;ok;scheduled, told late")
    assert BatchTitle.objects.get().paid_on == timezone.localdate()
    assert (batch.state, collecting.states()) == ("confirmed", {"1": "delivered"})


def test_a_payment_that_fails_after_it_was_scheduled_waits_for_a_person_and_goes_into_no_file(
    collecting: Collecting,
) -> None:
    batch = failed(collecting)
    assert (batch.state, batch.items.get().state, batch.items.get().reason) == ("confirmed", "failed", "no funds")
    cause = PendingError.objects.get()
    assert (cause.code, cause.params) == ("collected.failed", {"answer": "no funds"})
    assert Operation.objects.get().state == "cancelled"
    resolve.retry_cause(cause, actor=collecting.person)
    collecting.work()
    collecting.bring("1", TotalValue=99.90)
    collecting.work()
    assert collecting.states() == {"1": "waiting"}
    again = PendingError.objects.open().get()
    assert (again.code, again.params) == ("collected.failed", {"answer": "no funds"})
    assert fates(batch, "ND-1!", "ND-1") == ["over", "over"]


def test_a_person_may_have_what_failed_paid_in_another_file(collecting: Collecting) -> None:
    first = failed(collecting)
    assert resolve.requeue([collecting.of("1")], actor=collecting.person) == 1
    collecting.work()
    assert collecting.states() == {"1": "ready"}
    second = collecting.produce()
    apply(collecting, second, f"ND-1;ok;;{today()}")
    assert (collecting.states(), Operation.objects.get().target_id) == ({"1": "delivered"}, second.file_name)
    assert fates(first, "ND-1!", "ND-1") == ["over", "over"]
    apply(collecting, second, "ND-1;refused;given back")
    collecting.work()
    assert (collecting.states(), BatchTitle.objects.filter(paid_on=None).count()) == ({"1": "waiting"}, 2)


def test_a_person_may_say_that_what_failed_was_settled_elsewhere(collecting: Collecting) -> None:
    failed(collecting)
    assert resolve.handled(collecting.of("1"), actor=collecting.person, reason="by cheque", proof="77") == 1
    assert (collecting.states(), PendingError.objects.open().exists()) == ({"1": "handled"}, False)


def test_a_document_of_which_a_part_stands_goes_into_no_other_file_whoever_asks(collecting: Collecting) -> None:
    batch = two_titles(collecting)
    assert fates(batch, "T/1", "T/2!") == ["confirmed", "failed"]
    apply(collecting, batch, f"T/1;ok;;{today()}\nT/2;refused;no funds")
    assert PendingError.objects.get().code == "collected.failed_partly"
    resolve.requeue([collecting.of("1")], actor=collecting.person)
    collecting.work()
    resolve.requeue([collecting.of("1")], actor=collecting.person, mode="same")
    collecting.work()
    assert (batch.state, collecting.states()) == ("confirmed", {"1": "waiting"})
    assert PendingError.objects.open().get().code == "collected.failed_partly"
    with pytest.raises(NotPossible):
        decide.cancel(batch, actor=collecting.person, reason="x")


def test_once_the_last_part_has_failed_too_all_of_it_may_be_paid_again(collecting: Collecting) -> None:
    batch = two_titles(collecting)
    apply(collecting, batch, "T/1;ok\nT/2;refused;no funds")
    resolve.handled(collecting.of("1"), actor=collecting.person, reason="by hand", proof="77")
    apply(collecting, batch, "T/1;refused;given back")
    assert PendingError.objects.open().get().code == "collected.failed"
    resolve.requeue([collecting.of("1")], actor=collecting.person)
    collecting.work()
    assert collecting.states() == {"1": "ready"}


def test_titles_that_are_accepted_one_after_the_other_are_remembered(collecting: Collecting) -> None:
    batch = two_titles(collecting)
    apply(collecting, batch, "T/1;ok")
    assert collecting.states() == {"1": "filed"}
    apply(collecting, batch, "T/2;ok")
    assert collecting.states() == {"1": "delivered"}


def test_what_was_refused_and_is_said_to_be_paid_is_shown_to_a_person(collecting: Collecting) -> None:
    batch = failed(collecting)
    shown = [judged.fate.value for judged in apply_nothing(batch, f"ND-1;ok;;{today()}")]
    assert (shown, collecting.states()) == (["contradicted"], {"1": "waiting"})


def apply_nothing(batch: Batch, text: str) -> tuple[Judged, ...]:
    judgement = judge(batch, result_table.read(text.encode()))
    assert not judgement.does_something
    return judgement.lines


@pytest.mark.parametrize("days", [-2, 1])
def test_a_day_on_which_nothing_of_the_file_can_have_been_paid_counts_for_nothing(
    collecting: Collecting, days: int
) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    [line] = result_table.read(f"ND-1;ok;;{today(days)}".encode()).lines
    assert not is_possible(line, batch)
    assert [one.fate.value for one in apply_nothing(batch, f"ND-1;ok;;{today(days)}")] == ["impossible"]


@pytest.mark.parametrize("day", ["31/02/2026", "2026-13-01", "20260101x", "soon", "99/99/9999"])
def test_a_day_that_is_none_is_refused_with_its_line(day: str) -> None:
    with pytest.raises(Rejected, match=r"result\.day"):
        result_table.read(f"ND-1;ok;;{day}".encode())


def test_a_failure_of_what_is_in_no_file_changes_nothing(collecting: Collecting) -> None:
    batch = scheduled(collecting)
    assert fates(batch, "ND-77!") == ["unknown"]
    assert BatchItem.objects.get().state == "confirmed"
