"""What becomes of an invoice at Banqup after it was booked: seen with the next reading, and never booked twice."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from apps.connectors.banqup.client import Banqup
from apps.connectors.banqup.mapping import read_purchase
from apps.connectors.banqup.models import Credentials
from apps.connectors.banqup.pull import fetch_purchase, pull_purchases
from apps.connectors.yokoy.models import Credentials as YokoyCredentials
from apps.core.connector import Pulled
from apps.hub.engine.decisions import resolve
from apps.hub.engine.doors import pull
from apps.hub.engine.working import work
from apps.hub.models import Connection, Flow, Operation, PendingError, Pull, Transfer
from apps.sandbox.banqup.builder import stamp
from apps.sandbox.banqup.cast import APP
from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import CLIENT_ID, CLIENT_SECRET, FIRST, ORGANISATION
from tests.connectors.banqup.payloads import codes
from tests.factories import ConnectionFactory, FlowFactory, UserFactory

REGISTER = "purchase-invoices"


@dataclass
class Bridge:
    """Banqup's purchase invoices on their way into a target."""

    sandbox: Sandbox
    flow: Flow
    changes: int = 0

    def ask(self) -> None:
        """Have the source asked, and let a worker book what came."""
        Pull.objects.update(due_at=timezone.now())
        pull.pull_due()
        Transfer.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        work.work()

    def becomes(self, status: str, id_: str | None = None) -> str:
        """Bring the only accepted invoice, or a certain one, into another state."""
        found = id_ or next(str(row["id"]) for row in self.rows() if row["status"] == "ACCEPTED")
        self.changes += 1  # Banqup tells whole seconds, and a test makes several changes in one
        later = stamp(datetime.now(UTC) + timedelta(seconds=self.changes))
        self.sandbox.banqup.change(REGISTER, int(found), status=status, last_updated_at=later)
        return found

    def rows(self) -> list[dict[str, Any]]:
        return self.sandbox.banqup.records(REGISTER)


def one_accepted_invoice(sandbox: Sandbox, scenario: str = "purchase_pt") -> int:
    """Leave a single accepted invoice at Banqup: the limit of calls is kept here, and takes time."""
    for row in sandbox.banqup.records(REGISTER):
        sandbox.banqup.remove(REGISTER, row["id"])
    return sandbox.banqup.make(scenario)[0]


@pytest.fixture
def bridge(db: None, sandbox: Sandbox, settings: Settings) -> Bridge:
    """Connect Banqup to Yokoy; one invoice is there, accepted and booked."""
    settings.WORKER_THREADS = 1  # a test's transaction is seen by its own thread only
    one_accepted_invoice(sandbox)
    source = ConnectionFactory.create(banqup=True)
    Credentials.objects.create(
        connection=source,
        client_id=APP.client_id,
        client_secret=APP.client_secret,
        refresh_token=sandbox.banqup.realm.session()["refresh_token"],
        company="73223",
    )
    flow = FlowFactory.create(source=source, target=to_yokoy(), kind="bill", active=True)
    Pull.objects.create(connection=source, kind="bill")
    connected = Bridge(sandbox, flow)
    connected.ask()
    assert (Transfer.objects.get().state, len(yokoy_invoices(connected))) == ("delivered", 1)
    return connected


def to_yokoy() -> Connection:
    target: Connection = ConnectionFactory.create(yokoy=True, unit_id=FIRST, account_id=ORGANISATION)
    keys = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "organisation_id": ORGANISATION}
    YokoyCredentials.objects.create(connection=target, **keys)
    return target


def yokoy_invoices(bridge: Bridge) -> list[dict[str, Any]]:
    return bridge.sandbox.records("yokoy", "invoices")


def test_an_invoice_that_is_refused_after_it_was_booked_asks_a_person(
    bridge: Bridge,
) -> None:
    bridge.becomes("REFUSED")
    bridge.ask()
    transfer = Transfer.objects.get()
    cause = PendingError.objects.open().get()
    assert (transfer.state, transfer.reason, transfer.cancelled) == ("waiting", "undo.unsupported", True)
    assert (cause.code, cause.asks, cause.params["number"]) == ("undo.unsupported", "target", transfer.number)
    assert len(yokoy_invoices(bridge)) == 1
    bridge.ask()
    assert PendingError.objects.open().count() == 1, "it is told once"
    assert resolve.retry_cause(cause, actor=UserFactory.create(), reason="rejected at Yokoy")


def test_who_accepts_it_again_gets_no_second_invoice(bridge: Bridge) -> None:
    refused = bridge.becomes("REFUSED")
    bridge.ask()
    bridge.becomes("ACCEPTED", refused)
    bridge.ask()
    transfer = Transfer.objects.get()
    assert (transfer.state, transfer.cancelled, len(yokoy_invoices(bridge))) == ("delivered", False, 1)
    assert not PendingError.objects.open().exists()


