"""The last documents: their values in one table, and each exactly as it would be booked."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.hub.models import AuditEntry, Connection, End, Flow, Mapping, Onboarding, OptionList, Transfer
from apps.hub.onboarding import mapping_table
from apps.hub.onboarding.last_documents import shown, unmapped
from tests.factories import (
    BlockerFactory,
    BlueFleetCredentialsFactory,
    ConnectionFactory,
    FlowFactory,
    MappingFactory,
    OmieCredentialsFactory,
    PayloadFactory,
    PendingErrorFactory,
    TransferFactory,
    UserFactory,
    debt_note,
)

CATEGORIES = [
    {"value": "1.01", "label": "Receita de Locação", "group": "Receita"},
    {"value": "1.02", "label": "Locação", "group": "Receita"},
]
ACCOUNTS = [{"value": "77", "label": "Banco Itau CC", "group": ""}]


@pytest.fixture
def flow(db: None) -> Flow:
    """A flow that is off, with three documents, and with lists that the target has just told."""
    source = BlueFleetCredentialsFactory.create().connection
    target = OmieCredentialsFactory.create().connection
    found: Flow = FlowFactory.create(source=source, target=target, active=False)
    TransferFactory.create_batch(3, flow=found, state="received")
    for vocabulary, rows in (("category", CATEGORIES), ("account", ACCOUNTS)):
        listed(target, vocabulary, rows)
    return found


def listed(target: Connection, vocabulary: str, rows: list[dict[str, str]]) -> None:
    told = {"options": rows, "fetched_at": timezone.now()}
    OptionList.objects.update_or_create(connection=target, vocabulary=vocabulary, defaults=told)


@pytest.fixture
def wizard(flow: Flow) -> Onboarding:
    """A wizard of which only the last steps are left."""
    row = Onboarding.objects.create(connector_slug="omie", kind=flow.kind, flow=flow, place="mappings")
    for side, connection in (("source", flow.source), ("target", flow.target)):
        slug = connection.connector_slug
        End.objects.create(onboarding=row, side=side, connector_slug=slug, connection=connection, chosen=True)
    return row


def page_of(wizard: Onboarding, slug: str) -> str:
    return f"/admin/apps/setup/{wizard.public_id}/{slug}/"


def answer(*chosen: tuple[str, str, str]) -> dict[str, str]:
    form: dict[str, str] = {}
    for number, (vocabulary, value, target) in enumerate(chosen):
        form |= {f"vocabulary-{number}": vocabulary, f"value-{number}": value, f"target-{number}": target}
    return form


def test_every_value_without_a_counterpart_is_listed_once_with_its_documents(flow: Flow) -> None:
    found = {(row.vocabulary, row.value): (row.label, row.documents) for row in unmapped(flow)}
    assert found["category", "debt-note-type:3"] == ("Locação", 3)


def test_suggestions_come_with_their_reason_and_nothing_is_chosen(
    admin_page: Client, flow: Flow, wizard: Onboarding
) -> None:
    rows = {row.missing.value: row for row in mapping_table.rows(flow)}
    assert [(one.value, one.reason) for one in rows["debt-note-type:3"].suggestions] == [
        ("1.02", "same name"),
        ("1.01", "has the same words"),
    ]
    page = admin_page.get(page_of(wizard, "mappings")).content.decode()
    assert "Locação (same name)" in page
    assert "selected" not in page[page.index("<table") : page.index("</table>")]
    assert "refreshed less than a minute ago" in re.sub(r"<[^>]+>", "", page)
    assert not Mapping.objects.exists()


def test_what_was_chosen_before_for_the_same_target_is_the_first_suggestion(flow: Flow) -> None:
    MappingFactory.create(
        target=flow.target, vocabulary="category", value="elsewhere", label="locação", target_value="1.01"
    )
    rows = {row.missing.value: row for row in mapping_table.rows(flow)}
    assert [one.reason for one in rows["debt-note-type:3"].suggestions] == ["used before", "same name"]


def test_what_is_chosen_is_mapped_by_that_person_and_releases_what_waits(
    admin_page: Client, administrator: User, flow: Flow, wizard: Onboarding
) -> None:
    told = {"source": flow.source, "target": flow.target, "vocabulary": "category"}
    cause = PendingErrorFactory.create(**told, value="debt-note-type:3")
    waiting = BlockerFactory.create(pending_error=cause, transfer__flow=flow).transfer
    form = answer(("category", "debt-note-type:3", "1.02"), ("category", "*", ""), ("nothing", "x", "y"))
    page = admin_page.post(page_of(wizard, "mappings"), form, follow=True).content.decode()
    assert "1 value has a counterpart now." in page
    row = Mapping.objects.get()
    assert (row.target_value, row.target_label, row.author, row.version) == ("1.02", "Locação", administrator, 1)
    assert Transfer.objects.get(pk=waiting.pk).state == "queued"
    assert AuditEntry.objects.filter(verb="mapped").count() == 2


def test_what_somebody_mapped_meanwhile_stays_and_is_told(admin_page: Client, flow: Flow, wizard: Onboarding) -> None:
    form = answer(("category", "debt-note-type:3", "1.02"))
    first = Client()
    first.force_login(UserFactory.create(role="administrator"))
    first.post(page_of(wizard, "mappings"), answer(("category", "debt-note-type:3", "1.01")))
    page = admin_page.post(page_of(wizard, "mappings"), form, follow=True).content.decode()
    assert "Somebody else has mapped this meanwhile" in page
    assert Mapping.objects.get().target_value == "1.01"
    admin_page.post(page_of(wizard, "mappings"), form)
    assert Mapping.history.count() == 1


def test_of_a_list_too_long_for_a_drop_down_the_value_is_typed(
    admin_page: Client, flow: Flow, wizard: Onboarding
) -> None:
    many = [{"value": str(number), "label": f"Categoria {number}", "group": ""} for number in range(600)]
    listed(flow.target, "category", many)
    page = admin_page.get(page_of(wizard, "mappings")).content.decode()
    assert 'name="typed-' in page
    form = {"vocabulary-0": "category", "value-0": "debt-note-type:3", "typed-0": "17"}
    admin_page.post(page_of(wizard, "mappings"), form)
    assert (Mapping.objects.get().target_value, Mapping.objects.get().target_label) == ("17", "Categoria 17")


def test_a_list_that_does_not_come_is_told_and_the_last_one_is_used(
    admin_page: Client, flow: Flow, wizard: Onboarding
) -> None:
    OptionList.objects.update(fetched_at=timezone.now() - timedelta(hours=2))
    Connection.objects.filter(pk=flow.target.pk).update(base_url="http://10.1.2.3/")
    page = admin_page.get(page_of(wizard, "mappings")).content.decode()
    assert "lies inside a private network" in page
    assert "Below is the list as it was told last." in page
    assert "Receita de Locação" in page


def test_five_documents_are_shown_as_they_would_be_booked(admin_page: Client, flow: Flow, wizard: Onboarding) -> None:
    TransferFactory.create_batch(4, flow=flow, state="received")
    for vocabulary, value, target in (("category", "*", "1.01"), ("account", "*", "77")):
        MappingFactory.create(
            source=flow.source, target=flow.target, vocabulary=vocabulary, value=value, target_value=target
        )
    assert [len(one.preview.entries) > 0 for one in shown(flow)] == [True] * 5
    page = admin_page.get(page_of(wizard, "preview")).content.decode()
    assert page.count("What would be sent") >= 5
    assert "Nothing was sent for this." in page
    assert set(Transfer.objects.values_list("state", flat=True)) == {"received"}


def test_a_document_that_cannot_be_booked_says_why_beside_the_others(
    admin_page: Client, flow: Flow, wizard: Onboarding
) -> None:
    Transfer.objects.all().delete()
    raw = debt_note("1", TotalValue="abc")
    TransferFactory.create(flow=flow, state="received", payload=PayloadFactory.create(raw=raw))
    TransferFactory.create(flow=flow, state="received")
    page = admin_page.get(page_of(wizard, "preview")).content.decode()
    assert "An amount is not a number" in page
    assert "It would wait for you: these values have no counterpart." in page
    assert "Category: Locação" in page


def test_without_a_document_the_address_to_send_to_is_shown(admin_page: Client, flow: Flow, wizard: Onboarding) -> None:
    Transfer.objects.all().delete()
    for slug in ("mappings", "preview"):
        page = admin_page.get(page_of(wizard, slug)).content.decode()
        assert "No document has come yet" in page
        assert f"http://testserver/hooks/{flow.source.public_id}/debt-note" in page
        assert "financial-entry" not in page


def test_what_has_no_counterpart_when_it_is_switched_on_is_said(
    admin_page: Client, flow: Flow, wizard: Onboarding
) -> None:
    page = admin_page.get(page_of(wizard, "activate")).content.decode()
    assert "3 documents that have come already are booked at once" in page
    assert "still" in page
    admin_page.post(page_of(wizard, "activate"))
    assert set(Transfer.objects.values_list("state", flat=True)) == {"queued"}


def test_the_table_asks_the_database_as_often_for_fifty_documents_as_for_three(
    admin_page: Client, flow: Flow, wizard: Onboarding, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    TransferFactory.create_batch(47, flow=flow, state="received")
    ConnectionFactory.create_batch(5)
    with django_assert_max_num_queries(30):
        admin_page.get(page_of(wizard, "mappings"))
