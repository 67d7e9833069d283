"""A layout is adapted on real documents, confirmed, and a file for real books is made by it: at a desk, on a phone."""

import json
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from apps.connectors.datasul.layouts import HUBAP1
from apps.core.layouts.spec import spec_of
from apps.hub.models import Batch
from tests.browser.conftest import DESK, PHONE, SignIn
from tests.browser.walking import picture
from tests.connectors.filed import FAIR, TRIP
from tests.hub.batches.test_layouts import Lay, lay

__all__ = ["lay"]

pytestmark = pytest.mark.browser


def fits(page: Page) -> None:
    picture(page)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_layout_is_adapted_confirmed_and_used(sign_in: SignIn, lay: Lay, width: int) -> None:
    page = sign_in("administrator", width=width)
    flow = lay(TRIP, FAIR, environment="production")
    page.goto("/admin/hub/layoutversion/")
    fits(page)
    page.get_by_role("link", name="HUBAP1", exact=True).first.click()
    expect(page.get_by_text("This layout rests on assumptions.")).to_be_visible()
    expect(page.get_by_text("9;2;6;10;1307,55")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="Adapt…").click()
    expect(page.get_by_role("button", name="Add a column")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="The layout as text").click()
    page.get_by_role("textbox", name="Layout").fill(json.dumps(spec_of(replace(HUBAP1, separator="|")), indent=1))
    page.get_by_label("What was changed").fill("Our program reads pipes")
    page.get_by_role("button", name="Show what it makes").click()
    expect(page.get_by_text("9|2|6|10|1307,55")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Save as a new version").click()
    page.get_by_role("button", name="Confirm for real books").click()
    expect(page.get_by_text("Version 1 is confirmed")).to_be_visible()
    fits(page)
    page.goto(f"/admin/hub/batch/prepare/{flow.pk}/?written_as={HUBAP1.slug}")
    page.get_by_role("button", name="Produce the file").click()
    expect(page.get_by_text("The file is made.")).to_be_visible()
    assert bytes(Batch.objects.get().payload.raw).endswith(b"9|2|6|10|1307,55\r\n")
