"""Files that people upload: whole or not at all, once however often, and never without a place to go."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection as database
from django.db.utils import IntegrityError
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.models import User
from apps.connectors.banqup.connector import BANQUP
from apps.core.connector import registry
from apps.core.errors import Rejected
from apps.hub.engine.doors import upload
from apps.hub.engine.doors.upload import Given
from apps.hub.engine.working import sweep, work
from apps.hub.models import AuditEntry, Connection, Flow, Payload, SyncRun, Transfer, Upload, UploadedDocument
from apps.sandbox.banqup.bank.download import file
from tests.factories import BlueFleetCredentialsFactory, ConnectionFactory, UserFactory
from tests.hub.statement_books import KIND, Books, by_file, flow_to_books

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
IDS = ["BE68539007547034/EUR/2026-11-19/226", "BE68539007547034/EUR/2026-11-20/227"]


@pytest.fixture
def books(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Books:
    settings.WORKER_THREADS = 1
    found = Books()
    monkeypatch.setitem(registry._connectors, "omie", found.connector())
    return found


@pytest.fixture
def flow(books: Books) -> Flow:
    return flow_to_books(by_file(), active=True)


@pytest.fixture
def ana(db: None) -> User:
    return UserFactory.create(username="ana")


def send(source: Connection, actor: User, *, name: str = "current.xml", content: bytes | None = None) -> upload.Receipt:
    body = file(name, DAY) if content is None else content
    return upload.receive(source, KIND, Given(name, body), actor=actor)


def counts(row: Upload) -> tuple[int, int, int, int, int]:
    row.refresh_from_db()
    return row.documents, row.new, row.changed, row.known, row.unreadable


def test_every_statement_of_a_file_becomes_a_transfer_and_is_booked(flow: Flow, ana: User, books: Books) -> None:
    receipt = send(flow.source, ana)
    assert counts(receipt.upload) == (2, 2, 0, 0, 0)
    assert not receipt.repeated
    assert sorted(Transfer.objects.values_list("source_id", flat=True)) == IDS
    work.work()
    assert set(Transfer.objects.values_list("state", flat=True)) == {"delivered"}
    assert sorted(books.entries) == IDS


def test_a_transfer_shows_what_people_look_for(flow: Flow, ana: User) -> None:
    send(flow.source, ana)
    row = Transfer.objects.get(source_id=IDS[1])
    assert (row.number, str(row.amount), row.currency, row.issued_on) == ("227", "18589.8500", "EUR", DAY)
    assert (row.party, row.direction, row.due_on) == ("BE68539007547034 BKVDBEB1", "", None)


def test_the_original_is_kept_with_who_brought_it_and_the_run_counts_it(flow: Flow, ana: User) -> None:
    row = send(flow.source, ana).upload
    assert row.payload is not None
    assert row.payload.raw == file("current.xml", DAY)
    assert (row.person, row.person_name, row.name) == (ana, "ana", "current.xml")
    assert sorted(row.contents.values_list("source_id", flat=True)) == IDS
    entry = AuditEntry.objects.get(verb="uploaded")
    assert (entry.actor_name, entry.about, entry.noun, entry.noun_id) == ("ana", "current.xml", "upload", str(row.pk))
    run = SyncRun.objects.get(flow=flow)
    assert (run.trigger, run.read, run.new) == ("person", 2, 2)


def test_the_same_file_again_does_nothing_and_tells_what_the_first_one_gave(flow: Flow, ana: User) -> None:
    first = send(flow.source, ana).upload
    again = send(flow.source, UserFactory.create(), name="current.xml")
    assert again.repeated
    assert again.upload == first
    assert counts(first) == (2, 2, 0, 0, 0)
    assert (Upload.objects.count(), Transfer.objects.count(), AuditEntry.objects.count()) == (1, 2, 1)
    assert set(Transfer.objects.values_list("revision", flat=True)) == {1}


def test_the_same_statements_in_another_file_are_the_same_transfers(flow: Flow, ana: User) -> None:
    send(flow.source, ana)
    again = send(flow.source, ana, content=file("current.xml", DAY).replace(b"BANQUP-1", b"BANQUP-2"))
    assert not again.repeated
    assert counts(again.upload) == (2, 0, 0, 2, 0)
    assert Transfer.objects.count() == 2


def test_a_corrected_statement_is_a_new_revision(flow: Flow, ana: User, books: Books) -> None:
    send(flow.source, ana)
    work.work()
    corrected = file("current.xml", DAY).replace("Anulação".encode(), b"Estorno")
    assert counts(send(flow.source, ana, content=corrected).upload) == (2, 0, 1, 1, 0)
    assert list(Transfer.objects.order_by("source_id").values_list("revision", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("current.pdf", "upload.pdf"),
        ("current.sta", "upload.swift"),
        ("wrong-balance.xml", "statement.does_not_add_up"),
        ("cut-off.cod", "coda.truncated"),
        ("stolen.xml", "upload.xml_refused"),
    ],
)
def test_of_a_refused_file_nothing_is_kept(flow: Flow, ana: User, name: str, code: str) -> None:
    with pytest.raises(Rejected) as raised:
        send(flow.source, ana, name=name)
    assert raised.value.code == code
    assert not any(noun.objects.exists() for noun in (Upload, UploadedDocument, Transfer, Payload, SyncRun, AuditEntry))


def test_a_file_that_is_too_large_is_refused_with_its_size(flow: Flow, ana: User, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 1_000
    with pytest.raises(Rejected) as raised:
        send(flow.source, ana)
    assert raised.value.code == "upload.too_large"
    assert raised.value.params == {"size": "0.0", "largest": "0.0"}
    assert not Upload.objects.exists()


def test_a_source_that_takes_no_files_refuses_them(ana: User) -> None:
    fleet = ConnectionFactory.create(bluefleet=True)
    BlueFleetCredentialsFactory.create(connection=fleet)
    with pytest.raises(Rejected) as raised:
        upload.receive(fleet, "invoice", Given("a", b"<a/>"), actor=ana)
    assert raised.value.code == "upload.nowhere"


def test_when_one_statement_cannot_be_kept_none_of_the_file_is(
    flow: Flow, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes, the row and the transfers are one transaction: a database that breaks off leaves nothing."""

    def broken_off(*given: object) -> None:
        raise IntegrityError("the database broke off")

    monkeypatch.setattr("apps.hub.engine.doors.pages.count", broken_off)
    with pytest.raises(IntegrityError):
        send(flow.source, ana)
    assert not any(noun.objects.exists() for noun in (Upload, UploadedDocument, Transfer, Payload, SyncRun))


