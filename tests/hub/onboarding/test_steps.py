"""Each step: what it shows, what it refuses, and that nothing is connected before it has been tried."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from apps.connectors.omie.models import Credentials as OmieCredentials
from apps.core.connector import registry
from apps.hub.models import Acceptance, AuditEntry, Connection, End, Flow, Onboarding
from apps.sandbox.server import Sandbox
from tests.factories import FlowFactory
from tests.hub.conftest import APP_KEY, APP_SECRET
from tests.hub.onboarding.conftest import APPS, KEYS, Walker

WRONG = "f" * 32


def test_only_what_both_sides_can_do_is_offered_and_what_cannot_be_done_is_said(walker: Walker) -> None:
    walker.connect("omie")
    offered = {what.value: walker.systems(what.value) for what in walker.page.context["whats"]}
    assert list(offered) == [f"target:{kind}" for kind in ("invoice", "bill", "financial_entry", "expense_report")]
    assert offered["target:financial_entry"] == ["bluefleet:new", "own_system:new"]
    assert not [value for systems in offered.values() for value in systems if "omie" in value]
    assert "Financial entries to Omie, from Blue Fleet, Own system" in walker.text
    assert "Not possible, as they do not send “Financial entries”: Banqup, VExpenses, Yokoy." in walker.text


def test_a_connection_that_is_there_is_offered_before_a_new_one(walker: Walker, fleet: Connection) -> None:
    walker.connect("omie")
    assert walker.systems("target:invoice") == [
        f"bluefleet:{fleet.pk}",
        "banqup:new",
        "bluefleet:new",
        "own_system:new",
    ]
    assert "Fleet automatically · connected already" in walker.text
    assert [system.note for system in walker.what("target:invoice").more] == ["automatically · another account"]


def test_the_second_question_is_asked_below_the_first_one_without_a_script(walker: Walker) -> None:
    walker.connect("omie").post(what="target:invoice")
    assert walker.address.endswith("/what/?what=target:invoice#which")
    assert asked(walker) == ["id_target-invoice"]
    assert "not right yet" not in walker.text
    walker.post(what="target:bill")
    assert asked(walker) == ["id_target-bill"]
    walker.post(what="target:bill", asked="target:bill")
    assert "Choose the other system." in walker.text
    assert 'href="#id_target-bill-banqup-new"' in walker.page.content.decode()
    walker.post(**{"what": "target:bill", "asked": "target:bill", "system:target:bill": "banqup:new"})
    assert walker.step == "target-name"


def test_what_was_chosen_is_ticked_when_somebody_comes_back(at_omie: Walker, fleet: Connection) -> None:
    at_omie.go("what")
    assert asked(at_omie) == ["id_target-invoice"]
    assert ticked(at_omie) == ["target:invoice", f"bluefleet:{fleet.pk}"]
    at_omie.post(what="target:expense_report")
    assert ticked(at_omie) == ["target:expense_report"]


def test_the_only_choice_is_made_already(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = {slug: registry.get(slug) for slug in ("bluefleet", "contaazul")}
    monkeypatch.setattr(registry, "_connectors", alone)
    walker.connect("contaazul")
    assert ticked(walker) == ["target:bill", "bluefleet:new"]
    assert asked(walker) == ["id_target-bill"]


def asked(walker: Walker) -> list[str]:
    """Give the lines of the first question whose second one is open."""
    return re.findall(r'<fieldset[^>]*data-for="(id_\w+-\w+)"\s*>', walker.page.content.decode())


def ticked(walker: Walker) -> list[str]:
    """Give what is chosen among what is asked, but for how documents get there."""
    page = re.sub(r"<fieldset[^>]*hidden disabled.*?</fieldset>", "", walker.page.content.decode(), flags=re.DOTALL)
    found = re.findall(r'<input type="radio"\s+name="([^"]+)"[^>]*value="([^"]+)"\s+checked', page)
    return [value for name, value in found if not name.startswith("way")]


def test_a_choice_that_was_not_offered_is_refused_where_it_is_made(walker: Walker) -> None:
    walker.connect("omie").choose("source:invoice:bluefleet:new")
    assert walker.page.status_code == 200
    assert "Choose what is to be moved." in walker.text
    assert not End.objects.exists()


def test_a_step_ahead_leads_to_the_one_that_comes_first(at_omie: Walker) -> None:
    for slug in ("target-credentials", "settings", "activate", "target-nothing", "source-name"):
        assert at_omie.go(slug).step == "target-name"


def test_the_name_is_proposed_and_a_taken_one_is_refused_beside_its_field(at_omie: Walker, fleet: Connection) -> None:
    assert at_omie.page.context["form"].initial["name"] == "Omie"
    at_omie.name_omie("Fleet")
    assert "Connection with this Name already exists." in at_omie.text
    assert 'aria-invalid="true"' in at_omie.page.content.decode()
    assert Connection.objects.count() == 1


def test_credentials_go_encrypted_into_the_vendors_own_row_and_onto_no_page(at_omie: Walker) -> None:
    at_omie.name_omie().post(**KEYS)
    assert at_omie.step == "target-terms"
    kept = OmieCredentials.objects.get()
    assert (kept.app_key, kept.app_secret) == (APP_KEY, APP_SECRET)
    assert kept.connection.state == "new"
    page = at_omie.go("target-credentials").page.content.decode()
    assert APP_SECRET not in page
    assert APP_KEY not in page
    assert "Stored. Leave empty to keep it." in page
    session = str(dict(at_omie.client.session))
    assert APP_SECRET not in session


def test_a_missing_secret_is_told_beside_its_field(at_omie: Walker) -> None:
    at_omie.name_omie().post(app_key=APP_KEY, app_secret="")
    assert "One thing is not right yet App Secret: This field is required." in at_omie.text
    assert 'href="#id_app_secret"' in at_omie.page.content.decode()
    assert not OmieCredentials.objects.exists()


def test_credentials_that_are_left_empty_later_stay_and_are_not_tried_again(at_omie: Walker) -> None:
    at_omie.fill_omie()
    at_omie.go("target-credentials").post(app_key="", app_secret="")
    assert OmieCredentials.objects.get().app_secret == APP_SECRET
    assert Connection.objects.get(name="Books").state == "connected"


def test_terms_are_accepted_by_a_person_in_a_version(at_omie: Walker) -> None:
    at_omie.name_omie().post(**KEYS).post()
    assert "Accept the terms to go on." in at_omie.text
    assert not Acceptance.objects.exists()
    at_omie.post(accept="1")
    found = Acceptance.objects.get()
    assert (found.person_name, found.version, found.connection.name) == ("bia", "2026-11", "Books")
    assert "Accepted by bia" in at_omie.go("target-terms").text
    at_omie.post()
    assert Acceptance.objects.count() == 1


def test_a_wrong_secret_is_told_in_words_beside_its_field_and_mended_in_the_same_sitting(at_omie: Walker) -> None:
    at_omie.name_omie().post(app_key=APP_KEY, app_secret=WRONG).post(accept="1").post()
    assert at_omie.step == "target-test"
    assert "Omie does not accept these credentials" in at_omie.text
    assert "Copy them once more at the vendor" in at_omie.text
    assert "another environment than “Sandbox on this computer”" in at_omie.text
    assert Connection.objects.get(name="Books").state == "new"
    at_omie.go("target-credentials")
    assert 'id="id_app_secret_trouble"' in at_omie.page.content.decode()
    assert WRONG not in at_omie.page.content.decode()
    at_omie.post(app_key="", app_secret=APP_SECRET)
    at_omie.go("target-test").post()
    assert at_omie.step == "settings"
    assert Connection.objects.get(name="Books").state == "connected"


@pytest.mark.parametrize(
    ("address", "words", "field"),
    [
        ("http://127.0.0.1:1/", "Omie cannot be reached", "id_base_url"),
        ("http://10.1.2.3/", "lies inside a private network", "id_base_url"),
        ("{sandbox}/nowhere/", "Omie does not answer at this address", "id_base_url"),
    ],
)
def test_a_wrong_address_is_told_apart_from_a_wrong_secret(
    at_omie: Walker, sandbox: Sandbox, settings: Settings, address: str, words: str, field: str
) -> None:
    settings.PRIVATE_ORIGINS = [*settings.PRIVATE_ORIGINS, "127.0.0.1:1"]
    at_omie.name_omie(base_url=address.format(sandbox=sandbox.url)).post(**KEYS).post(accept="1").post()
    assert words in at_omie.text
    assert "Correct the address or the environment" in at_omie.text
    assert "credentials —" not in at_omie.text
    assert f'id="{field}_trouble"' in at_omie.go("target-name").page.content.decode()
    at_omie.name_omie()
    assert "_trouble" not in at_omie.go("target-name").page.content.decode()


@pytest.mark.parametrize("fault", ["html", "500", "429", "busy"])
def test_a_vendor_that_answers_nonsense_is_told_and_connects_nothing(
    at_omie: Walker, sandbox: Sandbox, fault: str
) -> None:
    at_omie.name_omie().post(**KEYS).post(accept="1")
    sandbox.fault("omie", fault, call="ListarEmpresas", times=5)
    at_omie.post()
    assert (at_omie.step, Connection.objects.get(name="Books").state) == ("target-test", "new")
    assert "not right yet" in at_omie.text


def test_another_address_has_to_be_tried_anew(at_omie: Walker) -> None:
    at_omie.fill_omie()
    at_omie.go("target-name").name_omie(base_url="http://127.0.0.1:1/")
    row = Connection.objects.get(name="Books")
    assert (row.state, row.account_id) == ("new", "")
    assert at_omie.go("settings").step == "target-test"


def test_the_same_account_is_not_connected_twice_and_the_one_that_is_there_is_offered(
    walker: Walker, fleet: Connection
) -> None:
    walker.connect("omie").choose(f"target:invoice:bluefleet:{fleet.pk}").fill_omie()
    first = Connection.objects.get(name="Books")
    walker.connect("omie").choose(f"target:invoice:bluefleet:{fleet.pk}").name_omie("Twin").post(**KEYS)
    walker.post(accept="1").post()
    assert "This account is connected already" in walker.text
    assert Connection.objects.get(name="Twin").state == "new"
    walker.follow(walker.client.post(walker.of("use/target"), {"connection": str(first.pk)}))
    assert walker.step == "settings"
    assert not Connection.objects.filter(name="Twin").exists()
    assert End.objects.get(onboarding=walker.row, side="target").connection == first


def test_a_sender_is_connected_once_somebody_says_that_it_knows_the_address(walker: Walker) -> None:
    walker.connect("bluefleet").choose("source:invoice:omie:new")
    walker.post(name="Fleet", environment="sandbox")
    walker.post(mode="header", header_name="X-Hub-Token", header_value="").post(
        mode="header", header_name="X-Hub-Token", header_value="a-long-random-text"
    )
    walker.post(accept="1")
    row = Connection.objects.get()
    assert f"http://testserver/hooks/{row.public_id}/debt-note" in walker.text
    assert "a-long-random-text" not in walker.page.content.decode()
    assert row.state == "new"
    walker.post()
    row.refresh_from_db()
    assert (row.state, walker.step) == ("connected", "target-name")


def test_the_flow_is_made_once_and_stays_off(at_omie: Walker) -> None:
    at_omie.fill_omie()
    at_omie.post(name="Debit notes", **chosen(at_omie))
    flow = Flow.objects.get()
    assert (flow.active, flow.kind, at_omie.step) == (False, "invoice", "mappings")
    at_omie.go("settings").post(name="Other name", **chosen(at_omie))
    assert Flow.objects.get().name == "Other name"


def test_a_flow_that_is_there_already_is_gone_on_with(at_omie: Walker, fleet: Connection) -> None:
    at_omie.fill_omie()
    there = FlowFactory.create(source=fleet, target=Connection.objects.get(name="Books"), name="There", active=False)
    at_omie.go("settings").post(name="There", **chosen(at_omie))
    at_omie.row.refresh_from_db()
    assert at_omie.row.flow == there


def test_once_the_flow_is_made_it_cannot_be_moved_elsewhere(at_omie: Walker) -> None:
    at_omie.fill_omie().post(name="Debit notes", **chosen(at_omie))
    at_omie.go("what").choose("target:bill:bluefleet:new")
    at_omie.row.refresh_from_db()
    assert at_omie.row.kind == "invoice"


def chosen(walker: Walker) -> dict[str, Any]:
    """Send back what the form of the settings proposes."""
    form = walker.page.context["form"]
    return {name: str(form.initial.get(name, "")) for name in form.fields if name.startswith("setting_")}


def test_whoever_may_not_add_connections_cannot_walk(finance_page: Client, at_omie: Walker) -> None:
    assert finance_page.post(f"{APPS}omie/connect/").status_code == 403
    assert finance_page.get(at_omie.of("what")).status_code == 403
    assert Onboarding.objects.count() == 1


def test_what_was_decided_is_in_the_audit_trail(at_omie: Walker) -> None:
    at_omie.fill_omie()
    told = list(AuditEntry.objects.order_by("pk").values_list("verb", "about"))
    assert told == [("began", "Omie"), ("filled", "Books"), ("accepted", "Books"), ("reconnected", "Books")]


def test_what_went_wrong_leads_to_the_field_that_it_is_about(at_omie: Walker) -> None:
    at_omie.name_omie().post(app_key=APP_KEY, app_secret=WRONG).post(accept="1").post()
    assert f'href="{at_omie.of("target-credentials")}#id_app_secret"' in at_omie.page.content.decode()


def test_only_the_environments_of_the_vendor_are_offered_and_an_address_only_where_it_is_called(walker: Walker) -> None:
    walker.connect("bluefleet").choose("source:invoice:omie:new")
    page = walker.page.content.decode()
    assert re.findall(r'<option value="(\w+)"', page) == ["production", "staging", "sandbox"]
    assert 'name="base_url"' not in page
    assert 'name="base_url"' in walker.fill_fleet().page.content.decode()


@pytest.mark.parametrize("slug", ["banqup", "bluefleet", "contaazul", "omie", "yokoy"])
def test_where_nothing_is_simulated_no_sandbox_is_offered(walker: Walker, settings: Settings, slug: str) -> None:
    settings.SANDBOX_URL = ""
    walker.connect(slug)
    sides = "source:bill:omie:new" if slug in ("banqup", "bluefleet") else "target:bill:banqup:new"
    page = walker.choose(sides).page.content.decode()
    assert "production" in re.findall(r'<option value="(\w+)"', page)
    assert "sandbox" not in re.findall(r'<option value="(\w+)"', page)


def test_the_sandbox_needs_no_address_wherever_it_runs(at_omie: Walker) -> None:
    at_omie.name_omie(base_url="").post(**KEYS).post(accept="1").post()
    assert Connection.objects.get(connector_slug="omie").state == "connected"


def test_a_sender_that_signs_in_here_gets_its_client_id_by_itself_and_its_secret_once(walker: Walker) -> None:
    walker.connect("bluefleet").choose("source:invoice:omie:new").post(name="Fleet", environment="sandbox")
    walker.post(mode="oauth", header_name="", header_value="", client_id="").post(accept="1")
    row = Connection.objects.get()
    client_id = row.secrets()["client_id"]
    assert client_id.startswith("ponte-")
    assert "http://testserver/o/token/" in walker.text
    assert "Make the client secret" in walker.text
    shown = walker.client.post(f"/admin/hub/connection/{row.pk}/secret/").content.decode()
    assert client_id in shown
