"""Whoever reads Portuguese, of Brazil or of Portugal, sees the words of docs/glossary.md and no English."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.signing_in import sign_in
from tests.hub.running.test_up import Hub

pytestmark = pytest.mark.browser

AMOUNT = re.compile(r"R\$\s\d{1,3}(\.\d{3})*,\d{2}(?!\d)")
ENGLISH_AMOUNT = re.compile(r"R\$\s?\d{1,3}(,\d{3})*\.\d{2}(?!\d)")
# Words of our pages that no Portuguese text and no name in the demo contains.
ENGLISH = re.compile(
    r"\b(the|is|are|was|booked|save|show|select|search|transfers?|pending|waiting|queued|add|ago)\b", re.IGNORECASE
)
ICONS = ".material-symbols-outlined"
SQUEEZED = """cells => cells.filter(cell => /\\p{L}{6}/u.test(cell.innerText) && cell.clientWidth < 64)
    .map(cell => cell.innerText)"""
NAMES = re.compile(r"\S+ \S+ to Omie \(demo\)")
NOUNS = "transfer", "attempt", "event", "syncrun", "connection", "flow", "mapping"
PATHS = (
    *(f"/admin/hub/{noun}/" for noun in (*NOUNS, "rule", "auditentry")),
    *(f"/admin/hub/{noun}/add/" for noun in ("connection", "flow", "mapping", "rule")),
    "/admin/apps/",
    "/admin/accounts/user/",
    "/admin/accounts/apikey/",
    "/admin/accounts/apikey/add/",
    "/admin/password_change/",
    "/nowhere/",
)


@dataclass(frozen=True, slots=True)
class Reader:
    """A browser's language, and what its owner shall read: when signing in, in the menu, and at work."""

    locale: str
    labels: tuple[str, ...]
    menu: tuple[str, ...]
    release: str
    cause: str


READERS = (
    Reader(
        locale="pt-BR",
        labels=("Usuário", "Senha"),
        menu=("Pendências", "Envios", "Conexões", "Fluxos", "De-para", "Usuários", "Trilha de auditoria"),
        release="Salvar e liberar 2 envios",
        cause="Centro de custo “Despesas > Pneus” ainda não tem de-para",
    ),
    Reader(
        locale="pt-PT",
        labels=("Utilizador", "Palavra-passe"),
        menu=("Pendências", "Envios", "Ligações", "Fluxos", "Correspondências", "Utilizadores", "Pista de auditoria"),
        release="Guardar e libertar 2 envios",
        cause="Centro de custos “Despesas > Pneus” ainda não tem correspondência",
    ),
)


@pytest.fixture(params=READERS, ids=[reader.locale for reader in READERS])
def reader(request: pytest.FixtureRequest) -> Reader:
    found: Reader = request.param
    return found


@pytest.fixture
def page(reader: Reader, running: Hub, new_context: Callable[..., BrowserContext]) -> Page:
    """Give the page of somebody who has just signed in with a browser of their language."""
    opened = new_context(locale=reader.locale).new_page()
    opened.goto(running.known()["url"])
    for label in reader.labels:
        expect(opened.locator("#login-form label", has_text=label)).to_be_visible()
    sign_in(opened, running)
    return opened


def english_of(page: Page) -> list[str]:
    """Give what a page says in English; icons are drawn from words."""
    page.locator(ICONS).evaluate_all("icons => icons.forEach(icon => icon.remove())")
    return english_in(page.locator("body").inner_text())


def squeezed(page: Page) -> list[str]:
    """Give what stands in cells so narrow that words are read one letter under the other."""
    found: list[str] = page.locator("td:visible").evaluate_all(SQUEEZED)
    return found


def english_in(text: str) -> list[str]:
    """Give what is English in a text; the demo's flows have English names."""
    text = NAMES.sub("", text)
    return [found.group() for form in (ENGLISH, ENGLISH_AMOUNT) for found in form.finditer(text)]


def rows(running: Hub) -> list[str]:
    """Give the address of one row of each noun."""
    ids = {noun: running.rows(f"SELECT max(id) FROM hub_{noun}")[0][0] for noun in NOUNS}
    return [f"/admin/hub/{noun}/{key}/change/" for noun, key in ids.items()]


def test_the_home_page_speaks_the_words_of_the_glossary(page: Page, reader: Reader) -> None:
    for word in reader.menu:
        expect(page.get_by_role("link", name=word, exact=False).first).to_be_visible()
    expect(page.locator(".hm-figure", has_text="Lançados hoje").locator(".hm-money")).to_have_text(AMOUNT)
    assert [*english_of(page), *squeezed(page)] == []


def test_a_cause_asks_in_the_words_of_the_glossary(page: Page, running: Hub, reader: Reader) -> None:
    page.goto(running.known()["url"] + "/admin/hub/pendingerror/")
    expect(page.locator(".p-cause .p-money").first).to_have_text(AMOUNT)
    page.get_by_role("link", name=reader.cause).click()
    expect(page.get_by_role("button", name=reader.release)).to_be_visible()
    expect(page.get_by_role("radio", name="PNEUS E RODAS").first).to_be_visible()
    assert english_of(page) == []


def test_no_english_is_left_on_any_kind_of_page(page: Page, running: Hub) -> None:
    left = {}
    for path in (*PATHS, *rows(running)):
        page.goto(running.known()["url"] + path)
        left[path] = [*english_of(page), *squeezed(page)]
    assert {path: words for path, words in left.items() if words} == {}
