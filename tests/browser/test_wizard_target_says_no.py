"""What can go wrong when Yokoy is tried: told apart in words, beside the field, and mended in the same sitting."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from apps.hub.models import Connection, End
from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import CLIENT_SECRET, ORGANISATION
from tests.browser.conftest import Desk
from tests.browser.walking import LANGUAGES, Words, beside, corrects, press, reads_on_in, somebody, told
from tests.hub.onboarding.begun import Begun

pytestmark = pytest.mark.browser

CLOSED, TLS = "127.0.0.1:1", "tls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What is wrong, what a person reads, which field of which step is to blame, and what is typed there instead.

    ``blamed`` is empty where nothing that was typed in is to blame: then others mend it at Yokoy.
    """

    name: str
    words: Words
    advice: Words
    step: str = "name"
    blamed: str = "base_url"
    mended: str = ""
    base_url: str = ""
    yokoy: dict[str, str] = field(default_factory=dict)
    fault: tuple[str, str, int] | None = None
    switch: tuple[str, str, str] | None = None


ADDRESS = ("Check the address and the environment", "Verifique o endereço e o ambiente")
PRIVATE = (
    "The address of Yokoy lies inside a private network",
    "O endereço de Yokoy fica dentro de uma rede privada",
)
NOBODY = ("Yokoy does not answer at this address", "Yokoy não responde neste endereço")
NO_SENSE = ("Yokoy gave an answer that makes no sense", "Yokoy deu uma resposta que não faz sentido")
CORRECT_IT = ("Correct the address", "Corrija o endereço")
LATER = ("Try again in a few minutes", "Tente de novo dentro de alguns minutos")
FAILURES = (
    Failure(
        name="unreachable",
        base_url=f"http://{CLOSED}/yokoy/v1/",
        words=("Yokoy cannot be reached", "Yokoy está inacessível"),
        advice=ADDRESS,
    ),
    Failure(
        name="tls",
        base_url=TLS,
        words=("The certificate of Yokoy cannot be trusted", "O certificado de Yokoy não é de confiança"),
        advice=("If it is right, tell the vendor", "Se estiver certo, avise"),
    ),
    Failure(name="private", base_url="https://10.0.0.1/v1/", words=PRIVATE, advice=CORRECT_IT),
    Failure(name="redirect", fault=("moved", "entities", 1), words=NOBODY, advice=CORRECT_IT),
    Failure(name="page", fault=("page", "entities", 1), words=NO_SENSE, advice=ADDRESS),
    Failure(name="nothing", fault=("empty", "entities", 1), words=NO_SENSE, advice=ADDRESS),
    Failure(
        name="slow",
        fault=("slow", "entities", 1),
        words=("Yokoy does not answer in time", "Yokoy não responde a tempo"),
        advice=ADDRESS,
    ),
    Failure(
        name="gateway",
        fault=("html", "entities", 1),
        blamed="",
        words=(
            "Yokoy is busy — The answer was: 502 Bad Gateway",
            "Yokoy está ocupado — A resposta foi: 502 Bad Gateway",
        ),
        advice=LATER,
    ),
    Failure(
        name="page for a token",
        fault=("page", "token", 1),
        blamed="",
        words=("The sign-in of Yokoy does not work right now", "O acesso a Yokoy não está a funcionar neste momento"),
        advice=LATER,
    ),
    Failure(
        name="wrong secret",
        yokoy={"client_secret": "not-the-secret"},
        step="credentials",
        blamed="client_secret",
        mended=CLIENT_SECRET,
        words=("Yokoy does not accept these credentials", "Yokoy não aceita estas credenciais"),
        advice=("Or they belong to another environment than", "Ou são de outro ambiente"),
    ),
    Failure(
        name="wrong environment",
        fault=("stale_token", "entities", 2),
        blamed="environment",
        words=("The credentials belong to another environment", "As credenciais são de outro ambiente"),
        advice=("Choose the environment in which they were made", "Escolha o ambiente em que foram geradas"),
    ),
    Failure(
        name="unknown organisation",
        yokoy={"organisation_id": "Xyz0123456"},
        step="credentials",
        blamed="organisation_id",
        mended=ORGANISATION,
        words=("These credentials do not open this organisation", "Estas credenciais não abrem esta organização"),
        advice=("Compare the organisation id", "Confirme o ID da organização"),
    ),
    Failure(
        name="no legal entities",
        switch=("legal_entities", "none", "three"),
        blamed="",
        words=("The sign-in works but opens no active company", "empresa ativa"),
        advice=("Have one made or activated at the vendor", "Peça que seja criada ou ativada uma no outro sistema"),
    ),
)


