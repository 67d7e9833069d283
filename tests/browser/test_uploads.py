"""Bank statements come by file: uploaded, refused with the reason, seen, and booked, in the words of Portugal."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from apps.core.connector import registry
from apps.hub.engine.working import work
from apps.hub.models import Connection, Flow, Transfer, Upload
from apps.sandbox.banqup.bank.download import file
from tests.browser.conftest import DESK, PHONE, admit
from tests.browser.walking import looks_right, moves, picture
from tests.factories import ConnectionFactory, OmieCredentialsFactory, UserFactory
from tests.hub.statement_books import KIND, Books, by_file, flow_to_books

pytestmark = pytest.mark.browser
DAY = date(2026, 11, 20)
BUTTON = "Carregar"


@pytest.fixture
def books(transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Books:
    settings.WORKER_THREADS = 1
    found = Books()
    monkeypatch.setitem(registry._connectors, "omie", found.connector())
    return found


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def place(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def page(place: int, browser: Browser, live_server: LiveServer, books: Books) -> Iterator[Page]:
    """A browser in Portuguese of Portugal, of an administrator who has signed in."""
    opened = browser.new_context(
        base_url=live_server.url, locale="pt-PT", viewport={"width": place, "height": 900}, accept_downloads=True
    )
    admit(opened, UserFactory.create(role="administrator"), live_server.url)
    yield opened.new_page()
    opened.close()


def choose(page: Page, *names: str) -> None:
    given: list[FilePayload] = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": file(name, DAY)} for name in names
    ]
    page.get_by_label("Ficheiros", exact=True).set_input_files(given)


def press(page: Page, button: str) -> None:
    picture(page)
    looks_right(page)
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()
    looks_right(page)


def outcome_of(page: Page, name: str) -> str:
    """What the table says of a file, with single spaces."""
    return " ".join(page.locator("#outcomes li", has_text=name).inner_text().split())


def test_statements_are_uploaded_seen_and_uploaded_again_without_harm(page: Page) -> None:
    flow = flow_to_books(by_file("Banco da casa"), active=True, name="Extratos")
    page.goto(f"/admin/hub/flow/{flow.pk}/change/")
    with page.expect_navigation():
        page.get_by_role("link", name="Carregar um ficheiro").click()
    expect(page.get_by_role("heading", name="Extratos bancários de Banco da casa")).to_be_visible()
    choose(page, "current.xml", "savings.cod")
    press(page, BUTTON)
    assert "Aceite" in outcome_of(page, "current.xml")
    assert "Aceite" in outcome_of(page, "savings.cod")
    assert Transfer.objects.count() == 3
    choose(page, "current.xml")
    press(page, BUTTON)
    assert "Este mesmo ficheiro foi carregado" in outcome_of(page, "current.xml")
    assert (Transfer.objects.count(), Upload.objects.count()) == (3, 2)
    work.work()
    transfer = Transfer.objects.get(number="226")
    assert transfer.state == "delivered"
    with page.expect_navigation():
        page.locator("#outcomes").get_by_role("link", name="current.xml").click()
    looks_right(page)
    with page.expect_navigation():
        page.get_by_role("link", name="226").click()
    looks_right(page)
    expect(page.locator("#document")).to_contain_text("Saldo final")
    assert re.search(r"18.?996,40\s€", page.locator("#document").inner_text())
    expect(page.locator("#movements")).to_contain_text("Quinta das Amoreiras SA")
    expect(page.locator("#source")).to_contain_text("current.xml")
    picture(page)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("current.pdf", "Isto é um PDF"),
        ("current.sta", "Isto é um ficheiro MT940"),
        ("cut-off.cod", "O ficheiro CODA termina cedo demais"),
        ("stolen.xml", "O ficheiro contém o que nenhum ficheiro honesto contém"),
        ("wrong-balance.xml", "o saldo inicial com os movimentos dá 18 589,85, e o saldo final é 18 589,86"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason_and_a_right_one_follows(page: Page, name: str, reason: str) -> None:
    flow = flow_to_books(by_file("Banco da casa"), name="Extratos")
    page.goto(f"/admin/hub/upload/send/{flow.source.pk}/{KIND}/")
    choose(page, name)
    press(page, BUTTON)
    assert "Recusado" in outcome_of(page, name)
    picture(page)
    assert reason in outcome_of(page, name).replace(".", " ")
    assert not Upload.objects.exists()
    choose(page, "current.xml")
    press(page, BUTTON)
    assert "Aceite" in outcome_of(page, "current.xml")


def step(page: Page, button: str, heading: str) -> None:
    press(page, button)
    expect(page.locator("#headline")).to_contain_text(heading)


def test_the_wizard_asks_for_a_file_instead_of_credentials(page: Page, books: Books) -> None:
    target: Connection = ConnectionFactory.create(name="Livros")
    OmieCredentialsFactory.create(connection=target)
    page.goto("/admin/apps/")
    step(page, "Ligar Banqup", "Passo 1: O que deve ser transferido?")
    moves(page, "Extratos bancários", "Livros")
    step(page, "Continuar", "Passo 2 de 8: Nome de Banqup")
    step(page, "Guardar e continuar", "Passo 3 de 8: Condições para Banqup")
    page.get_by_role("checkbox").check()
    step(page, "Aceitar e continuar", "Passo 4 de 8: Carregar um primeiro ficheiro de Banqup")
    expect(page.get_by_text("Para isso não são precisas credenciais.")).to_be_visible()
    choose(page, "wrong-balance.xml")
    step(page, "Carregar e continuar", "Passo 4 de 8")
    expect(page.locator("#complaints")).to_be_focused()
    expect(page.locator("#complaints")).to_contain_text("A soma de um extrato não bate certo")
    choose(page, "current.xml")
    step(page, "Carregar e continuar", "Passo 5 de 8")
    step(page, "Guardar e continuar", "Passo 6 de 8")
    step(page, "Continuar", "Passo 7 de 8: Os últimos documentos como seriam lançados")
    expect(page.get_by_text("Nada foi enviado para isto.")).to_be_visible()
    step(page, "Continuar", "Passo 8 de 8: Ativar")
    assert books.entries == {}
    page.get_by_role("button", name="Ativar", exact=True).click()
    expect(page).to_have_title("Início | Ponte")
    work.work()
    assert Flow.objects.get().active
    assert len(books.entries) == 2
