"""From the catalogue to the first supplier's invoice in Yokoy: a sign-in at Banqup, and what goes wrong on the way."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from apps.hub.engine.doors import pull
from apps.hub.engine.working import work
from apps.hub.models import Connection, Transfer
from apps.sandbox.server import Sandbox
from tests.browser.conftest import DESK, PHONE, Desk
from tests.browser.walking import LANGUAGES, PICTURES, corrects, picture, press, somebody
from tests.hub.onboarding.begun import BANQUP, YOKOY, few_invoices

pytestmark = pytest.mark.browser

#: The phone is walked through only for pictures.
WIDTHS = (DESK, PHONE) if PICTURES else (DESK,)


@pytest.fixture(params=[(language, width) for width in WIDTHS for language in LANGUAGES])
def page(request: pytest.FixtureRequest, desk: Desk, live_server: LiveServer, transactional_db: None) -> Iterator[Page]:
    with somebody(desk(*request.param), live_server.url) as found:
        yield found


def test_the_first_invoice_crosses_after_a_wrong_secret_and_a_consent_that_was_denied(
    page: Page, sandbox: Sandbox, settings: Settings
) -> None:
    settings.WORKER_THREADS = 1
    few_invoices(sandbox)
    page.goto("/admin/apps/")
    picture(page)
    page.locator("article, li, section").filter(has_text="Yokoy").last.get_by_role("button").first.click()
    page.locator("input[name='what'][value='target:bill']").check()
    page.locator("input[name='system:target:bill'][value='banqup:new']").check()
    press(page, "target-name")
    page.locator("#id_environment").select_option("sandbox")
    press(page, "target-credentials")
    for name, value in (YOKOY | {"client_secret": "not-the-secret"}).items():
        page.locator(f"#id_{name}").fill(value)
    press(page, "target-terms")
    page.get_by_role("checkbox").check()
    press(page, "target-test")
    press(page, "target-test")
    expect(page.locator("#complaints")).to_be_focused()
    corrects(page, "credentials", "target-credentials")
    page.locator("#id_client_secret").fill(YOKOY["client_secret"])
    press(page, "target-terms")
    press(page, "target-test")
    press(page, "target-unit")
    page.locator("input[type=radio]").first.check()
    page.get_by_role("checkbox").check()
    press(page, "source-name")
    page.locator("#id_environment").select_option("sandbox")
    press(page, "source-credentials")
    for name, value in BANQUP.items():
        page.locator(f"#id_{name}").fill(value)
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
