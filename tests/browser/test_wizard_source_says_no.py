"""What can go wrong between Banqup's sign-in page and the last step, and how a person goes on in the same sitting."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.hub.models import SignIn, Token
from apps.sandbox.banqup.cast import APP, COMPANY
from apps.sandbox.server import Sandbox
from tests.browser.conftest import Desk
from tests.browser.walking import (
    LANGUAGES,
    Words,
    at,
    beside,
    corrects,
    go,
    in_their_language,
    press,
    reads,
    reads_on_in,
    somebody,
    told,
)
from tests.factories import PASSWORD
from tests.hub.onboarding.begun import Begun

pytestmark = pytest.mark.browser


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest, desk: Desk, live_server: LiveServer, transactional_db: None) -> Iterator[Page]:
    with somebody(desk(request.param), live_server.url) as found:
        yield found


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """How somebody comes back from Banqup's page: with what in the browser's address, and what they read then."""

    name: str
    words: Words
    on_the_way: Callable[[dict[str, str]], dict[str, str]]
    home: bool = False


def later(told: dict[str, str]) -> dict[str, str]:
    """Let ten minutes be over."""
    SignIn.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    return told


RETURNS = (
    Return(
        name="expired",
        on_the_way=later,
        words=("The sign-in took longer than ten minutes", "O início de sessão demorou mais de dez minutos"),
    ),
    Return(
        name="forged",
        on_the_way=lambda told: told | {"state": "forged"},
        home=True,
        words=("This sign-in did not begin here", "Este início de sessão não começou aqui"),
    ),
    Return(
        name="stale code",
        on_the_way=lambda told: told,
        words=("The vendor no longer knows this sign-in", "O outro sistema já não reconhece este início de sessão"),
    ),
    Return(
        name="vendor's own error",
        on_the_way=lambda told: {"state": told["state"], "error": "server_error"},
        words=("The sign-in page sent an error back", "A página de início de sessão devolveu um erro"),
    ),
)


@pytest.mark.parametrize("way", RETURNS, ids=[way.name for way in RETURNS])
def test_who_comes_back_wrongly_is_told_and_signs_in_again(page: Page, sandbox: Sandbox, way: Return) -> None:
    setup = Begun(sandbox, "source-sign-in")
    page.goto(setup.address())
    page.locator("form button[name=leave]").click()
    expect(page.get_by_role("button", name="Allow")).to_be_visible()
    asked = dict(parse_qsl(urlsplit(page.url).query))
    brought = way.on_the_way({"state": asked["state"], "code": "of-yesterday"})
    page.goto(f"{asked['redirect_uri']}?{urlencode(brought)}")
    expect(page).to_have_url(at("admin" if way.home else "source-sign-in"))
    reads(page, way.words)
    assert not Token.objects.exists()
    if way.home:
        go(page, page.get_by_role("link", name=re.compile("Yokoy")).filter(visible=True).first, "source-sign-in")
    allow(page, "source-sign-in")
    press(page, "source-terms")
    assert Token.objects.get().generation == 1


def test_who_comes_back_twice_reads_that_the_way_on_is_open(page: Page, sandbox: Sandbox) -> None:
    setup, addresses = Begun(sandbox, "source-sign-in"), list[str]()
    back = "/oauth/callback/"
    page.on("request", lambda asked: addresses.append(asked.url) if urlsplit(asked.url).path == back else None)
    page.goto(setup.address())
    allow(page, "source-sign-in")
    page.goto(addresses[0])
    reads(page, ("This sign-in has been used already", "Este início de sessão já foi usado"))
    reads(page, ("If the page says that you are signed in, go on", "Se a página disser que já iniciou sessão"))
    press(page, "source-terms")
    assert Token.objects.get().generation == 1


def test_a_session_that_ends_at_the_vendors_page_leads_through_the_sign_in_back_to_the_step(
    page: Page, sandbox: Sandbox, live_server: LiveServer
) -> None:
    setup = Begun(sandbox, "source-sign-in")
    page.goto(setup.address())
    page.locator("form button[name=leave]").click()
    Session.objects.all().delete()
    page.get_by_role("button", name="Allow").click()
    expect(page).to_have_url(re.compile("/admin/login/"))
    reads(page, ("you were signed out of Ponte meanwhile", "a sua sessão no Ponte terminou entretanto"))
    page.locator("#id_username").fill(User.objects.get().username)
    page.locator("#id_password").fill(PASSWORD)
    go(page, page.locator("#login-form button[type=submit]"), "source-sign-in")
    allow(page, "source-sign-in")
    press(page, "source-terms")


def test_a_wrong_key_of_the_application_is_told_at_the_button_and_at_its_field(page: Page, sandbox: Sandbox) -> None:
    setup = Begun(sandbox, "source-sign-in", banqup={"client_secret": "not-the-secret"})
    words = ("Banqup does not accept these credentials", "Banqup não aceita estas credenciais")
    page.goto(setup.address())
    allow(page, "source-sign-in")
    told(page, words)
    corrects(page, "credentials", "source-credentials")
    beside(page, "id_client_secret", words)
    page.locator("#id_client_secret").fill(APP.client_secret)
    press(page, "source-sign-in")
    expect(page.locator("#complaints")).to_have_count(0)
    allow(page, "source-sign-in")
    press(page, "source-terms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What Banqup answers when it is tried, and the field that is to blame, if one is."""

    name: str
    words: Words
    fault: str = ""
    company: str = str(COMPANY)
    blamed: str = ""
    linked: bool = True
    revoked: bool = False


