"""The number of a file runs for all flows under one agreement, and no bank gets it twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.connectors.cnab240.connector import CNAB240, NUMBERS
from apps.core.documents import Kind
from apps.core.targets import Series
from apps.hub.admin.pages import address
from apps.hub.batches import decide, produce, schedule
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.models import Batch, Connection, FileSeries, Flow, Payload
from tests.connectors.cnab240.payments import claim, payer
from tests.connectors.filed import MARIA
from tests.factories import (
    BatchFactory,
    ConnectionFactory,
    FlowFactory,
    ReadyFactory,
    TransferFactory,
    UserFactory,
)


def bank() -> Connection:
    found: Connection = ConnectionFactory.create(
        connector_slug="cnab240", environment="homologation", account_id="", name="Bank"
    )
    return found


def paying(target: Connection, number: str, **settings: str) -> Flow:
    """Give a flow of expense reports into a bank, with one that lies ready."""
    chosen = payer("237", late="file", file_format="cnab240_bradesco", **settings)
    flow: Flow = FlowFactory.create(target=target, kind=Kind.EXPENSE_REPORT, settings=chosen.settings)
    lay(flow, number)
    return flow


def lay(flow: Flow, number: str) -> None:
    [step] = CNAB240.target(flow.kind).plan(claim(number, MARIA, "10.00"), payer("237", late="file"))
    transfer = TransferFactory.create(flow=flow, source_id=number, state="ready", amount=step.amount)
    ReadyFactory.create(transfer=transfer, position=int(number), content=step.body, amount=step.amount)


def made(flow: Flow, written_as: str = "cnab240_bradesco") -> Batch:
    gathered = produce.gather(flow, written_as=written_as)
    return produce.make(gathered, actor=UserFactory.create(role="finance"))


def written(batch: Batch) -> tuple[int | None, str]:
    """Give the number that the hub has kept of a file, and the one that stands in it."""
    return batch.file_number, bytes(batch.payload.raw)[157:163].decode()


def test_an_agreement_is_told_by_bank_and_number_and_without_one_by_the_account() -> None:
    told = {"bank": "033", "agreement": "00123", "branch": "0012", "account": "345"}
    assert NUMBERS.key(told) == NUMBERS.key({**told, "agreement": "123", "account": "9"}) == "33-123"
    assert NUMBERS.key({**told, "agreement": " "}) == NUMBERS.key({**told, "agreement": "", "branch": "12"})
    assert NUMBERS.key({**told, "agreement": ""}) != NUMBERS.key({**told, "agreement": "", "account": "9"})


def test_nothing_said_of_other_files_is_none() -> None:
    assert (NUMBERS.given({"files_before": ""}), NUMBERS.given({"files_before": "0041"})) == (0, 41)


def test_what_tells_an_agreement_are_settings_of_its_flows() -> None:
    slugs = {one.slug for one in CNAB240.settings}
    series = {target.series for target in CNAB240.targets}
    assert series == {NUMBERS}
    assert isinstance(NUMBERS, Series)
    assert {*NUMBERS.agreement, *NUMBERS.without, NUMBERS.before} <= slugs


@pytest.mark.django_db
def test_two_flows_under_one_agreement_share_their_numbers_and_other_files_take_none() -> None:
    target = bank()
    one, other = paying(target, "1", files_before="41"), paying(target, "2", account="999", account_digit="")
    first = made(one)
    second = made(other)
    lay(one, "3")
    plain = made(one, "json")
    lay(one, "4")
    third = made(one)
    assert [written(batch) for batch in (first, second, third)] == [(42, "000042"), (43, "000043"), (44, "000044")]
    assert ([batch.number for batch in (first, second, plain, third)], plain.file_number) == ([1, 1, 2, 3], None)
    assert len({batch.file_name for batch in (first, second, third)}) == 3
    assert [(row.agreement, row.last) for row in FileSeries.objects.all()] == [("237-123456", 44)]
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=third.pk).update(file_number=42)


@pytest.mark.django_db
def test_the_number_in_a_file_stands_on_its_page_and_in_the_list(client: Client) -> None:
    batch = made(paying(bank(), "1", files_before="41"))
    client.force_login(UserFactory.create(role="finance"))
    page, found = (client.get(place) for place in (address(batch), reverse("admin:hub_batch_changelist")))
    assert "runs for all flows under the agreement" in page.content.decode()
    assert "no. 42 in the file" in found.content.decode()


@pytest.mark.django_db
def test_two_agreements_count_each_for_itself_and_so_do_two_connections() -> None:
    target = bank()
    flows = [paying(target, "1"), paying(target, "2", agreement="654321"), paying(bank_elsewhere(), "3")]
    assert [written(made(flow)) for flow in flows] == [(1, "000001")] * 3
    assert FileSeries.objects.count() == 3


def bank_elsewhere() -> Connection:
    found: Connection = ConnectionFactory.create(connector_slug="cnab240", environment="homologation", account_id="x")
    return found


@pytest.mark.django_db
def test_a_run_jumps_ahead_and_never_back_and_a_cancelled_file_keeps_its_number() -> None:
    flow = paying(bank(), "1", files_before="41")
    numbers = []
    for before in ("41", "7", "90", "0"):
        flow.settings["files_before"] = before
        flow.save()
        batch = made(flow)
        numbers.append(batch.file_number)
        decide.cancel(batch, actor=UserFactory.create(role="finance"), reason="wrong day")
        lay(flow, str(len(numbers) + 1))
    assert numbers == [42, 43, 91, 92]


@pytest.mark.django_db
def test_a_file_is_not_made_when_another_flow_has_taken_its_number_meanwhile() -> None:
    target = bank()
    one, other = paying(target, "1"), paying(target, "2")
    gathered = produce.gather(one)
    late = produce.write(gathered)
    made(other)
    with pytest.raises(NotPossible, match=r"batch\.changed"), transaction.atomic():
        produce.new_batch(gathered, late, Payload.of(late.data), UserFactory.create(role="finance"))
    assert Batch.objects.get().flow == other
    assert written(made(one)) == (2, "000002")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_files_of_two_flows_that_are_made_at_once_bear_two_numbers() -> None:
    target = bank()
    flows = [paying(target, "1"), paying(target, "2")]
    together = threading.Barrier(len(flows))

    def make(flow: Flow) -> None:
        together.wait(10)
        try:
            schedule.make_one(flow)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(flows)) as pool:
        list(pool.map(make, flows))
    found = sorted(written(batch) for batch in Batch.objects.all())
    assert found == [(1, "000001"), (2, "000002")]
    assert FileSeries.objects.get().last == 2


@pytest.mark.django_db
def test_a_hub_that_has_files_goes_on_after_the_highest_number() -> None:
    target = bank()
    one, other = paying(target, "1", files_before="41"), paying(target, "2", files_before="42")
    long_ago, now = timezone.now() - timedelta(days=9), timezone.now()
    one.history.update(history_date=long_ago)
    one.settings["files_before"] = "0"
    one.save()
    files = [
        BatchFactory.create(flow=flow, number=number, written_as=kind, produced_at=at)
        for flow, number, kind, at in (
            (one, 1, "cnab240_bradesco", long_ago + timedelta(days=1)),
            (one, 2, "csv", long_ago + timedelta(days=1)),
            (one, 3, "cnab240_bradesco", long_ago + timedelta(days=1)),
            (one, 4, "cnab240_bradesco", now + timedelta(days=1)),
            (other, 2, "cnab240_bradesco", now + timedelta(days=1)),
        )
    ]
    FlowFactory.create()
    migration = import_module("apps.hub.migrations.0029_file_numbers_go_on")
    for _again in range(2):
        migration.fill(apps, None)
    known = dict(Batch.objects.values_list("pk", "file_number"))
    assert [known[batch.pk] for batch in files] == [42, None, 44, 4, None]
    assert [(row.connection, row.agreement, row.last) for row in FileSeries.objects.all()] == [
        (target, "237-123456", 44)
    ]
    assert written(made(other)) == (45, "000045")
