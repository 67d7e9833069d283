"""The whole way through the hub: an approved report into Conta Azul, and everything that goes wrong on it."""

import html
import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.connectors.bluefleet.connector import BLUE_FLEET
from apps.connectors.contaazul import protocols
from apps.connectors.contaazul.models import Credentials
from apps.core.connector import Source, Told, registry
from apps.core.documents import Document, Kind
from apps.hub.engine.booking import errands
from apps.hub.engine.decisions import resolve
from apps.hub.engine.working import work
from apps.hub.models import Attempt, Connection, Flow, Mapping, Operation, PendingError, Standing, Token, Transfer
from apps.sandbox.contaazul.cast import APP, MARINA
from apps.sandbox.server import Sandbox
from tests.connectors.contaazul.reports import NAMELESS, WORDS, report
from tests.factories import (
    BanqupCredentialsFactory,
    BlueFleetCredentialsFactory,
    ConnectionFactory,
    FlowFactory,
    UserFactory,
)
from tests.hub.admin_home.conftest import admin_page, administrator
from tests.hub.onboarding.conftest import Walker
from tests.sandbox.conftest import Client as Vendor
from tests.sandbox.contaazul_caller import Caller

__all__ = ["admin_page", "administrator"]

pytestmark = pytest.mark.django_db
HEADERS = {"X-Hub-Token": "the-agreed-header-value"}
KIND = Kind.EXPENSE_REPORT


@dataclass
class Crossing:
    """Approved reports on their way into Conta Azul."""

    flow: Flow
    sandbox: Sandbox
    client: Client
    document: Document
    told: list[tuple[str, date]]

    def read(self, payload: Any) -> Document:
        return self.document

    def paid(self, client: Any, source_id: str, on: date) -> Told:
        self.told.append((source_id, on))
        return Told(words="Paid", done=True)

    def send(self) -> Transfer:
        """Have a report come, and a worker do its work."""
        url = f"/hooks/{self.flow.source.public_id}/financial-invoice"
        body = json.dumps({"Id": 1})
        answer = self.client.post(url, body, content_type="application/json", headers=HEADERS)
        assert answer.status_code == 200
        return self.work()

    def work(self) -> Transfer:
        """Let every wait be over and a worker do its work."""
        Transfer.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        Connection.objects.update(breaker_until=None)
        work.work()
        return Transfer.objects.get()

    @property
    def target(self) -> Connection:
        return Connection.objects.get(pk=self.flow.target_id)

    def parts(self) -> list[dict[str, Any]]:
        return self.sandbox.records("contaazul", "parcelas")


def connected(sandbox: Sandbox) -> Connection:
    """A Conta Azul that somebody has signed in to."""
    target = ConnectionFactory.create(contaazul=True, base_url=sandbox.urls["contaazul"])
    Credentials.objects.create(
        connection=target,
        client_id=APP.client_id,
        client_secret=APP.client_secret,
        refresh_token=sandbox.contaazul.realm.session()["refresh_token"],
    )
    return target


@pytest.fixture
def crossing(db: None, sandbox: Sandbox, client: Client, settings: Settings) -> Iterator[Crossing]:
    settings.WORKER_THREADS = 1  # a test's transaction is seen by its own thread only
    sandbox.contaazul.switch(protocol_seconds=0)
    source = ConnectionFactory.create(bluefleet=True)
    BlueFleetCredentialsFactory.create(connection=source)
    flow = FlowFactory.create(source=source, target=connected(sandbox), kind=KIND, active=True)
    for (vocabulary, value), wanted in WORDS.items():
        Mapping.objects.create(
            source=source, target=flow.target, vocabulary=vocabulary, value=value, target_value=wanted
        )
    made = Crossing(flow, sandbox, client, report(), [])
    reports = Source(kind=KIND, name="Reports", read=made.read, paid=made.paid)
    hooks = tuple(replace(hook, kind=KIND, identify=lambda body: "7700123") for hook in BLUE_FLEET.hooks)
    changed = replace(BLUE_FLEET, sources=(reports,), hooks=hooks, client=lambda http, credentials: http)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(registry._connectors, "bluefleet", changed)
        patch.setattr(protocols, "PAUSES", (0.0, 0.0))
        yield made


def test_a_report_is_booked_and_nothing_secret_is_kept(crossing: Crossing) -> None:
    transfer = crossing.send()
    [part] = crossing.parts()
    assert (transfer.state, transfer.target_reference) == ("delivered", part["id"])
    assert {row.resource: row.target_id for row in Operation.objects.all()} == {"party": MARINA, "payable": part["id"]}
    exchanges = Attempt.objects.get().exchanges
    assert exchanges is not None
    token = Token.objects.get()
    for secret in (APP.client_secret, token.access, token.refresh):
        assert secret not in exchanges.raw.decode()


def test_a_lost_answer_is_looked_for_and_nothing_is_doubled(crossing: Crossing) -> None:
    crossing.sandbox.fault("contaazul", "drop_after_commit", call="new payable")
    crossing.sandbox.contaazul.switch(protocol_seconds=-1)
    assert crossing.send().state == "unknown"
    crossing.sandbox.contaazul.switch(protocol_seconds=0)
    transfer = crossing.work()
    assert (transfer.state, len(crossing.parts())) == ("delivered", 1)


