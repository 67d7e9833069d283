"""Three ways to sign in at Banqup, each as a person meets it in the wizard, and what happens when one has ended."""

import html
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.connectors.banqup.client import company
from apps.connectors.banqup.connector import BANQUP
from apps.connectors.banqup.models import Credentials
from apps.core.auth import Grant
from apps.hub.engine.access.clients import open_line
from apps.hub.engine.doors import pull
from apps.hub.models import Connection, PendingError, Pull, Token, Transfer
from apps.sandbox.banqup.cast import APP
from apps.sandbox.server import Sandbox
from tests.factories import ConnectionFactory, FlowFactory
from tests.hub.admin_home.conftest import admin_page, administrator
from tests.hub.onboarding.conftest import Walker
from tests.sandbox.banqup_caller import Caller
from tests.sandbox.conftest import Client as Vendor

__all__ = ["admin_page", "administrator"]

pytestmark = pytest.mark.django_db
FORM = {"client_id": APP.client_id, "client_secret": APP.client_secret, "company": "73223", "with_files": "on"}


@pytest.fixture
def walker(admin_page: Client, sandbox: Sandbox, settings: Settings) -> Walker:
    """Somebody at the credentials of Banqup, with a Yokoy that is there already."""
    settings.WORKER_THREADS = 1
    yokoy = ConnectionFactory.create(yokoy=True, name="Books")
    found = Walker(admin_page, "").connect("banqup").choose(f"source:bill:yokoy:{yokoy.pk}")
    return found.post(name="Banqup", environment="sandbox", base_url="")


@pytest.fixture
def vendor(sandbox: Sandbox) -> Iterator[Caller]:
    with closing(Vendor(sandbox.url)) as client:
        yield Caller(client)


def sent_to(walker: Walker, address: str = "") -> dict[str, str]:
    """Press the button, and give what Banqup's page is told."""
    page = walker.client.post(address or walker.address, {"leave": "1"}).content.decode()
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    assert found
    return dict(parse_qsl(urlsplit(html.unescape(found[1])).query))


def come_back(walker: Walker, told: dict[str, str]) -> Walker:
    return walker.follow(walker.client.get("/oauth/callback/", {"state": told["state"], **told}))


def connected() -> Connection:
    return Connection.objects.get(name="Banqup")


def test_each_kind_is_declared_with_what_it_asks_for() -> None:
    assert BANQUP.oauth is not None
    person, lasting, machine = (BANQUP.oauth.chosen({"sign_in": kind}) for kind in Credentials.SignIn.values)
    assert (person.grant, person.consent and person.consent.scopes) == (Grant.REFRESH_TOKEN, ("openid",))
    assert (lasting.grant, lasting.consent and lasting.consent.scopes) == (
        Grant.REFRESH_TOKEN,
        ("openid", "offline_access"),
    )
    assert (machine.grant, machine.consent) == (Grant.CLIENT_CREDENTIALS, None)


def test_an_application_that_signs_in_by_itself_needs_nobody_at_banqups_page(walker: Walker) -> None:
    walker.post(sign_in="application", **FORM)
    assert walker.step == "source-terms"
    assert "Sign in at Banqup" not in walker.text
    walker.post(accept="1").post()
    assert (connected().state, connected().account_id) == ("connected", "73223")
    assert Token.objects.get(connection=connected()).refresh == ""


def test_one_that_may_not_is_told_so_beside_the_credentials(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.banqup.switch(machine=False)
    walker.post(sign_in="application", **FORM).post(accept="1").post()
    assert walker.step == "source-test"
    assert "Client not enabled to retrieve service account" in walker.text
    assert connected().state == "new"
    walker.go("source-credentials").post(sign_in="person", **FORM)
    assert walker.step == "source-sign-in"


@pytest.mark.parametrize(("kind", "scope"), [("person", "openid"), ("lasting", "openid offline_access")])
def test_a_person_signs_in_for_a_while_or_for_good(walker: Walker, vendor: Caller, kind: str, scope: str) -> None:
    walker.post(sign_in=kind, **FORM)
    told = sent_to(walker)
    assert told["scope"] == scope
    come_back(walker, vendor.answers("allow", **told))
    walker.post(go_on="1").post(accept="1").post()
    assert connected().state == "connected"


def test_lasting_access_that_is_not_allowed_leads_back_to_the_button_with_banqups_word(
    walker: Walker, vendor: Caller, sandbox: Sandbox
) -> None:
    sandbox.banqup.switch(offline=False)
    walker.post(sign_in="lasting", **FORM)
    told = sent_to(walker)
    refused = vendor.page(**told)
    come_back(walker, dict(parse_qsl(urlsplit(refused.headers["Location"]).query)))
    assert walker.step == "source-sign-in"
    assert "invalid_scope" in walker.text


def test_the_address_to_enter_at_banqup_is_told_exactly(walker: Walker) -> None:
    assert '<code id="callback">http://testserver/oauth/callback/</code>' in walker.page.content.decode()


def test_a_sign_in_that_has_ended_pauses_the_connection_and_goes_on_after_the_next_one(
    walker: Walker, vendor: Caller, sandbox: Sandbox
) -> None:
    for row in sandbox.banqup.records("purchase-invoices")[:-3]:
        sandbox.banqup.remove("purchase-invoices", row["id"])
    sandbox.banqup.switch(refresh_lifetime=0)
    walker.post(sign_in="person", **FORM)
    come_back(walker, vendor.answers("allow", **sent_to(walker))).post(go_on="1").post(accept="1").post()
    FlowFactory.create(source=connected(), target=Connection.objects.get(name="Books"), kind="bill", active=False)
    asking = Pull.objects.create(connection=connected(), kind="bill", due_at=timezone.now())
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    pull.pull_due()
    assert (connected().state, connected().state_code) == ("paused", "auth.refused")
    cause = PendingError.objects.open().get()
    assert (cause.asks, cause.params["answer"]) == ("reconnect", "Token is not active")
    again = f"/admin/apps/reconnect/{connected().pk}/"
    assert again in walker.client.get("/admin/apps/").content.decode()
    assert "Sign in at Banqup" in walker.client.get(again).content.decode()
    sandbox.banqup.switch(refresh_lifetime=1800)
    come_back(walker, vendor.answers("allow", **sent_to(walker, again)))
    walker.client.post(again, {"client_id": APP.client_id, "client_secret": ""})
    assert connected().state == "connected"
    assert not PendingError.objects.open().exists()
    Pull.objects.filter(pk=asking.pk).update(due_at=timezone.now())
    pull.pull_due()
    assert Transfer.objects.count() == accepted(sandbox)


def accepted(sandbox: Sandbox) -> int:
    return len([row for row in sandbox.banqup.records("purchase-invoices") if row["status"] == "ACCEPTED"])


def test_another_kind_of_sign_in_asks_for_another_token(walker: Walker, vendor: Caller) -> None:
    test_a_person_signs_in_for_a_while_or_for_good(walker, vendor, "person", "openid")
    row = Connection.objects.with_credentials().get(name="Banqup")
    before = Token.objects.get(connection=row).origin
    Credentials.objects.filter(connection=row).update(sign_in="application")
    company(open_line(Connection.objects.get(pk=row.pk)).client)
    token = Token.objects.get(connection=row)
    assert (token.origin == before, token.refresh) == (False, "")
