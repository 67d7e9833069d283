"""What a newcomer does after `make up`: send, look, fix three causes, and find every title once at the target."""

import json
import urllib.request
from collections import Counter

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.signing_in import sign_in
from tests.hub.running.crew import until
from tests.hub.running.test_up import Hub

pytestmark = pytest.mark.browser

FIXES = {"Despesas > Pneus": "PNEUS E RODAS", "Multas": "Multas", "60": "N60 60 days net"}


def sandbox_url(running: Hub) -> str:
    return next(line.split()[-1].rstrip("/") for line in running.said().splitlines() if "simulated vendors" in line)


def title_keys(running: Hub) -> list[str]:
    with urllib.request.urlopen(f"{sandbox_url(running)}/_state/omie") as answer:
        held = json.load(answer)
    return [title["codigo_lancamento_integracao"] for table in ("contapagar", "contareceber") for title in held[table]]


def waiting(running: Hub) -> int:
    return int(running.rows("SELECT count(*) FROM hub_transfer WHERE state NOT IN ('delivered')")[0][0])


def test_mapping_three_causes_in_the_browser_books_everything_once(page: Page, running: Hub) -> None:
    until(lambda: running.states() == {"delivered": 11, "waiting": 6}, seconds=60)
    page.goto(f"{sandbox_url(running)}/bluefleet/")
    for scenario in ("new_cost_centre", "debit_note_instalments"):
        with page.expect_navigation():
            page.locator(f"form:has(input[value={scenario}]) button").click()
    sign_in(page, running)
    expect(page.get_by_text("4 things wait for a person.")).to_be_visible()
    for cause, choice in FIXES.items():
        page.goto(running.known()["url"] + "/admin/hub/pendingerror/")
        page.get_by_role("link", name=cause).first.click()
        page.get_by_role("radio", name=choice).first.check()
        page.get_by_role("button", name="Save and release").click()
        expect(page.get_by_text("Done:")).to_be_visible()
    until(lambda: waiting(running) == 1)
    assert running.rows("SELECT reason FROM hub_transfer WHERE state = 'waiting'") == [("file.total_differs",)]
    keys = title_keys(running)
    assert max(Counter(keys).values()) == 1
    assert len(keys) == 14
    page.goto(running.known()["url"] + "/admin/")
    expect(page.get_by_text("One thing waits for a person.")).to_be_visible()


def test_the_life_of_a_document_is_on_one_page(page: Page, running: Hub) -> None:
    sign_in(page, running)
    page.goto(running.known()["url"] + "/admin/hub/transfer/")
    page.locator("#result_list a").last.click()
    [(party, amount)] = running.rows("SELECT party, amount FROM hub_transfer ORDER BY id LIMIT 1")
    for words in ("Attempts", party, f"R$\N{NO-BREAK SPACE}{amount:,.2f}"):
        expect(page.get_by_text(words).first).to_be_visible()


def test_no_script_of_a_document_runs(page: Page, running: Hub) -> None:
    ran: list[str] = []

    def note(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    page.goto(f"{sandbox_url(running)}/bluefleet/")
    with page.expect_navigation():
        page.locator("form:has(input[value=html_names]) button").click()
    until(lambda: running.rows("SELECT count(*) FROM hub_transfer WHERE party LIKE '%<%'")[0][0] > 0)
    sign_in(page, running)
    [(key,)] = running.rows("SELECT max(id) FROM hub_transfer WHERE party LIKE '%<%'")
    for path in ("/admin/", "/admin/hub/transfer/", f"/admin/hub/transfer/{key}/change/", "/admin/hub/event/"):
        page.goto(running.known()["url"] + path)
        assert page.locator("script:not([src])", has_text="alert(").count() == 0
    assert ran == []