def test_a_protocol_that_does_not_end_is_asked_about_and_sent_once(crossing: Crossing) -> None:
    crossing.sandbox.contaazul.switch(protocol_seconds=-1)
    transfer = crossing.send()
    assert (transfer.state, transfer.reason) == ("unknown", "target.under_way")
    assert crossing.work().state == "unknown"
    crossing.sandbox.contaazul.switch(protocol_seconds=0)
    assert crossing.work().state == "delivered"
    assert len(crossing.sandbox.records("contaazul", "protocolos")) == len(crossing.parts()) == 1


def test_a_protocol_that_ends_late_in_an_error_is_told_and_sent_anew_once_it_was_put_right(crossing: Crossing) -> None:
    crossing.sandbox.contaazul.switch(protocol_seconds=-1)
    crossing.send()
    crossing.sandbox.contaazul.change("pessoas", MARINA, perfis=["CLIENTE"])
    crossing.sandbox.contaazul.switch(protocol_seconds=0)
    assert crossing.work().state == "waiting"
    cause = PendingError.objects.open().get()
    assert (cause.code, "não possui o perfil Fornecedor" in cause.params["answer"]) == ("target.rejected", True)
    crossing.sandbox.contaazul.change("pessoas", MARINA, perfis=["CLIENTE", "FORNECEDOR"])
    resolve.retry_cause(cause, actor=UserFactory.create())
    assert (crossing.work().state, len(crossing.parts())) == ("delivered", 1)


def test_a_sign_in_that_is_revoked_in_the_middle_pauses_and_goes_on_without_a_second_booking(
    crossing: Crossing,
) -> None:
    crossing.sandbox.fault("contaazul", "revoked", call="protocol")
    assert crossing.send().state == "unknown"
    assert crossing.work().state == "unknown"
    assert (crossing.target.state, crossing.target.state_code) == ("paused", "auth.refused")
    Credentials.objects.update(refresh_token=crossing.sandbox.contaazul.realm.session()["refresh_token"])
    Connection.objects.filter(pk=crossing.target.pk).update(state="connected", state_code="")
    assert (crossing.work().state, len(crossing.parts())) == ("delivered", 1)


def test_an_expired_token_is_renewed_and_the_new_refresh_token_is_kept(crossing: Crossing) -> None:
    crossing.send()
    first = Token.objects.get()
    crossing.sandbox.contaazul.realm.expire()
    Standing.objects.update(ask_at=timezone.now())
    assert errands.run_due() == 1
    second = Token.objects.get()
    assert (second.generation, second.refresh == first.refresh) == (first.generation + 1, False)
    assert crossing.target.state == "connected"


def test_an_employee_without_a_cpf_waits_until_a_person_has_said_who_it_is(crossing: Crossing) -> None:
    crossing.document = report(party=NAMELESS)
    assert crossing.send().state == "waiting"
    cause = PendingError.objects.open().get()
    assert (cause.code, cause.vocabulary, cause.value) == ("mapping.missing", "party", "10457")
    resolve.map_value(cause, target_value=MARINA, target_label="Marina", actor=UserFactory.create())
    assert (crossing.work().state, len(crossing.parts())) == ("delivered", 1)
    assert crossing.sandbox.records("contaazul", "eventos")[0]["contato"] == MARINA


def test_a_plan_that_has_ended_pauses_the_connection(crossing: Crossing) -> None:
    crossing.sandbox.contaazul.switch(eligible=False)
    assert crossing.send().state == "queued"
    assert (crossing.target.state, crossing.target.state_code) == ("paused", "account.not_eligible")


def test_too_many_calls_are_waited_for(crossing: Crossing) -> None:
    crossing.sandbox.fault("contaazul", "429", call="new payable")
    assert crossing.send().state == "retrying"
    assert (crossing.work().state, len(crossing.parts())) == ("delivered", 1)


def test_the_source_is_told_of_the_day_on_which_a_report_was_paid(crossing: Crossing) -> None:
    part = crossing.send().target_reference
    crossing.sandbox.contaazul.act("settle", part, on="2026-03-20")
    Standing.objects.update(ask_at=timezone.now())
    errands.run_due()
    standing = Standing.objects.get()
    assert (standing.code, standing.paid_on, standing.ask_at) == ("quitado", date(2026, 3, 20), None)
    errands.run_due()
    assert crossing.told == [("7700123", date(2026, 3, 20))]


@pytest.fixture
def vendor(sandbox: Sandbox) -> Iterator[Caller]:
    with closing(Vendor(sandbox.url)) as client:
        yield Caller(client)


def test_a_person_signs_in_in_the_wizard_and_sees_whose_account_it_is(
    admin_page: Client, sandbox: Sandbox, vendor: Caller, settings: Settings
) -> None:
    settings.WORKER_THREADS = 1
    source = BanqupCredentialsFactory.create().connection
    walker = Walker(admin_page, "").connect("contaazul").choose(f"target:bill:banqup:{source.pk}")
    walker.post(name="Books", environment="sandbox", base_url="")
    assert '<code id="callback">http://testserver/oauth/callback/</code>' in walker.page.content.decode()
    walker.post(client_id=APP.client_id, client_secret=APP.client_secret)
    assert walker.step == "target-sign-in"
    page = walker.client.post(walker.address, {"leave": "1"}).content.decode()
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    assert found
    told = dict(parse_qsl(urlsplit(html.unescape(found[1])).query))
    assert "code_challenge" in told
    back = walker.client.get("/oauth/callback/", vendor.answers("allow", **told))
    walker.follow(back).post(go_on="1").post(accept="1").post()
    row = Connection.objects.get(name="Books")
    assert (row.state, row.account_name) == ("connected", "Serra Azul (11222333000181)")
