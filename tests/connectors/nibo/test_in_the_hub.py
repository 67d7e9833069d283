"""The whole way through the hub: reports into Nibo once, whatever gets lost, lags or has no effect on the way."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.connectors.bluefleet.connector import BLUE_FLEET
from apps.connectors.nibo.client import LIMITS
from apps.connectors.nibo.connector import NIBO
from apps.core.connector import Connector, registry
from apps.core.documents import Document, Kind
from apps.hub.engine.booking import errands
from apps.hub.engine.working import work
from apps.hub.models import Attempt, Connection, Flow, Mapping, Operation, PendingError, Standing, Transfer
from apps.sandbox.bluefleet import scenarios
from apps.sandbox.bluefleet.builder import Builder
from apps.sandbox.nibo.seed import TOKEN
from apps.sandbox.server import Sandbox
from tests.connectors.nibo.conftest import only
from tests.connectors.nibo.factories import NEWCOMER, PDF, PNG, WORDS, expense, receipt, report
from tests.factories import BlueFleetCredentialsFactory, ConnectionFactory, FlowFactory, NiboCredentialsFactory

pytestmark = pytest.mark.django_db
HEADERS = {"X-Hub-Token": "the-agreed-header-value"}


@dataclass
class Crossing:
    """Reports on their way into Nibo."""

    flow: Flow
    sandbox: Sandbox
    client: Client
    builder: Builder
    document: Document

    def send(self) -> None:
        """Have one document come as a source would bring it."""
        notes = [one for one in scenarios.invoice(self.builder) if one.path.strip("/") == "financial-invoice"]
        url = f"/hooks/{self.flow.source.public_id}/financial-invoice"
        body = json.dumps(notes[0].body)
        assert self.client.post(url, body, content_type="application/json", headers=HEADERS).status_code == 200

    def work(self) -> Transfer:
        """Let every wait be over and a worker do its work."""
        Transfer.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        Connection.objects.update(breaker_until=None)
        work.work()
        return Transfer.objects.get()

    def titles(self) -> list[dict[str, Any]]:
        return self.sandbox.records("nibo", "schedules")


@pytest.fixture
def crossing(db: None, sandbox: Sandbox, client: Client, settings: Settings) -> Iterator[Crossing]:
    settings.WORKER_THREADS = 1  # a test's transaction is seen by its own thread only
    source = ConnectionFactory.create(bluefleet=True)
    BlueFleetCredentialsFactory.create(connection=source)
    target = ConnectionFactory.create(nibo=True, base_url=sandbox.urls["nibo"])
    NiboCredentialsFactory.create(connection=target, api_token=TOKEN)
    flow = FlowFactory.create(source=source, target=target, kind=Kind.EXPENSE_REPORT, active=True)
    for (vocabulary, value), told in WORDS.items():
        Mapping.objects.create(source=source, target=target, vocabulary=vocabulary, value=value, target_value=told)
    files = (receipt(PDF, "relatorio.pdf"), receipt(PNG, "recibo.png", "1"))
    crossing = Crossing(flow, sandbox, client, Builder(7), report(party=NEWCOMER, attachments=files))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(registry._connectors, "bluefleet", of_reports(crossing))
        # How long calls are spread is the budget's own tests' business; here nobody waits for it.
        patch.setattr("apps.connectors.nibo.client.LIMITS", (replace(LIMITS[0], calls=60_000, burst=1_000),))
        yield crossing


def of_reports(crossing: Crossing) -> Connector:
    """Give a source whose calls bring the report at hand."""
    plain = BLUE_FLEET.source("bill")
    read = replace(
        plain,
        kind=Kind.EXPENSE_REPORT,
        read=lambda payload: replace(crossing.document, source_id=plain.read(payload).source_id),
    )
    hooks = tuple(replace(hook, kind=Kind.EXPENSE_REPORT) if hook.kind == "bill" else hook for hook in BLUE_FLEET.hooks)
    return replace(BLUE_FLEET, sources=(*BLUE_FLEET.sources, read), hooks=hooks)


def test_a_report_with_its_receipts_is_booked_and_none_of_our_rows_holds_them(crossing: Crossing) -> None:
    crossing.send()
    transfer, title = crossing.work(), only(crossing.titles())
    assert (transfer.state, transfer.target_reference) == ("delivered", title["scheduleId"])
    files = crossing.sandbox.records("nibo", "files")
    assert [(row["name"], row["owner"]) for row in files] == [
        ("relatorio.pdf", title["scheduleId"]),
        ("recibo.png", title["scheduleId"]),
    ]
    assert {row.resource: row.state for row in Operation.objects.all()} == dict.fromkeys(
        ("party", "payable", "file", "attachment"), "booked"
    )
    exchanges = Attempt.objects.get().exchanges
    assert exchanges is not None
    kept = exchanges.raw.decode()
    assert f"({len(PDF)} bytes, SHA-256" in kept
    assert TOKEN not in kept
    assert "%PDF" not in kept


@pytest.mark.parametrize("call", ["add_contact", "add_schedule", "upload", "attach"])
@pytest.mark.parametrize("fault", ["drop_after_commit", "no_effect"])
def test_whatever_gets_lost_or_has_no_effect_everything_is_there_once(
    crossing: Crossing, call: str, fault: str
) -> None:
    crossing.sandbox.fault("nibo", fault, call=call)
    crossing.send()
    states = [crossing.work().state, crossing.work().state]
    assert states in (["unknown", "delivered"], ["delivered", "delivered"])
    title = only(crossing.titles())
    assert len(crossing.sandbox.records("nibo", "employees")) == 2
    owned = [row["name"] for row in crossing.sandbox.records("nibo", "files") if row["owner"] == title["scheduleId"]]
    assert sorted(owned) == ["recibo.png", "relatorio.pdf"]


def test_what_the_list_does_not_show_yet_rests_first_and_is_then_found(crossing: Crossing) -> None:
    crossing.sandbox.nibo.do({"switch": "lag_ms", "value": 60_000})
    crossing.sandbox.fault("nibo", "drop_after_commit", call="add_schedule")
    crossing.send()
    assert crossing.work().state == "unknown"
    rest = Transfer.objects.get().due_at - timezone.now()
    assert rest > timedelta(seconds=NIBO.settle_seconds - 5)
    crossing.sandbox.nibo.do({"switch": "lag_ms", "value": 0})
    assert crossing.work().state == "delivered"
    assert len(crossing.titles()) == 1


def test_what_was_answered_with_an_id_is_found_by_it_however_long_the_list_lags(crossing: Crossing) -> None:
    crossing.sandbox.nibo.do({"switch": "lag_ms", "value": 60_000})
    crossing.sandbox.fault("nibo", "429", call="schedule")
    crossing.send()
    assert crossing.work().state == "unknown"
    assert Operation.objects.get(resource="payable").handle == only(crossing.titles())["scheduleId"]
    assert crossing.work().state == "delivered"
    assert len(crossing.titles()) == 1


def test_too_many_calls_are_tried_again_and_booked_once(crossing: Crossing) -> None:
    crossing.sandbox.fault("nibo", "429", call="add_schedule")
    crossing.send()
    assert crossing.work().state == "retrying"
    assert crossing.work().state == "delivered"
    assert len(crossing.titles()) == 1


def test_a_revoked_token_pauses_the_connection_and_leaves_the_queue(crossing: Crossing) -> None:
    crossing.sandbox.nibo.do({"revoke": 1})
    crossing.send()
    assert crossing.work().state == "queued"
    connection = Connection.objects.get(pk=crossing.flow.target_id)
    assert (connection.state, connection.state_code) == ("paused", "target.credentials_refused")


def test_several_categories_where_one_is_allowed_wait_for_a_person(crossing: Crossing) -> None:
    crossing.sandbox.nibo.do({"switch": "split", "value": "no"})
    crossing.send()
    assert crossing.work().state == "waiting"
    assert PendingError.objects.open().get().code == "target.one_category_only"
    Flow.objects.update(settings={**crossing.flow.settings, "grouping": "type"})
    Transfer.objects.update(state="queued")
    assert crossing.work().state == "delivered"
    assert sorted(row["value"] for row in crossing.titles()) == [300, 984.37]


def test_a_report_that_changed_replaces_its_title_and_keeps_what_people_set(crossing: Crossing) -> None:
    crossing.send()
    crossing.work()
    title = only(crossing.titles())["scheduleId"]
    crossing.sandbox.nibo.do({"edit": title, "costCenters": [], "isFlagged": True})
    crossing.document = replace(crossing.document, lines=(expense("1", "10.00"),))
    crossing.builder = Builder(7)
    Transfer.objects.update(state="queued")
    assert crossing.work().state == "delivered"
    changed = only(crossing.titles())
    assert (changed["value"], len(changed["costCenters"]), changed["isFlagged"]) == (10, 1, True)


def test_a_payment_at_nibo_is_noticed_with_its_day(crossing: Crossing) -> None:
    crossing.send()
    crossing.work()
    crossing.sandbox.nibo.do({"pay": only(crossing.titles())["scheduleId"], "date": "2026-07-20"})
    Standing.objects.update(ask_at=timezone.now() - timedelta(seconds=1))
    errands.run_due()
    standing = Standing.objects.get()
    assert (standing.code, standing.paid_on, standing.ask_at) == ("paid", date(2026, 7, 20), None)