def test_an_invoice_that_was_never_accepted_or_never_booked_is_no_business_of_the_hub(bridge: Bridge) -> None:
    for scenario in ("purchase_refused", "purchase_new"):
        bridge.sandbox.banqup.make(scenario)
    [archived] = bridge.sandbox.banqup.make("purchase_pt")
    bridge.sandbox.banqup.change(REGISTER, archived, status="ARCHIVED")
    bridge.ask()
    assert Transfer.objects.count() == len(yokoy_invoices(bridge)) == 1
    assert not PendingError.objects.exists()


def test_an_archived_invoice_stays_booked_and_says_so(bridge: Bridge) -> None:
    bridge.becomes("ARCHIVED")
    bridge.ask()
    transfer = Transfer.objects.get()
    assert (transfer.state, len(yokoy_invoices(bridge)), transfer.revision) == ("delivered", 1, 2)
    [remark] = [remark for remark in transfer.remarks if remark["code"] == "document.state_left"]
    assert remark["params"] == {"of": transfer.number, "state": "ARCHIVED"}
    assert set(Operation.objects.values_list("state", flat=True)) == {"booked"}


def test_a_credit_note_for_a_booked_invoice_is_a_document_of_its_own(bridge: Bridge) -> None:
    bridge.sandbox.banqup.make("credited_later")
    bridge.ask()
    assert sorted(invoice["isCreditNote"] for invoice in yokoy_invoices(bridge)) == [False, True]
    assert set(Transfer.objects.values_list("state", flat=True)) == {"delivered"}


def test_a_deleted_invoice_is_noticed_when_somebody_has_it_fetched_again(bridge: Bridge) -> None:
    transfer = Transfer.objects.get()
    bridge.sandbox.banqup.remove(REGISTER, int(transfer.source_id))
    bridge.ask()
    assert Transfer.objects.get().state == "delivered", "no list tells of it"
    assert resolve.requeue([transfer], actor=UserFactory.create(), mode="fetched") == 1
    work.work()
    transfer.refresh_from_db()
    assert (transfer.state, transfer.reason, len(yokoy_invoices(bridge))) == ("waiting", "source.not_found", 1)


def given(client: Banqup, cursor: str) -> tuple[list[Pulled], str]:
    pages = list(pull_purchases(client, cursor))
    return [pulled for page in pages for pulled in page.documents], pages[-1].cursor


def test_a_first_reading_asks_nothing_about_what_is_over(banqup: Banqup, sandbox: Sandbox) -> None:
    id_ = one_accepted_invoice(sandbox)
    for status in ("REFUSED", "ARCHIVED", "IN_DISPUTE"):
        sandbox.banqup.change(REGISTER, id_, status=status)
        assert given(banqup, "")[0] == []
    assert not [call for call in sandbox.calls("banqup") if "creditors" in call["service"]]


@pytest.mark.parametrize(("status", "cancelled"), [("REFUSED", True), ("ARCHIVED", False), ("IN_DISPUTE", False)])
def test_a_later_reading_tells_of_it_to_whoever_knows_the_invoice(
    banqup: Banqup, sandbox: Sandbox, status: str, cancelled: bool
) -> None:
    id_ = one_accepted_invoice(sandbox)
    [before], place = given(banqup, "")
    sandbox.banqup.change(REGISTER, id_, status=status)
    [told], _place = given(banqup, place)
    document = read_purchase(told.payload)
    assert (before.only_known, told.only_known, document.cancelled) == (False, True, cancelled)
    assert ("document.state_left" in codes(document)) is not cancelled
    assert len(document.attachments) == (0 if cancelled else 2)
    assert fetch_purchase(banqup, str(id_))["left"] == status


@pytest.mark.parametrize("status", ["NEW", "DRAFT"])
def test_what_nobody_has_accepted_yet_costs_no_calls(banqup: Banqup, sandbox: Sandbox, status: str) -> None:
    id_ = one_accepted_invoice(sandbox)
    place = given(banqup, "")[1]
    asked = len(sandbox.calls("banqup"))
    sandbox.banqup.change(REGISTER, id_, status=status)
    assert given(banqup, place)[0] == []
    assert {call["call"] for call in sandbox.calls("banqup")[asked:]} == {f"GET {REGISTER}"}


def test_a_state_that_the_owner_reads_is_nothing_that_came_after(banqup: Banqup, sandbox: Sandbox) -> None:
    id_ = one_accepted_invoice(sandbox)
    both = replace(banqup, states={**banqup.states, REGISTER: frozenset({"ACCEPTED", "ARCHIVED"})})
    sandbox.banqup.change(REGISTER, id_, status="ARCHIVED")
    [told], _place = given(both, "")
    assert (told.only_known, codes(read_purchase(told.payload))) == (False, set())
