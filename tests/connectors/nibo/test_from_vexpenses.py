"""Reports on their way from VExpenses into Nibo: with their receipts, shared out to the cent, and told of once paid."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from apps.connectors.nibo.client import LIMITS
from apps.core.http import Limit
from apps.hub.engine.booking import errands
from apps.hub.engine.doors import pull
from apps.hub.engine.working import work
from apps.hub.models import Connection, PendingError, Pull, Standing, Transfer
from apps.sandbox.nibo.seed import FUEL, HOTEL, MEALS, SOUTH, TRAVEL
from apps.sandbox.nibo.seed import TOKEN as NIBOS
from apps.sandbox.server import Sandbox
from apps.sandbox.vexpenses.cast import TOKEN
from tests.connectors.nibo.conftest import only
from tests.factories import (
    ConnectionFactory,
    FlowFactory,
    MappingFactory,
    NiboCredentialsFactory,
    VExpensesCredentialsFactory,
)

pytestmark = pytest.mark.django_db


@dataclass
class Bridge:
    """VExpenses' reports on their way into Nibo."""

    sandbox: Sandbox
    source: Connection
    target: Connection

    def ask(self) -> None:
        """Have the source asked, and let a worker book what came."""
        Pull.objects.update(due_at=timezone.now())
        pull.pull_due()
        Transfer.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        work.work()

    def make(self, scenario: str) -> int:
        return self.sandbox.vexpenses.make(scenario)[0]

    def map(self, vocabulary: str, value: str, there: str) -> None:
        told = {"vocabulary": vocabulary, "value": value, "target_value": there}
        MappingFactory.create(source=self.source, target=self.target, **told)

    def titles(self) -> list[dict[str, Any]]:
        return self.sandbox.records("nibo", "schedules")


@pytest.fixture
def bridge(db: None, sandbox: Sandbox, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Bridge:
    settings.WORKER_THREADS = 1  # a test's transaction is seen by its own thread only
    # How long calls are spread is the budget's own tests' business; here nobody waits for it.
    monkeypatch.setattr("apps.connectors.nibo.client.LIMITS", (Limit(name=LIMITS[0].name, calls=10**6, seconds=1),))
    for row in sandbox.records("vexpenses", "reports"):
        sandbox.vexpenses.change("reports", row["id"], status="ABERTO")
    source = ConnectionFactory.create(vexpenses=True, environment="sandbox", base_url=sandbox.urls["vexpenses"])
    VExpensesCredentialsFactory.create(connection=source, token=TOKEN)
    target = ConnectionFactory.create(nibo=True, environment="sandbox", base_url=sandbox.urls["nibo"])
    NiboCredentialsFactory.create(connection=target, api_token=NIBOS)
    FlowFactory.create(source=source, target=target, kind="expense_report", active=True)
    bridge = Bridge(sandbox, source, target)
    for vocabulary, value, there in (
        ("category", "4110203", MEALS),
        ("category", "4110301", FUEL),
        ("category", "*", TRAVEL),
        ("cost_centre", "*", SOUTH),
    ):
        bridge.map(vocabulary, value, there)
    Pull.objects.create(connection=source, kind="expense_report")
    return bridge


def causes() -> list[str]:
    return list(PendingError.objects.filter(resolved_at=None).values_list("code", flat=True))


def test_a_report_is_booked_once_however_often_it_is_read_with_its_receipts_at_the_title(bridge: Bridge) -> None:
    bridge.make("lunch_and_kilometres")
    for _ in range(3):
        bridge.ask()
    title = only(bridge.titles())
    assert causes() == []
    assert (title["value"], Transfer.objects.get().state) == (275.4, "delivered")
    assert {line["categoryId"]: line["value"] for line in title["categories"]} == {MEALS: 150.4, FUEL: 125}
    files = bridge.sandbox.records("nibo", "files")
    assert {row["owner"] for row in files} == {title["scheduleId"]}
    assert len(files) == 2, "the receipt of the lunch, and the report itself"


def test_forty_cost_centres_bear_a_dinner_to_the_cent(bridge: Bridge) -> None:
    bridge.make("forty_cost_centres")
    for number in range(20_001, 20_041):
        key = bridge.sandbox.nibo.do({"add": "costcenters", "body": {"description": f"Filial {number}"}})
        bridge.map("cost_centre", str(number), key)
    bridge.ask()
    shares = [Decimal(str(row["value"])) for row in only(bridge.titles())["costCenters"]]
    assert (len(shares), sum(shares)) == (40, Decimal("1234.57"))


def test_an_employee_without_a_cpf_waits_until_somebody_says_who_it_is_in_nibo(bridge: Bridge) -> None:
    bridge.make("without_cpf")
    bridge.ask()
    cause = PendingError.objects.get(resolved_at=None)
    assert (cause.code, bridge.titles()) == ("mapping.missing", [])
    bridge.map("party", "10459", HOTEL)
    Transfer.objects.update(state="queued")
    bridge.ask()
    assert only(bridge.titles())["stakeholderId"] == HOTEL


def test_names_with_separators_line_breaks_and_emoji_are_one_line_in_nibo(bridge: Bridge) -> None:
    bridge.make("odd_names")
    bridge.ask()
    title = only(bridge.titles())
    employee = next(row for row in bridge.sandbox.records("nibo", "employees") if row["id"] == title["stakeholderId"])
    assert employee["document"]["number"] == "39053344705"
    assert "🚀" in employee["name"]
    assert not {"\r", "\n"} & {*employee["name"], *title["description"]}


def test_vexpenses_is_told_on_which_day_everything_was_paid(bridge: Bridge) -> None:
    id_ = bridge.make("one_taxi")
    bridge.ask()
    bridge.sandbox.nibo.do({"pay": only(bridge.titles())["scheduleId"], "date": "2026-11-20"})
    for _ in range(2):
        Standing.objects.update(ask_at=timezone.now())
        errands.run_due()
    report = next(row for row in bridge.sandbox.records("vexpenses", "reports") if row["id"] == id_)
    assert (report["status"], report["payment_date"]) == ("PAGO", "2026-11-20 00:00:00")
    bridge.ask()
    assert (causes(), len(bridge.titles())) == ([], 1)


def test_a_report_that_leaves_is_asked_about_and_its_title_stands(bridge: Bridge) -> None:
    id_ = bridge.make("one_taxi")
    bridge.ask()
    bridge.sandbox.vexpenses.press(id_, "reopen")
    bridge.ask()
    assert (causes(), len(bridge.titles())) == (["source.withdrawn_after_booking"], 1)
