"""Conta Azul's sign-in page in the sandbox, and the buttons of an accountant there."""

from collections.abc import Iterator
from contextlib import closing
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from apps.connectors.contaazul.connector import CONTA_AZUL
from apps.core.auth import Consent
from apps.sandbox.contaazul.cast import APP
from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import Client
from tests.sandbox.contaazul_caller import Caller

pytestmark = pytest.mark.browser


@pytest.fixture
def sent_there(page: Page, sandbox: Sandbox) -> Page:
    """Somebody at the sign-in page; the sandbox's own first page stands for ours, to which they are sent back."""
    consent = CONTA_AZUL.oauth.consent if CONTA_AZUL.oauth else None
    assert isinstance(consent, Consent)
    back, base = f"{sandbox.url}/", sandbox.urls["contaazul"]
    page.goto(consent.address(base, client=APP.client_id, state="s-1", verifier="v" * 43, back=back))
    expect(page.get_by_role("heading", name="Conta Azul: login (sandbox)")).to_be_visible()
    return page


@pytest.fixture
def booked(sandbox: Sandbox) -> Iterator[str]:
    """A payable that is open."""
    sandbox.contaazul.switch(per_second=0, protocol_seconds=0)
    with closing(Client(sandbox.url)) as client:
        yield Caller(client, sandbox.contaazul.realm.session()["access_token"]).book()


@pytest.mark.parametrize(
    ("button", "brought"),
    [("Entrar como usuário do ERP", "code"), ("Entrar como usuário do portal", "code"), ("Cancelar", "error")],
)
def test_whoever_answers_comes_back_with_a_code_or_an_error(sent_there: Page, button: str, brought: str) -> None:
    sent_there.get_by_role("button", name=button).click()
    expect(sent_there.get_by_role("heading", name="Sandbox")).to_be_visible()
    told = dict(parse_qsl(urlsplit(sent_there.url).query))
    assert (brought in told, told["state"]) == (True, "s-1")


@pytest.mark.parametrize("width", [390, 1280])
def test_its_page_fits_a_phone_and_settles_and_moves_a_payable_with_a_click(
    page: Page, sandbox: Sandbox, booked: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{sandbox.url}/contaazul/")
    page.get_by_role("button", name="Edit").click()
    expect(page.get_by_text("2027-07-10")).to_be_visible()
    page.get_by_role("button", name="Settle").click()
    expect(page.get_by_text("QUITADO v2")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert sandbox.records("contaazul", "parcelas")[0]["status"] == "QUITADO"
