"""From the catalogue to the first supplier's invoice in Yokoy: a sign-in at Banqup, and what goes wrong on the way."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from apps.hub.engine import pull, work
from apps.hub.models import Connection, Transfer
from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import CLIENT_ID, CLIENT_SECRET, ORGANISATION
from tests.browser.conftest import DESK, PHONE, admit
from tests.browser.test_portuguese import english_of
from tests.factories import UserFactory

pytestmark = pytest.mark.browser
APPLICATION, APPLICATION_SECRET, COMPANY = "ponte-demo", "e4b1c07d-5a92-4f6e-b1d8-73c0f2a9d615", "73223"


#: Where pictures of every step are put, by `make screenshots`; the phone is walked through only for them.
PICTURES = os.environ.get("SCREENSHOTS")
WIDTHS = (DESK, PHONE) if PICTURES else (DESK,)


@pytest.fixture(params=[(language, width) for width in WIDTHS for language in ("en-GB", "pt-PT")])
def page(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, transactional_db: None
) -> Iterator[Page]:
    """A browser of an administrator who has signed in."""
    language, width = request.param
    size = {"width": width, "height": 900}
    place = browser.new_context(base_url=live_server.url, locale=language, viewport=size)  # type: ignore[arg-type]
    admit(place, UserFactory.create(role="administrator"), live_server.url)
    yield place.new_page()
    place.close()


def picture(page: Page) -> None:
    """Take a picture of a step, where somebody wants them."""
    if PICTURES and page.viewport_size:
        step = page.url.partition("#")[0].rstrip("/").rpartition("/")[2]
        place = Path(PICTURES) / f"{page.locator('html').get_attribute('lang')}-{page.viewport_size['width']}"
        number = len(list(place.glob("*.png"))) + 1
        page.screenshot(path=place / f"{number:02d}-{step}.png", full_page=True)


def keep_few(sandbox: Sandbox) -> None:
    """Leave three accepted invoices at Banqup, which takes two calls a second."""
    accepted = [row["id"] for row in sandbox.banqup.records("purchase-invoices") if row["status"] == "ACCEPTED"]
    for row in sandbox.banqup.records("purchase-invoices"):
        if row["id"] not in accepted[:3]:
            sandbox.banqup.remove("purchase-invoices", row["id"])


def press(page: Page, step: str) -> None:
    """Press the one button that leads on, and wait for the step that follows; nothing is in the wrong language."""
    picture(page)
    if page.locator("html").get_attribute("lang") != "en":
        assert english_of(page) == []
    with page.expect_navigation():
        page.locator("form button.p-primary:visible").first.click()
    expect(page).to_have_url(re.compile(f"/{step}/(#.*)?$"))


def test_the_first_invoice_crosses_after_a_wrong_secret_and_a_consent_that_was_denied(
    page: Page, sandbox: Sandbox, settings: Settings
) -> None:
    settings.WORKER_THREADS = 1
    keep_few(sandbox)
    page.goto("/admin/apps/")
    picture(page)
    page.locator("article, li, section").filter(has_text="Yokoy").last.get_by_role("button").first.click()
    page.get_by_label(re.compile("Banqup → Yokoy")).first.check()
    press(page, "target-name")
    page.locator("#id_environment").select_option("sandbox")
    press(page, "target-credentials")
    page.locator("#id_client_id").fill(CLIENT_ID)
    page.locator("#id_client_secret").fill("not-the-secret")
    page.locator("#id_organisation_id").fill(ORGANISATION)
    press(page, "target-terms")
    page.get_by_role("checkbox").check()
    press(page, "target-test")
    press(page, "target-test")
    expect(page.locator("#complaints")).to_be_focused()
    page.get_by_role("link", name=re.compile("^(Correct the credentials|Corrigir as credenciais)$")).click()
    page.locator("#id_client_secret").fill(CLIENT_SECRET)
    press(page, "target-terms")
    press(page, "target-test")
    press(page, "target-unit")
    page.locator("input[type=radio]").first.check()
    page.get_by_role("checkbox").check()
    press(page, "source-name")
    page.locator("#id_environment").select_option("sandbox")
    press(page, "source-credentials")
    page.locator("#id_client_id").fill(APPLICATION)
    page.locator("#id_client_secret").fill(APPLICATION_SECRET)
    page.locator("#id_company").fill(COMPANY)
    press(page, "source-sign-in")
    for answer in ("Deny", "Allow"):
        page.locator("form button[name=leave]").click()
        with page.expect_navigation(url=re.compile("/source-sign-in/$")):
            page.get_by_role("button", name=answer).click()
        assert bool(page.locator("form button[name=go_on]").count()) == (answer == "Allow")
    press(page, "source-terms")
    page.get_by_role("checkbox").check()
    press(page, "source-test")
    press(page, "settings")
    press(page, "since")
    page.locator("#id_begin_all").check()
    press(page, "mappings")
    press(page, "mappings")
    while pull.pull_due():
        pass
    expect(page.locator("#arriving")).to_have_count(0)
    for select in page.locator("table select").all():
        select.select_option(index=1)
    press(page, "preview")
    assert sandbox.records("yokoy", "invoices") == []
    press(page, "activate")
    press(page, "admin")
    picture(page)
    work.work()
    assert {row.state for row in Connection.objects.all()} == {"connected"}
    assert "delivered" in set(Transfer.objects.values_list("state", flat=True))
    assert len(sandbox.records("yokoy", "invoices")) > 0
