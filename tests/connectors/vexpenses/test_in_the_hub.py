"""Reports on their way from VExpenses into Omie: booked once, asked about when they leave, and paid back in words."""

from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Http
from django.utils import timezone
from pytest_django import Settings

from apps.connectors.vexpenses.place import today
from apps.hub.engine.booking import errands
from apps.hub.engine.doors import pull
from apps.hub.engine.working import work
from apps.hub.models import Connection, Flow, PendingError, Pull, Standing, Transfer
from apps.sandbox.omie.seed import DEMO
from apps.sandbox.server import Sandbox
from apps.sandbox.vexpenses.cast import TOKEN
from tests.factories import (
    ConnectionFactory,
    FlowFactory,
    MappingFactory,
    OmieCredentialsFactory,
    VExpensesCredentialsFactory,
)
from tests.sandbox.conftest import Client

MAPPED = (
    ("category", "4110302", "2.04.07"),
    ("cost_centre", "1201002", "619153908"),
    ("account", "*", "630881258"),
)


@dataclass
class Bridge:
    """VExpenses' reports on their way into Omie."""

    sandbox: Sandbox
    source: Connection

    def ask(self) -> Pull:
        """Have the source asked, and let a worker book what came."""
        Pull.objects.update(due_at=timezone.now())
        pull.pull_due()
        Transfer.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        work.work()
        return Pull.objects.get()

    def make(self, scenario: str) -> int:
        return self.sandbox.vexpenses.make(scenario)[0]

    def titles(self) -> list[float]:
        return [row["valor_documento"] for row in self.sandbox.records("omie", "contapagar")]

    def report(self, id_: int) -> dict[str, Any]:
        [found] = [row for row in self.sandbox.records("vexpenses", "reports") if row["id"] == id_]
        return found


@pytest.fixture
def bridge(db: None, sandbox: Sandbox, settings: Settings) -> Bridge:
    settings.WORKER_THREADS = 1  # a test's transaction is seen by its own thread only
    for row in sandbox.records("vexpenses", "reports"):
        sandbox.vexpenses.change("reports", row["id"], status="ABERTO")
    source = ConnectionFactory.create(vexpenses=True, environment="sandbox", base_url=sandbox.urls["vexpenses"])
    VExpensesCredentialsFactory.create(connection=source, token=TOKEN)
    target = ConnectionFactory.create(environment="sandbox", base_url=sandbox.omie_url)
    OmieCredentialsFactory.create(connection=target, app_key=DEMO.app_key, app_secret=DEMO.app_secret)
    FlowFactory.create(source=source, target=target, kind="expense_report", active=True)
    for vocabulary, value, there in MAPPED:
        MappingFactory.create(source=source, target=target, vocabulary=vocabulary, value=value, target_value=there)
    Pull.objects.create(connection=source, kind="expense_report")
    return Bridge(sandbox, source)


def causes() -> list[str]:
    return list(PendingError.objects.filter(resolved_at=None).values_list("code", flat=True))


def test_a_report_that_is_read_again_and_again_is_booked_once(bridge: Bridge) -> None:
    bridge.make("one_taxi")
    for _ in range(3):
        assert bridge.ask().code == ""
    assert (bridge.titles(), Transfer.objects.get().state) == ([42.9], "delivered")
    assert Transfer.objects.get().revision == 1


def test_one_window_read_ten_times_with_faults_books_each_report_once(bridge: Bridge) -> None:
    for _ in range(3):
        bridge.make("one_taxi")
    for fault in (
        "",
        "500",
        "truncated",
        "html",
        "",
        "drop_before_commit",
        "429",
        "empty",
        "reopened_between_pages",
        "",
    ):
        if fault:
            bridge.sandbox.fault("vexpenses", fault)
        bridge.ask()
        bridge.sandbox.clear_faults("vexpenses")
    assert bridge.titles() == [42.9] * 3
    assert set(Transfer.objects.values_list("state", flat=True)) <= {"delivered", "waiting"}


def test_a_report_that_leaves_is_asked_about_and_what_is_booked_stands(bridge: Bridge) -> None:
    id_ = bridge.make("one_taxi")
    bridge.ask()
    bridge.sandbox.vexpenses.press(id_, "reopen")
    bridge.ask()
    assert causes() == ["source.withdrawn_after_booking"]
    assert bridge.titles() == [42.9]
    bridge.sandbox.vexpenses.change("reports", id_, status="APROVADO")
    bridge.ask()
    assert (causes(), bridge.titles()) == ([], [42.9])


