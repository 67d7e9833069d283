"""The catalogue: one card for each app, with what it moves and how it is."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.hub.models import Connection
from apps.hub.onboarding.catalogue import monogram
from tests.factories import ConnectionFactory, UserFactory

APPS = "/admin/apps/"


def card_of(client: Client, name: str) -> str:
    """Give what the card of an app says: no markup, single spaces."""
    page = client.get(APPS).content.decode()
    found = next(part for part in page.split('<li class="p-card w-app">')[1:] if f"<h2>{name}</h2>" in part)
    return " ".join(re.sub(r"<[^>]+>", " ", found.split("</li>\n  ", maxsplit=1)[0]).split())


def test_every_connector_has_a_card_with_what_it_moves_and_its_limits(admin_page: Client) -> None:
    omie = card_of(admin_page, "Omie")
    assert "Om Omie Not connected" in omie
    assert "Books Invoices and debit notes, Fiscal invoices, Financial entries" in omie
    assert "Limits 240 calls a minute" in omie
    assert "Sends Invoices and debit notes" in card_of(admin_page, "Blue Fleet")


def test_a_connected_app_says_so_and_leads_to_its_connection(admin_page: Client) -> None:
    row = ConnectionFactory.create(name="Books")
    assert "Omie 1 account connected" in card_of(admin_page, "Omie")
    assert f'href="/admin/hub/connection/{row.pk}/change/"' in admin_page.get(APPS).content.decode()


def test_a_paused_app_says_why_before_it_says_that_another_account_is_well(admin_page: Client) -> None:
    ConnectionFactory.create(name="Well")
    ConnectionFactory.create(name="Ill", state="paused", state_code="target.credentials_refused")
    omie = card_of(admin_page, "Omie")
    assert "Paused" in omie
    assert "Ill: The target no longer accepts our sign-in" in omie


def test_several_accounts_are_counted(admin_page: Client) -> None:
    ConnectionFactory.create_batch(3)
    assert "3 accounts connected" in card_of(admin_page, "Omie")


def test_a_draft_is_no_connection(admin_page: Client) -> None:
    ConnectionFactory.create(state=Connection.State.NEW, account_id="")
    assert "Omie Not connected" in card_of(admin_page, "Omie")


def test_whoever_may_only_look_is_offered_nothing_to_connect(finance_page: Client) -> None:
    assert "An administrator connects it." in card_of(finance_page, "Omie")
    assert '<span class="hm-hidden">Omie' not in finance_page.get(APPS).content.decode()


def test_whoever_sees_no_connections_sees_no_apps(db: None, client: Client) -> None:
    client.force_login(UserFactory.create())
    assert client.get(APPS).status_code == 403
    assert APPS not in client.get("/admin/").content.decode()


def test_the_navigation_and_the_old_address_lead_to_the_apps(admin_page: Client) -> None:
    assert f'href="{APPS}"' in admin_page.get("/admin/").content.decode()
    assert admin_page.get("/admin/hub/connection/add/")["location"] == APPS


@pytest.mark.parametrize("count", [1, 30])
def test_the_catalogue_asks_the_database_as_often_for_thirty_accounts_as_for_one(
    admin_page: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ConnectionFactory.create_batch(count)
    with django_assert_num_queries(8):
        assert admin_page.get(APPS).status_code == 200


def test_a_monogram_is_made_of_the_first_letters() -> None:
    assert [monogram(name) for name in ("Blue Fleet", "Omie", "x")] == ["BF", "Om", "X"]
