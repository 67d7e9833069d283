"""A source that is asked: its first documents come when somebody presses a button, later ones by themselves."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from apps.core.connector import registry
from apps.hub.engine.doors import pull
from apps.hub.engine.rows import clock
from apps.hub.engine.working import work
from apps.hub.models import Connection, End, Flow, Onboarding, Pull, Rule, Transfer
from tests.factories import (
    BlueFleetCredentialsFactory,
    ConnectionFactory,
    FlowFactory,
    OmieCredentialsFactory,
)
from tests.hub.engine.pulled_vendor import Vendor, connector, serving

#: The day from which on documents are booked.
FIRST = "2026-03-01"


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


def test_while_the_source_is_asked_the_page_renews_itself_and_says_so(admin_page: Client, wizard: Onboarding) -> None:
    admin_page.post(page_of(wizard, "fetch/mappings"))
    page = admin_page.get(page_of(wizard, "mappings")).content.decode()
    assert "This page renews itself as soon as documents are here." in page
    assert 'hx-trigger="every 3s"' in page
    assert "Ask for documents now" not in page


def test_a_source_that_had_nothing_or_refused_is_told(admin_page: Client, wizard: Onboarding, vendor: Vendor) -> None:
    vendor.invoices.clear()
    admin_page.post(page_of(wizard, "fetch/mappings"))
    pull.pull_due()
    assert "had no such document." in admin_page.get(page_of(wizard, "mappings")).content.decode()
    vendor.instead = lambda page: (404, {}, b"{}")
    admin_page.post(page_of(wizard, "fetch/mappings"))
    pull.pull_due()
    page = admin_page.get(page_of(wizard, "mappings")).content.decode()
    assert "p-note p-bad" in page
    assert "Ask again" in page


def came(wizard: Onboarding, vendor: Vendor) -> None:
    """Have two documents come: one from last year and one of this month."""
    vendor.change("1", issued="2025-12-31")
    vendor.change("2", issued="2026-03-02")
    source = Connection.objects.get(connector_slug="bluefleet")
    Pull.objects.create(connection=source, kind=wizard.kind, due_at=clock.now())
    pull.pull_due()


def test_the_past_is_left_alone_unless_somebody_wants_it(
    admin_page: Client, wizard: Onboarding, vendor: Vendor
) -> None:
    came(wizard, vendor)
    Onboarding.objects.update(place="since")
    asked = admin_page.get(page_of(wizard, "since"))
    words = "2 documents have come already, issued from 31 Dec 2025 to 2 Mar 2026."
    assert words in asked.content.decode().replace("\xa0", " ")
    assert (asked.context["choice"], asked.context["since"][-3:]) == ("since", "-01")
    answer = admin_page.post(page_of(wizard, "since"), {"begin": "since", "since": FIRST})
    assert answer["location"] == page_of(wizard, "mappings")
    rule = Rule.objects.get()
    assert (rule.name.replace("\xa0", " "), rule.value) == ("Issued before 1 Mar 2026", FIRST)
    page = admin_page.get(page_of(wizard, "activate")).content.decode().replace("\xa0", " ")
    assert "from 1 Mar 2026 on" in page
    assert "1 document that has come already is booked at once" in page
    assert "1 document that has come already is older and is skipped." in page
    admin_page.post(page_of(wizard, "activate"), {"every": ""})
    work.work()
    assert dict(Transfer.objects.values_list("source_id", "state")) == {"1": "skipped", "2": "waiting"}


def test_all_documents_are_booked_where_somebody_wants_that_and_the_choice_is_remembered(
    admin_page: Client, wizard: Onboarding, vendor: Vendor
) -> None:
    admin_page.post(page_of(wizard, "since"), {"begin": "since", "since": FIRST})
    admin_page.post(page_of(wizard, "since"), {"begin": "all", "since": FIRST})
    assert not Rule.objects.exists()
    page = admin_page.get(page_of(wizard, "since"))
    assert page.context["choice"] == "all"
    assert "on any day" in admin_page.get(page_of(wizard, "activate")).content.decode()


@pytest.mark.parametrize("typed", ["", "31/12/2026", "2026-02-30", "nonsense"])
def test_what_is_no_day_is_refused_beside_the_field(admin_page: Client, wizard: Onboarding, typed: str) -> None:
    page = admin_page.post(page_of(wizard, "since"), {"begin": "since", "since": typed}).content.decode()
    assert "Enter a day, or choose all documents." in page
    assert 'aria-invalid="true"' in page
    assert not Rule.objects.exists()


def test_a_source_that_sends_by_itself_gives_no_past_and_is_not_asked_about_it(admin_page: Client) -> None:
    row = Onboarding.objects.create(connector_slug="omie", kind="invoice", flow=FlowFactory.create(), place="settings")
    for side, slug in (("source", "bluefleet"), ("target", "omie")):
        End.objects.create(onboarding=row, side=side, connector_slug=slug, chosen=True)
    assert admin_page.get(page_of(row, "since"))["location"] == page_of(row, "activate")


def test_whoever_activates_says_how_often_it_is_asked(admin_page: Client, wizard: Onboarding) -> None:
    page = admin_page.get(page_of(wizard, "activate")).content.decode()
    assert '<option value="15" selected>' in page
    admin_page.post(page_of(wizard, "activate"), {"every": "60"})
    assert (Pull.objects.get().every, Flow.objects.get().active) == (60, True)


def test_an_interval_that_was_not_offered_is_left_out(admin_page: Client, wizard: Onboarding) -> None:
    admin_page.post(page_of(wizard, "activate"), {"every": "1"})
    assert not Pull.objects.exists()
    assert Flow.objects.get().active
