"""Sources that are asked: every document once, from where the last page ended, whatever goes wrong meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from werkzeug import Request, Response

from apps.core.connector import Page, Pulled, registry
from apps.core.http import Http, open_session
from apps.hub.checks import check_connector
from apps.hub.engine.access import health
from apps.hub.engine.booking import runs
from apps.hub.engine.doors import pages, pull, receive
from apps.hub.engine.working import work
from apps.hub.models import Connection, Flow, Payload, PendingError, Pull, SyncRun, Transfer
from tests.contract import NoLimits, PullingContract
from tests.factories import (
    BlueFleetCredentialsFactory,
    ConnectionFactory,
    EventFactory,
    FlowFactory,
    OmieCredentialsFactory,
)
from tests.hub.engine import pulled_vendor
from tests.hub.engine.pulled_vendor import Vendor, connector, serving

pytestmark = pytest.mark.django_db
EARLY, LATE = (datetime(2026, 3, day, 12, tzinfo=UTC).isoformat() for day in (1, 2))


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with serving() as started:
        yield started


@dataclass
class Asking:
    """A source that is due to be asked, and the flow that takes its invoices."""

    row: Pull
    flow: Flow

    @property
    def source(self) -> Connection:
        return Connection.objects.get(pk=self.row.connection_id)

    def now(self) -> Pull:
        """Give the row as it is."""
        self.row.refresh_from_db()
        return self.row

    def again(self, **changed: Any) -> Pull:
        """Ask at once, whatever is planned; give the row as it is then."""
        Pull.objects.filter(pk=self.row.pk).update(due_at=timezone.now(), **changed)
        pull.pull_due()
        return self.now()


@pytest.fixture
def asking(db: None, vendor: Vendor, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Asking:
    settings.PRIVATE_ORIGINS = [vendor.url.removeprefix("http://")]
    declare(monkeypatch)
    source = ConnectionFactory.create(bluefleet=True, base_url=vendor.url)
    BlueFleetCredentialsFactory.create(connection=source)
    target = ConnectionFactory.create()
    OmieCredentialsFactory.create(connection=target)
    flow = FlowFactory.create(source=source, target=target)
    return Asking(Pull.objects.create(connection=source, kind=flow.kind, due_at=timezone.now()), flow)


def declare(monkeypatch: pytest.MonkeyPatch, **declared: Any) -> None:
    """Install the connector, with its source declared otherwise."""
    monkeypatch.setitem(registry._connectors, "bluefleet", connector(**declared))


def ids() -> list[str]:
    return sorted(Transfer.objects.values_list("source_id", flat=True))


def one(key: str) -> Transfer:
    return Transfer.objects.get(source_id=key)


def test_every_document_of_every_page_becomes_a_transfer_with_its_bytes(asking: Asking, vendor: Vendor) -> None:
    vendor.has(5)
    assert pull.pull_due() is False
    row = asking.now()
    assert ids() == ["1", "2", "3", "4", "5"]
    assert vendor.asked == ["1", "2", "3"]
    assert (row.cursor, row.read, row.stored, row.started_at, row.lease_owner) == ("3", 5, 5, None, "")
    assert row.finished_at is not None
    transfer = one("1")
    assert (transfer.state, transfer.number, transfer.party) == ("queued", "F-1", "Oficina Central Ltda")
    assert transfer.payload is not None
    assert transfer.payload.raw == b'{"id": "1", "number": "F-1", "total": 100.1}'
    assert (transfer.digest, transfer.amount) == (transfer.payload.sha256, transfer.amount)


def test_a_repeated_page_changes_nothing(asking: Asking, vendor: Vendor) -> None:
    vendor.has(3)
    pull.pull_due()
    before = list(Transfer.objects.order_by("pk").values())
    row = asking.again(cursor="")
    assert (row.read, row.stored) == (3, 0)
    assert list(Transfer.objects.order_by("pk").values()) == before
    assert Payload.objects.count() == 3


def test_another_order_of_keys_is_the_same_document(asking: Asking, vendor: Vendor) -> None:
    vendor.has(1)
    pull.pull_due()
    vendor.invoices["1"] = dict(reversed(vendor.invoices["1"].items()))
    row = asking.again(cursor="")
    assert (row.read, row.stored, one("1").revision, Payload.objects.count()) == (1, 0, 1, 1)


def test_changed_content_is_a_new_revision_and_is_booked_again(asking: Asking, vendor: Vendor) -> None:
    vendor.has(2)
    pull.pull_due()
    Transfer.objects.update(state="delivered", delivered_revision=1)
    vendor.change("1", total=250)
    row = asking.again(cursor="")
    assert (row.read, row.stored) == (2, 1)
    assert (one("1").revision, one("1").state, one("1").amount) == (2, "queued", Decimal(250))
    assert (one("2").revision, one("2").state) == (1, "delivered")


def test_a_cancelled_document_is_a_revision_that_undoes(asking: Asking, vendor: Vendor) -> None:
    vendor.has(1)
    pull.pull_due()
    Transfer.objects.update(state="delivered", delivered_revision=1)
    vendor.change("1", cancelled=True)
    asking.again(cursor="")
    assert (one("1").cancelled, one("1").state, one("1").revision) == (True, "queued", 2)


def test_what_became_of_a_document_is_told_only_to_the_flows_that_have_it(
    asking: Asking, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.has(1)
    pull.pull_due()
    Transfer.objects.update(state="delivered", delivered_revision=1)
    other = FlowFactory.create(source=asking.flow.source, target=ConnectionFactory.create(), active=False)
    after = [{"id": key, "number": f"F-{key}", "total": 1, "cancelled": True} for key in ("1", "9")]
    page = Page([Pulled(str(told["id"]), told, only_known=True) for told in after], "2")
    declare(monkeypatch, pull=lambda client, cursor: iter([page]))
    row = asking.again()
    assert (row.stored, ids(), one("1").revision, one("1").cancelled) == (1, ["1"], 2, True)
    assert not Transfer.objects.filter(flow=other).exists()
    assert set(SyncRun.objects.filter(flow=asking.flow).values_list("read", "new", "changed")) == {(2, 1, 1)}
    assert asking.again(cursor="").stored == 0


def test_an_older_version_than_the_known_one_is_left_alone(asking: Asking, vendor: Vendor) -> None:
    vendor.change("1", changed=LATE)
    pull.pull_due()
    vendor.change("1", changed=EARLY, total=1)
    row = asking.again(cursor="")
    assert (row.read, row.stored, one("1").revision, Payload.objects.count()) == (1, 0, 1, 1)


def test_an_unreadable_document_is_parked_and_the_others_go_on(asking: Asking, vendor: Vendor) -> None:
    vendor.has(3)
    del vendor.invoices["2"]["total"]
    assert asking.again().stored == 3
    cause = PendingError.objects.get()
    assert (one("2").state, one("2").reason, cause.code) == ("waiting", "source.not_a_number", "source.not_a_number")
    assert {one("1").state, one("3").state} == {"queued"}
    vendor.change("2", total=5)
    asking.again(cursor="")
    assert (one("2").state, one("2").amount, PendingError.objects.get().resolution) == ("queued", Decimal(5), "empty")


def test_a_document_that_breaks_our_own_code_is_parked_too(asking: Asking, vendor: Vendor) -> None:
    vendor.has(2)
    vendor.invoices["1"]["total"] = {}
    asking.again()
    assert (one("1").state, one("1").reason, one("2").state) == ("waiting", "internal", "queued")


@pytest.mark.parametrize("key", ["", "x" * 121, "\0"])
def test_a_document_without_a_usable_id_is_kept_under_its_checksum(asking: Asking, vendor: Vendor, key: str) -> None:
    vendor.has(2)
    vendor.invoices["1"]["id"] = key
    assert asking.again().read == 2
    assert len(ids()) == 2
    assert asking.again(cursor="").stored == 0


def test_the_same_document_twice_on_one_page_is_one(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    invoice = {"id": "1", "number": "F-1", "total": "1"}
    twice = Page([Pulled("1", invoice), Pulled("1", invoice | {"total": "2"})], "x")
    declare(monkeypatch, pull=lambda client, cursor: iter([twice]))
    row = asking.again()
    assert (row.read, row.stored, one("1").amount) == (2, 1, Decimal(2))
    run = SyncRun.objects.get()
    assert (run.read, run.new, run.unchanged) == (2, 1, 1)


def test_each_flow_of_a_source_gets_a_transfer_of_its_own(asking: Asking, vendor: Vendor) -> None:
    other = FlowFactory.create(source=asking.flow.source, target=ConnectionFactory.create(), active=False)
    vendor.has(3)
    asking.again()
    assert set(Transfer.objects.filter(flow=asking.flow).values_list("state", flat=True)) == {"queued"}
    assert set(Transfer.objects.filter(flow=other).values_list("state", flat=True)) == {"received"}
    assert Payload.objects.count() == 3
    assert set(SyncRun.objects.values_list("read", "new")) == {(3, 3)}


def test_a_flow_that_was_made_later_gets_what_the_source_still_has(asking: Asking, vendor: Vendor) -> None:
    vendor.has(3)
    asking.again()
    other = FlowFactory.create(source=asking.flow.source, target=ConnectionFactory.create())
    row = asking.again(cursor="")
    assert row.stored == 3
    assert Transfer.objects.filter(flow=other).count() == 3
    assert set(Transfer.objects.filter(flow=asking.flow).values_list("revision", flat=True)) == {1}


def test_the_run_tells_what_was_read_and_from_where_to_where(asking: Asking, vendor: Vendor) -> None:
    vendor.has(5)
    asking.again()
    vendor.change("1", total=7)
    asking.again(cursor="1", trigger="person")
    run = SyncRun.objects.get()
    assert (run.trigger, run.read, run.new, run.changed, run.unchanged) == ("schedule", 10, 5, 1, 4)
    assert (run.cursor_before, run.cursor_after, run.state) == ("", "3", "running")
    Transfer.objects.update(state="delivered")
    runs.close_finished(timezone.now())
    run.refresh_from_db()
    assert run.state == "succeeded"


def test_a_run_in_which_a_document_could_not_be_read_is_no_success(asking: Asking, vendor: Vendor) -> None:
    vendor.has(2)
    del vendor.invoices["1"]["total"]
    asking.again()
    Transfer.objects.update(state="delivered")
    runs.close_finished(timezone.now())
    run = SyncRun.objects.get()
    assert (run.state, run.new, run.unreadable) == ("incomplete", 1, 1)


def test_a_pull_that_is_asked_regularly_is_due_again_after_its_interval(asking: Asking, vendor: Vendor) -> None:
    vendor.has(1)
    with time_machine.travel(datetime(2026, 5, 4, 12, tzinfo=UTC), tick=False):
        row = asking.again(every=15)
        assert row.due_at == timezone.now() + timedelta(minutes=15)
        assert not Pull.objects.due(timezone.now()).exists()
    assert asking.again(every=None).due_at is None


def test_refused_credentials_pause_the_source_and_leave_the_place(asking: Asking, vendor: Vendor) -> None:
    vendor.has(5)
    vendor.instead = lambda page: (401, {}, b"no") if page == 2 else None
    row = asking.again()
    assert (row.cursor, row.code, len(ids())) == ("2", "source.credentials_refused", 2)
    assert (asking.source.state, PendingError.objects.get().asks) == ("paused", "reconnect")
    vendor.instead = lambda page: None
    pull.pull_due()
    assert len(ids()) == 2
    health.resume(asking.source)
    pull.pull_due()
    assert (len(ids()), asking.now().code, vendor.asked) == (5, "", ["1", "2", "2", "3"])


def test_nobody_is_asked_without_credentials(asking: Asking, vendor: Vendor) -> None:
    vendor.has(1)
    credentials = asking.source.credentials
    assert credentials is not None
    credentials.delete()
    asking.again()
    assert (asking.source.state, vendor.asked) == ("paused", [])


def test_the_vendors_own_time_to_wait_wins(asking: Asking, vendor: Vendor) -> None:
    vendor.has(3)
    vendor.instead = lambda page: (429, {"Retry-After": "600"}, b"slow down") if page == 2 else None
    row = asking.again()
    assert row.due_at is not None
    assert 590 < (row.due_at - timezone.now()).total_seconds() < 730
    assert (row.cursor, row.code, row.failures, row.params["answer"]) == ("2", "source.busy", 1, "slow down")
    assert asking.source.state == "connected"
    vendor.instead = lambda page: None
    row = asking.again()
    assert (len(ids()), row.failures, row.code) == (3, 0, "")


@pytest.mark.parametrize(
    "said",
    [(200, {}, b"<html>Bad gateway</html>"), (200, {}, b""), (502, {}, b"<html>"), (200, {}, b'{"invoices": [{"id"')],
    ids=["a page for people", "nothing", "an error", "half a page"],
)
def test_an_answer_that_makes_no_sense_is_asked_for_again(asking: Asking, vendor: Vendor, said: Any) -> None:
    vendor.has(5)
    vendor.instead = lambda page: said if page == 2 else None
    row = asking.again()
    assert (row.cursor, row.failures, len(ids())) == ("2", 1, 2)
    assert row.code in ("source.broken_answer", "source.busy")
    vendor.instead = lambda page: None
    assert (asking.again().code, len(ids())) == ("", 5)


def test_a_page_that_breaks_off_is_read_again(asking: Asking, vendor: Vendor) -> None:
    vendor.has(3)
    vendor.instead = lambda page: (200, {"Content-Length": "9999", "Connection": "close"}, b"{") if page == 2 else None
    row = asking.again()
    assert (row.cursor, row.code, row.failures) == ("2", "source.unreachable", 1)
    vendor.instead = lambda page: None
    assert (asking.again().cursor, len(ids())) == ("2", 3)


def test_a_vendor_that_is_away_is_asked_later(asking: Asking) -> None:
    Connection.objects.update(base_url="http://127.0.0.1:9")
    waits = []
    for _failure in range(6):
        row = asking.again()
        assert row.due_at is not None
        waits.append((row.due_at - timezone.now()).total_seconds())
    assert row.code in ("source.unreachable", "source.address_refused")
    assert max(waits) < 7_200 * 1.3


def test_a_place_that_the_vendor_refuses_is_told_and_waits_for_a_person(asking: Asking, vendor: Vendor) -> None:
    vendor.has(1)
    vendor.instead = lambda page: (400, {}, b"no such page") if page == 77 else None
    row = asking.again(cursor="77")
    assert (row.code, row.cursor, row.params["answer"]) == ("source.refused", "77", "no such page")
    assert asking.again(cursor="").code == ""


@pytest.mark.parametrize("cursor", [None, 7, "a\0b"])
def test_a_place_that_is_no_text_is_a_defect_and_keeps_nothing(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, cursor: Any
) -> None:
    page = Page([Pulled("1", {"id": "1", "number": "F-1", "total": 1})], cursor)
    declare(monkeypatch, pull=lambda client, place: iter([page]))
    row = asking.again()
    assert (row.code, row.params, row.cursor, ids()) == ("internal", {"error": "TypeError"}, "", [])


@pytest.mark.parametrize("length", [1, 3])
def test_a_source_that_gives_the_same_pages_for_ever_is_stopped(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    given: list[int] = []

    def endless(client: Any, cursor: str) -> Iterator[Page]:
        while True:
            given.append(len(given))
            key = str(given[-1] % length)
            yield Page([Pulled(key, {"id": key, "number": "F", "total": 1})], key)

    declare(monkeypatch, pull=endless)
    row = asking.again()
    assert (row.code, row.lease_owner) == ("source.goes_in_circles", "")
    assert len(ids()) == length
    assert len(given) < 12


def test_pages_that_stay_at_one_place_until_the_last_are_no_circle(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [Page([Pulled(key, {"id": key, "number": "F", "total": 1})], "") for key in "abcdefgh"]
    declare(monkeypatch, pull=lambda client, cursor: iter([*told, Page([], "2026-03-01")]))
    row = asking.again()
    assert (row.code, row.cursor, len(ids())) == ("", "2026-03-01", 8)


def test_what_is_left_when_the_time_is_over_is_gone_on_with(asking: Asking, vendor: Vendor) -> None:
    vendor.has(5)
    assert pull.pull_due(seconds=-1) is True
    assert vendor.asked == []
    turns = iter([True, True, False])
    assert pull.pull_due(alive=lambda: next(turns)) is True
    row = asking.now()
    assert (row.cursor, row.read, row.lease_owner, row.finished_at) == ("3", 4, "", None)
    assert row.started_at is not None
    pull.pull_due()
    assert (asking.now().read, len(ids())) == (5, 5)


def test_booking_is_told_of_every_page_that_brought_something(asking: Asking, vendor: Vendor) -> None:
    vendor.has(5)
    seen: list[int] = []
    pull.pull_due(wake=lambda: seen.append(Transfer.objects.count()))
    assert seen == [2, 4, 5]
    asking.row.cursor = ""
    Pull.objects.update(cursor="", due_at=timezone.now())
    pull.pull_due(wake=lambda: seen.append(0))
    assert seen == [2, 4, 5]


def test_a_worker_that_lingers_waits_for_a_source_that_wants_a_short_pause(asking: Asking, vendor: Vendor) -> None:
    vendor.has(5)
    said = iter([(429, {"Retry-After": "1"}, b"slow down")])
    vendor.instead = lambda page: next(said, None) if page == 2 else None
    assert pull.pull_due(linger=5.0) is False
    assert (asking.now().failures, len(ids()), vendor.asked) == (0, 5, ["1", "2", "2", "3"])


def test_only_so_many_workers_of_a_host_ask_at_once(asking: Asking, vendor: Vendor) -> None:
    vendor.has(1)
    source = ConnectionFactory.create(bluefleet=True)
    Pull.objects.create(
        connection=source, kind="invoice", lease_owner=work.new_owner(), lease_until=timezone.now() + pages.LEASE
    )
    pull.pull_due()
    assert vendor.asked == []
    pull.pull_due(at_most=2)
    assert vendor.asked == ["1"]


def test_a_dead_workers_pull_is_gone_on_with_at_its_place(asking: Asking, vendor: Vendor) -> None:
    vendor.has(5)
    begun = timezone.now() - timedelta(minutes=9)
    held = {"lease_owner": "gone:1:1", "lease_until": timezone.now() + timedelta(seconds=60), "started_at": begun}
    Pull.objects.update(cursor="2", read=2, **held)
    pull.pull_due(at_most=2)
    assert vendor.asked == []
    Pull.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    pull.pull_due()
    assert (vendor.asked, asking.now().read) == (["2", "3"], 5)


def test_a_worker_whose_lease_somebody_took_keeps_nothing_more(
    asking: Asking, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.has(5)

    def robbed(client: Any, cursor: str) -> Iterator[Page]:
        for page in pulled_vendor.pull(client, cursor):
            if page.cursor == "3":
                Pull.objects.update(lease_owner="else:1:1", cursor="2")
            yield page

    declare(monkeypatch, pull=robbed)
    pull.pull_due()
    row = asking.now()
    assert (row.lease_owner, row.cursor, row.read, ids()) == ("else:1:1", "2", 2, ["1", "2"])


def test_what_came_by_webhook_and_what_was_asked_for_are_one_document(asking: Asking, vendor: Vendor) -> None:
    vendor.has(1)
    asking.again()
    raw = b'{ "total": 100.1, "number": "F-1", "id": "1" }'
    event = EventFactory.create(connection=asking.source, kind="invoice", source_id="1", payload__raw=raw)
    assert event.state == "accepted"
    receive.read_events()
    assert (one("1").revision, Transfer.objects.count()) == (1, 1)


@pytest.mark.postgres
def test_a_page_costs_the_same_statements_however_many_documents_it_has(asking: Asking, vendor: Vendor) -> None:
    vendor.has(400)
    counted = []
    runs.open_run(asking.flow)
    for size in (1, 50, 400):
        Transfer.objects.all().delete()
        vendor.size = size
        page = next(pulled_vendor.pull(asking_client(vendor), ""))
        flows = (asking.flow,)
        Pull.objects.update(lease_owner="me", lease_until=timezone.now() + pages.LEASE)
        reading = pages.Reading(asking.now(), "me", flows)
        with CaptureQueriesContext(connection) as captured:
            pages.keep(pages.prepare(page, reading), reading)
        counted.append(len(captured))
    assert (len(set(counted)), counted[0] < 20) == (1, True)


def test_a_page_that_the_database_does_not_take_is_read_again_soon(
    asking: Asking, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.has(5)

    def struck(client: Any, cursor: str) -> Iterator[Page]:
        yield next(pulled_vendor.pull(client, cursor))
        raise OperationalError("deadlock detected")

    declare(monkeypatch, pull=struck)
    row = asking.again()
    assert (row.code, row.cursor, row.lease_owner, len(ids())) == ("store.away", "2", "", 2)
    declare(monkeypatch)
    assert (asking.again().code, len(ids())) == ("", 5)


class TestTheVendorOfTheseTests(PullingContract):
    """Its source keeps what every source promises."""

    connector = connector()

    def answers(self, request: Request) -> Response:
        known = Vendor()
        known.has(5)
        status, headers, body = known.answer({"page": [request.args["page"]]})
        return Response(body, status, headers)


@pytest.mark.parametrize("verb", ["pull", "fetch"])
def test_a_source_that_can_be_asked_needs_a_client(verb: str) -> None:
    declared = connector(**{verb: lambda client, told: iter(())})
    assert [found.id for found in check_connector(declared)] == []
    mute = replace(declared, client=None, sources=(replace(declared.sources[0], **{"pull": None, verb: print}),))
    assert [found.id for found in check_connector(mute)] == ["hub.E008"]


def asking_client(vendor: Vendor) -> Http:
    origin = vendor.url.removeprefix("http://")
    return Http(vendor.url, NoLimits("test", "test"), open_session(frozenset({origin})))
