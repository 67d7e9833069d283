"""Walking through the wizard in a browser: shared by the whole way and by each failure on it."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import admit
from tests.browser.test_portuguese import ICONS, english_in, english_of, squeezed
from tests.factories import UserFactory

#: Where pictures of every step are put, by `make screenshots`.
PICTURES = os.environ.get("SCREENSHOTS")
ANSWER = re.compile("A resposta foi: .*")
LANGUAGES = ("en-GB", "pt-PT")
#: What a person reads, in English and in Portuguese of Portugal.
Words = tuple[str, str]
CORRECT = {
    "credentials": ("Correct the credentials", "Corrigir as credenciais"),
    "name": ("Correct the address or the environment", "Corrigir o endereço ou o ambiente"),
}


@contextmanager
def somebody(place: BrowserContext, url: str) -> Iterator[Page]:
    """A page of an administrator who has signed in."""
    admit(place, UserFactory.create(role="administrator"), url)
    page = place.new_page()
    yield page
    page.close()


def reads_on_in(page: Page, language: str) -> None:
    """Have the person look at the same page again in another language, and go on in that one."""
    page.set_extra_http_headers({"Accept-Language": language})
    page.goto(page.url.partition("#")[0])


def in_their_language(page: Page, words: Words) -> str:
    """Give the words that the person in front of the page reads."""
    return words[0] if page.locator("html").get_attribute("lang") == "en" else words[1]


def reads(page: Page, words: Words) -> None:
    """See that the page says something where it is read, and nothing in the wrong language."""
    expect(page.get_by_text(in_their_language(page, words)).first).to_be_visible()
    nothing_untranslated(page)


def nothing_untranslated(page: Page) -> None:
    """See that whoever reads Portuguese reads no English but what a vendor answered."""
    if page.locator("html").get_attribute("lang") != "en":
        page.locator(ICONS).evaluate_all("icons => icons.forEach(icon => icon.remove())")
        assert english_in(ANSWER.sub("", page.locator("body").inner_text())) == []


def fits(page: Page) -> None:
    """See that nothing is wider than the screen, as soon as the page is there, nor read one letter under the other."""
    page.wait_for_function("document.documentElement?.scrollWidth <= document.documentElement?.clientWidth")
    assert squeezed(page) == []


def looks_right(page: Page) -> None:
    """See that nothing is wider than the screen, and nothing in English."""
    fits(page)
    assert english_of(page) == []


def picture(page: Page) -> None:
    """Take a picture of a step, where somebody wants them."""
    if PICTURES and page.viewport_size:
        place = Path(PICTURES) / f"{page.locator('html').get_attribute('lang')}-{page.viewport_size['width']}"
        number = len(list(place.glob("*.png"))) + 1
        words = [word for word in urlsplit(page.url).path.split("/") if word and not any(map(str.isdigit, word))]
        page.screenshot(path=place / f"{number:03d}-{'-'.join(words[-2:])}.png", full_page=True)


def press(page: Page, step: str) -> None:
    """Press the one button that leads on, and wait for the step that follows; nothing is in the wrong language."""
    picture(page)
    nothing_untranslated(page)
    go(page, page.locator("form button.p-primary:visible").first, step)


def moves(page: Page, what: str, system: str) -> None:
    """Answer the two questions of the first step: what is moved and with which system; the second opens by itself."""
    expect(page.get_by_role("group", name=re.compile("which system|que sistema|qual sistema"))).to_have_count(0)
    page.get_by_role("radio", name=what).first.check()
    page.get_by_role("radio", name=system).and_(page.locator("[name^='system:']")).first.check()


def go(page: Page, button: Locator, step: str) -> None:
    """Press a button or follow a link to a step."""
    with page.expect_navigation():
        button.click()
    expect(page).to_have_url(at(step))


def at(step: str) -> re.Pattern[str]:
    """Give the end of a step's address."""
    return re.compile(rf"/{step}/(\?.*)?(#.*)?$")


def told(page: Page, words: Words) -> None:
    """See that the summary has the focus and says what is wrong."""
    expect(page.locator("#complaints")).to_be_focused()
    picture(page)
    expect(page.locator("#complaints")).to_contain_text(in_their_language(page, words))


def corrects(page: Page, kind: str, step: str) -> Page:
    """Follow the link to the step that holds what is to be corrected."""
    go(page, page.get_by_role("link", name=in_their_language(page, CORRECT[kind]), exact=True), step)
    return page


def beside(page: Page, field: str, words: Words) -> None:
    """See that what is wrong stands beside one field, and beside no other."""
    expect(page.locator("[id$=_trouble]")).to_have_count(1)
    expect(page.locator(f"#{field}_trouble")).to_contain_text(in_their_language(page, words))
    expect(page.locator(f"#{field}")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{field}")).to_have_attribute("aria-describedby", re.compile(rf"\b{field}_trouble\b"))
