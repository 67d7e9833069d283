"""People who are signed in in a real browser, and the pages of a server in this process."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.hub.models import PendingError
from apps.hub.running.surroundings import any_port
from tests.factories import (
    BlockerFactory,
    BlueFleetCredentialsFactory,
    ConnectionFactory,
    FlowFactory,
    OmieCredentialsFactory,
    PendingErrorFactory,
    RunFactory,
    TransferFactory,
    UserFactory,
)
from tests.hub.running.copied import copy_of_the_repository
from tests.hub.running.test_up import RUNNING, Hub, hub

PHONE, DESK = 390, 1280

SignIn = Callable[..., Page]
Desk = Callable[..., BrowserContext]


@pytest.fixture
def sign_in(browser: Browser, live_server: LiveServer, transactional_db: None) -> SignIn:
    """Open a browser of somebody's own; each call is another person at another desk."""

    def signed_in(role: str = "finance", *, width: int = DESK) -> Page:
        place = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 800})
        admit(place, UserFactory.create(role=role), live_server.url)
        return place.new_page()

    return signed_in


@pytest.fixture(scope="session")
def desk(browser: Browser, live_server: LiveServer, django_db_setup: None) -> Iterator[Desk]:
    """Open a browser in a language; it keeps what it has loaded for the next test, and forgets who was there.

    It is closed before the database goes: each of its lines to the server keeps a connection there.
    """
    open_ones: dict[tuple[str, int], BrowserContext] = {}

    def at(language: str, width: int = DESK) -> BrowserContext:
        size: ViewportSize = {"width": width, "height": 900}
        if (language, width) not in open_ones:
            open_ones[language, width] = browser.new_context(base_url=live_server.url, locale=language, viewport=size)
        place = open_ones[language, width]
        place.clear_cookies()
        return place

    yield at
    for place in open_ones.values():
        place.close()


def admit(place: BrowserContext, person: User, url: str) -> None:
    """Give a browser the session of somebody who has signed in."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    place.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


@pytest.fixture
def cause(transactional_db: None) -> PendingError:
    """A value without a counterpart behind which three documents wait, and others that were booked."""
    source = ConnectionFactory.create(bluefleet=True, name="Fleet")
    target = ConnectionFactory.create(name="Books")
    BlueFleetCredentialsFactory.create(connection=source)
    OmieCredentialsFactory.create(connection=target)
    flow = FlowFactory.create(name="Debit notes", source=source, target=target)
    RunFactory.create(flow=flow)
    found: PendingError = PendingErrorFactory.create(source=source, target=target, value="204", label="Filial Campinas")
    BlockerFactory.create_batch(3, pending_error=found, transfer__flow=flow, transfer__state="waiting")
    TransferFactory.create_batch(3, flow=flow, delivered=True, party="Uma Empresa De Nome Muito Comprido " * 5)
    return found


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """Start a hub with its demo as a newcomer starts it, for all tests of one file."""
    with hub(copy_of_the_repository(tmp_path_factory.mktemp("clone")), any_port()) as started:
        started.wait_for(RUNNING)
        yield started
        started.stop()
