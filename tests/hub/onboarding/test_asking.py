"""A source that is asked: its first documents come when somebody presses a button, later ones by themselves."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from apps.core.connector import registry
from apps.hub.engine import pull
from apps.hub.models import End, Flow, Onboarding, Pull, Transfer
from tests.factories import (
    BlueFleetCredentialsFactory,
    ConnectionFactory,
    FlowFactory,
    OmieCredentialsFactory,
)
from tests.hub.engine.pulled_vendor import Vendor, connector, serving


@pytest.fixture
def vendor(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    """A vendor with two documents, under the slug of one that is installed."""
    with serving() as started:
        settings.PRIVATE_ORIGINS = [started.url.removeprefix("http://")]
        monkeypatch.setitem(registry._connectors, "bluefleet", connector())
        started.has(1)
        started.has(2)
        yield started


@pytest.fixture
def wizard(db: None, vendor: Vendor) -> Onboarding:
    """A wizard of which only the last steps are left."""
    source = BlueFleetCredentialsFactory.create(connection__base_url=vendor.url).connection
    target = OmieCredentialsFactory.create(connection=ConnectionFactory.create()).connection
    flow = FlowFactory.create(source=source, target=target, active=False)
    row = Onboarding.objects.create(connector_slug="bluefleet", kind=flow.kind, flow=flow, place="mappings")
    for side, connection in (("source", source), ("target", target)):
        slug = connection.connector_slug
        End.objects.create(onboarding=row, side=side, connector_slug=slug, connection=connection, chosen=True)
    return row


def page_of(wizard: Onboarding, slug: str) -> str:
    return f"/admin/apps/setup/{wizard.public_id}/{slug}/"


def test_the_first_documents_come_when_asked_for_and_nothing_is_booked(admin_page: Client, wizard: Onboarding) -> None:
    page = admin_page.get(page_of(wizard, "preview")).content.decode()
    assert "Ask for documents now" in page
    assert "hooks/" not in page
    answer = admin_page.post(page_of(wizard, "fetch/preview"), follow=True)
    assert answer.redirect_chain[-1][0] == page_of(wizard, "preview")
    assert "The source is asked as soon as a worker is free. Nothing is booked yet." in answer.content.decode()
    pull.pull_due()
    assert set(Transfer.objects.values_list("state", flat=True)) == {"received"}
    assert "2 documents read so far." in admin_page.get(page_of(wizard, "preview")).content.decode()


def test_whoever_activates_says_how_often_it_is_asked(admin_page: Client, wizard: Onboarding) -> None:
    page = admin_page.get(page_of(wizard, "activate")).content.decode()
    assert '<option value="15" selected>' in page
    admin_page.post(page_of(wizard, "activate"), {"every": "60"})
    assert (Pull.objects.get().every, Flow.objects.get().active) == (60, True)


def test_an_interval_that_was_not_offered_is_left_out(admin_page: Client, wizard: Onboarding) -> None:
    admin_page.post(page_of(wizard, "activate"), {"every": "1"})
    assert not Pull.objects.exists()
    assert Flow.objects.get().active
