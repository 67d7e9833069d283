"""Banqup asked by the hub itself: tokens renewed once, a sign-in taken away, and odd invoices beside good ones."""

from dataclasses import dataclass

import pytest
from django.utils import timezone

from apps.connectors.banqup.models import Credentials
from apps.hub.engine.doors import pull
from apps.hub.models import Connection, Flow, PendingError, Pull, Token, Transfer
from apps.sandbox.banqup.cast import APP
from apps.sandbox.server import Sandbox
from tests.factories import ConnectionFactory, FlowFactory, OmieCredentialsFactory

pytestmark = pytest.mark.django_db


@dataclass
class Asking:
    """A connection to the simulated Banqup, and the flow that takes its purchase invoices."""

    sandbox: Sandbox
    flow: Flow
    row: Pull

    def ask(self) -> Pull:
        """Ask now; give what is known of it afterwards."""
        Pull.objects.filter(pk=self.row.pk).update(due_at=timezone.now())
        pull.pull_due()
        self.row.refresh_from_db()
        return self.row

    @property
    def source(self) -> Connection:
        return Connection.objects.get(pk=self.row.connection_id)


@pytest.fixture
def asking(db: None, sandbox: Sandbox) -> Asking:
    for row in sandbox.records("banqup", "purchase-invoices")[:-3]:  # the limit of calls is kept here, and takes time
        sandbox.banqup.remove("purchase-invoices", row["id"])
    source = ConnectionFactory.create(
        connector_slug="banqup", name="Banqup", environment="sandbox", base_url=sandbox.banqup_url
    )
    Credentials.objects.create(
        connection=source,
        client_id=APP.client_id,
        client_secret=APP.client_secret,
        refresh_token=sandbox.banqup.realm.session()["refresh_token"],
        company="73223",
    )
    target = ConnectionFactory.create()
    OmieCredentialsFactory.create(connection=target)
    flow = FlowFactory.create(source=source, target=target, kind="bill", active=False)
    return Asking(sandbox, flow, Pull.objects.create(connection=source, kind="bill"))


def accepted(sandbox: Sandbox) -> set[str]:
    return {str(row["id"]) for row in sandbox.records("banqup", "purchase-invoices") if row["status"] == "ACCEPTED"}


def test_every_accepted_invoice_becomes_a_transfer(asking: Asking) -> None:
    row = asking.ask()
    assert row.code == ""
    assert {transfer.source_id for transfer in Transfer.objects.all()} == accepted(asking.sandbox)
    assert row.finished_at is not None
    assert row.stored == Transfer.objects.count()
    assert not PendingError.objects.exists()
    again = asking.ask()
    assert (again.stored, Transfer.objects.count()) == (0, len(accepted(asking.sandbox)))


def test_a_token_that_expires_in_the_middle_is_renewed_once(asking: Asking) -> None:
    asking.sandbox.fault("banqup", "expired", call="GET purchase-invoices/files")
    assert asking.ask().code == ""
    assert Token.objects.get(connection=asking.source).generation == 2
    assert {transfer.source_id for transfer in Transfer.objects.all()} == accepted(asking.sandbox)


def test_a_sign_in_that_was_revoked_pauses_the_connection_and_keeps_the_place(asking: Asking) -> None:
    asking.ask()
    asking.sandbox.banqup.realm.revoke()
    row = asking.ask()
    assert (asking.source.state, asking.source.state_code) == ("paused", "auth.refused")
    assert "since" in row.cursor


def test_an_admission_that_was_taken_back_pauses_the_connection_with_its_own_words(asking: Asking) -> None:
    asking.sandbox.banqup.switch(linked=False)
    row = asking.ask()
    assert (asking.source.state, asking.source.state_code) == ("paused", "source.company_not_linked")
    assert row.code == "source.company_not_linked"


def test_odd_invoices_wait_for_a_person_and_the_others_go_on(asking: Asking) -> None:
    for scenario in ("broken_ubl", "wrong_total", "external_entity", "billion_laughs", "html_as_ubl", "huge_pdf"):
        asking.sandbox.banqup.make(scenario)
    assert asking.ask().code == ""
    assert {transfer.source_id for transfer in Transfer.objects.all()} == accepted(asking.sandbox)
    causes = PendingError.objects.values_list("code", flat=True)
    assert set(causes) == {"file.xml_broken", "file.total_differs", "file.xml_refused"}
    assert Transfer.objects.filter(state="waiting").count() == 5


def test_no_secret_is_left_in_what_is_kept(asking: Asking) -> None:
    asking.ask()
    kept = str(list(Transfer.objects.values())) + str(list(Pull.objects.values()))
    token = Token.objects.get(connection=asking.source)
    for secret in (APP.client_secret, token.access, token.refresh):
        assert secret not in kept
