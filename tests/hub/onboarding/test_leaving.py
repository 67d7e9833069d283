"""Leaving and going on, two tabs and two people, buttons pressed twice, and giving up."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.connectors.omie.models import Credentials as OmieCredentials
from apps.hub.models import AuditEntry, Connection, End, Flow, Onboarding
from tests.factories import EventFactory, UserFactory
from tests.hub.onboarding.conftest import APPS, KEYS, Walker
from tests.hub.onboarding.test_steps import chosen


@pytest.fixture
def other(at_omie: Walker) -> Walker:
    """A colleague at another machine, in the same wizard."""
    client = Client()
    client.force_login(UserFactory.create(username="rui", role="administrator"))
    found = Walker(client, at_omie.omie_url, address=at_omie.address)
    found.row = at_omie.row
    return found


def test_it_is_gone_on_with_where_it_stopped_on_another_day_and_machine(at_omie: Walker, other: Walker) -> None:
    at_omie.name_omie().post(**KEYS)
    resume = f"{APPS}setup/{at_omie.row.public_id}/"
    for page in (APPS, "/admin/"):
        shown = other.client.get(page).content.decode()
        assert "Continue connecting Omie" in shown
        assert resume in shown
    other.follow(other.client.get(resume))
    assert other.step == "target-terms"


def test_nothing_is_offered_to_go_on_with_before_anything_was_decided(walker: Walker) -> None:
    walker.connect("omie")
    assert "Continue connecting" not in walker.client.get(APPS).content.decode()


def test_connect_pressed_twice_begins_once(admin_page: Client) -> None:
    key = "6f1c2f7e-5a53-4c0f-9b5a-0c1d2e3f4a5b"
    for _press in range(2):
        admin_page.post(f"{APPS}omie/connect/", {"key": key})
    assert Onboarding.objects.count() == 1


def test_back_shows_what_was_filled_in_and_going_on_again_changes_nothing(at_omie: Walker) -> None:
    at_omie.fill_omie()
    before = list(Connection.objects.values())
    page = at_omie.go("target-name").page.content.decode()
    assert 'value="Books"' in page
    assert f'href="{at_omie.of("what")}"' in page
    at_omie.name_omie()
    assert list(Connection.objects.values()) == before


def test_two_people_who_name_the_connection_at_once_make_one(at_omie: Walker, other: Walker) -> None:
    at_omie.client.get(at_omie.address)
    other.client.get(other.address)
    first = at_omie.client.post(at_omie.address, {"name": "A", "environment": "sandbox", "base_url": ""})
    assert first.status_code == 302
    other.post(name="B", environment="sandbox", base_url="")
    assert Connection.objects.filter(connector_slug="omie").count() == 1
    assert End.objects.get(side="target").connection is not None


def test_the_second_to_finish_is_told_who_was_first(at_omie: Walker, other: Walker) -> None:
    at_omie.fill_omie().post(name="Debit notes", **chosen(at_omie)).post().post()
    assert at_omie.step == "activate"
    other.go("activate")
    at_omie.post()
    other.post()
    assert other.address == "/admin/"
    assert "finished already, by bia: Debit notes is on. Nothing was done twice." in other.text
    assert AuditEntry.objects.filter(verb="switched").count() == 1
    assert Flow.objects.get().active


def test_whoever_signed_in_again_in_the_middle_is_back_at_the_step(at_omie: Walker) -> None:
    at_omie.client.logout()
    answer = at_omie.client.post(at_omie.address, {"name": "Books", "environment": "sandbox"})
    assert answer["location"] == f"/admin/login/?next={at_omie.address}"
    at_omie.client.force_login(User.objects.get(username="bia"))
    assert at_omie.go("target-name").step == "target-name"
    assert not Connection.objects.filter(connector_slug="omie").exists()


def test_a_get_changes_nothing(at_omie: Walker) -> None:
    at_omie.name_omie()
    for slug in ("give-up", "use/target", "invite/target", "fetch/mappings"):
        answer = at_omie.client.get(at_omie.of(slug), follow=True)
        assert "Nothing was changed: what you had filled in did not arrive." in answer.content.decode()
    assert Onboarding.objects.open().count() == 1
    assert at_omie.client.get(f"{APPS}omie/connect/")["location"] == APPS


def test_giving_up_deletes_the_draft_with_its_secrets_and_nothing_else(at_omie: Walker, fleet: Connection) -> None:
    at_omie.name_omie().post(**KEYS)
    answer = at_omie.client.post(at_omie.of("give-up"), follow=True)
    assert "Given up. Nothing was connected by it." in answer.content.decode()
    assert list(Connection.objects.all()) == [fleet]
    assert not OmieCredentials.objects.exists()
    again = at_omie.client.get(at_omie.of("target-name"), follow=True)
    assert "Connecting Omie was given up." in again.content.decode()


def test_giving_up_keeps_a_connection_that_something_came_through(at_omie: Walker) -> None:
    at_omie.name_omie()
    EventFactory.create(connection=Connection.objects.get(name="Books"))
    at_omie.client.post(at_omie.of("give-up"))
    assert Connection.objects.filter(name="Books").exists()


def test_another_choice_throws_the_draft_of_the_other_side_away_and_keeps_the_first(walker: Walker) -> None:
    walker.connect("bluefleet").choose("source:invoice:omie:new").fill_fleet().name_omie("Draft")
    there = Connection.objects.create(connector_slug="omie", name="There", environment="sandbox", state="connected")
    walker.go("what").choose(f"source:bill:omie:{there.pk}")
    assert set(Connection.objects.values_list("name", flat=True)) == {"Fleet", "There"}
    assert walker.step in ("settings", "source-name")


@pytest.mark.parametrize("slug", ["nothing", "target-", "-name", "target-name-x"])
def test_an_address_that_names_no_step_leads_to_the_one_that_comes_next(at_omie: Walker, slug: str) -> None:
    assert at_omie.go(slug).step == "target-name"


def test_a_wizard_that_does_not_exist_is_not_found(admin_page: Client, at_omie: Walker) -> None:
    for path in ("setup/00000000-0000-4000-8000-000000000000/", "setup/abc/", "nothing/connect/", "reconnect/0/"):
        answer = admin_page.post(f"{APPS}{path}")
        assert answer.status_code == 404, path
