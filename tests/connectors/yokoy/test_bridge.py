"""The whole way through the hub: a bill with its files into Yokoy, and what is ready out of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.connectors.bluefleet.connector import BLUE_FLEET
from apps.connectors.yokoy.models import Credentials
from apps.core.connector import registry
from apps.core.documents import Attachment, Document
from apps.hub.engine.decisions import resolve
from apps.hub.engine.doors import pull
from apps.hub.engine.working import work
from apps.hub.models import Attempt, Connection, Flow, Operation, PendingError, Pull, Token, Transfer
from apps.sandbox.bluefleet import scenarios
from apps.sandbox.bluefleet.builder import Builder
from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import CLIENT_ID, CLIENT_SECRET, FIRST, ORGANISATION
from tests.connectors.yokoy.factories import PDF, pdf, ubl
from tests.factories import BlueFleetCredentialsFactory, ConnectionFactory, FlowFactory, UserFactory

pytestmark = pytest.mark.django_db
HEADERS = {"X-Hub-Token": "the-agreed-header-value"}


@dataclass
class Crossing:
    """Blue Fleet's bills on their way into Yokoy."""

    flow: Flow
    sandbox: Sandbox
    client: Client
    builder: Builder

    def send(self) -> None:
        """Send one fiscal invoice as Blue Fleet would."""
        [notification] = [
            each for each in scenarios.invoice(self.builder) if each.path.strip("/") == "financial-invoice"
        ]
        url = f"/hooks/{self.flow.source.public_id}/financial-invoice"
        answer = self.client.post(url, json.dumps(notification.body), content_type="application/json", headers=HEADERS)
        assert answer.status_code == 200

    def work(self) -> Transfer:
        """Let every wait be over and a worker do its work."""
        Transfer.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        Connection.objects.update(breaker_until=None)
        work.work()
        return Transfer.objects.get()

    def invoices(self) -> list[dict[str, Any]]:
        return self.sandbox.records("yokoy", "invoices")


def yokoy_connection(sandbox: Sandbox, **changes: Any) -> Connection:
    told = {"base_url": sandbox.yokoy_url, "unit_id": FIRST, "account_id": ORGANISATION, **changes}
    connection: Connection = ConnectionFactory.create(yokoy=True, **told)
    Credentials.objects.create(
        connection=connection, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, organisation_id=ORGANISATION
    )
    return connection


@pytest.fixture
def crossing(db: None, sandbox: Sandbox, client: Client, settings: Settings) -> Crossing:
    settings.WORKER_THREADS = 1  # a test's transaction is seen by its own thread only
    source = ConnectionFactory.create(bluefleet=True)
    BlueFleetCredentialsFactory.create(connection=source)
    flow = FlowFactory.create(source=source, target=yokoy_connection(sandbox), kind="bill", active=True)
    return Crossing(flow, sandbox, client, Builder(7, files_url=f"{sandbox.url}/bluefleet/files"))


