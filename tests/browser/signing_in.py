"""The way past the first page."""

from playwright.sync_api import Page

from tests.hub.running.test_up import Hub


def sign_in(page: Page, running: Hub) -> None:
    known = running.known()
    page.goto(known["url"])
    page.fill("#id_username", known["user"])
    page.fill("#id_password", known["password"])
    with page.expect_navigation():
        page.click("#login-form button[type=submit]")