def test_a_report_that_costs_more_when_it_is_approved_again_is_asked_about(bridge: Bridge) -> None:
    bridge.make("one_taxi")
    bridge.ask()
    bridge.make("changed_later")
    bridge.ask()
    assert (causes(), bridge.titles()) == (["source.changed_after_booking"], [42.9])


def test_reports_that_were_never_booked_are_nobodys_business_when_they_leave(bridge: Bridge) -> None:
    bridge.ask()
    id_ = bridge.make("handed_in")
    bridge.sandbox.vexpenses.press(id_, "reject")
    assert bridge.ask().code == ""
    assert not Transfer.objects.exists()


def test_two_flows_of_one_account_take_different_reports(bridge: Bridge) -> None:
    usual = Flow.objects.get()
    earlier = FlowFactory.create(source=bridge.source, target=ConnectionFactory.create(), kind="expense_report")
    earlier.settings = {"report_states": "APROVADO, ENVIADO"}
    earlier.save()
    id_ = bridge.make("handed_in")
    bridge.ask()
    assert list(Transfer.objects.values_list("flow", "cancelled")) == [(earlier.pk, False)]
    bridge.sandbox.vexpenses.change("reports", id_, status="APROVADO", approval_date=f"{today()} 10:00:00")
    bridge.ask()
    assert Transfer.objects.filter(source_id=str(id_), cancelled=False).count() == 2
    bridge.sandbox.vexpenses.change("reports", id_, status="ENVIADO")
    bridge.ask()
    told = Transfer.objects.filter(source_id=str(id_)).values_list("flow", "cancelled")
    assert dict(told) == {earlier.pk: False, usual.pk: True}


def test_what_a_flow_takes_is_chosen_on_its_page_and_kept_in_its_history(bridge: Bridge, admin_client: Http) -> None:
    flow = Flow.objects.get()
    page = f"/admin/hub/flow/{flow.pk}/change/"
    told = admin_client.get(page).context["adminform"].form.initial
    sent = {name: value for name, value in told.items() if name.startswith("setting_")}
    rules = {f"rules-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    admin_client.post(page, {"name": flow.name, **sent, **rules, "setting_report_states": "APPROVED"})
    flow.refresh_from_db()
    assert flow.chosen_at_source == {"report_states": "APROVADO"}
    admin_client.post(page, {"name": flow.name, **sent, **rules, "setting_report_states": "aprovado, pago"})
    flow.refresh_from_db()
    assert flow.chosen_at_source == {"report_states": "aprovado, pago"}
    assert [one.settings.get("report_states") for one in flow.history.order_by("pk")][-1] == "aprovado, pago"


def test_odd_reports_wait_for_a_person_and_the_others_are_booked(bridge: Bridge) -> None:
    for scenario in ("no_expenses", "dollars_without_rate", "negative_net", "one_taxi"):
        bridge.make(scenario)
    bridge.ask()
    assert sorted(causes()) == ["source.negative_net", "source.no_expenses", "source.no_rate"]
    assert bridge.titles() == [42.9]


def test_a_token_that_was_revoked_pauses_the_connection_and_keeps_the_place(bridge: Bridge) -> None:
    bridge.make("one_taxi")
    bridge.ask()
    place = Pull.objects.get().cursor
    bridge.sandbox.fault("vexpenses", "revoked")
    assert bridge.ask().cursor == place
    bridge.source.refresh_from_db()
    assert (bridge.source.state, bridge.source.state_code) == ("paused", "source.credentials_refused")


def test_vexpenses_is_told_once_everything_is_paid(bridge: Bridge) -> None:
    id_ = bridge.make("one_taxi")
    bridge.ask()
    [title] = bridge.sandbox.records("omie", "contapagar")
    pay(bridge.sandbox, title)
    for _ in range(2):
        Standing.objects.update(ask_at=timezone.now())
        errands.run_due()
    report = bridge.report(id_)
    assert (report["status"], report["payment_date"]) == ("PAGO", "2026-03-20 00:00:00")
    bridge.ask()
    assert (causes(), bridge.titles()) == ([], [42.9])


def pay(sandbox: Sandbox, title: dict[str, Any]) -> None:
    """Pay a title at Omie in full, as its people do."""
    param = {
        "codigo_lancamento": title["codigo_lancamento_omie"],
        "codigo_conta_corrente": 630881258,
        "valor": title["valor_documento"],
        "data": "20/03/2026",
    }
    with closing(Client(sandbox.url)) as omie:
        assert omie.payable("LancarPagamento", **param).status == 200
