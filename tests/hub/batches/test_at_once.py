"""Making files, answering and changing documents at the same moment, with real threads on a real database."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import Settings

from apps.hub.batches import decide, produce, results, schedule, shipping
from apps.hub.engine.booking import collect
from apps.hub.engine.booking.collect import Answer
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.engine.doors.upload import Given
from apps.hub.engine.working import work
from apps.hub.models import Batch, BatchItem, Dispatch, Operation, Outlet, ReadyDocument, Shipment, Transfer
from tests.factories import UserFactory
from tests.hub.collecting import Collecting, collecting_flow

pytestmark = pytest.mark.django_db(transaction=True)

#: What an own thread tells when it came too late.
TOO_LATE = "too late"


@pytest.fixture
def collecting(transactional_db: None, settings: Settings) -> Collecting:
    settings.WORKER_THREADS = 1
    return collecting_flow(UserFactory.create(username="ana", role="finance"))


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Make calls in threads that begin together; a decision that does not fit any more is told as too late."""
    together = threading.Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Any:
        together.wait(10)
        try:
            return call()
        except NotPossible:
            return TOO_LATE
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(one, call) for call in calls]]


def in_order(collecting: Collecting) -> None:
    """Whatever came first, no document is in two files, booked twice, or between two states."""
    holding = BatchItem.objects.filter(state__in=("filed", "confirmed"))
    assert holding.count() == holding.values("transfer").distinct().count()
    for transfer in Transfer.objects.all():
        filed = holding.filter(transfer=transfer, state="filed").count()
        assert filed == (transfer.state == "filed"), transfer.state
        if transfer.state == "ready":
            assert transfer.ready.revision == transfer.revision
    assert Operation.objects.count() == Transfer.objects.exclude(delivered_revision=0).count()
    numbers = list(Batch.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_five_people_make_one_file(collecting: Collecting) -> None:
    collecting.ready(*map(str, range(1, 9)))
    seen = produce.gather(collecting.flow).seen

    def make() -> Any:
        return produce.produce(collecting.flow, written_as="csv", seen=seen, actor=collecting.person)

    told = at_once([make] * 5)
    assert len([batch for batch in told if batch != TOO_LATE]) == 1
    assert (Batch.objects.count(), BatchItem.objects.count()) == (1, 8)
    in_order(collecting)


def test_a_file_and_a_change_and_an_answer_at_the_same_moment(collecting: Collecting) -> None:
    for number in range(4):
        first, *_others = collecting.ready(*(f"{number}{place}" for place in range(1, 4)))
        file, _changed, answer = at_once(meeting(collecting, first))
        in_order(collecting)
        if file != TOO_LATE:
            assert answer == TOO_LATE
            assert file.items.get(transfer=first).revision == 1
        collecting.work()
        in_order(collecting)


def meeting(collecting: Collecting, transfer: Transfer) -> list[Callable[[], Any]]:
    """A person makes a file, the source changes a document, and a program has booked it."""
    seen = produce.gather(collecting.flow).seen
    return [
        lambda: produce.produce(collecting.flow, written_as="json", seen=seen, actor=collecting.person),
        lambda: collecting.bring(transfer.source_id, TotalValue=99.90),
        lambda: collect.booked(transfer, revision=1, answer=Answer("JE-1"), actor=collecting.person),
    ]


def test_confirming_and_cancelling_and_refusing_at_the_same_moment(collecting: Collecting) -> None:
    for number in range(4):
        collecting.ready(f"{number}1", f"{number}2")
        confirmed, cancelled, _refused = at_once(deciding(collecting, collecting.produce()))
        assert [confirmed, cancelled].count(TOO_LATE) == 1
        in_order(collecting)
        collecting.work()
        in_order(collecting)


def deciding(collecting: Collecting, batch: Batch) -> list[Callable[[], Any]]:
    """Three people say three things about one file."""
    item = batch.items.order_by("place")[0]
    return [
        lambda: decide.confirm(batch, actor=collecting.person),
        lambda: decide.cancel(batch, actor=collecting.person, reason="wrong month"),
        lambda: decide.refuse(item, actor=collecting.person, reason="unknown"),
    ]


def test_ten_answers_at_once_are_one(collecting: Collecting) -> None:
    [transfer] = collecting.ready("1")

    def answer(reference: str) -> Callable[[], Any]:
        said = Answer(reference)
        return lambda: collect.booked(transfer, revision=1, answer=said, actor=collecting.person)

    told = at_once([answer(f"JE-{number % 2}") for number in range(10)])
    assert told.count(TOO_LATE) == 5
    assert Operation.objects.get().target_id == collecting.of("1").target_reference
    in_order(collecting)


def test_positions_of_workers_that_lay_down_at_once_are_all_seen_by_a_reader(collecting: Collecting) -> None:
    for source_id in map(str, range(1, 41)):
        collecting.bring(source_id)
    seen: list[int] = []
    over = threading.Event()

    def read() -> None:
        last = 0
        while True:
            ended = over.is_set()
            rows = ReadyDocument.objects.collectable(collecting.flow).filter(position__gt=last)
            found = list(rows.values_list("position", "transfer_id"))
            seen.extend(key for _position, key in found)
            last = found[-1][0] if found else last
            if ended and not found:
                connection.close()
                return

    def laid() -> None:
        try:
            work.work()
        except OperationalError:  # a busy SQLite: the others go on
            assert connection.vendor == "sqlite"

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        at_once([laid] * 3)
        collecting.work()
        over.set()
        reading.result()
    assert sorted(seen) == sorted(Transfer.objects.values_list("pk", flat=True))


def test_a_result_that_five_people_apply_at_once_counts_once(collecting: Collecting) -> None:
    collecting.ready("1", "2")
    batch = collecting.produce()
    given = Given("result.csv", b"ND-1;ok\nND-2;refused;closed")

    def receive() -> Any:
        return results.receive(batch, given, read_as="table", actor=collecting.person).result

    rows = at_once([receive] * 3)
    assert len({row.pk for row in rows}) == 1
    seen = results.judgement_of(rows[0]).seen
    told = at_once([lambda: results.apply(rows[0], seen=seen, actor=collecting.person)] * 5)
    assert told.count(TOO_LATE) == 4
    assert collecting.states() == {"1": "delivered", "2": "waiting"}
    in_order(collecting)


def test_five_workers_make_one_file_by_schedule_and_bring_it_once(
    collecting: Collecting, settings: Settings, tmp_path: Path
) -> None:
    settings.DELIVERY_ROOT = str(tmp_path)
    dispatch = Dispatch.objects.create(flow=collecting.flow, every=60, due_at=timezone.now())
    Outlet.objects.create(dispatch=dispatch, way="folder", folder="in")
    collecting.ready("1", "2")
    assert sum(at_once([schedule.run_due] * 5)) == 1
    at_once([shipping.run_due] * 5)
    [path] = (tmp_path / "in").iterdir()
    assert path.read_bytes() == Batch.objects.get().payload.raw
    assert list(Shipment.objects.values_list("state", "tries")) == [("delivered", 0)]
    in_order(collecting)
