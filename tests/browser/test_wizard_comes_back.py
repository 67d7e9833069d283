"""A session that ends in the middle, and a colleague's link that no longer works."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.connectors.yokoy.models import Credentials
from apps.hub.models import End, Invitation, Onboarding
from apps.hub.onboarding import invitations
from apps.sandbox.server import Sandbox
from tests.browser.conftest import PHONE, Desk
from tests.browser.walking import LANGUAGES, go, press, reads, reads_on_in, somebody
from tests.factories import PASSWORD, UserFactory
from tests.hub.onboarding.begun import YOKOY, Begun

pytestmark = pytest.mark.browser

LOST = (
    "Nothing was changed: what you had filled in did not arrive.",
    "Nada foi alterado: o que preencheu não chegou.",
)
CLOSED = ("This link no longer works", "Esta hiperligação já não funciona")
NEXT = ("Ask your colleague for another one.", "Peça outra ao seu colega.")


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest, desk: Desk, live_server: LiveServer, transactional_db: None) -> Iterator[Page]:
    with somebody(desk(request.param), live_server.url) as found:
        yield found


def sign_in_again(page: Page, step: str) -> None:
    """Sign in on the page that has come instead, and be back at the step."""
    expect(page).to_have_url(re.compile("/admin/login/"))
    page.locator("#id_username").fill(User.objects.get().username)
    page.locator("#id_password").fill(PASSWORD)
    go(page, page.locator("#login-form button[type=submit]"), step)


def test_whoever_is_signed_out_in_the_middle_is_told_and_back_at_the_step(page: Page, sandbox: Sandbox) -> None:
    setup = Begun(sandbox, "target-credentials")
    page.goto(setup.address())
    fill(page)
    Session.objects.all().delete()
    with page.expect_navigation():
        page.locator("form button.p-primary:visible").first.click()
    reads(page, LOST)
    sign_in_again(page, "target-credentials")
    assert not Credentials.objects.exists()
    assert page.locator("#id_client_secret").input_value() == ""
    fill(page)
    press(page, "target-terms")
    assert Credentials.objects.get().client_secret == YOKOY["client_secret"]


def fill(page: Page) -> None:
    for name, value in YOKOY.items():
        page.locator(f"#id_{name}").fill(value)


def used(row: Invitation) -> None:
    invitations.use_up(row)


def over(row: Invitation) -> None:
    Invitation.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def replaced(row: Invitation) -> None:
    invitations.invite(row.end, UserFactory.create())


def given_up(row: Invitation) -> None:
    Onboarding.objects.update(given_up_at=timezone.now())


def forged(row: Invitation) -> None:
    Invitation.objects.filter(pk=row.pk).update(digest="0" * 64)


@pytest.mark.parametrize("end", [used, over, replaced, given_up, forged])
def test_a_link_that_is_over_shows_one_kind_page(
    desk: Desk, sandbox: Sandbox, transactional_db: None, end: Callable[[Invitation], None]
) -> None:
    Begun(sandbox, "target-credentials")
    row, key = invitations.invite(End.objects.get(side="target"), UserFactory.create(username="bia"))
    colleague = desk("en-GB", PHONE).new_page()
    colleague.goto(f"/invited/{key}/")
    expect(colleague.locator("#id_client_secret")).to_be_visible()
    fill(colleague)
    end(row)
    with colleague.expect_navigation():
        colleague.get_by_role("button").click()
    for language in LANGUAGES:
        reads_on_in(colleague, language)
        reads(colleague, CLOSED)
        reads(colleague, NEXT)
    expect(colleague.get_by_role("textbox")).to_have_count(0)
    assert not Credentials.objects.exists()
    colleague.close()
