"""What somebody wants in a file, and what a document must be like to fit."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from apps.core.errors import Place, Rejected
from apps.hub.batches import aside, produce
from apps.hub.batches.wish import ALL, DUE, READY, Wish, last_month
from apps.hub.batches.writers import WRITERS
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.models import AuditEntry, PendingError, ReadyDocument
from tests.hub.collecting import Collecting, collecting

__all__ = ["collecting"]

OTHER = {"CustomerId": 78, "CompanyName": "Padaria São João", "RegisteredNumber": "11444777000161"}
APRIL = Wish(begin=date(2026, 4, 1), end=date(2026, 4, 30))


@pytest.fixture
def three(collecting: Collecting) -> Collecting:
    """Three documents: of March, of the last day of April for another customer, and a large one of May."""
    collecting.bring("1")
    collecting.bring("2", IssuanceDate="2026-04-30T00:00:00", DueDate="2026-06-30T00:00:00", Customer=OTHER)
    collecting.bring("3", IssuanceDate="2026-05-01T00:00:00", TotalValue=90000)
    collecting.work()
    return collecting


def fitting(collecting: Collecting, wish: Wish) -> list[str]:
    return [row.transfer.source_id for row in produce.gather(collecting.flow, wish).rows]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (ALL, "123"),
        (APRIL, "2"),
        (replace(APRIL, begin=None), "12"),
        (Wish(by=DUE, begin=date(2026, 6, 1)), "2"),
        (Wish(party="são joão"), "2"),
        (Wish(party="11.444.777/0001-61"), "2"),
        (Wish(least=Decimal("1250.50"), most=Decimal("1250.50")), "12"),
        (Wish(least=Decimal("1250.51")), "3"),
        (Wish(chosen=frozenset()), ""),
    ],
)
def test_what_fits_is_what_was_asked_for(three: Collecting, wish: Wish, expected: str) -> None:
    assert fitting(three, wish) == list(expected)


def test_days_of_being_ready_are_whole_days_of_the_reader(three: Collecting) -> None:
    with timezone.override("Pacific/Auckland"):
        today = timezone.localdate()
        assert fitting(three, Wish(by=READY, begin=today, end=today)) == ["1", "2", "3"]
        assert fitting(three, Wish(by=READY, end=today - timedelta(days=1))) == []


def test_unless_somebody_says_otherwise_it_is_from_the_first_of_last_month_until_yesterday() -> None:
    assert last_month(date(2026, 3, 1)) == Wish(begin=date(2026, 2, 1), end=date(2026, 2, 28))
    assert last_month(date(2026, 1, 15)) == Wish(begin=date(2025, 12, 1), end=date(2026, 1, 14))


def test_what_the_filters_leave_out_is_counted_and_stays_ready(three: Collecting) -> None:
    gathered = produce.gather(three.flow, APRIL)
    assert (len(gathered.rows), gathered.others) == (1, 2)
    batch = produce.produce(three.flow, written_as="csv", seen=gathered.seen, wish=APRIL, actor=three.person)
    assert batch.wish == {"begin": "2026-04-01", "end": "2026-04-30", "by": "issued"}
    assert three.states() == {"1": "ready", "2": "filed", "3": "ready"}


def test_a_file_is_made_only_under_the_filters_that_were_seen(three: Collecting) -> None:
    seen = produce.gather(three.flow, APRIL).seen
    wider = replace(APRIL, party="São João")
    with pytest.raises(NotPossible, match="changed"):
        produce.produce(three.flow, written_as="csv", seen=seen, wish=wider, actor=three.person)


def test_of_what_fits_only_what_is_ticked_goes_into_the_file(three: Collecting) -> None:
    ticked = Wish(chosen=frozenset({three.of("1").pk, three.of("3").pk}))
    gathered = produce.gather(three.flow, ticked)
    assert len(gathered.fitting) == 3
    three.ready("4")  # ready since somebody looked, and not ticked
    batch = produce.produce(three.flow, written_as="csv", seen=gathered.seen, wish=ticked, actor=three.person)
    assert [item.transfer.source_id for item in batch.items.all()] == ["1", "3"]


@pytest.fixture
def picky(three: Collecting, monkeypatch: pytest.MonkeyPatch) -> Collecting:
    """A kind of file that has no room for amounts of five digits."""

    def refuse(documents, decimal_mark):  # type: ignore[no-untyped-def]
        large = [one for one in documents if Decimal(one.content["total"]) >= 10_000]
        return {one.transfer: Rejected("batch.source_gone", place=Place.SOURCE) for one in large}

    monkeypatch.setitem(WRITERS, "csv", replace(WRITERS["csv"], refuse=refuse))
    return three


def test_what_cannot_be_written_is_told_and_stays_ready_and_the_others_go_into_the_file(picky: Collecting) -> None:
    gathered = produce.gather(picky.flow)
    assert [(row.transfer.source_id, trouble.code) for row, trouble in gathered.refused] == [("3", "batch.source_gone")]
    assert gathered.totals == [{"currency": "BRL", "count": 2, "amount": "2501.00"}]
    assert picky.produce().count == 2
    assert picky.states() == {"1": "filed", "2": "filed", "3": "ready"}
    assert not PendingError.objects.exists()


def test_what_cannot_be_written_waits_for_a_person_once_a_person_says_so(picky: Collecting) -> None:
    seen = [picky.of(source_id).pk for source_id in ("1", "3")]
    assert aside.set_aside(picky.flow, ALL, seen, written_as="csv", actor=picky.person) == 1
    assert picky.states() == {"1": "ready", "2": "ready", "3": "waiting"}
    cause = PendingError.objects.get()
    assert (cause.code, cause.asks) == ("batch.source_gone", "source")
    assert AuditEntry.objects.get(verb="refused").noun_id == str(seen[1])
    assert aside.set_aside(picky.flow, ALL, seen, written_as="csv", actor=picky.person) == 0
    resolve.retry_cause(cause, actor=picky.person)
    picky.work()
    assert picky.states()["3"] == "ready"


def test_a_file_of_which_nothing_can_be_written_says_why(picky: Collecting) -> None:
    only = Wish(least=Decimal(10_000))
    with pytest.raises(NotPossible, match="source_gone"):
        produce.produce(picky.flow, written_as="csv", seen="", wish=only, actor=picky.person)
    assert ReadyDocument.objects.count() == 3
