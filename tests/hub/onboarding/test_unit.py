"""The part of the account: searched for, confirmed, and written down together with the account."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from apps.connectors.omie.connector import OMIE
from apps.core.account import Option, Unit
from apps.core.auth import Consent, Grant, OAuth
from apps.core.connector import Connector, registry
from apps.core.errors import Temporary
from apps.hub.models import Connection, OptionList
from apps.hub.onboarding.words import trouble_at
from tests.hub.conftest import APP_KEY
from tests.hub.onboarding.conftest import KEYS, Walker


def declared(connector: Connector) -> Iterator[None]:
    """Have another declaration under the connector's slug for as long as a test runs."""
    registry._connectors[connector.slug] = connector
    yield
    registry._connectors[OMIE.slug] = OMIE


def unit(options: Any) -> Unit:
    return Unit(name="Legal entity", help="See the top right corner.", options=options)


@pytest.fixture
def many() -> Iterator[None]:
    rows = [Option(value=f"e-{number}", label=f"Entity {number} Ltda") for number in range(3000)]
    yield from declared(replace(OMIE, unit=unit(lambda client: rows)))


@pytest.fixture
def none_at_all() -> Iterator[None]:
    yield from declared(replace(OMIE, unit=unit(lambda client: [])))


@pytest.fixture
def away() -> Iterator[None]:
    def fails(client: Any) -> list[Option]:
        raise Temporary("target.busy", answer="later")

    yield from declared(replace(OMIE, unit=unit(fails)))


@pytest.fixture
def consenting() -> Iterator[None]:
    consent = Consent(url="authorize")
    oauth = OAuth(url="token", grant=Grant.REFRESH_TOKEN, consent=consent, refresh_token="app_secret")
    yield from declared(replace(OMIE, oauth=oauth))


def test_the_step_is_called_by_the_vendors_word(many: None, at_omie: Walker) -> None:
    tried(at_omie)
    assert at_omie.step == "target-unit"
    assert re.search(r"Step \d+ of \d+: Legal entity at Omie", at_omie.text)
    assert '<span aria-current="step">Legal entity at Omie</span>' in at_omie.page.content.decode()
    portuguese = at_omie.client.get(at_omie.address, headers={"accept-language": "pt-pt"}).content.decode()
    assert '<span aria-current="step">Entidade jurídica em Omie</span>' in portuguese


def tried(walker: Walker) -> Walker:
    """Go through everything up to the part of the account."""
    return walker.name_omie().post(**KEYS).post(accept="1").post()


@pytest.mark.usefixtures("many")
def test_one_of_three_thousand_is_searched_for_and_confirmed(at_omie: Walker) -> None:
    tried(at_omie)
    assert at_omie.step == "target-unit"
    assert "The first 100 of 3000." in at_omie.text
    row = Connection.objects.get(name="Books")
    assert (row.state, row.account_id, row.unit_id) == ("new", "", "")
    at_omie.page = at_omie.client.get(at_omie.address, {"q": "2987"})
    assert "Entity 2987 Ltda" in at_omie.text
    at_omie.post(unit="e-2987")
    assert "Confirm that it is the right one." in at_omie.text
    at_omie.post(unit="e-2987", confirm="1")
    row.refresh_from_db()
    assert (row.state, row.unit_id, row.unit_name) == ("connected", "e-2987", "Entity 2987 Ltda")
    assert row.account_id
    assert at_omie.step == "settings"


@pytest.mark.usefixtures("many")
def test_what_is_not_in_the_list_is_refused(at_omie: Walker) -> None:
    tried(at_omie).post(unit="e-9999", confirm="1")
    assert "Choose one from the list." in at_omie.text
    assert Connection.objects.get(name="Books").state == "new"


@pytest.mark.usefixtures("many")
def test_another_part_of_the_same_account_may_be_connected_and_the_same_one_may_not(
    walker: Walker, fleet: Connection
) -> None:
    route = f"target:invoice:bluefleet:{fleet.pk}"
    tried(walker.connect("omie").choose(route)).post(unit="e-1", confirm="1")
    walker.connect("omie").choose(route).name_omie("Second").post(**KEYS).post(accept="1").post()
    walker.post(unit="e-1", confirm="1")
    assert "This account is connected already" in walker.text
    walker.post(unit="e-2", confirm="1")
    assert sorted(Connection.objects.exclude(unit_id="").values_list("unit_id", flat=True)) == ["e-1", "e-2"]


@pytest.mark.usefixtures("none_at_all")
def test_an_account_without_parts_says_what_to_do(at_omie: Walker) -> None:
    tried(at_omie)
    assert "The account has none, or these credentials may see none." in at_omie.text


@pytest.mark.usefixtures("away")
def test_a_list_that_does_not_come_is_told(at_omie: Walker) -> None:
    tried(at_omie)
    assert "Omie is busy" in at_omie.text
    assert "Try again in a moment." in at_omie.text


@pytest.mark.usefixtures("consenting")
def test_where_a_person_signs_in_at_the_vendor_that_comes_before_the_test(at_omie: Walker) -> None:
    at_omie.name_omie()
    assert 'name="app_secret"' not in at_omie.page.content.decode()
    at_omie.post(app_key=APP_KEY)
    assert at_omie.step == "target-sign-in"
    assert "Ponte never sees your password." in at_omie.text
    assert at_omie.go("target-test").page.context["place"].slug == "target-sign-in"


@pytest.mark.usefixtures("many")
def test_the_button_on_a_connections_page_does_not_go_past_the_choice(at_omie: Walker) -> None:
    tried(at_omie)
    row = Connection.objects.get(name="Books")
    answer = at_omie.client.post(f"/admin/hub/connection/{row.pk}/test/", follow=True)
    assert "Choose the part of the account first, from the apps." in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "new"


@pytest.mark.usefixtures("many")
def test_other_credentials_have_other_parts(at_omie: Walker) -> None:
    tried(at_omie)
    assert OptionList.objects.filter(vocabulary="unit").exists()
    at_omie.go("target-credentials").post(app_key="", app_secret="0" * 32)
    assert not OptionList.objects.exists()
    assert at_omie.go("target-unit").page.context["place"].slug == "target-test"


def test_an_error_stands_beside_the_credential_that_a_connector_names() -> None:
    row = Connection(connector_slug="omie", environment="sandbox")
    found = trouble_at(row, "target.credentials_refused", {"field": "app_key", "answer": "no"})
    assert (found.step, found.field) == ("credentials", "id_app_key")
    assert trouble_at(row, "target.busy", {}).field == ""
    assert trouble_at(row, "target.unreachable", {}).field == "id_environment"
    row.base_url = "https://books.example.com/"
    assert trouble_at(row, "target.unreachable", {}).field == "id_base_url"
