"""Uploading files, what is said of each, and who may look at what came."""

from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from apps.accounts.models import User
from apps.core.connector import registry
from apps.hub.engine.doors import upload
from apps.hub.engine.doors.upload import Given
from apps.hub.models import AuditEntry, Connection, Flow, Payload, Transfer, Upload
from apps.sandbox.banqup.bank.coda import coda
from apps.sandbox.banqup.bank.download import file
from apps.sandbox.banqup.bank.sheets import Moved
from tests.core.statements.files import sheet
from tests.factories import ConnectionFactory, UserFactory
from tests.hub.admin.conftest import SignIn
from tests.hub.admin_home.test_flows import form
from tests.hub.statement_books import KIND, Books, by_file, flow_to_books

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
MAY = ("view_upload", "add_upload")


@pytest.fixture
def flow(monkeypatch: pytest.MonkeyPatch) -> Flow:
    monkeypatch.setitem(registry._connectors, "omie", Books().connector())
    return flow_to_books(by_file(), active=False)


def form_of(source: Connection) -> str:
    return reverse("admin:hub_upload_send", args=(source.pk, KIND))


def given(*names: str) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, file(name, DAY)) for name in names]


def text(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def bringer() -> User:
    return User.objects.filter(username="ana").first() or UserFactory.create(username="ana")


def uploaded(source: Connection, name: str = "current.xml") -> Upload:
    return upload.receive(source, KIND, Given(name, file(name, DAY)), actor=bringer()).upload


def test_the_form_says_which_formats_are_taken_and_where_to_get_them(sign_in: SignIn, flow: Flow) -> None:
    page = text(sign_in(*MAY).get(form_of(flow.source)))
    for told in (
        'type="file"',
        "multiple",
        "CAMT.053",
        "CODA",
        ".cod",
        "open the menu Bank accounts",
        "csrfmiddleware",
    ):
        assert told in page


def test_several_files_are_taken_at_once_and_each_has_its_line(sign_in: SignIn, flow: Flow) -> None:
    client = sign_in(*MAY)
    names = ("current.xml", "savings.cod", "wrong-balance.xml", "current.pdf")
    page = text(client.post(form_of(flow.source), {"files": given(*names)}))
    assert Upload.objects.count() == 2
    assert Transfer.objects.count() == 3
    assert page.count("Taken in") == 2
    assert page.count(">Refused<") == 2
    assert "opening balance and movements make 18,589.85, and the closing balance is 18,589.86" in page
    assert "This is a PDF" in page


def test_the_same_file_again_says_who_brought_it_and_does_nothing(sign_in: SignIn, flow: Flow) -> None:
    uploaded(flow.source)
    page = text(sign_in(*MAY).post(form_of(flow.source), {"files": given("current.xml")}))
    assert "Same file as before" in page
    assert "The very same file was uploaded on" in page
    assert "by ana" in page
    assert Transfer.objects.count() == 2


def test_a_file_without_a_flow_is_said_to_wait(sign_in: SignIn) -> None:
    page = text(sign_in(*MAY).post(form_of(by_file()), {"files": given("current.xml")}))
    assert "No flow takes these documents yet" in page
    assert "waits for a flow" in page


def test_a_form_without_a_file_or_with_too_many_is_sent_back(sign_in: SignIn, flow: Flow) -> None:
    client = sign_in(*MAY)
    assert "Choose at least one file." in text(client.post(form_of(flow.source), {}))
    many = [SimpleUploadedFile(f"{number}.xml", b"<a/>") for number in range(21)]
    assert "Choose at most 20 files at a time." in text(client.post(form_of(flow.source), {"files": many}))
    assert not Upload.objects.exists()


def test_a_file_that_is_too_large_is_refused_by_its_name(sign_in: SignIn, flow: Flow, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 1_000_000
    large = SimpleUploadedFile("large.xml", b"<" * 1_500_000)
    page = text(sign_in(*MAY).post(form_of(flow.source), {"files": [large]}))
    assert "It has 1.4 MB, and 1.0 MB is the most." in page


def test_a_forged_form_is_refused(flow: Flow) -> None:
    person = User.objects.create_superuser("root")
    client = Client(enforce_csrf_checks=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(form_of(flow.source), {"files": given("current.xml")}).status_code == 403
    assert not Upload.objects.exists()


def test_only_who_may_upload_may_and_only_where_files_are_taken(sign_in: SignIn, flow: Flow) -> None:
    assert sign_in("view_upload").post(form_of(flow.source), {"files": given("current.xml")}).status_code == 403
    assert not Upload.objects.exists()
    client = sign_in(*MAY)
    assert client.get(reverse("admin:hub_upload_send", args=(flow.source.pk, "bill"))).status_code == 404
    assert client.get(reverse("admin:hub_upload_send", args=(10**9, KIND))).status_code == 404
    gone = ConnectionFactory.create(connector_slug="gone")
    assert client.get(reverse("admin:hub_upload_send", args=(gone.pk, KIND))).status_code == 404


def test_the_pages_of_connection_and_flow_lead_to_the_form(flow: Flow) -> None:
    pages = [
        reverse("admin:hub_connection_change", args=(flow.source.pk,)),
        reverse("admin:hub_flow_change", args=(flow.pk,)),
    ]
    for role, offered in (("finance", True), ("support", False)):
        client = Client()
        client.force_login(UserFactory.create(role=role), backend="django.contrib.auth.backends.ModelBackend")
        assert [form_of(flow.source) in text(client.get(page)) for page in pages] == [offered, offered]


def test_a_connection_for_files_alone_is_renamed_without_any_credentials(flow: Flow) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root"), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:hub_connection_change", args=(flow.source.pk,))
    assert "client_secret" not in text(client.get(address))
    assert client.post(address, {"name": "House bank"}).status_code == 302
    flow.source.refresh_from_db()
    assert (flow.source.name, flow.source.state) == ("House bank", "connected")


def test_the_list_tells_what_came_of_each_file(sign_in: SignIn, flow: Flow) -> None:
    uploaded(flow.source)
    uploaded_waiting = by_file("Other bank")
    uploaded(uploaded_waiting, "savings.cod")
    page = text(sign_in("view_upload").get(reverse("admin:hub_upload_changelist")))
    for told in ("current.xml", "savings.cod", "new:\xa02", "1 document, waiting for a flow", "ana"):
        assert told in page


def test_a_file_is_found_by_its_name_and_by_what_is_in_it(sign_in: SignIn, flow: Flow) -> None:
    uploaded(flow.source)
    uploaded(flow.source, "savings.cod")
    client, address = sign_in("view_upload"), reverse("admin:hub_upload_changelist")
    for asked, found in (("savings", "savings.cod"), ("BE68539007547034", "current.xml"), ("/227", "current.xml")):
        page = client.get(address, {"q": asked})
        assert [row.name for row in page.context["cl"].result_list] == [found]


def test_a_flow_that_is_made_by_hand_gets_what_was_uploaded_before(flow: Flow) -> None:
    source = by_file("Other bank")
    row = uploaded(source)
    client = Client()
    client.force_login(User.objects.create_superuser("root"), backend="django.contrib.auth.backends.ModelBackend")
    ends = f"?source={source.pk}&target={flow.target.pk}&kind={KIND}"
    client.post(f"/admin/hub/flow/add/{ends}", form(name="Other statements"))
    row.refresh_from_db()
    assert (row.documents, row.new) == (2, 2)
    assert Transfer.objects.filter(flow__name="Other statements", state="received").count() == 2


def test_the_list_costs_the_same_however_many_files_there_are(
    sign_in: SignIn, flow: Flow, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, address = sign_in("view_upload"), reverse("admin:hub_upload_changelist")
    uploaded(flow.source)
    client.get(address)
    with django_assert_num_queries(QUERIES):
        client.get(address)
    for number in range(10):
        content = coda((sheet(number=number + 1),))
        upload.receive(flow.source, KIND, Given(f"{number}.cod", content), actor=UserFactory.create())
    with django_assert_num_queries(QUERIES):
        client.get(address)


QUERIES = 7


def test_the_page_of_a_file_leads_to_its_transfers_and_theirs_back_to_it(sign_in: SignIn, flow: Flow) -> None:
    row = uploaded(flow.source)
    client = sign_in("view_upload")
    page = text(client.get(reverse("admin:hub_upload_change", args=(row.pk,))))
    for transfer in Transfer.objects.all():
        address = reverse("admin:hub_transfer_change", args=(transfer.pk,))
        assert address in page
        assert reverse("admin:hub_upload_change", args=(row.pk,)) in text(client.get(address))


def test_the_original_is_given_byte_by_byte_and_that_is_written_down(sign_in: SignIn, flow: Flow) -> None:
    row = uploaded(flow.source)
    address = reverse("admin:hub_upload_original", args=(row.pk,))
    assert sign_in("view_upload").get(address).status_code == 403
    answer = sign_in("view_upload", "view_raw").get(address)
    assert answer.content == file("current.xml", DAY)
    assert answer["Content-Disposition"] == 'attachment; filename="current.xml"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert AuditEntry.objects.filter(verb="viewed", noun="upload", noun_id=str(row.pk)).count() == 1


def test_an_original_that_is_no_longer_kept_is_said_to_be_gone(sign_in: SignIn, flow: Flow) -> None:
    row = uploaded(flow.source)
    Payload.objects.all().delete()
    answer = sign_in("view_upload", "view_raw").get(reverse("admin:hub_upload_original", args=(row.pk,)), follow=True)
    assert "its retention time is over" in text(answer)
    assert not AuditEntry.objects.filter(verb="viewed").exists()


def test_a_statement_is_shown_with_its_balances_and_what_moved(sign_in: SignIn, flow: Flow) -> None:
    uploaded(flow.source)
    row = Transfer.objects.get(number="226")
    page = text(sign_in().get(reverse("admin:hub_transfer_change", args=(row.pk,)))).replace("\xa0", " ")
    for told in (
        "BE68539007547034",
        "18 Nov 2026 – 19 Nov 2026",
        "€ 18,250.40",
        "€ 18,996.40",
        "Quinta das Amoreiras SA",
        "Fatura FT 2026/118",
        "€ -484.00",
        "QA-2026-0118",
    ):
        assert told in page
    assert "To receive" not in page


@pytest.fixture
def long_statement(flow: Flow) -> Transfer:
    moved = tuple(Moved(on=DAY, amount=1, text=f"line {number}") for number in range(1, 121))  # type: ignore[arg-type]
    upload.receive(flow.source, KIND, Given("long.cod", coda((sheet(*moved),))), actor=UserFactory.create())
    return Transfer.objects.get()


@pytest.mark.parametrize(
    ("page", "first", "last"), [("", 1, 50), ("2", 51, 100), ("3", 101, 120), ("9", 101, 120), ("x", 1, 50)]
)
def test_a_long_statement_is_read_page_by_page(
    sign_in: SignIn, long_statement: Transfer, page: str, first: int, last: int
) -> None:
    address = reverse("admin:hub_transfer_change", args=(long_statement.pk,))
    shown = text(sign_in().get(address, {"page": page}))
    assert [number for number in range(1, 121) if f"line {number}\n" in shown] == list(range(first, last + 1))
    assert "Page" in shown
