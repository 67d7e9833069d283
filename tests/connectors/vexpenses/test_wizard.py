"""Connecting VExpenses in the wizard: what is asked for, in an accountant's own words, and what it is tried with."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from apps.connectors.vexpenses.models import Credentials
from apps.hub.models import Connection, Flow
from apps.sandbox.server import Sandbox
from apps.sandbox.vexpenses.cast import TOKEN
from tests.factories import ConnectionFactory, OmieCredentialsFactory
from tests.hub.admin_home.conftest import admin_page, administrator
from tests.hub.onboarding.conftest import Walker

__all__ = ["admin_page", "administrator"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_the_token(admin_page: Client, sandbox: Sandbox, settings: Settings) -> Walker:
    """An administrator in Brazil who is asked for the token."""
    settings.WORKER_THREADS = 1
    admin_page.defaults["HTTP_ACCEPT_LANGUAGE"] = "pt-br"
    books = ConnectionFactory.create(name="Books")
    OmieCredentialsFactory.create(connection=books)
    walker = Walker(admin_page, "").connect("vexpenses").choose(f"source:expense_report:omie:{books.pk}")
    return walker.post(name="VExpenses", environment="sandbox", base_url=sandbox.urls["vexpenses"])


def test_only_the_token_is_asked_for_and_the_way_to_it_is_told(at_the_token: Walker) -> None:
    for words in ("Configurações → Integrações → API", "peça ao suporte da VExpenses", "código do ERP"):
        assert words in at_the_token.text
    labels = re.findall(r"<label for=\"id_(\w+)\">", at_the_token.page.content.decode())
    assert labels[0] == "token"


def test_a_token_is_tried_before_it_counts_as_connected(at_the_token: Walker) -> None:
    at_the_token.post(token="wrong", **usual()).post(accept="1").post()
    assert Connection.objects.get(name="VExpenses").state == "new"
    at_the_token.go("source-credentials").post(token=TOKEN, **usual())
    at_the_token.go("source-test").post()
    found = Connection.objects.get(name="VExpenses")
    assert (found.account_id, found.account_name) == ("1860000", "VExpenses horizonte.example")


def test_what_is_no_currency_is_refused_beside_its_field(at_the_token: Walker) -> None:
    at_the_token.post(token=TOKEN, **{**usual(), "currency": "R$"})
    assert "três letras" in at_the_token.text
    assert not Credentials.objects.exists()


def test_which_reports_are_taken_is_chosen_for_the_flow(at_the_token: Walker) -> None:
    at_the_token.post(token=TOKEN, **usual()).post(accept="1").post().post().post()
    assert (at_the_token.step, Flow.objects.count()) == ("settings", 0)
    form = at_the_token.page.context["form"]
    chosen = {**form.initial, "setting_report_states": "APROVADO, ENVIADO"}
    at_the_token.post(**{name: chosen[name] for name in form.fields})
    assert Flow.objects.get().chosen_at_source == {"report_states": "APROVADO, ENVIADO"}


def usual() -> dict[str, str]:
    """What most people leave as it is."""
    return {
        "overlap_days": "7", "look_back_days": "180", "currency": "BRL", "with_files": "on",
    }  # fmt: skip
