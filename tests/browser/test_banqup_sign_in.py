"""Banqup's sign-in page in the sandbox, as a person meets it who has been sent there."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from apps.connectors.banqup.connector import BANQUP
from apps.core.auth import Consent
from apps.sandbox.banqup.cast import APP
from apps.sandbox.server import Sandbox

pytestmark = pytest.mark.browser


@pytest.fixture
def sent_there(page: Page, sandbox: Sandbox) -> Page:
    """Somebody at the sign-in page; Banqup's own first page stands for ours, to which they are sent back."""
    consent = BANQUP.oauth.consent if BANQUP.oauth else None
    assert isinstance(consent, Consent)
    back, verifier = f"{sandbox.url}/", "v" * 43
    page.goto(consent.address(sandbox.banqup_url, client=APP.client_id, state="s-1", verifier=verifier, back=back))
    expect(page.get_by_role("heading", name="Banqup sign-in (sandbox)")).to_be_visible()
    return page


def told(page: Page) -> dict[str, str]:
    """Give what the person has brought back."""
    expect(page.get_by_role("heading", name="Sandbox")).to_be_visible()
    return dict(parse_qsl(urlsplit(page.url).query))


def test_who_allows_it_comes_back_with_a_code(sent_there: Page) -> None:
    expect(sent_there.get_by_text("ponte-demo wants to read your invoices")).to_be_visible()
    sent_there.get_by_role("button", name="Allow").click()
    assert told(sent_there)["code"]
    assert told(sent_there)["state"] == "s-1"


def test_who_denies_it_comes_back_with_an_error(sent_there: Page) -> None:
    sent_there.get_by_role("button", name="Deny").click()
    assert told(sent_there)["error"] == "access_denied"


@pytest.mark.parametrize("width", [390, 1280])
def test_banqups_page_fits_a_phone_and_makes_an_invoice_with_a_click(page: Page, sandbox: Sandbox, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{sandbox.url}/banqup/")
    before = len(sandbox.banqup.records("purchase-invoices"))
    page.locator(".tile", has_text="purchase_new").get_by_role("button", name="Make").click()
    expect(page.get_by_role("button", name="Accept")).to_have_count(2)
    assert len(sandbox.banqup.records("purchase-invoices")) == before + 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