REFUSALS = (
    Refusal(
        name="consent taken back",
        revoked=True,
        words=("Banqup no longer accepts the sign-in", "Banqup já não aceita o início de sessão"),
    ),
    Refusal(
        name="unknown company",
        company="99999",
        blamed="company",
        words=("The company has not admitted our application", "A empresa não autorizou a nossa aplicação"),
    ),
    Refusal(
        name="not admitted",
        linked=False,
        words=("its administrator admits the application", "o seu administrador autoriza a aplicação"),
    ),
    Refusal(
        name="page",
        fault="page",
        words=("Banqup gave an answer that makes no sense", "Banqup deu uma resposta que não faz sentido"),
    ),
    Refusal(
        name="slow",
        fault="slow",
        words=("Banqup does not answer in time", "Banqup não responde a tempo"),
    ),
    Refusal(
        name="redirect",
        fault="moved",
        words=("Banqup does not answer at this address", "Banqup não responde neste endereço"),
    ),
)


@pytest.fixture(params=REFUSALS, ids=[refusal.name for refusal in REFUSALS])
def refusal(request: pytest.FixtureRequest) -> Refusal:
    found: Refusal = request.param
    return found


@pytest.fixture
def reader(refusal: Refusal, desk: Desk, live_server: LiveServer, transactional_db: None) -> Iterator[Page]:
    """Somebody who meets every other refusal in English and mends it in Portuguese, and the others the other way."""
    with somebody(desk(LANGUAGES[REFUSALS.index(refusal) % 2]), live_server.url) as found:
        yield found


def test_what_banqup_answers_is_told_apart_and_the_test_is_passed_in_the_same_sitting(
    reader: Page, sandbox: Sandbox, settings: Settings, refusal: Refusal
) -> None:
    page = reader
    setup = Begun(sandbox, "source-test", banqup={"company": refusal.company})
    sandbox.banqup.switch(linked=refusal.linked)
    if refusal.fault:
        sandbox.fault("banqup", refusal.fault, seconds=0.8)
    if refusal.revoked:
        sandbox.banqup.realm.revoke()
    settings.ANSWER_SECONDS = 0.3
    page.goto(setup.address())
    press(page, "source-test")
    told(page, refusal.words)
    reads_on_in(page, LANGUAGES[1 - REFUSALS.index(refusal) % 2])
    told(page, refusal.words)
    settings.ANSWER_SECONDS = 35.0
    sandbox.banqup.switch(linked=True)
    if refusal.revoked:
        again = in_their_language(page, ("Sign in again", "Voltar a ligar"))
        go(page, page.get_by_role("link", name=again, exact=True), "source-sign-in")
        told(page, refusal.words)
        allow(page, "source-test")
    if refusal.blamed:
        corrects(page, "credentials", "source-credentials")
        beside(page, f"id_{refusal.blamed}", refusal.words)
        page.locator(f"#id_{refusal.blamed}").fill(str(COMPANY))
        press(page, "source-sign-in")
        page.goto(setup.address())
    press(page, "settings")
    assert (setup.source.state, setup.source.account_id) == ("connected", str(COMPANY))


def allow(page: Page, step: str) -> None:
    """Leave for Banqup, allow the access there, and come back to a step."""
    page.locator("form button[name=leave]").click()
    with page.expect_navigation(url=at(step)):
        page.get_by_role("button", name="Allow").click()
