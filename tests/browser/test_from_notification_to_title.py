"""What a newcomer does after `make up`: send, look, fix four causes, approve a report, and find everything once."""

import json
import urllib.request
from collections import Counter

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.signing_in import sign_in
from tests.hub.running.crew import until
from tests.hub.running.test_up import Hub

pytestmark = pytest.mark.browser

FIXES = {
    "Despesas > Pneus": "PNEUS E RODAS",
    "Multas": "Multas",
    "60": "N60 60 days net",
    "HOSPEDAGEM": "Despesas Administrativas",
}
BY_FILE = ("Datasul", "Matera", "PagNet")
ALL_SIX = {"omie", "contaazul", "nibo", "datasul", "matera", "pagnet"}


#: What becomes of the first documents; the lodging of one report waits.
FIRST = {"delivered": 22, "waiting": 7, "filed": 4, "ready": 8}


def sandbox_url(running: Hub) -> str:
    return next(line.split()[-1].rstrip("/") for line in running.said().splitlines() if "simulated vendors" in line)


def title_keys(running: Hub) -> list[str]:
    with urllib.request.urlopen(f"{sandbox_url(running)}/_state/omie") as answer:
        held = json.load(answer)
    return [title["codigo_lancamento_integracao"] for table in ("contapagar", "contareceber") for title in held[table]]


def waiting(running: Hub) -> int:
    return int(
        running.rows("SELECT count(*) FROM hub_transfer WHERE state NOT IN ('delivered', 'filed', 'ready')")[0][0]
    )


def test_mapping_four_causes_in_the_browser_books_everything_once(page: Page, running: Hub) -> None:
    until(lambda: running.states() == FIRST, seconds=60)
    page.goto(f"{sandbox_url(running)}/bluefleet/")
    for scenario in ("new_cost_centre", "debit_note_instalments"):
        with page.expect_navigation():
            page.locator(f"form:has(input[value={scenario}]) button").click()
    sign_in(page, running)
    expect(page.get_by_text("5 things wait for a person.")).to_be_visible()
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
    assert len(keys) == 21
    page.goto(running.known()["url"] + "/admin/")
    expect(page.get_by_text("One thing waits for a person.")).to_be_visible()


def reached(running: Hub, report: str) -> set[str]:
    """Where a report stands in the books."""
    rows = running.rows(
        "SELECT c.connector_slug FROM hub_transfer t JOIN hub_connection c ON c.id = t.target_id "
        f"WHERE t.state = 'delivered' AND t.source_id = '{report}'"
    )
    return {slug for (slug,) in rows}


def handed_in(running: Hub) -> str:
    """The report at VExpenses that waits for an approval."""
    with urllib.request.urlopen(f"{sandbox_url(running)}/_state/vexpenses") as answer:
        held = json.load(answer)["reports"]
    return str(next(report["id"] for report in held if report["status"] == "ENVIADO"))


def test_a_report_that_is_approved_reaches_all_six_systems(page: Page, running: Hub) -> None:
    report = handed_in(running)
    page.goto(f"{sandbox_url(running)}/vexpenses/")
    with page.expect_navigation():
        page.locator(f"form:has(input[value='{report}']):has(input[value=approve]) button").click()
    sign_in(page, running)
    url = running.known()["url"] + "/admin/hub"
    [(flow,)] = running.rows("SELECT id FROM hub_flow WHERE name = 'Expense reports to Omie (demo)'")
    page.goto(f"{url}/flow/{flow}/change/")
    with page.expect_navigation():
        page.get_by_role("button", name="Ask now").click()
    until(lambda: reached(running, report) == {"omie", "contaazul", "nibo"}, seconds=60)
    for target in BY_FILE:
        page.goto(f"{url}/batch/")
        with page.expect_navigation():
            page.get_by_role("link", name=f"Produce a file… Expense reports to {target} (demo)").click()
        with page.expect_navigation():
            page.get_by_role("link", name="Show everything that is ready").click()
        with page.expect_navigation():
            page.get_by_role("button", name="Produce the file").click()
        with page.expect_navigation():
            page.locator("form[action$='/confirm/'] button").click()
        expect(page.get_by_text("Taken over").first).to_be_visible()
    assert reached(running, report) == ALL_SIX


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