def test_a_file_without_a_flow_waits_and_goes_to_the_one_that_is_made(books: Books, ana: User) -> None:
    source = by_file()
    row = send(source, ana).upload
    assert (row.routed_at, counts(row)) == (None, (2, 0, 0, 0, 0))
    flow = flow_to_books(source, active=False)
    assert upload.hand_to(flow) == 1
    assert counts(row) == (2, 2, 0, 0, 0)
    assert row.routed_at is not None
    assert set(Transfer.objects.values_list("state", flat=True)) == {"received"}
    assert upload.hand_to(flow) == 0


def test_retention_leaves_a_file_that_waits_for_a_flow(books: Books, ana: User, settings: Settings) -> None:
    source = by_file()
    row = send(source, ana).upload
    Payload.objects.update(created_at=timezone.now() - timedelta(days=settings.RETENTION_DAYS + 1))
    assert sweep.forget() == 0
    assert upload.hand_to(flow_to_books(source)) == 1
    Transfer.objects.update(state="delivered")
    Payload.objects.update(created_at=timezone.now() - timedelta(days=settings.RETENTION_DAYS + 1))
    assert sweep.forget() == 3
    row.refresh_from_db()
    assert row.payload is None


def test_a_file_whose_bytes_are_gone_brings_them_back(flow: Flow, ana: User) -> None:
    row = send(flow.source, ana).upload
    Payload.objects.all().delete()
    assert send(flow.source, ana).repeated
    row.refresh_from_db()
    assert row.payload is not None
    assert row.payload.raw == file("current.xml", DAY)
    assert counts(row) == (2, 2, 0, 0, 0)
    assert set(Transfer.objects.values_list("revision", flat=True)) == {1}
    assert not Transfer.objects.filter(payload=None).exists()


def test_a_flow_that_was_made_later_gets_a_file_that_is_uploaded_again(flow: Flow, ana: User) -> None:
    row = send(flow.source, ana).upload
    second = flow_to_books(flow.source, active=False)
    assert upload.hand_to(second) == 0
    assert send(flow.source, ana).repeated
    assert Transfer.objects.filter(flow=second).count() == 2
    assert counts(row) == (2, 2, 0, 0, 0)


def test_two_flows_get_the_same_statements(flow: Flow, ana: User) -> None:
    second = flow_to_books(flow.source)
    assert counts(send(flow.source, ana).upload) == (2, 2, 0, 0, 0)
    assert Transfer.objects.filter(flow=second).count() == 2


def test_a_name_that_no_column_holds_is_made_to_fit(flow: Flow, ana: User) -> None:
    assert send(flow.source, ana, name="current.xml", content=file("savings.cod", DAY)).upload.name == "current.xml"
    odd = upload.receive(flow.source, KIND, Given("a\0" + "b" * 300, file("current.xml", DAY)), actor=ana)
    assert odd.upload.name == "a" + "b" * 199


def test_a_statement_that_its_source_no_longer_reads_is_told_as_unreadable(
    flow: Flow, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defect(payload: object) -> None:
        raise KeyError("account")

    source = replace(BANQUP.source(KIND), read=defect)  # type: ignore[arg-type]
    monkeypatch.setitem(registry._connectors, "banqup", replace(BANQUP, sources=(source,)))
    assert counts(send(flow.source, ana).upload) == (2, 0, 0, 0, 2)
    assert set(Transfer.objects.values_list("state", flat=True)) == {"waiting"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_people_who_upload_one_file_at_once_make_it_once(books: Books) -> None:
    flow = flow_to_books(by_file(), active=False)
    people = UserFactory.create_batch(2)
    gate, receipts = Barrier(2), list[upload.Receipt]()

    def upload_it(person: User) -> None:
        try:
            gate.wait(10)
            receipts.append(send(flow.source, person))
        finally:
            database.close()

    threads = [Thread(target=upload_it, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(receipt.repeated for receipt in receipts) == [False, True]
    assert (Upload.objects.count(), Transfer.objects.count()) == (1, 2)
