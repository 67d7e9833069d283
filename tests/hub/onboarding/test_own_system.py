"""The way from a source to one's own system: by file or through the API, without a secret and without a vendor."""

from django.test import Client

from apps.hub.engine.working import work
from apps.hub.models import Acceptance, Connection, Flow, Transfer
from tests.factories import TransferFactory
from tests.hub.onboarding.conftest import Walker


def test_the_ways_are_offered_in_plain_words(walker: Walker) -> None:
    what = walker.connect("bluefleet").what("source:invoice")
    assert [(system.name, system.note, system.asks) for system in what.systems] == [
        ("Omie", "automatically · not connected yet", False),
        ("Own system", "by file or own program · not connected yet", True),
    ]
    assert walker.text.index("By file") < walker.text.index("Through your own program")


def test_an_own_system_gets_documents_and_posts_its_own(walker: Walker) -> None:
    walker.connect("own_system")
    assert "bluefleet:new" in walker.systems("target:invoice")
    assert "omie:new" in walker.systems("source:bill")


def test_an_accountant_gets_files_without_a_step_that_asks_for_nothing(walker: Walker, fleet: Connection) -> None:
    walker.connect("own_system").choose(f"target:invoice:bluefleet:{fleet.pk}:file")
    assert walker.step == "target-name"
    assert "Environment" not in walker.text.split("Own system", 1)[1].split("Preparation")[0]
    walker.post(name="Primavera", environment="own")
    assert Connection.objects.get(name="Primavera").state == "connected"
    assert not Acceptance.objects.exists()
    assert walker.step == "settings"
    assert "Usual kind of file" in walker.text
    walker.post(name="Debit notes", setting_file_format="json", setting_decimal_mark="point")
    flow = Flow.objects.get()
    assert flow.settings == {"way": "file", "file_format": "json", "decimal_mark": "point"}
    TransferFactory.create(flow=flow, state="received")
    walker.go("preview")
    assert "Nothing was sent for this. What you see is what the target will get." in walker.text
    walker.go("activate")
    assert "You then produce a file of them whenever you like, under Produced files." in walker.text
    walker.post()
    assert walker.address == f"/admin/hub/flow/{flow.pk}/change/"
    assert "produce a file of them" in walker.text
    work.work()
    assert Transfer.objects.get().state == "ready"


def test_a_program_gets_its_address_and_no_question_about_files(walker: Walker, fleet: Connection) -> None:
    walker.connect("own_system").choose(f"target:invoice:bluefleet:{fleet.pk}:api")
    walker.post(name="Own ERP", environment="own")
    assert "Usual kind of file" not in walker.text
    walker.post(name="Debit notes")
    flow = Flow.objects.get()
    assert flow.settings == {"way": "api"}
    walker.go("activate")
    assert f"/api/v1/flows/{flow.pk}/documents/" in walker.text
    assert "Issue a key under API keys" in walker.text
    walker.post()
    assert "have your program read the address below" in walker.text


def test_another_way_leaves_what_was_filled_in(walker: Walker, fleet: Connection) -> None:
    walker.connect("own_system").choose(f"target:invoice:bluefleet:{fleet.pk}:file")
    walker.post(name="Primavera", environment="own")
    walker.go("what").choose(f"target:invoice:bluefleet:{fleet.pk}:api")
    walker.row.refresh_from_db()
    assert walker.row.way == "api"
    assert Connection.objects.filter(name="Primavera").count() == 1
    assert walker.step == "target-name"
    assert 'value="Primavera"' in walker.page.content.decode()


def test_a_route_without_its_way_is_not_taken(walker: Walker, fleet: Connection) -> None:
    walker.connect("own_system").choose(f"target:invoice:bluefleet:{fleet.pk}")
    assert "Choose how the documents get there." in walker.text


def test_an_app_that_takes_none_of_these_documents_says_so(walker: Walker) -> None:
    walker.connect("banqup")
    assert "Yokoy" in walker.what("source:invoice").refused
    walker.connect("own_system")
    assert "Not possible from Own system, as no other system takes them: Bank statements, Expenses." in walker.text


def test_the_page_of_an_own_system_asks_for_no_credentials(admin_page: Client, walker: Walker) -> None:
    row = Connection.objects.create(connector_slug="own_system", name="Primavera", environment="own", state="connected")
    page = admin_page.get(f"/admin/hub/connection/{row.pk}/change/")
    assert page.status_code == 200
    assert "credentials" not in page.content.decode().split("content-main", 1)[-1].split("</form>", 1)[0]
    assert admin_page.post(f"/admin/hub/connection/{row.pk}/secret/").status_code == 404
    saved = admin_page.post(f"/admin/hub/connection/{row.pk}/change/", {"name": "Primavera 2", "environment": "own"})
    assert saved.status_code in (200, 302)
