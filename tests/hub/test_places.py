"""Simulated vendors are offered where they run, at whatever port, and nowhere else."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from apps.connectors.omie.options import company
from apps.core.connector import registry
from apps.core.errors import Rejected
from apps.hub.engine.access.clients import open_line
from apps.hub.models import Connection
from apps.hub.places import offered
from tests.factories import ConnectionFactory, OmieCredentialsFactory

SLUGS = ("banqup", "bluefleet", "contaazul", "nibo", "omie", "vexpenses", "yokoy")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_sandbox_is_offered_only_where_vendors_are_simulated(slug: str, settings: Settings) -> None:
    connector = registry.get(slug)
    assert "sandbox" in [place.slug for place in offered(connector)]
    settings.SANDBOX_URL = ""
    assert "sandbox" not in [place.slug for place in offered(connector)]
    assert len(offered(connector)) == len(connector.environments) - 1
    assert offered(connector, besides="sandbox") == list(connector.environments)


@pytest.mark.parametrize(
    ("slug", "path"),
    [
        ("banqup", "banqup/v4/"),
        ("bluefleet", "bluefleet/"),
        ("contaazul", "contaazul/v1/"),
        ("nibo", "nibo/empresas/v1/"),
        ("omie", "omie/api/v1/"),
        ("yokoy", "yokoy/v1/"),
    ],
)
def test_a_connection_to_the_sandbox_follows_it_to_another_port(slug: str, path: str, settings: Settings) -> None:
    row = Connection(connector_slug=slug, environment="sandbox")
    for port in (9101, 9102):
        settings.SANDBOX_URL = f"http://127.0.0.1:{port}"
        assert row.address == f"http://127.0.0.1:{port}/{path}"


def test_an_address_of_ones_own_counts_and_production_is_left_alone(settings: Settings) -> None:
    settings.SANDBOX_URL = "http://127.0.0.1:9101/"
    assert Connection(connector_slug="omie", environment="sandbox", base_url="http://x/").address == "http://x/"
    assert Connection(connector_slug="omie", environment="production").address == "https://app.omie.com.br/api/v1/"


@pytest.mark.django_db
def test_a_sandbox_that_is_no_longer_there_is_refused_as_an_address(settings: Settings) -> None:
    settings.SANDBOX_URL = ""
    row = OmieCredentialsFactory.create(connection=ConnectionFactory.create()).connection
    with pytest.raises(Rejected) as refusal:
        company(open_line(row).client)
    assert refusal.value.code == "target.address_refused"


@pytest.mark.django_db
def test_who_edits_a_connection_to_a_sandbox_that_is_gone_still_sees_where_it_belongs(
    admin_client: Client, settings: Settings
) -> None:
    settings.SANDBOX_URL = ""
    row = OmieCredentialsFactory.create(connection=ConnectionFactory.create()).connection
    page: Any = admin_client.get(f"/admin/hub/connection/{row.pk}/change/").content.decode()
    assert '<option value="sandbox" selected>' in page
