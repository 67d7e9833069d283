"""Signing in at a vendor's own page, with a vendor whose codes count once and that checks the challenge."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from apps.core.auth import Consent
from apps.core.connector import registry
from apps.hub import callback
from apps.hub.models import Connection, SignIn, Token
from tests.factories import ConnectionFactory, OmieCredentialsFactory
from tests.hub.engine.oauth_vendor import CLIENT, SECRET, Vendor, book, connector, serving

pytestmark = pytest.mark.django_db
BACK = "/admin/hub/connection/"


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with serving() as started:
        yield started


@pytest.fixture
def connection(vendor: Vendor, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Connection:
    settings.PRIVATE_ORIGINS = [vendor.url.removeprefix("http://")]
    consent = Consent(url="authorise?tenant=7", scopes=("openid", "books"), extra={"prompt": "login"})
    monkeypatch.setitem(registry._connectors, "omie", connector(consent=consent))
    row = ConnectionFactory.create(base_url=vendor.url)
    OmieCredentialsFactory.create(connection=row, app_key=CLIENT, app_secret=SECRET)
    return Connection.objects.get(pk=row.pk)


def leave(client: Client, connection: Connection, *, back: str = BACK) -> dict[str, str]:
    """Leave for the vendor with a browser, and give what the address of its page tells."""
    request = RequestFactory().get("/", headers={"host": "testserver"})
    request.session = client.session
    page = urlsplit(callback.leave_for(request, connection, back=back).url)
    request.session.save()
    client.cookies["sessionid"] = str(request.session.session_key)
    assert f"{page.scheme}://{page.netloc}{page.path}" == f"{connection.base_url}/authorise"
    return dict(parse_qsl(page.query))


def come_back(client: Client, **told: str) -> tuple[Any, str]:
    """Come back from the vendor; give the answer and what the next page says."""
    answer = client.get("/oauth/callback/", told)
    request: HttpRequest = answer.wsgi_request
    return answer, " ".join(map(str, get_messages(request)))


def test_a_consent_opens_the_vendor_for_all_workers(client: Client, connection: Connection, vendor: Vendor) -> None:
    told = leave(client, connection)
    answer, words = come_back(client, state=told["state"], code=vendor.consent(told))
    assert (answer.url, answer["Referrer-Policy"]) == (BACK, "no-referrer")
    assert words == "Signed in at Omie."
    row = Token.objects.get(connection=connection)
    assert (row.access, row.refresh, row.generation) == ("access-token-1", "refresh-token-1", 1)
    # This vendor's credentials have one field for both: what is stored there is the consent.
    assert Connection.objects.get().secrets()["app_secret"] == "refresh-token-1"
    book(Connection.objects.get(), "a")
    assert (vendor.asked, vendor.booked) == (1, ["a"])


def test_the_vendors_page_is_told_what_it_needs_and_no_secret(client: Client, connection: Connection) -> None:
    told = leave(client, connection)
    assert {name: told[name] for name in ("response_type", "client_id", "scope", "prompt", "tenant")} == {
        "response_type": "code",
        "client_id": CLIENT,
        "scope": "openid books",
        "prompt": "login",
        "tenant": "7",
    }
    assert told["redirect_uri"] == "http://testserver/oauth/callback/"
    assert told["code_challenge_method"] == "S256"
    visit = SignIn.objects.get()
    assert len(told["state"]) >= 40
    assert not {told["state"], visit.verifier} & {visit.state, visit.browser, told["code_challenge"]}
    assert visit.verifier not in str(client.session.items())


def test_a_state_counts_once(client: Client, connection: Connection, vendor: Vendor) -> None:
    told = leave(client, connection)
    state, code = told["state"], vendor.consent(told)
    come_back(client, state=state, code=code)
    _answer, words = come_back(client, state=state, code=code)
    assert "has been used already" in words
    assert (vendor.asked, Token.objects.get().generation) == (1, 1)


def test_a_code_that_the_vendor_does_not_know_is_refused(
    client: Client, connection: Connection, vendor: Vendor
) -> None:
    told = leave(client, connection)
    vendor.consent(told)
    _answer, words = come_back(client, state=told["state"], code="another-code")
    assert "The vendor no longer knows this sign-in" in words
    assert not Token.objects.exists()


def test_a_forged_state_leads_home_and_asks_nobody(client: Client, connection: Connection, vendor: Vendor) -> None:
    answer, words = come_back(client, state="forged", code="the-code")
    assert (answer.url, vendor.asked) == ("/admin/", 0)
    assert "did not begin here" in words


@pytest.mark.parametrize("told", [{}, {"state": ""}, {"state": "\0", "code": "\0"}, {"state": "x" * 9000}])
def test_nonsense_is_answered_in_words(client: Client, db: None, told: dict[str, str]) -> None:
    assert "did not begin here" in come_back(client, **told)[1]


def test_another_browser_cannot_finish_a_visit(client: Client, connection: Connection, vendor: Vendor) -> None:
    told = leave(client, connection)
    _answer, words = come_back(Client(), state=told["state"], code=vendor.consent(told))
    assert "another browser" in words
    assert vendor.asked == 0
    assert come_back(client, state=told["state"], code="the-code")[1] == "Signed in at Omie."


def test_a_visit_ends_after_ten_minutes(client: Client, connection: Connection, vendor: Vendor) -> None:
    told = leave(client, connection)
    SignIn.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    _answer, words = come_back(client, state=told["state"], code=vendor.consent(told))
    assert ("ten minutes" in words, vendor.asked) == (True, 0)


@pytest.mark.parametrize(
    ("error", "words"),
    [("access_denied", "was not allowed"), ("invalid_scope", "sent an error back"), ("", "an error")],
)
def test_a_person_or_a_vendor_may_say_no(client: Client, connection: Connection, error: str, words: str) -> None:
    told = leave(client, connection)
    assert words in come_back(client, state=told["state"], error=error)[1]
    assert not Token.objects.exists()


def test_access_for_a_moment_only_is_no_connection(client: Client, connection: Connection, vendor: Vendor) -> None:
    vendor.lasting = False
    told = leave(client, connection)
    assert "for a moment only" in come_back(client, state=told["state"], code=vendor.consent(told))[1]
    assert not Token.objects.exists()


def test_a_vendor_that_is_not_well_asks_to_begin_again(client: Client, connection: Connection, vendor: Vendor) -> None:
    vendor.said = 503
    told = leave(client, connection)
    assert "does not work right now" in come_back(client, state=told["state"], code=vendor.consent(told))[1]
    assert not Token.objects.exists()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_nobody_is_sent_elsewhere_afterwards(client: Client, connection: Connection, vendor: Vendor, back: str) -> None:
    told = leave(client, connection, back=back)
    answer, _words = come_back(client, state=told["state"], code=vendor.consent(told))
    assert answer.url == "/admin/"


def test_old_visits_are_forgotten(client: Client, connection: Connection) -> None:
    leave(client, connection)
    SignIn.objects.update(expires_at=timezone.now() - timedelta(days=2))
    leave(client, connection)
    assert SignIn.objects.count() == 1
