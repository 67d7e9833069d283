"""From the catalogue of apps to the first booked document, in the words of an accountant in Portugal."""

import json
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from apps.hub.engine.working import work
from apps.hub.models import Flow, Transfer
from apps.sandbox.bluefleet import scenarios
from apps.sandbox.bluefleet.builder import Builder
from apps.sandbox.server import Sandbox
from tests.browser.conftest import DESK, PHONE, admit
from tests.browser.walking import looks_right, moves
from tests.factories import UserFactory
from tests.hub.conftest import APP_KEY, APP_SECRET, TOKEN

pytestmark = pytest.mark.browser


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, transactional_db: None
) -> Iterator[Page]:
    """A browser in Portuguese of Portugal, of an administrator who has signed in."""
    size = {"width": request.param, "height": 900}
    place = browser.new_context(base_url=live_server.url, locale="pt-PT", viewport=size)  # type: ignore[arg-type]
    admit(place, UserFactory.create(role="administrator"), live_server.url)
    yield place.new_page()
    place.close()


def go_on(page: Page, button: str, heading: str) -> None:
    """Press a button and wait for the page that follows, which may be the same step again."""
    looks_right(page)
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("#headline")).to_contain_text(heading)


def send(address: str, builder: Builder) -> None:
    """Have Blue Fleet send a debit note to the address that the page shows."""
    note = next(sent for sent in scenarios.debit_note_instalments(builder) if address.endswith(sent.path))
    headers = {"Content-Type": "application/json", "X-Hub-Token": TOKEN}
    body = json.dumps(note.body).encode()
    with urllib.request.urlopen(urllib.request.Request(address, body, headers)) as answer:
        assert answer.status == 200


def test_an_accountant_connects_two_systems_and_sees_the_first_document_booked(
    page: Page, sandbox: Sandbox, settings: Settings
) -> None:
    settings.WORKER_THREADS = 1
    builder = Builder(7, files_url=f"{sandbox.url}/bluefleet/files")
    page.goto("/admin/apps/")
    go_on(page, "Ligar Blue Fleet", "Passo 1: O que deve ser transferido?")
    moves(page, "Faturas e notas de débito", "Omie")
    go_on(page, "Continuar", "Passo 2 de 13: Nome e ambiente de Blue Fleet")
    page.get_by_label("Ambiente").select_option("sandbox")
    go_on(page, "Guardar e continuar", "Passo 3 de 13: Credenciais de Blue Fleet")
    go_on(page, "Guardar e continuar", "Passo 3 de 13")
    expect(page.locator("#complaints")).to_be_focused()
    page.locator("#id_header_value").fill(TOKEN)
    go_on(page, "Guardar e continuar", "Passo 4 de 13: Condições para Blue Fleet")
    page.get_by_role("checkbox").check()
    go_on(page, "Aceitar e continuar", "Passo 5 de 13: O que")
    address = page.locator("#hook-1").inner_text()
    go_on(page, "Blue Fleet já tem estes dados: continuar", "Passo 6 de 13: Nome e ambiente de Omie")
    page.get_by_label("Ambiente").select_option("sandbox")
    go_on(page, "Guardar e continuar", "Passo 7 de 13: Credenciais de Omie")
    page.locator("#id_app_key").fill(APP_KEY)
    page.locator("#id_app_secret").fill("f" * 32)
    go_on(page, "Guardar e continuar", "Passo 8 de 13: Condições para Omie")
    page.get_by_role("checkbox").check()
    go_on(page, "Aceitar e continuar", "Passo 9 de 13: Testar a ligação a Omie")
    go_on(page, "Testar a ligação", "Passo 9 de 13")
    expect(page.locator("#complaints")).to_be_focused()
    page.get_by_role("link", name="Corrigir as credenciais").click()
    page.locator("#id_app_secret").fill(APP_SECRET)
    go_on(page, "Guardar e continuar", "Passo 8 de 13")
    go_on(page, "Continuar", "Passo 9 de 13")
    go_on(page, "Testar a ligação", "Passo 10 de 13: Como os documentos são lançados")
    go_on(page, "Guardar e continuar", "Passo 11 de 13: Como se chamam os valores do outro lado")
    expect(page.get_by_text("Ainda não chegou nenhum documento")).to_be_visible()
    send(address, builder)
    work.work()
    with page.expect_navigation():
        page.get_by_role("link", name="Ver de novo").click()
    for select in page.locator("table select").all():
        select.select_option(index=1)
    go_on(page, "Guardar e continuar", "Passo 12 de 13: Os últimos documentos como seriam lançados")
    assert sandbox.records("omie", "contareceber") == []
    expect(page.get_by_text("Nada foi enviado para isto.")).to_be_visible()
    go_on(page, "Continuar", "Passo 13 de 13: Ativar")
    page.get_by_role("button", name="Ativar", exact=True).click()
    expect(page).to_have_title("Início | Ponte")
    work.work()
    assert Flow.objects.get().active
    assert Transfer.objects.get().state == "delivered"
    assert len(sandbox.records("omie", "contareceber")) > 0


def test_a_colleague_without_an_account_fills_in_the_credentials(
    page: Page, browser: Browser, sandbox: Sandbox
) -> None:
    page.goto("/admin/apps/")
    go_on(page, "Ligar Omie", "Passo 1")
    moves(page, "Faturas e notas de débito", "Blue Fleet")
    go_on(page, "Continuar", "Nome e ambiente de Omie")
    page.get_by_label("Ambiente").select_option("sandbox")
    go_on(page, "Guardar e continuar", "Credenciais de Omie")
    page.get_by_role("button", name="Criar uma hiperligação").click()
    expect(page.locator("#invitation")).to_be_visible()
    looks_right(page)
    colleague = browser.new_context(locale="pt-PT", viewport=page.viewport_size).new_page()
    colleague.goto(page.locator("#invitation").inner_text())
    looks_right(colleague)
    colleague.get_by_role("button", name="Guardar").click()
    expect(colleague.locator("#complaints")).to_be_focused()
    colleague.locator("#id_app_key").fill(APP_KEY)
    colleague.locator("#id_app_secret").fill(APP_SECRET)
    colleague.get_by_role("button", name="Guardar").click()
    expect(colleague.get_by_role("heading", name="Obrigado")).to_be_visible()
    looks_right(colleague)
    with page.expect_navigation():
        page.get_by_role("link", name="Já copiei").click()
    go_on(page, "Guardar e continuar", "Condições para Omie")