@pytest.fixture
def with_files() -> Iterator[list[Attachment]]:
    """Have the source's documents come with files in their own bytes."""
    files = [ubl("5521"), pdf()]
    plain = BLUE_FLEET.source("bill")

    def read(payload: Any) -> Document:
        return replace(plain.read(payload), attachments=tuple(files), number="5521")

    others = [source for source in BLUE_FLEET.sources if source.kind != "bill"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(
            registry._connectors, "bluefleet", replace(BLUE_FLEET, sources=(*others, replace(plain, read=read)))
        )
        yield files


def test_a_bill_with_its_files_is_booked_and_none_of_our_rows_holds_them(
    crossing: Crossing, with_files: list[Attachment]
) -> None:
    crossing.send()
    transfer = crossing.work()
    [invoice] = crossing.invoices()
    assert (transfer.state, transfer.target_reference) == ("delivered", invoice["id"])
    assert {row.resource: row.state for row in Operation.objects.all()} == {
        "supplier": "booked",
        "entity_supplier": "booked",
        "invoice": "booked",
        "reference": "booked",
    }
    request = Operation.objects.get(resource="invoice").request or {}
    assert (request["invoiceData"], request["file"]) == ({"file": with_files[0].sha256}, {"file": with_files[1].sha256})
    exchanges = Attempt.objects.get().exchanges
    assert exchanges is not None
    kept = exchanges.raw.decode()
    assert f"({len(PDF)} bytes, SHA-256" in kept
    assert CLIENT_SECRET not in kept
    assert Token.objects.get().access not in kept
    assert "%PDF" not in kept + json.dumps(request)
    assert "InvoiceLine" not in kept + json.dumps(request)


def test_an_answer_that_got_lost_is_adopted_and_nothing_is_doubled(
    crossing: Crossing, with_files: list[Attachment]
) -> None:
    crossing.sandbox.fault("yokoy", "drop_after_commit", call="einvoice")
    crossing.send()
    assert crossing.work().state == "unknown"
    [first] = crossing.invoices()
    transfer = crossing.work()
    [only] = crossing.invoices()
    assert (transfer.state, transfer.target_reference, only["id"]) == ("delivered", first["id"], first["id"])
    assert only["customInformation"]["ponte"] == Operation.objects.get(resource="invoice").key


def test_an_upload_behind_a_link_whose_answer_got_lost_is_adopted(crossing: Crossing) -> None:
    crossing.sandbox.fault("yokoy", "html_after_commit", call="upload")
    crossing.send()
    assert crossing.work().state == "unknown"
    assert crossing.work().state == "delivered"
    assert len(crossing.invoices()) == 1


def test_too_many_calls_are_tried_again_and_booked_once(crossing: Crossing, with_files: list[Attachment]) -> None:
    crossing.sandbox.fault("yokoy", "429", call="einvoice")
    crossing.send()
    assert crossing.work().state == "retrying"
    assert crossing.work().state == "delivered"
    assert len(crossing.invoices()) == 1


def test_a_token_that_ends_on_the_way_is_renewed_and_nobody_notices(
    crossing: Crossing, with_files: list[Attachment]
) -> None:
    crossing.sandbox.fault("yokoy", "stale_token", call="einvoice")
    crossing.send()
    assert crossing.work().state == "delivered"
    assert Token.objects.get().generation == 2


def test_a_revoked_secret_pauses_the_connection_and_leaves_the_queue(
    crossing: Crossing, with_files: list[Attachment]
) -> None:
    crossing.sandbox.yokoy.do({"revoke": 1})
    crossing.send()
    assert crossing.work().state == "queued"
    connection = Connection.objects.get(pk=crossing.flow.target_id)
    assert (connection.state, connection.state_code) == ("paused", "auth.refused")


def test_the_same_request_again_still_has_its_files(crossing: Crossing, with_files: list[Attachment]) -> None:
    crossing.send()
    crossing.work()
    with crossing.sandbox.store.write() as tx:
        tx.execute("DELETE FROM record WHERE company = 'yokoy' AND register = 'invoices'")
    Operation.objects.filter(resource__in=("invoice", "reference")).update(
        state="planned", target_id="", sending_digest=""
    )
    assert resolve.requeue([Transfer.objects.get()], actor=UserFactory.create(), mode="same") == 1
    assert crossing.work().state == "delivered"
    assert [invoice["invoiceNumber"] for invoice in crossing.invoices()] == ["5521"]


def test_a_change_after_booking_asks_a_person(crossing: Crossing, with_files: list[Attachment]) -> None:
    crossing.send()
    crossing.work()
    with_files[1] = pdf(PDF + b"corrected")
    assert resolve.requeue([Transfer.objects.get()], actor=UserFactory.create(), mode="rebuilt") == 1
    transfer = crossing.work()
    assert (transfer.state, transfer.reason) == ("waiting", "update.unsupported")
    assert len(crossing.invoices()) == 1


def test_a_bill_without_a_pdf_waits_for_one(crossing: Crossing, with_files: list[Attachment]) -> None:
    with_files.clear()
    crossing.send()
    assert crossing.work().state == "waiting"
    assert PendingError.objects.open().get().code == "source.no_pdf"


def test_what_is_ready_comes_out_of_yokoy_page_by_page(crossing: Crossing, with_files: list[Attachment]) -> None:
    crossing.send()
    crossing.work()
    [invoice] = crossing.invoices()
    crossing.sandbox.yokoy.do({"press": "approve", "document": invoice["id"]})
    out = FlowFactory.create(source=crossing.flow.target, target=ConnectionFactory.create(), kind="bill", active=True)
    Pull.objects.create(connection=out.source, kind="bill", due_at=timezone.now())
    pull.pull_due()
    transfer = Transfer.objects.get(flow=out)
    assert (transfer.source_id, transfer.number, transfer.party) == (invoice["id"], "5521", "Nuvem Clara, Lda")
    assert transfer.payload is not None
    assert json.loads(transfer.payload.raw)["invoice"]["id"] == invoice["id"]
    Pull.objects.update(due_at=timezone.now())
    pull.pull_due()
    assert Transfer.objects.filter(flow=out).count() == 1
