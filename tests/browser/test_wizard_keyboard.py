"""The wizard without a mouse, and for somebody who hears it instead of seeing it."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.hub.models import Onboarding
from tests.browser.conftest import SignIn
from tests.hub.conftest import APP_KEY, APP_SECRET

pytestmark = pytest.mark.browser

#: What a screen reader would have no name for, ids that are there twice, and headings that skip a level.
UNNAMED = """() => {
  const found = [];
  const named = one => one.labels?.length || one.getAttribute("aria-label") || one.textContent.trim();
  for (const one of document.querySelectorAll("main :is(input:not([type=hidden]), select, textarea, button)"))
    if (!named(one)) found.push(one.outerHTML);
  const ids = [...document.querySelectorAll("main [id]")].map(one => one.id);
  found.push(...ids.filter((id, place) => ids.indexOf(id) !== place));
  const levels = [...document.querySelectorAll("main :is(h1, h2, h3)")].map(one => Number(one.tagName[1]));
  const skips = levels.some((level, place) => place && level > levels[place - 1] + 1);
  if (skips || levels.filter(level => level === 1).length !== 1) found.push(`headings ${levels}`);
  return found;
}"""


def heard(page: Page) -> list[str]:
    """Give what somebody who hears the page would stumble over."""
    found: list[str] = page.evaluate(UNNAMED)
    return found


def tab_to(page: Page, name: str, *, most: int = 60) -> None:
    """Press Tab until what has the focus is called so."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if name in focused(page):
            return
    raise AssertionError(f"{name!r} is not reached with the keyboard")


def choose(page: Page, name: str) -> None:
    """Go into a group of choices and on with the arrows; what they reach is ticked, and opens the next question."""
    tab_to(page, "to Omie, from")
    page.keyboard.press("Space")
    while name not in focused(page):
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.checked")
    tab_to(page, "Blue Fleet", most=1)
    page.keyboard.press("Space")
    assert heard(page) == []


def focused(page: Page) -> str:
    """Give what the element with the focus is called."""
    told: str = page.evaluate(
        "() => { const one = document.activeElement;"
        " return one.labels?.[0]?.textContent || one.textContent || one.getAttribute('aria-label') || ''; }"
    )
    return " ".join(told.split())


def enter(page: Page) -> None:
    """Press Enter and wait for the page that follows."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert heard(page) == []


def test_a_system_is_connected_with_the_keyboard_alone(sign_in: SignIn) -> None:
    page = sign_in("administrator")
    page.goto("/admin/apps/")
    assert heard(page) == []
    tab_to(page, "Connect Omie")
    enter(page)
    choose(page, "Financial entries")
    enter(page)
    expect(page.locator("#headline")).to_contain_text("Name and environment of Omie")
    tab_to(page, "Name")
    enter(page)
    tab_to(page, "App Key")
    page.keyboard.type(APP_KEY)
    enter(page)
    expect(page.locator("#complaints")).to_be_focused()
    expect(page.get_by_text("Type it in again: a secret is never sent back to a page.")).to_be_visible()
    tab_to(page, "App Key")
    page.keyboard.type(APP_KEY)
    tab_to(page, "App Secret")
    page.keyboard.type(APP_SECRET)
    enter(page)
    expect(page.locator("#headline")).to_contain_text(re.compile("Terms for Omie"))
    tab_to(page, "I have read this")
    page.keyboard.press("Space")
    enter(page)
    expect(page.locator("#headline")).to_contain_text("Test the connection")
    assert Onboarding.objects.get().place == "target-test"


def test_a_vendors_section_of_the_menu_opens_with_the_keyboard(sign_in: SignIn) -> None:
    page = sign_in("administrator")
    page.goto("/admin/apps/")
    section = page.get_by_role("button", name="Omie", exact=False).filter(has_text="chevron_right")
    expect(section).to_have_attribute("aria-expanded", "false")
    section.focus()
    page.keyboard.press("Enter")
    expect(section).to_have_attribute("aria-expanded", "true")
    tab_to(page, "Credentials")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/admin/omie/credentials/$"))
