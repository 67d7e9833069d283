"""Each connector's own section, the sidebar, the audit trail, and the pages of refusal."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.connectors.omie import models as omie
from apps.core.connector import registry
from apps.hub import checks
from apps.hub.checks import credentials_model
from apps.hub.models import Mapping, PendingError
from tests.factories import (
    AuditEntryFactory,
    BlockerFactory,
    ConnectionFactory,
    FlowFactory,
    MappingFactory,
    OmieCredentialsFactory,
    PendingErrorFactory,
    RuleFactory,
    RunFactory,
    UserFactory,
)
from tests.hub.admin_home.conftest import PLANTED, Crossing

HUB_LISTS = ("connection", "flow", "mapping", "rule", "auditentry")


def test_every_connector_has_its_four(admin_page: Client, crossing: Crossing) -> None:
    page = admin_page.get("/admin/").content.decode()
    for connector in registry.all():
        kept = ("credentials",) if credentials_model(connector) else ()
        for noun in (*kept, "mapping", "syncrun", "pendingerror"):
            address = f"/admin/{connector.slug}/{noun}/"
            assert f'href="{address}"' in page
            assert admin_page.get(address).status_code == 200


def test_a_connector_without_its_section_is_told_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [error.id for error in checks.check_connector(registry.get("omie"))] == []
    registered = dict(admin.site._registry)
    del registered[omie.Mapping]
    monkeypatch.setattr(admin.site, "_registry", registered)
    assert [error.id for error in checks.check_connector(registry.get("omie"))] == ["hub.E007"]


def test_a_section_shows_the_rows_of_its_vendor_only(admin_page: Client, crossing: Crossing) -> None:
    MappingFactory.create(source=crossing.source, target=crossing.target, label="Ours")
    Mapping.objects.create(
        source=(stranger := ConnectionFactory.create(connector_slug="other")),
        target=stranger,
        vocabulary="category",
        value="1",
        label="Theirs",
        target_value="1",
    )
    shown = [row.label for row in admin_page.get("/admin/omie/mapping/").context["cl"].result_list]
    assert shown == ["Ours"]


def test_a_section_has_rights_of_its_own(client: Client, crossing: Crossing) -> None:
    person = UserFactory.create()
    person.user_permissions.add(
        Permission.objects.get(content_type__app_label="omie", codename="view_mapping"),
        Permission.objects.get(content_type__app_label="omie", codename="change_mapping"),
    )
    client.force_login(person)
    row = MappingFactory.create(source=crossing.source, target=crossing.target, target_value="1")
    type(crossing.target).objects.filter(pk=crossing.target.pk).update(state="paused")
    assert client.get("/admin/bluefleet/mapping/").status_code == 403
    assert client.get("/admin/hub/mapping/").status_code == 403
    assert client.get(f"/admin/omie/mapping/{row.pk}/change/").status_code == 200
    client.post(f"/admin/omie/mapping/{row.pk}/change/", {"label": "", "target_value": "2", "target_label": ""})
    assert Mapping.objects.get().target_value == "2"
    assert Mapping.history.filter(history_user=person).count() == 1


def test_rows_lead_to_the_hub_s_own_page(admin_page: Client, crossing: Crossing) -> None:
    answer = admin_page.get(f"/admin/omie/pendingerror/{crossing.cause.pk}/change/")
    assert answer.headers["Location"] == f"/admin/hub/pendingerror/{crossing.cause.pk}/change/"


def test_the_sidebar_holds_what_the_person_may_see(finance_page: Client, crossing: Crossing) -> None:
    page = finance_page.get("/admin/").content.decode()
    assert 'href="/admin/hub/pendingerror/"' in page
    assert 'href="/admin/omie/credentials/"' not in page
    assert 'href="/admin/accounts/user/"' not in page


def test_the_badge_counts_open_causes_and_is_left_out_at_none(admin_page: Client, crossing: Crossing) -> None:
    PendingErrorFactory.create_batch(2)
    groups = admin_page.get("/admin/").context["sidebar_navigation"]
    work = groups[1]["items"]
    assert work[0]["badge"] == "3"
    PendingError.objects.all().delete()
    assert "badge" not in admin_page.get("/admin/").context["sidebar_navigation"][1]["items"][0]


@pytest.mark.parametrize("noun", [f"hub/{noun}" for noun in HUB_LISTS] + ["omie/mapping", "omie/credentials"])
def test_a_list_asks_no_more_for_twenty_rows_than_for_one(
    admin_page: Client, crossing: Crossing, django_assert_max_num_queries: DjangoAssertNumQueries, noun: str
) -> None:
    ends = {"source": crossing.source, "target": crossing.target}

    def fill(count: int) -> None:
        for _ in range(count):
            MappingFactory.create(**ends)
            flow = FlowFactory.create()
            RunFactory.create(flow=flow)
            RuleFactory.create(flow=flow)
            OmieCredentialsFactory.create()
            AuditEntryFactory.create()

    fill(1)
    admin_page.get(f"/admin/{noun}/")
    with django_assert_max_num_queries(16) as few:
        admin_page.get(f"/admin/{noun}/")
    fill(19)
    with django_assert_max_num_queries(len(few)):
        admin_page.get(f"/admin/{noun}/")


def test_the_audit_trail_is_read_searched_and_never_changed(admin_page: Client, accountant: User) -> None:
    entry = AuditEntryFactory.create(
        actor=accountant, actor_name="ana", about="ND-777", verb="skipped", reason="Double"
    )
    AuditEntryFactory.create(about="ND-888")
    address = "/admin/hub/auditentry/"
    for query in ("?q=ND-777", "?verb__exact=skipped", f"?person={accountant.pk}"):
        shown = admin_page.get(address + query).context["cl"].result_list
        assert [row.about for row in shown] == ["ND-777"], query
    assert "Double" in admin_page.get(f"{address}{entry.pk}/change/").content.decode()
    assert admin_page.get(f"{address}add/").status_code == 403
    assert admin_page.get(f"{address}{entry.pk}/delete/").status_code == 403


def test_no_page_gives_a_stored_secret_out(admin_page: Client, crossing: Crossing) -> None:
    pks = {"connection": (crossing.source.pk, crossing.target.pk)}
    pages = ["/admin/", *(f"/admin/hub/{noun}/" for noun in HUB_LISTS)]
    pages += [
        f"/admin/hub/connection/{pk}/{page}/" for pk in pks["connection"] for page in ("change", "history", "delete")
    ]
    for credentials in (crossing.source.credentials, crossing.target.credentials):
        assert credentials is not None
        section = f"/admin/{credentials._meta.app_label}/credentials/"
        pages += [section, f"{section}{credentials.pk}/change/", f"{section}{credentials.pk}/history/"]
    for page in pages:
        text = admin_page.get(page).content.decode()
        assert [secret for secret in PLANTED if secret in text] == [], page


def test_a_secret_is_not_given_back_by_a_form_that_failed(admin_page: Client, crossing: Crossing) -> None:
    row = crossing.target.credentials
    assert row is not None
    sent = {"app_key": "typed-just-now", "app_secret": "x" * 9000, "nonsense": "1"}
    page = admin_page.post(f"/admin/omie/credentials/{row.pk}/change/", sent, follow=True).content.decode()
    assert "typed-just-now" not in page


@pytest.mark.parametrize("language", ["en", "pt-br", "pt-pt"])
def test_the_pages_work_in_every_language(admin_page: Client, crossing: Crossing, language: str) -> None:
    crossing.book(1)
    crossing.stop(1)
    admin_page.cookies["django_language"] = language
    for page in (
        "/admin/",
        *(f"/admin/hub/{noun}/" for noun in HUB_LISTS),
        f"/admin/hub/flow/{crossing.flow.pk}/change/",
    ):
        answer = admin_page.get(page)
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.content.decode()


def test_no_page_carries_inline_script(admin_page: Client, crossing: Crossing) -> None:
    crossing.stop(1)
    for page in ("/admin/", "/admin/hub/mapping/", f"/admin/hub/connection/{crossing.source.pk}/change/"):
        text = admin_page.get(page).content.decode()
        assert "<script>" not in text
        assert " onclick=" not in text


def test_signing_in_is_branded_and_offers_the_languages(client: Client, db: None) -> None:
    page = client.get("/admin/login/").content.decode()
    assert "hub/icons/ponte" in page
    assert 'value="pt-br"' in page


def test_signing_in_leads_home(client: Client, administrator: User) -> None:
    sent = {"username": "bia", "password": "correct horse battery staple"}
    assert client.post("/admin/login/", sent).headers["Location"] == "/admin/"


def test_too_many_attempts_are_told_what_to_do(client: Client, administrator: User) -> None:
    for _ in range(6):
        answer = client.post("/admin/login/", {"username": "bia", "password": "wrong"})
    assert answer.status_code == 429
    assert "Too many attempts to sign in" in answer.content.decode()


def test_what_does_not_exist_and_what_is_not_allowed_have_pages_of_their_own(
    client: Client, finance_page: Client
) -> None:
    missing = client.get("/nowhere/")
    assert missing.status_code == 404
    assert "This page does not exist" in missing.content.decode()
    assert "You may not see this page" in finance_page.get("/admin/omie/credentials/").content.decode()


def test_a_connectors_pending_list_adds_up_what_is_that_connectors_alone(
    finance_page: Client, crossing: Crossing
) -> None:
    crossing.stop(2)
    BlockerFactory.create(pending_error__target=ConnectionFactory.create(bluefleet=True))
    assert "3 documents wait in all." in finance_page.get("/admin/hub/pendingerror/").content.decode()
    assert "2 documents wait in all." in finance_page.get("/admin/omie/pendingerror/").content.decode()
