"""Choosing one legal entity of none, of three thousand, or of some that the credentials do not open."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.hub.models import OptionList
from apps.sandbox.server import Sandbox
from tests.browser.conftest import Desk
from tests.browser.walking import LANGUAGES, beside, corrects, go, in_their_language, press, reads, somebody, told
from tests.hub.onboarding.begun import Begun

pytestmark = pytest.mark.browser

REFRESH, SEARCH = ("Refresh", "Atualizar"), ("Search", "Pesquisar")


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest, desk: Desk, live_server: LiveServer, transactional_db: None) -> Iterator[Page]:
    with somebody(desk(request.param), live_server.url) as found:
        yield found


def choose(page: Page, name: str, step: str) -> None:
    """Choose a legal entity by its name, confirm it, and go on."""
    page.get_by_role("radio", name=name).check()
    page.locator("#id_confirm").check()
    press(page, step)


def test_one_of_three_thousand_is_searched_for_by_name(page: Page, sandbox: Sandbox) -> None:
    sandbox.yokoy.do({"switch": "legal_entities", "value": "many"})
    setup = Begun(sandbox, "target-unit")
    page.goto(setup.address())
    expect(page.get_by_role("radio")).to_have_count(100)
    reads(page, ("The first 100 of 3000.", "Os primeiros 100 de 3000."))
    page.get_by_role("searchbox").fill("branch 2987")
    with page.expect_navigation():
        page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("radio")).to_have_count(1)
    choose(page, "Branch 2987 GmbH", "source-name")
    assert (setup.target.state, setup.target.unit_id) == ("connected", "entity-2987")
    assert len(OptionList.objects.get(vocabulary="unit").options) == 3000


def test_where_there_is_none_one_is_made_and_found_with_refresh(page: Page, sandbox: Sandbox) -> None:
    sandbox.yokoy.do({"switch": "legal_entities", "value": "none"})
    setup = Begun(sandbox, "target-unit")
    page.goto(setup.address())
    reads(page, ("Have one made at Yokoy", "Peça que seja criado um em Yokoy"))
    page.locator("#id_confirm").check()
    press(page, "target-unit")
    told(page, ("Choose one from the list.", "Escolha um da lista."))
    sandbox.yokoy.do({"switch": "legal_entities", "value": "three"})
    go(page, page.get_by_role("button", name=in_their_language(page, REFRESH), exact=True), "target-unit")
    choose(page, "Serra Azul Portugal, Lda", "source-name")
    assert setup.target.state == "connected"


def test_a_missing_right_is_found_out_before_anything_is_connected(page: Page, sandbox: Sandbox) -> None:
    sandbox.yokoy.do({"narrow": "names"})
    setup = Begun(sandbox, "target-unit")
    page.goto(setup.address())
    choose(page, "Serra Azul Portugal, Lda", "target-unit")
    words = ("The credentials lack a right", "Falta uma permissão às credenciais")
    told(page, words)
    told(page, ("Ask the vendor's administrator for the right, then test again.", "Peça a permissão ao administrador"))
    assert (setup.target.state, setup.target.unit_id) == ("new", "")
    corrects(page, "credentials", "target-credentials")
    beside(page, "id_client_secret", words)
    sandbox.yokoy.do({"narrow": "all"})
    page.goto(setup.address())
    choose(page, "Serra Azul Portugal, Lda", "source-name")
    assert setup.target.state == "connected"
    page.goto(setup.address("target-credentials"))
    expect(page.locator("[id$=_trouble]")).to_have_count(0)


def test_a_list_that_does_not_come_is_asked_for_again(page: Page, sandbox: Sandbox) -> None:
    setup = Begun(sandbox, "target-unit")
    sandbox.fault("yokoy", "html", call="entities")
    page.goto(setup.address())
    reads(page, ("Yokoy is busy", "Yokoy está ocupado"))
    reads(page, ("Try again in a moment.", "Tente de novo daqui a pouco."))
    go(page, page.get_by_role("button", name=in_their_language(page, REFRESH), exact=True), "target-unit")
    choose(page, "Serra Azul Portugal, Lda", "source-name")
