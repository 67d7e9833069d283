"""Signing in again: only the secret is asked for, another account is refused, and the queue goes on."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from apps.connectors.omie.models import Credentials as OmieCredentials
from apps.connectors.yokoy.models import Credentials as YokoyCredentials
from apps.core.errors import NotAuthorized
from apps.hub.engine.access import health
from apps.hub.models import Connection, PendingError
from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import CLIENT_ID
from tests.factories import PendingErrorFactory, TransferFactory, UserFactory
from tests.hub.admin_home.conftest import admin_page, administrator
from tests.hub.conftest import APP_KEY, APP_SECRET, Bridge, accountant, bridge
from tests.hub.onboarding.begun import switched_on

__all__ = ["accountant", "admin_page", "administrator", "bridge"]


@pytest.fixture
def paused(bridge: Bridge, admin_page: Client) -> Bridge:
    """A connection whose secret was changed at the vendor, with a document that waits for it."""
    admin_page.post(address(bridge.target), {"app_key": "", "app_secret": ""})
    Connection.objects.filter(pk=bridge.target.pk).update(state="paused", state_code="target.credentials_refused")
    OmieCredentials.objects.update(app_secret="0" * 32)
    PendingErrorFactory.create(source=None, target=bridge.target, asks="reconnect", vocabulary="", value="", label="")
    TransferFactory.create(flow=bridge.target.flows_in.first(), target=bridge.target)
    bridge.target.refresh_from_db()
    return bridge


def address(row: Connection) -> str:
    return f"/admin/apps/reconnect/{row.pk}/"


def test_the_catalogue_leads_from_a_paused_app_to_its_secret_alone(paused: Bridge, admin_page: Client) -> None:
    assert address(paused.target) in admin_page.get("/admin/apps/").content.decode()
    page = admin_page.get(address(paused.target)).content.decode()
    assert "1 document waits for it" in page
    assert set(re.findall(r'name="(\w+)"', page)) & {"app_key", "app_secret", "name", "environment"} == {
        "app_key",
        "app_secret",
    }


def test_the_right_secret_takes_the_queue_up(paused: Bridge, admin_page: Client) -> None:
    answer = admin_page.post(address(paused.target), {"app_key": "", "app_secret": APP_SECRET}, follow=True)
    assert "1 document that waited for it goes on." in answer.content.decode()
    assert Connection.objects.get(pk=paused.target.pk).state == "connected"
    assert PendingError.objects.get().resolution == "reconnected"
    assert OmieCredentials.objects.get().app_secret == APP_SECRET


def test_a_wrong_secret_is_told_beside_its_field_and_not_kept(paused: Bridge, admin_page: Client) -> None:
    page = admin_page.post(address(paused.target), {"app_key": "", "app_secret": "1" * 32}).content.decode()
    assert 'id="id_app_secret_trouble"' in page
    assert "1" * 32 not in page
    assert OmieCredentials.objects.get().app_secret == "0" * 32
    assert Connection.objects.get(pk=paused.target.pk).state == "paused"


def test_another_account_is_refused_and_nothing_is_changed(paused: Bridge, admin_page: Client) -> None:
    Connection.objects.filter(pk=paused.target.pk).update(account_id="another", account_name="Another Ltda")
    form = {"app_key": APP_KEY, "app_secret": APP_SECRET}
    page = admin_page.post(address(paused.target), form).content.decode()
    assert "This opens another account" in page
    assert "instead of Another Ltda. Nothing was changed." in page
    assert OmieCredentials.objects.get().app_secret == "0" * 32
    assert Connection.objects.get(pk=paused.target.pk).state == "paused"


def test_whoever_may_not_change_connections_cannot_reconnect(paused: Bridge, client: Client) -> None:
    client.logout()
    client.force_login(UserFactory.create(role="finance"))
    assert client.get(address(paused.target)).status_code == 403


@pytest.fixture
def yokoy(admin_page: Client, sandbox: Sandbox) -> Connection:
    """Yokoy, connected and then paused, since its pair of keys was revoked."""
    row = switched_on(sandbox).target
    sandbox.yokoy.do({"revoke": 1})
    health.pause(row, NotAuthorized("auth.refused"))
    return row


def test_a_pair_of_keys_that_is_made_anew_is_typed_in_whole(
    yokoy: Connection, sandbox: Sandbox, admin_page: Client
) -> None:
    sandbox.yokoy.do({"issue": "second", "secret": "s" * 40})
    page = admin_page.get(address(yokoy)).content.decode()
    assert f'value="{CLIENT_ID}"' in page
    assert "organisation_id" not in page
    admin_page.post(address(yokoy), {"client_id": "second", "client_secret": "s" * 40})
    assert Connection.objects.get(pk=yokoy.pk).state == "connected"
    assert YokoyCredentials.objects.get().client_id == "second"


def test_a_complaint_about_what_is_not_on_the_page_points_nowhere(
    yokoy: Connection, sandbox: Sandbox, settings: Settings, admin_page: Client
) -> None:
    settings.PRIVATE_ORIGINS = []
    page = admin_page.post(address(yokoy), {"client_id": "second", "client_secret": "s" * 40}).content.decode()
    assert "The address of Yokoy lies inside a private network" in page
    assert "#id_base_url" not in page
    assert YokoyCredentials.objects.get().client_id == CLIENT_ID


def test_a_wrong_key_is_tried_anew_at_once(yokoy: Connection, sandbox: Sandbox, admin_page: Client) -> None:
    for _again in range(2):
        page = admin_page.post(address(yokoy), {"client_id": "second", "client_secret": "s" * 40}).content.decode()
        assert "Yokoy does not accept these credentials" in page
    assert [call["call"] for call in sandbox.calls("yokoy")].count("token") == 2
