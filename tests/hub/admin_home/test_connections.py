"""Connections: health in words, secrets that stay inside, and credentials that are tried."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import get_application_model

from apps.connectors.bluefleet.models import Credentials as BlueFleetCredentials
from apps.connectors.omie.models import Credentials as OmieCredentials
from apps.hub.admin.connection_health import health_of
from apps.hub.models import AuditEntry, Connection, Flow, PendingError, Transfer
from tests.factories import ConnectionFactory, EventFactory, PendingErrorFactory, TransferFactory
from tests.hub.admin_home.conftest import Crossing
from tests.hub.conftest import APP_KEY, Bridge

LIST = "/admin/hub/connection/"


def page_of(row: Connection) -> str:
    return f"{LIST}{row.pk}/change/"


def omie_form(**changed: str) -> dict[str, str]:
    """What the browser sends for an Omie connection whose secrets were left empty."""
    form = {"name": "Books", "environment": "sandbox", "base_url": "", "app_key": "", "app_secret": ""} | changed
    secrets = {f"omie_credentials-0-{name}": form.pop(name) for name in ("app_key", "app_secret")}
    management = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "1", "MAX_NUM_FORMS": "1"}
    return form | secrets | {f"omie_credentials-{name}": value for name, value in management.items()}


def stored(row: Connection, form: dict[str, str]) -> dict[str, str]:
    """The same for credentials that exist already."""
    credentials = row.credentials
    assert credentials is not None
    own = {"id": str(credentials.pk), "connection": str(row.pk)}
    return form | {"omie_credentials-INITIAL_FORMS": "1"} | {f"omie_credentials-0-{k}": v for k, v in own.items()}


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_parts_of_accounts_are_a_column_only_where_an_account_has_any(admin_page: Client) -> None:
    one = ConnectionFactory.create(yokoy=True, name="Yokoy", account_id="AbcDeF1234", account_name="Serra Azul +2")
    assert "part of the account" not in admin_page.get(LIST).content.decode().lower()
    told = {"account_id": "AbcDeF1234", "account_name": "Serra Azul +2"}
    ConnectionFactory.create(
        yokoy=True, name="Yokoy ES", unit_id="wrOWz6e", unit_name="Serra Azul España · ES01", **told
    )
    Connection.objects.filter(pk=one.pk).update(unit_id="aB9jQoE3HE", unit_name="Serra Azul Portugal · PT01")
    page = admin_page.get(LIST).content.decode()
    assert "part of the account" in page.lower()
    assert "Serra Azul España · ES01" in page
    assert "Serra Azul Portugal · PT01" in page
    found = admin_page.get(f"{LIST}?q=España").content.decode()
    assert "Serra Azul España · ES01" in found
    assert "Serra Azul Portugal · PT01" not in found


def test_the_page_of_a_connection_names_the_part_by_the_vendors_word(admin_page: Client) -> None:
    row = ConnectionFactory.create(yokoy=True, account_id="AbcDeF1234", account_name="Serra Azul +2")
    assert "<dt>Legal entity</dt>" not in admin_page.get(page_of(row)).content.decode()
    Connection.objects.filter(pk=row.pk).update(unit_id="aB9jQoE3HE", unit_name="Serra Azul Portugal · PT01")
    page = admin_page.get(page_of(row)).content.decode()
    assert "<dt>Legal entity</dt>" in page
    assert "Serra Azul Portugal · PT01 (aB9jQoE3HE)" in page
    row.refresh_from_db()
    assert row.whose == "Serra Azul +2 · Serra Azul Portugal · PT01"


def test_an_address_inside_a_private_network_is_refused_in_words(admin_page: Client, crossing: Crossing) -> None:
    Connection.objects.filter(pk=crossing.target.pk).update(base_url="http://10.1.2.3/")
    answer = admin_page.post(f"{LIST}{crossing.target.pk}/test/", follow=True)
    assert any("lies inside a private network" in text for text in said(answer))


def test_an_unreachable_vendor_is_told_apart_from_wrong_keys(admin_page: Client, bridge: Bridge) -> None:
    bridge.sandbox.fault("omie", "500", call="ListarEmpresas", times=5)
    answer = admin_page.post(f"{LIST}{bridge.target.pk}/test/", follow=True)
    assert said(answer)
    assert not any("sign-in" in text for text in said(answer))


def test_signing_in_again_takes_the_queue_up_and_closes_the_cause(admin_page: Client, bridge: Bridge) -> None:
    Connection.objects.filter(pk=bridge.target.pk).update(state="paused", failures=3)
    PendingErrorFactory.create(source=None, target=bridge.target, asks="reconnect", vocabulary="", value="", label="")
    admin_page.post(f"{LIST}{bridge.target.pk}/test/")
    row = Connection.objects.get(pk=bridge.target.pk)
    assert (row.state, row.failures) == ("connected", 0)
    assert PendingError.objects.get().resolution == "reconnected"


def test_a_secret_that_is_left_empty_is_kept(admin_page: Client, bridge: Bridge) -> None:
    form = omie_form(name="Renamed", base_url=bridge.sandbox.omie_url, app_secret="0" * 32)
    admin_page.post(page_of(bridge.target), stored(bridge.target, form))
    kept = OmieCredentials.objects.get(connection=bridge.target)
    assert (kept.app_key, kept.app_secret) == (APP_KEY, "0" * 32)
    assert Connection.objects.get(pk=bridge.target.pk).name == "Renamed"


def test_renaming_does_not_call_the_vendor(admin_page: Client, crossing: Crossing) -> None:
    Connection.objects.filter(pk=crossing.target.pk).update(state="paused")
    admin_page.post(page_of(crossing.target), stored(crossing.target, omie_form(name="Other")))
    row = Connection.objects.get(pk=crossing.target.pk)
    assert (row.name, row.state) == ("Other", "paused")


def test_a_get_never_tries_the_credentials(admin_page: Client, crossing: Crossing) -> None:
    for page, row in (("test", crossing.target), ("secret", crossing.source)):
        answer = admin_page.get(f"{LIST}{row.pk}/{page}/", follow=True)
        assert "Nothing was changed: what you had filled in did not arrive." in answer.content.decode()
    assert not AuditEntry.objects.exists()


def test_whoever_may_only_look_cannot_try_nor_make_a_secret(finance_page: Client, crossing: Crossing) -> None:
    assert finance_page.get(page_of(crossing.target)).status_code == 200
    for page in ("test", "secret"):
        assert finance_page.post(f"{LIST}{crossing.target.pk}/{page}/").status_code == 403


def test_a_sender_is_told_the_full_address_of_each_hook(admin_page: Client, crossing: Crossing) -> None:
    page = admin_page.get(page_of(crossing.source)).content.decode()
    for path in ("debt-note", "financial-entry", "financial-invoice"):
        assert f"http://testserver/hooks/{crossing.source.public_id}/{path}" in page
    assert "X-Hub-Token" in page


def test_the_client_secret_of_a_sender_is_shown_once_and_opens_the_door(admin_page: Client, crossing: Crossing) -> None:
    BlueFleetCredentials.objects.update(mode="oauth", client_id="ponte-client")
    page = admin_page.get(page_of(crossing.source)).content.decode()
    assert "Make the client secret" in page
    shown = admin_page.post(f"{LIST}{crossing.source.pk}/secret/")
    secret = re.search(r'<code id="hm-secret">([^<]+)</code>', shown.content.decode())
    assert secret is not None
    assert "no-store" in shown.headers["Cache-Control"]
    asked = {"grant_type": "client_credentials", "client_id": "ponte-client", "client_secret": secret[1]}
    assert Client().post("/o/token/", asked).status_code == 200
    assert secret[1] not in admin_page.get(page_of(crossing.source)).content.decode()
    assert get_application_model().objects.get().client_secret != secret[1]


def test_a_new_client_secret_ends_the_old_one(admin_page: Client, crossing: Crossing) -> None:
    BlueFleetCredentials.objects.update(mode="oauth", client_id="ponte-client")
    secrets = []
    for _ in range(2):
        shown = admin_page.post(f"{LIST}{crossing.source.pk}/secret/").content.decode()
        secrets += re.findall(r'<code id="hm-secret">([^<]+)</code>', shown)
    asked = {"grant_type": "client_credentials", "client_id": "ponte-client", "client_secret": secrets[0]}
    assert Client().post("/o/token/", asked).status_code == 401


def test_delete_is_not_offered_where_documents_exist(admin_page: Client, crossing: Crossing) -> None:
    unused = ConnectionFactory.create()
    EventFactory.create(connection=(sender := ConnectionFactory.create(bluefleet=True)))
    for row, expected in ((crossing.target, 403), (sender, 403), (unused, 200)):
        assert admin_page.get(f"{LIST}{row.pk}/delete/").status_code == expected


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"state": "new"}, "Not connected yet"),
        ({"state": "paused", "state_code": "target.credentials_refused"}, "Sign in again"),
        ({"failures": 2}, "Unsteady"),
        ({"failures": 6, "breaker_until": timezone.now() + timedelta(days=36500)}, "Resting"),
        ({}, "In order"),
        ({"connector_slug": "gone"}, "Connector missing"),
    ],
)
def test_health_is_one_word(db: None, changed: dict[str, Any], word: str) -> None:
    assert health_of(ConnectionFactory.create(**changed)).word == word


def test_a_connection_whose_connector_is_gone_still_has_its_pages(admin_page: Client) -> None:
    row = ConnectionFactory.create(connector_slug="gone")
    assert "Connector missing" in admin_page.get(LIST).content.decode()
    assert admin_page.get(page_of(row)).status_code == 200


def test_a_connection_lists_its_last_transfers_and_nobody_elses(finance_page: Client, crossing: Crossing) -> None:
    crossing.book(7)
    TransferFactory.create(number="SOMEBODY-ELSES")
    for end in (crossing.source, crossing.target):
        text = finance_page.get(page_of(end)).content.decode()
        shown = re.findall(r'href="/admin/hub/transfer/(\d+)/change/"', text)
        newest = Transfer.objects.filter(flow=crossing.flow).order_by("-pk")[:5]
        assert shown == [str(row.pk) for row in newest]
        assert "SOMEBODY-ELSES" not in text


def test_changed_credentials_are_not_overwritten_from_a_page_opened_before(
    admin_page: Client, crossing: Crossing
) -> None:
    seen = re.search(r'name="seen" value="([^"]+)"', admin_page.get(page_of(crossing.source)).content.decode())
    assert seen
    BlueFleetCredentials.objects.update(header_name="X-Newer", updated_at=timezone.now() + timedelta(minutes=1))
    answer = admin_page.post(page_of(crossing.source), {"name": "Older", "environment": "sandbox", "seen": seen[1]})
    assert "This was saved meanwhile" in answer.content.decode()
    assert Connection.objects.get(pk=crossing.source.pk).name == "Fleet"


def test_signing_in_again_says_what_goes_on(admin_page: Client, bridge: Bridge) -> None:
    TransferFactory.create_batch(2, flow=Flow.objects.filter(target=bridge.target).first())
    Connection.objects.filter(pk=bridge.target.pk).update(state="paused")
    answer = admin_page.post(f"{LIST}{bridge.target.pk}/test/", follow=True).content.decode()
    assert "2 documents that waited for it go on." in answer
    assert Connection.objects.get(pk=bridge.target.pk).state == "connected"