@pytest.fixture
def page(failure: Failure, desk: Desk, live_server: LiveServer, transactional_db: None) -> Iterator[Page]:
    """Somebody who meets every other failure in English and mends it in Portuguese, and the others the other way."""
    with somebody(desk(LANGUAGES[FAILURES.index(failure) % 2]), live_server.url) as found:
        yield found


@contextmanager
def behind_a_certificate_of_its_own() -> Iterator[str]:
    """A server with a certificate that nobody vouches for, made for this moment; gives its origin."""
    nobody = Request.application(lambda request: Response(""))
    server = make_server("127.0.0.1", 0, nobody, ssl_context="adhoc")
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def untrusted(settings: Settings) -> Iterator[str]:
    with behind_a_certificate_of_its_own() as origin:
        settings.PRIVATE_ORIGINS = [*settings.PRIVATE_ORIGINS, CLOSED, origin]
        yield f"https://{origin}/v1/"


@pytest.fixture(params=FAILURES, ids=[failure.name for failure in FAILURES])
def failure(request: pytest.FixtureRequest) -> Failure:
    found: Failure = request.param
    return found


def begun(failure: Failure, sandbox: Sandbox, untrusted: str) -> Begun:
    """Give a set-up of which one thing is wrong, in front of its test."""
    base_url = untrusted if failure.base_url == TLS else failure.base_url
    found = Begun(sandbox, "target-test", yokoy=failure.yokoy, base_url=base_url)
    if failure.switch:
        sandbox.yokoy.do({"switch": failure.switch[0], "value": failure.switch[1]})
    if failure.fault:
        name, call, times = failure.fault
        sandbox.fault("yokoy", name, call=call, times=times, seconds=0.8 if name == "slow" else None)
    return found


def test_what_is_wrong_is_told_apart_beside_its_field_and_mended_in_the_same_sitting(
    page: Page, sandbox: Sandbox, settings: Settings, failure: Failure, untrusted: str
) -> None:
    settings.ANSWER_SECONDS = 0.3 if failure.name == "slow" else settings.ANSWER_SECONDS
    setup = begun(failure, sandbox, untrusted)
    page.goto(setup.address())
    press(page, "target-test")
    told(page, failure.words)
    told(page, failure.advice)
    reads_on_in(page, LANGUAGES[1 - FAILURES.index(failure) % 2])
    told(page, failure.words)
    told(page, failure.advice)
    assert (setup.target.state, End.objects.get(side="target").account_id) == ("new", "")
    if failure.blamed:
        mend(page, failure, setup)
    else:
        assert page.locator("#complaints a").count() == 0
    settings.ANSWER_SECONDS = 35.0
    if failure.switch:
        sandbox.yokoy.do({"switch": failure.switch[0], "value": failure.switch[2]})
    goes_on(page, setup)


def mend(page: Page, failure: Failure, setup: Begun) -> None:
    """Follow the link to the field, see it told there, and type in what is right."""
    corrects(page, failure.step, f"target-{failure.step}")
    beside(page, f"id_{failure.blamed}", failure.words)
    if failure.blamed == "base_url":
        page.locator("#id_base_url").fill(setup.sandbox.yokoy_url)
    elif failure.mended:
        page.locator(f"#id_{failure.blamed}").fill(failure.mended)
    press(page, "target-credentials" if failure.step == "name" else "target-terms")


def goes_on(page: Page, setup: Begun) -> None:
    """Test again: the vendor answers well, and the part of the account is asked for."""
    if not page.url.endswith("/target-test/"):
        page.goto(setup.address("target-test"))
    press(page, "target-unit")
    assert (setup.target.state, Connection.objects.count()) == ("new", 1)
    assert End.objects.get(side="target").account_id == ORGANISATION
