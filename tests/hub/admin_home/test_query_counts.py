"""Every list asks the database as often for two hundred rows as for ten."""

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    ApiKeyFactory,
    AttemptFactory,
    AuditEntryFactory,
    BlockerFactory,
    EventFactory,
    MappingFactory,
    OmieCredentialsFactory,
    RuleFactory,
    RunFactory,
    UserFactory,
)
from tests.hub.admin_home.conftest import Crossing

pytestmark = pytest.mark.any_database

#: No page needs more than so many.
MOST = 22


def rows(crossing: Crossing, count: int) -> None:
    """Make so many of everything: each with others of its own that it leads to, as far as that can be."""
    for _ in range(count):
        MappingFactory.create(source=crossing.source, target=crossing.target)
        RuleFactory.create(flow=RunFactory.create().flow)
        AttemptFactory.create(transfer=BlockerFactory.create().transfer, outcome="waiting")
        EventFactory.create(connection=crossing.source)
        OmieCredentialsFactory.create()
        AuditEntryFactory.create()
        ApiKeyFactory.create(user=UserFactory.create())


def lists() -> list[str]:
    """Give the addresses of all lists of the hub, the connectors' sections and the people."""
    models = [model._meta for model in admin.site._registry]
    ours = [meta for meta in models if meta.app_label in ("hub", "accounts", "omie", "bluefleet", "banqup")]
    return ["/admin/", *(f"/admin/{meta.app_label}/{meta.model_name}/" for meta in ours)]


def asked(client: Client, address: str) -> int:
    """Count the queries of a page that is there; nothing that an earlier one left in the cache helps it."""
    cache.clear()
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize("place", ["", "?p=last"])
def test_a_list_asks_as_often_for_two_hundred_rows_as_for_ten(
    admin_page: Client, crossing: Crossing, place: str
) -> None:
    addresses = [address + place for address in lists()]
    rows(crossing, 10)
    few = [asked(admin_page, address) for address in [*addresses, *addresses]][len(addresses) :]
    rows(crossing, 190)
    many = [asked(admin_page, address) for address in addresses]
    assert [told for told in zip(addresses, few, many, strict=True) if told[2] > min(told[1], MOST)] == []


def test_a_cause_asks_as_often_with_two_hundred_behind_it_as_with_ten(admin_page: Client, crossing: Crossing) -> None:
    address = f"/admin/hub/pendingerror/{crossing.cause.pk}/change/"
    crossing.stop(10)
    few = [asked(admin_page, address) for _ in range(2)][-1]
    crossing.stop(190)
    assert asked(admin_page, address) <= min(few, MOST)
