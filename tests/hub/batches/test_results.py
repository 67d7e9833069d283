"""What targets say about files: taken over, refused, not known, about another file, twice, and two people at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from apps.core.connector import registry
from apps.core.errors import Rejected
from apps.core.layouts.results import ResultFormat, ResultLine, Results
from apps.hub.batches import decide, results
from apps.hub.batches.judging import judge
from apps.hub.batches.results import Receipt
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.engine.doors.upload import Given
from apps.hub.engine.working import sweep
from apps.hub.models import AuditEntry, Batch, BatchResult, BatchTitle, Operation, Payload, PendingError
from tests.hub.collecting import Collecting, collecting

__all__ = ["collecting"]


def give(collecting: Collecting, batch: Batch, text: str, read_as: str = "table") -> Receipt:
    return results.receive(batch, Given("result.csv", text.encode()), read_as=read_as, actor=collecting.person)


def apply(collecting: Collecting, batch: Batch, text: str, read_as: str = "table") -> BatchResult:
    """Upload a result, look at it and apply it."""
    result = give(collecting, batch, text, read_as).result
    assert result is not None
    results.apply(result, seen=results.judgement_of(result).seen, actor=collecting.person)
    result.refresh_from_db()
    batch.refresh_from_db()
    return result


def fates(batch: Batch, *lines: str) -> list[str]:
    told = [ResultLine(key=line.strip("!"), refused="!" in line, message="") for line in lines]
    return [judged.fate.value for judged in judge(batch, Results(lines=tuple(told))).lines]


def test_a_result_takes_over_and_refuses_line_by_line_and_keeps_what_it_does_not_know(collecting: Collecting) -> None:
    collecting.ready("1", "2", "3")
    batch = collecting.produce()
    result = apply(collecting, batch, "ND-1;ok\nND-2;refused;Unknown customer\nND-9;ok\n")
    assert collecting.states() == {"1": "delivered", "2": "waiting", "3": "filed"}
    assert (result.confirmed, result.refused, result.unknown) == (1, 1, 1)
    assert result.lines[2]["key"] == "ND-9"
    assert batch.state == "produced"
    assert PendingError.objects.get().params == {"answer": "Unknown customer"}
    assert Operation.objects.get().target_id == batch.file_name
    entry = AuditEntry.objects.get(verb="applied")
    assert (entry.about, entry.reason, entry.detail["sha256"]) == (batch.file_name, "result.csv", result.sha256)
    apply(collecting, batch, "ND-3;ok")
    assert (batch.state, collecting.states()["3"]) == ("confirmed", "delivered")


def test_a_file_of_which_every_line_is_refused_is_refused(collecting: Collecting) -> None:
    collecting.ready("1", "2")
    batch = collecting.produce()
    apply(collecting, batch, "ND-1;no;closed\nND-2;no;closed")
    assert (batch.state, collecting.states()) == ("rejected", {"1": "waiting", "2": "waiting"})
    assert PendingError.objects.get().blockers.count() == 2


def test_the_same_result_twice_changes_nothing_and_says_so(collecting: Collecting) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    result = apply(collecting, batch, "ND-1;ok")
    assert give(collecting, batch, "ND-1;ok") == Receipt(result, repeated=True)
    with pytest.raises(NotPossible, match="applied"):
        results.apply(result, seen="", actor=collecting.person)
    assert BatchResult.objects.count() == Operation.objects.count() == 1


def test_a_result_of_another_file_is_refused_and_tells_which(collecting: Collecting) -> None:
    collecting.ready("1")
    first = collecting.produce()
    collecting.ready("2")
    second = collecting.produce()
    assert give(collecting, first, "ND-2;ok\nND-77;ok").about == second
    assert not BatchResult.objects.exists()
    assert collecting.states() == {"1": "filed", "2": "filed"}
    assert fates(first, "ND-1", "ND-2", "ND-77") == ["confirmed", "elsewhere", "unknown"]


def test_a_document_of_several_titles_is_taken_over_once_all_are_and_refused_with_the_first(
    collecting: Collecting,
) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    item = batch.items.get()
    item.titles.all().delete()
    BatchTitle.objects.bulk_create(BatchTitle(item=item, key=key) for key in ("T/1", "T/2"))
    assert fates(batch, "T/1") == ["open"]
    assert fates(batch, "T/1", "T/2") == ["confirmed", "confirmed"]
    assert fates(batch, "T/1!", "T/2!") == ["refused", "refused"]
    assert fates(batch, f"#{item.transfer_id}") == ["confirmed"]


def test_a_number_that_two_documents_of_a_file_have_is_said_by_a_person(collecting: Collecting) -> None:
    collecting.bring("1", DocumentNumber="ND")
    collecting.bring("2", DocumentNumber="ND")
    collecting.work()
    batch = collecting.produce()
    assert fates(batch, "ND", "ND!") == ["several", "several"]
    key = batch.items.order_by("place")[0].transfer_id
    assert fates(batch, f"#{key}") == ["confirmed"]


def test_what_was_decided_before_stays_as_it_is(collecting: Collecting) -> None:
    collecting.ready("1", "2")
    batch = collecting.produce()
    decide.refuse(batch.items.get(transfer__source_id="1"), actor=collecting.person, reason="x")
    assert fates(batch, "ND-1", "ND-2") == ["over", "confirmed"]
    apply(collecting, batch, "ND-1;ok\nND-2;ok")
    assert (batch.state, collecting.states()) == ("confirmed", {"1": "waiting", "2": "delivered"})


def test_what_somebody_decided_since_it_was_looked_at_is_looked_at_again(collecting: Collecting) -> None:
    collecting.ready("1", "2")
    batch = collecting.produce()
    result = give(collecting, batch, "ND-1;ok\nND-2;ok").result
    assert result is not None
    seen = results.judgement_of(result).seen
    decide.refuse(batch.items.get(transfer__source_id="1"), actor=collecting.person, reason="x")
    with pytest.raises(NotPossible, match="changed"):
        results.apply(result, seen=seen, actor=collecting.person)
    assert collecting.states()["2"] == "filed"
    decide.confirm(batch, actor=collecting.person)
    with pytest.raises(NotPossible, match="over"):
        results.apply(result, seen=seen, actor=collecting.person)


def test_a_document_that_has_changed_since_and_is_refused_comes_again_by_itself(collecting: Collecting) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    collecting.bring("1", TotalValue=99.90)
    apply(collecting, batch, "ND-1;refused;wrong total")
    collecting.work()
    assert (batch.state, collecting.states()) == ("rejected", {"1": "ready"})


def test_a_file_that_was_taken_over_in_part_is_not_cancelled(collecting: Collecting) -> None:
    collecting.ready("1", "2")
    batch = collecting.produce()
    apply(collecting, batch, "ND-1;ok")
    with pytest.raises(NotPossible, match="partly"):
        decide.cancel(batch, actor=collecting.person, reason="x")
    batch.refresh_from_db()
    assert (batch.state, collecting.states()["2"]) == ("produced", "filed")
    decide.refuse(batch.items.get(transfer__source_id="2"), actor=collecting.person, reason="x")
    batch.refresh_from_db()
    assert batch.state == "confirmed"


def read_listing(data: bytes) -> Results:
    """Read the listing of a target that takes a whole file or nothing: lines of what was wrong."""
    lines = [ResultLine(key=key, refused=True, message="wrong") for key in data.decode().split()]
    return Results(lines=tuple(lines), whole_rejected=True, message="Atualização interrompida")


@pytest.fixture
def strict(collecting: Collecting, monkeypatch: pytest.MonkeyPatch) -> Collecting:
    """An accounting that takes over all of a file, or nothing and says so in a listing of its own."""
    declared = registry.get("own_system")
    listing = ResultFormat(slug="listing", name="Listing", read=read_listing)
    monkeypatch.setitem(registry._connectors, "own_system", replace(declared, results=(listing,)))
    return collecting


def test_a_target_that_refuses_a_whole_file_for_one_line_frees_the_others(strict: Collecting) -> None:
    strict.ready("1", "2", "3")
    batch = strict.produce()
    assert [one.slug for one in results.formats_of(batch)] == ["listing", "table"]
    result = apply(strict, batch, "ND-2", "listing")
    assert (batch.state, batch.reason) == ("rejected", "Atualização interrompida")
    assert (result.confirmed, result.refused) == (0, 1)
    strict.work()
    assert strict.states() == {"1": "ready", "2": "waiting", "3": "ready"}
    assert strict.produce().count == 2


def test_a_target_that_refuses_a_whole_file_and_blames_nobody_leaves_one_cause(strict: Collecting) -> None:
    strict.ready("1", "2")
    batch = strict.produce()
    apply(strict, batch, " ", "listing")
    assert strict.states() == {"1": "waiting", "2": "waiting"}
    assert PendingError.objects.get().params == {"answer": "Atualização interrompida"}


def test_a_result_that_names_titles_by_their_places_is_read_beside_the_sent_file(
    collecting: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def beside(data: bytes, sent: bytes) -> Results:
        place = sent.splitlines()[int(data)].decode()
        return Results(lines=(ResultLine(key="ND-2" if "ND-2" in place else "", refused=False, message="paid"),))

    places = ResultFormat(slug="places", name="Places", read=read_listing, read_beside=beside)
    declared = registry.get("own_system")
    monkeypatch.setitem(registry._connectors, "own_system", replace(declared, results=(places,)))
    collecting.ready("1", "2")
    apply(collecting, collecting.produce(), "2", "places")
    assert collecting.states() == {"1": "filed", "2": "delivered"}


def test_what_is_too_large_or_of_no_kind_is_not_kept(collecting: Collecting, settings: Settings) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    with pytest.raises(Rejected, match="format"):
        give(collecting, batch, "ND-1;ok", "exe")
    settings.UPLOAD_LIMIT = 5
    with pytest.raises(Rejected, match="too_large"):
        give(collecting, batch, "ND-1;ok")
    assert not BatchResult.objects.exists()


def test_retention_keeps_results(collecting: Collecting, settings: Settings) -> None:
    collecting.ready("1")
    result = apply(collecting, collecting.produce(), "ND-1;ok")
    Payload.objects.update(created_at=timezone.now() - timedelta(days=settings.RETENTION_DAYS + 1))
    sweep.forget()
    assert BatchResult.objects.get().payload.raw == b"ND-1;ok"
    assert result.person_name == "ana"


def test_judging_costs_the_same_however_long_the_result_is(
    collecting: Collecting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    collecting.ready(*map(str, range(1, 13)))
    batch = Batch.objects.select_related("flow").get(pk=collecting.produce().pk)
    with django_assert_num_queries(3):
        assert set(fates(batch, *(f"ND-{number}" for number in range(1, 40)))) == {"confirmed", "unknown"}


def test_a_result_may_name_the_first_parts_of_a_key_where_only_one_document_has_them(collecting: Collecting) -> None:
    collecting.ready("1", "2", "3")
    batch = collecting.produce()
    keys = {"1": ["77|10", "77|11"], "2": ["78|10"], "3": ["78|11"]}
    for item in batch.items.select_related("transfer"):
        item.titles.all().delete()
        BatchTitle.objects.bulk_create(BatchTitle(item=item, key=key) for key in keys[item.transfer.source_id])
    assert fates(batch, "77", "78", "78|10", "7", "77|1") == ["confirmed", "several", "confirmed", "unknown", "unknown"]
    assert fates(batch, "77|10") == ["open"]
