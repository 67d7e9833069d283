"""Documents that come in files alone: no credentials, a first file as the test, and real statements to look at."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.connectors.banqup.models import Credentials as BanqupCredentials
from apps.core.connector import registry
from apps.hub.models import Acceptance, AuditEntry, Connection, Flow, Onboarding, Transfer, Upload
from apps.hub.onboarding.routes import routes
from apps.sandbox.banqup.bank.download import file
from tests.factories import ConnectionFactory, OmieCredentialsFactory
from tests.hub.onboarding.conftest import Walker
from tests.hub.statement_books import KIND, Books, by_file

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def books(monkeypatch: pytest.MonkeyPatch) -> Connection:
    """A target for statements that is connected already."""
    monkeypatch.setitem(registry._connectors, "omie", Books().connector())
    row: Connection = ConnectionFactory.create(name="Books")
    OmieCredentialsFactory.create(connection=row)
    return row


@pytest.fixture
def at_banqup(walker: Walker, books: Connection) -> Walker:
    """Somebody who has chosen to move bank statements from Banqup."""
    return walker.connect("banqup").choose(f"source:{KIND}:omie:{books.pk}")


def send(walker: Walker, *names: str) -> Walker:
    files = [SimpleUploadedFile(name, file(name, DAY)) for name in names]
    answer = walker.client.post(walker.address, {"files": files})
    walker.page = answer
    return walker.follow(answer)


def chosen(walker: Walker) -> dict[str, str]:
    """Send back what the form of the settings proposes."""
    form = walker.page.context["form"]
    return {name: str(form.initial.get(name, "")) for name in form.fields if name.startswith("setting_")}


def steps(walker: Walker) -> list[str]:
    return [place.slug for place in walker.page.context["places"]]


def test_nothing_is_asked_that_opens_the_account(at_banqup: Walker) -> None:
    assert steps(at_banqup) == [
        "what",
        "source-name",
        "source-terms",
        "source-upload",
        "settings",
        "mappings",
        "preview",
        "activate",
    ]
    assert "Name of Banqup" in at_banqup.text
    assert "nvironment" not in at_banqup.page.content.decode().partition("<form")[2].partition("</form>")[0]


def test_it_is_said_plainly_that_yokoy_takes_no_statements(walker: Walker) -> None:
    walker.connect("banqup")
    told = walker.text.partition("Not possible, as they do not take “Bank statements”:")[2]
    assert "Yokoy" in told.partition(".")[0]


def test_for_invoices_everything_is_asked_as_before(walker: Walker) -> None:
    target = ConnectionFactory.create(yokoy=True)
    walker.connect("banqup").choose(f"source:bill:yokoy:{target.pk}")
    assert steps(walker)[1:6] == ["source-name", "source-credentials", "source-sign-in", "source-terms", "source-test"]


def test_the_wizard_is_walked_from_a_first_file_to_statements_that_are_booked(at_banqup: Walker) -> None:
    at_banqup.post(name="House bank").post(accept="1")
    assert at_banqup.step == "source-upload"
    for told in ("No credentials are needed for that", "CAMT.053", "open the menu Bank accounts"):
        assert told in at_banqup.text
    row = Connection.objects.get(name="House bank")
    assert row.state == "new"
    send(at_banqup, "current.xml")
    row.refresh_from_db()
    assert (row.state, row.credentials, row.environment) == ("connected", None, "production")
    assert at_banqup.step == "settings"
    assert "2 documents are kept" in at_banqup.text
    at_banqup.post(name="Statements", **chosen(at_banqup))
    flow = Flow.objects.get()
    assert (flow.active, flow.source, flow.kind) == (False, row, KIND)
    assert Transfer.objects.filter(flow=flow, state="received").count() == 2
    at_banqup.post()
    assert at_banqup.step == "preview"
    for told in ("226", "227", "18,996.40", "Journal"):
        assert told in at_banqup.text
    at_banqup.post().post()
    flow.refresh_from_db()
    assert flow.active
    assert set(Transfer.objects.values_list("state", flat=True)) == {"queued"}
    assert Acceptance.objects.filter(connection=row).exists()
    assert AuditEntry.objects.filter(verb="uploaded").count() == 1


def test_a_wrong_file_is_named_beside_the_field_and_connects_nothing(at_banqup: Walker) -> None:
    at_banqup.post(name="House bank").post(accept="1")
    send(at_banqup, "wrong-balance.xml")
    assert at_banqup.step == "source-upload"
    assert "wrong-balance.xml: A statement does not add up" in at_banqup.text
    assert Connection.objects.get(name="House bank").state == "new"
    assert not Upload.objects.exists()
    at_banqup.post()
    assert "Choose at least one file." in at_banqup.text


def test_a_good_file_beside_a_wrong_one_connects_and_the_wrong_one_is_read_before_going_on(at_banqup: Walker) -> None:
    at_banqup.post(name="House bank").post(accept="1")
    send(at_banqup, "savings.cod", "current.pdf")
    assert at_banqup.step == "source-upload"
    assert "current.pdf: This is a PDF" in at_banqup.text
    assert Connection.objects.get(name="House bank").state == "connected"
    at_banqup.post()
    assert at_banqup.step == "settings"


def test_given_up_before_a_file_nothing_is_left_and_after_one_the_connection_stays(at_banqup: Walker) -> None:
    at_banqup.post(name="House bank").post(accept="1")
    send(at_banqup, "current.xml")
    at_banqup.client.post(f"/admin/apps/setup/{at_banqup.row.public_id}/give-up/")
    assert Connection.objects.filter(name="House bank").exists()
    assert Upload.objects.get().routed_at is None


def test_a_flow_to_a_connection_that_is_there_says_that_its_documents_are_uploaded(
    walker: Walker, books: Connection
) -> None:
    source = by_file()
    walker.connect("banqup").choose(f"source:{KIND}:omie:{books.pk}")
    flow = Flow.objects.create(name="Statements", source=source, target=books, kind=KIND)
    Onboarding.objects.filter(pk=walker.row.pk).update(flow=flow)
    walker.row.ends.filter(side="source").update(connection=source, chosen=True)
    walker.go("mappings")
    assert "These documents come in files that you upload." in walker.text
    assert f"/admin/hub/upload/send/{source.pk}/{KIND}/" in walker.page.content.decode()


def test_a_connection_for_files_alone_is_not_offered_for_what_has_to_be_asked_for(books: Connection) -> None:
    files = by_file("Files")
    asked = ConnectionFactory.create(banqup=True, name="Asked")
    BanqupCredentials.objects.create(connection=asked, client_id="a", client_secret="b", company="1")
    found = {(route.kind, route.existing) for route in routes(registry.get("yokoy")) if route.other.slug == "banqup"}
    assert ("bill", asked) in found
    assert ("bill", files) not in found
    found = {(route.kind, route.existing) for route in routes(registry.get("omie")) if route.other.slug == "banqup"}
    assert {(KIND, files), (KIND, asked), (KIND, None)} <= found
