"""Signing in at the vendor's own page, as a step of the wizard and when a connection is connected again."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from pytest_django import Settings

from apps.core.account import Identity
from apps.core.auth import Consent
from apps.core.connector import registry
from apps.hub.models import Connection
from tests.hub.engine.oauth_vendor import CLIENT, Vendor, connector, serving
from tests.hub.onboarding.conftest import Walker


@pytest.fixture
def vendor(settings: Settings, monkeypatch: pytest.MonkeyPatch, walker: Walker) -> Iterator[Vendor]:
    """A vendor with a sign-in page, under the slug of one that is installed; its client has no secret of its own."""
    with serving() as started:
        settings.PRIVATE_ORIGINS = [*settings.PRIVATE_ORIGINS, started.url.removeprefix("http://")]
        declared = connector(consent=Consent(url="authorise"))
        oauth = replace(declared.oauth, client_secret="app_key", refresh_token="app_secret")
        known = replace(declared, oauth=oauth, check=lambda client: Identity(account_id="77", name="Seven Ltda"))
        monkeypatch.setitem(registry._connectors, "omie", known)
        started.secret = CLIENT
        yield started


def left(walker: Walker) -> dict[str, str]:
    """Press the button, and give what the vendor's page is told."""
    page = walker.client.post(walker.address, {"leave": "1"}).content.decode()
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    assert found
    return dict(parse_qsl(urlsplit(html.unescape(found[1])).query))


def at_the_button(walker: Walker, vendor: Vendor) -> Walker:
    """Go to the step in which a person signs in."""
    walker.name_omie(base_url=vendor.url)
    assert 'name="app_secret"' not in walker.page.content.decode()
    return walker.post(app_key=CLIENT)


def test_a_person_signs_in_and_goes_on_where_they_left(vendor: Vendor, at_omie: Walker) -> None:
    at_the_button(at_omie, vendor)
    told = left(at_omie)
    at_omie.follow(at_omie.client.get("/oauth/callback/", {"state": told["state"], "code": vendor.consent(told)}))
    assert at_omie.step == "target-sign-in"
    assert "Signed in at" in at_omie.text
    at_omie.post(go_on="1").post(accept="1").post()
    row = Connection.objects.get(name="Books")
    assert (row.state, row.account_name) == ("connected", "Seven Ltda")
    assert "refresh-token-1" not in at_omie.go("target-credentials").page.content.decode()


def test_whoever_says_no_is_back_at_the_button(vendor: Vendor, at_omie: Walker) -> None:
    at_the_button(at_omie, vendor)
    told = left(at_omie)
    at_omie.follow(at_omie.client.get("/oauth/callback/", {"state": told["state"], "error": "access_denied"}))
    assert at_omie.step == "target-sign-in"
    assert "Access was not allowed at the sign-in page" in at_omie.text
    assert Connection.objects.get(name="Books").state == "new"


def test_another_account_pauses_the_connection_so_that_nothing_is_booked_there(vendor: Vendor, at_omie: Walker) -> None:
    test_a_person_signs_in_and_goes_on_where_they_left(vendor, at_omie)
    row = Connection.objects.get(name="Books")
    Connection.objects.filter(pk=row.pk).update(account_id="another", account_name="Another Ltda")
    page = at_omie.client.post(f"/admin/apps/reconnect/{row.pk}/", {}).content.decode()
    assert "This opens another account: Seven Ltda instead of Another Ltda." in page
    row.refresh_from_db()
    assert (row.state, row.state_code) == ("paused", "auth.other_account")
