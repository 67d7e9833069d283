"""The bridge that the connector is for: what is approved at VExpenses is owed in Conta Azul, and paid at both ends."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from apps.connectors.contaazul.models import Credentials
from apps.connectors.vexpenses.models import Credentials as VExpensesCredentials
from apps.core.documents import Kind
from apps.hub.engine.booking import errands
from apps.hub.engine.decisions import resolve
from apps.hub.engine.doors import pull
from apps.hub.engine.working import work
from apps.hub.models import Connection, Flow, Mapping, PaymentNotice, PendingError, Pull, Standing, Transfer
from apps.sandbox.contaazul.cast import APP, BANK, MARINA, MEALS, SOUTH
from apps.sandbox.server import Sandbox
from apps.sandbox.vexpenses.cast import TOKEN
from tests.factories import ConnectionFactory, FlowFactory, UserFactory

pytestmark = pytest.mark.django_db
EVERYTHING = {"account": BANK, "category": MEALS, "cost_centre": SOUTH}


@dataclass
class Bridge:
    """VExpenses on one side, Conta Azul on the other."""

    sandbox: Sandbox
    flow: Flow

    def report(self, scenario: str) -> Transfer:
        """Have a report approved, ask VExpenses for it, and let a worker do its work."""
        [id_] = self.sandbox.vexpenses.make(scenario)
        Pull.objects.update(due_at=timezone.now())
        pull.pull_due()
        return self.work(id_)

    def work(self, id_: int) -> Transfer:
        """Let every wait be over and a worker do its work on one report."""
        Transfer.objects.exclude(source_id=str(id_)).filter(state="queued").update(state="held")
        Transfer.objects.filter(source_id=str(id_)).update(due_at=timezone.now() - timedelta(seconds=1))
        Connection.objects.update(breaker_until=None)
        work.work()
        return Transfer.objects.get(source_id=str(id_))

    def event(self) -> dict[str, Any]:
        [event] = self.sandbox.records("contaazul", "eventos")
        return event


@pytest.fixture
def bridge(db: None, sandbox: Sandbox, settings: Settings) -> Bridge:
    settings.WORKER_THREADS = 1  # a test's transaction is seen by its own thread only
    sandbox.contaazul.switch(protocol_seconds=0)
    source = ConnectionFactory.create(vexpenses=True, base_url=sandbox.urls["vexpenses"])
    VExpensesCredentials.objects.create(connection=source, token=TOKEN, with_files=False)
    target = ConnectionFactory.create(contaazul=True, base_url=sandbox.urls["contaazul"])
    Credentials.objects.create(
        connection=target,
        client_id=APP.client_id,
        client_secret=APP.client_secret,
        refresh_token=sandbox.contaazul.realm.session()["refresh_token"],
    )
    flow = FlowFactory.create(source=source, target=target, kind=Kind.EXPENSE_REPORT, active=True)
    for vocabulary, value in EVERYTHING.items():
        Mapping.objects.create(source=source, target=target, vocabulary=vocabulary, value="*", target_value=value)
    Pull.objects.create(connection=source, kind=Kind.EXPENSE_REPORT)
    return Bridge(sandbox, flow)


def test_an_approved_report_is_owed_in_conta_azul_and_paid_at_both_ends(bridge: Bridge) -> None:
    transfer = bridge.report("lunch_and_kilometres")
    assert transfer.state == "delivered"
    event = bridge.event()
    assert (event["valor"], event["contato"]) == (275.4, MARINA)
    bridge.sandbox.contaazul.act("settle", transfer.target_reference, on="2026-11-24")
    for _ in range(2):
        Standing.objects.update(ask_at=timezone.now())
        errands.run_due()
    [report] = [row for row in bridge.sandbox.records("vexpenses", "reports") if str(row["id"]) == transfer.source_id]
    assert (report["status"], report["payment_date"][:10]) == ("PAGO", "2026-11-24")
    assert PaymentNotice.objects.get().ask_at is None


def test_forty_cost_centres_add_up_in_the_books(bridge: Bridge) -> None:
    transfer = bridge.report("forty_cost_centres")
    assert transfer.state == "delivered"
    shares = [centre for line in bridge.event()["rateio"] for centre in line["rateio_centro_custo"]]
    assert sum(Decimal(str(share["valor"])) for share in shares) == Decimal(str(bridge.event()["valor"]))


@pytest.mark.parametrize("scenario", ["odd_names", "partly_on_the_card", "dollars_with_rate"])
def test_odd_names_cards_and_other_currencies_are_booked_for_what_is_owed(bridge: Bridge, scenario: str) -> None:
    transfer = bridge.report(scenario)
    assert transfer.state == "delivered"
    [title] = transfer.operations.exclude(amount=None)
    event = bridge.event()
    assert Decimal(str(event["valor"])) == title.amount
    assert event["descricao"].isprintable()


def test_what_the_company_has_paid_is_skipped_and_an_empty_report_waits(bridge: Bridge) -> None:
    assert bridge.report("only_the_card").state == "skipped"
    assert bridge.report("no_expenses").state == "waiting"
    assert bridge.sandbox.records("contaazul", "eventos") == []


def test_an_employee_without_a_cpf_is_found_by_the_code_or_chosen_by_a_person(bridge: Bridge) -> None:
    transfer = bridge.report("without_cpf")
    assert transfer.state == "waiting"
    cause = PendingError.objects.open().get()
    assert (cause.vocabulary, cause.value, cause.label) == ("party", "10459", "Ana Beatriz Lôbo")
    bridge.sandbox.contaazul.change("pessoas", MARINA, codigo="10459")
    resolve.retry_cause(cause, actor=UserFactory.create())
    assert bridge.work(int(transfer.source_id)).state == "delivered"
    assert bridge.event()["contato"] == MARINA


def test_a_report_that_changes_after_the_booking_asks_a_person_and_changes_nothing(bridge: Bridge) -> None:
    bridge.report("lunch_and_kilometres")
    before = bridge.event()
    transfer = bridge.report("changed_later")
    assert (transfer.state, transfer.reason) == ("waiting", "source.changed_after_booking")
    assert bridge.event() == before
