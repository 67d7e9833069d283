"""Nibo in the wizard: what to do there first, a wrong token beside its field, and the settings of what is booked."""

import pytest
from django.test import Client
from pytest_django import Settings

from apps.hub.models import Connection
from apps.sandbox.nibo.seed import TOKEN, TRAVEL
from apps.sandbox.server import Sandbox
from tests.factories import ConnectionFactory
from tests.hub.admin_home.conftest import admin_page, administrator
from tests.hub.onboarding.conftest import Walker

__all__ = ["admin_page", "administrator"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker(admin_page: Client, sandbox: Sandbox, settings: Settings) -> Walker:
    settings.WORKER_THREADS = 1
    admin_page.defaults["HTTP_ACCEPT_LANGUAGE"] = "pt-br"
    fleet = ConnectionFactory.create(bluefleet=True)
    walker = Walker(admin_page, "").connect("nibo").choose(f"target:bill:bluefleet:{fleet.pk}")
    walker.post(name="Serra Azul", environment="sandbox", base_url="")
    return walker


def test_a_person_is_led_from_the_menu_of_nibo_to_the_settings_of_the_flow(walker: Walker) -> None:
    assert "Mais opções → Configurações → API" in walker.text
    assert "plano Premium" in walker.text
    walker.post(api_token=TOKEN)
    walker.post(accept="1")
    walker.post()
    assert walker.step == "settings"
    assert "Anexar arquivos" in walker.text
    assert "Um título para cada" not in walker.text, "what only reports have is not asked for bills"
    row = Connection.objects.get(connector_slug="nibo")
    assert (row.account_id, row.account_name) == (TRAVEL, "Serra Azul Viagens Ltda")


def test_a_token_that_opens_nothing_is_told_and_connects_nothing(walker: Walker) -> None:
    walker.post(api_token="0" * 32)
    walker.post(accept="1")
    walker.post()
    assert not Connection.objects.filter(connector_slug="nibo", state="connected").exists()
    assert "Nibo não aceita estas credenciais" in walker.text
