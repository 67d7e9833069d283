"""States that a connection had chosen go on for each of its flows, and back again."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from apps.hub.models import Flow
from tests.factories import (
    BanqupCredentialsFactory,
    ConnectionFactory,
    FlowFactory,
    VExpensesCredentialsFactory,
)

BEFORE = [("vexpenses", "0001_initial"), ("banqup", "0002_kind_of_sign_in")]
AFTER = [("vexpenses", "0002_states_are_chosen_for_each_flow"), ("banqup", "0003_states_are_chosen_for_each_flow")]


@pytest.fixture
def _whole_again(transactional_db: None) -> Iterator[None]:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def to(places: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(places)


@pytest.mark.usefixtures("_whole_again")
def test_states_of_a_connection_are_those_of_its_flows_and_go_back() -> None:
    reports, bills = ConnectionFactory.create(vexpenses=True), ConnectionFactory.create(banqup=True)
    VExpensesCredentialsFactory.create(connection=reports)
    BanqupCredentialsFactory.create(connection=bills)
    one = FlowFactory.create(source=reports, kind="expense_report", settings={"report_states": "APROVADO, PAGO"})
    other = FlowFactory.create(source=reports, kind="expense_report", settings={"welcome": "no"})
    bill = FlowFactory.create(source=bills, kind="bill", settings={"bill_states": "ACCEPTED, ARCHIVED"})
    to(BEFORE)
    assert not Flow.objects.filter(settings__has_key="report_states").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT states FROM vexpenses_credentials")
        assert cursor.fetchall() == [("APROVADO, PAGO",)]
        cursor.execute("SELECT bill_states, invoice_states FROM banqup_credentials")
        assert cursor.fetchall() == [("ACCEPTED, ARCHIVED", "SENT, DELIVERED, ARCHIVED")]
        cursor.execute("UPDATE vexpenses_credentials SET states = 'aprovado,Enviado'")
    to(AFTER)
    settings = {row.pk: row.settings for row in Flow.objects.all()}
    assert settings == {
        one.pk: {"report_states": "APROVADO, ENVIADO"},
        other.pk: {"welcome": "no", "report_states": "APROVADO, ENVIADO"},
        bill.pk: {"bill_states": "ACCEPTED, ARCHIVED"},
    }
