"""From the catalogue to a file that an accounting took over, in English and in Portuguese of Portugal."""

import hashlib
import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.hub.models import Batch, Connection, Flow, Operation
from tests.browser.conftest import DESK, PHONE, admit
from tests.browser.test_portuguese import english_of
from tests.browser.walking import fits, picture
from tests.factories import BlueFleetCredentialsFactory, ConnectionFactory, UserFactory
from tests.hub.batches import reader
from tests.hub.collecting import Collecting

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody's browser, and what its pages say in their language."""

    page: Page
    language: str
    person: User

    def say(self, text: str) -> str:
        with translation.override(self.language):
            return gettext(text)

    def count(self, one: str, many: str, number: int) -> str:
        with translation.override(self.language):
            return ngettext(one, many, number) % {"number": number, "count": number}

    def looks_right(self) -> None:
        """Nothing is wider than the screen, and nothing is in another language."""
        fits(self.page)
        self.page.locator("code").evaluate_all("calls => calls.forEach(call => call.remove())")  # for programs
        assert self.language == "en" or english_of(self.page) == []

    def press(self, button: str, *, about: str = "") -> None:
        """Press a button and wait for the page that follows."""
        picture(self.page)
        self.looks_right()
        name = f"{self.say(button)} {about}".strip()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, link: str, *, about: str = "") -> None:
        """Follow a link and wait for the page that it leads to."""
        picture(self.page)
        self.looks_right()
        name = f"{self.say(link)} {about}".strip()
        with self.page.expect_navigation():
            self.page.locator("#main, body").first.get_by_role("link", name=name, exact=True).first.click()

    def reads(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()


@pytest.fixture(params=[("en", DESK), ("pt-pt", DESK), ("pt-pt", PHONE)], ids=["english", "portuguese", "phone"])
def desk(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, transactional_db: None
) -> Iterator[Desk]:
    """An administrator who has signed in, in a language and at a width."""
    language, width = request.param
    locale = "pt-PT" if language == "pt-pt" else "en-GB"
    place = browser.new_context(base_url=live_server.url, locale=locale, viewport={"width": width, "height": 900})
    person: User = UserFactory.create(username="ana", role="administrator")
    admit(place, person, live_server.url)
    yield Desk(place.new_page(), language, person)
    place.close()


@pytest.fixture
def fleet(transactional_db: None) -> Connection:
    row: Connection = ConnectionFactory.create(bluefleet=True, name="Fleet")
    BlueFleetCredentialsFactory.create(connection=row)
    return row


def answer(desk: Desk, fleet: Connection, way: str) -> None:
    """Answer what is moved, from which system, and how it gets there."""
    desk.page.locator("input[name='what'][value='target:invoice']").check()
    desk.page.locator(f"input[name='system:target:invoice'][value='bluefleet:{fleet.pk}']").check()
    desk.page.get_by_role("radio", name=desk.say(way)).check()


def connect(desk: Desk, fleet: Connection) -> Flow:
    """Walk through the wizard to a flow that is on."""
    desk.page.goto("/admin/apps/")
    desk.press("Connect", about=desk.say("Own system"))
    answer(desk, fleet, "You produce a file whenever you like, and import it into your accounting.")
    desk.press("Go on")
    desk.page.locator("#id_name").fill("Primavera")
    desk.press("Save and go on")
    expect(desk.page.locator("#id_setting_file_format")).to_have_value("csv")
    desk.press("Save and go on")
    for _step in ("mappings", "preview"):
        desk.looks_right()
        with desk.page.expect_navigation():
            desk.page.locator("form.p-card button[type=submit].p-primary").click()
    desk.reads(desk.say("You then produce a file of them whenever you like, under Produced files."))
    desk.press("Activate")
    desk.reads(desk.say("Next: as soon as documents are ready, produce a file of them, here or under Produced files."))
    flow = Flow.objects.select_related("source", "target").get()
    assert flow.active
    return flow


def download(desk: Desk, folder: Path) -> bytes:
    """Download the file whose page is open."""
    with desk.page.expect_download() as started:
        desk.page.get_by_role("link", name=desk.say("Download"), exact=True).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path.read_bytes()


def produce(desk: Desk, flow: Flow) -> None:
    """Make a file of whatever is ready, from the list of files."""
    desk.page.goto("/admin/hub/batch/")
    desk.follow("Produce a file…", about=flow.name)
    desk.follow("Show everything that is ready")
    desk.press("Produce the file")


def test_documents_reach_an_accounting_by_file(
    desk: Desk, fleet: Connection, settings: Settings, tmp_path: Path
) -> None:
    settings.WORKER_THREADS = 1
    flow = connect(desk, fleet)
    collecting = Collecting(flow.source, flow.target, flow, desk.person)
    collecting.ready("1", "2")
    produce(desk, flow)
    desk.reads(desk.say("The file is made. Download it, import it, and then say here whether it was taken over."))
    first, second = download(desk, tmp_path), download(desk, tmp_path)
    assert first == second == Batch.objects.get().payload.raw
    checksum = desk.page.locator("#checksum").inner_text()
    assert hashlib.sha256(first).hexdigest() == checksum
    assert [row["number"] for row in reader.table(first)] == ["ND-1", "ND-2"]
    desk.follow("Refuse…", about="ND-1")
    desk.page.locator("#id_reason").fill("Cliente por criar")
    desk.press("Refuse the document")
    desk.reads(desk.count("Taken over: %(number)s document", "Taken over: %(number)s documents", 1))
    desk.looks_right()
    with desk.page.expect_navigation():
        desk.page.locator("form[action$='/confirm/'] button").click()
    desk.reads(desk.say("Taken over"))
    assert collecting.states() == {"1": "waiting", "2": "delivered"}
    desk.page.goto("/admin/hub/pendingerror/")
    desk.reads(desk.say("Your own system refused the document"))
    desk.reads("Cliente por criar")
    with desk.page.expect_navigation():
        desk.page.get_by_role("link", name=desk.say("Your own system refused the document")).click()
    desk.looks_right()
    with desk.page.expect_navigation():
        desk.page.locator("form[action$='/retry/'] button[type=submit]").click()
    collecting.work()
    produce(desk, flow)
    with desk.page.expect_navigation():
        desk.page.locator("form[action$='/confirm/'] button").click()
    assert collecting.states() == {"1": "delivered", "2": "delivered"}
    assert set(Operation.objects.values_list("number", flat=True)) == {"1", "2"}
    desk.page.goto("/admin/")
    desk.looks_right()
    assert desk.page.get_by_text(desk.say("Ready to be collected")).count() == 0
    expect(desk.page.locator(".hm-verdict").first).not_to_have_class("hm-bad")


def calls_and_is_heard(desk: Desk, flow: Flow) -> None:
    """Issue a key, call with it as the page says, and see the page notice the call without being loaded again."""
    desk.reads(desk.say("Waiting for the first call of your program. This page notices it by itself."))
    desk.press("Issue a key")
    key = desk.page.locator("#program-key").inner_text()
    address = desk.page.locator("#program-address").inner_text()
    assert address.endswith(f"/api/v1/flows/{flow.pk}/documents/")
    call = urllib.request.Request(f"{address}?after=", headers={"Authorization": f"Bearer {key}"})
    with urllib.request.urlopen(call) as answer:
        assert json.load(answer)["documents"] == []
    picture(desk.page)
    expect(desk.page.locator("#heard .p-good")).to_be_visible(timeout=10_000)
    assert desk.page.locator("#program-key").inner_text() == key
    desk.looks_right()


def test_the_result_of_an_import_is_uploaded_looked_at_and_applied(
    desk: Desk, fleet: Connection, settings: Settings, tmp_path: Path
) -> None:
    settings.WORKER_THREADS = 1
    flow = connect(desk, fleet)
    collecting = Collecting(flow.source, flow.target, flow, desk.person)
    collecting.ready("1", "2", "3")
    choose_two(desk, flow)
    desk.press("Produce the file")
    content = download(desk, tmp_path)
    assert [row["number"] for row in reader.table(content)] == ["ND-1", "ND-2"]
    desk.follow("Result of the import…")
    result = tmp_path / "resultado.csv"
    result.write_text("ND-1;ok\nND-2;recusado;Cliente por criar\nND-9;ok\n")
    desk.page.locator("#id_file").set_input_files(result)
    desk.press("Show what it means")
    desk.reads(desk.say("Will be taken over"))
    desk.reads(desk.say("Not known, is kept with the result"))
    assert collecting.states() == {"1": "filed", "2": "filed", "3": "ready"}
    desk.press("Apply the result")
    desk.reads(desk.say("Taken over"))
    desk.looks_right()
    assert collecting.states() == {"1": "delivered", "2": "waiting", "3": "ready"}
    assert Batch.objects.get().state == "confirmed"


def choose_two(desk: Desk, flow: Flow) -> None:
    """See that the usual period holds nothing, ask for a longer one, and untick the last document."""
    desk.page.goto("/admin/hub/batch/")
    desk.follow("Produce a file…", about=flow.name)
    desk.reads(desk.say("Nothing that is ready fits these filters."))
    desk.page.locator("#id_begin").first.fill("2026-03-01")
    desk.press("Show what would be in it")
    desk.page.get_by_label("ND-3", exact=True).uncheck()
    desk.press("Count what is ticked")
    desk.reads(desk.count("%(count)s document", "%(count)s documents", 2))


def test_a_program_finds_its_address_in_the_wizard(desk: Desk, fleet: Connection) -> None:
    desk.page.goto("/admin/apps/")
    desk.press("Connect", about=desk.say("Own system"))
    answer(desk, fleet, "Your own program comes for the documents. Somebody has to write it.")
    desk.press("Go on")
    desk.press("Save and go on")
    desk.press("Save and go on")
    flow = Flow.objects.get()
    calls_and_is_heard(desk, flow)
    for _step in ("program", "mappings", "preview"):
        with desk.page.expect_navigation():
            desk.page.locator("form.p-card button[type=submit].p-primary").last.click()
    expect(desk.page.locator("#collect-address")).to_contain_text(f"/api/v1/flows/{flow.pk}/documents/")
    desk.press("Activate")
    expect(desk.page.locator("#collect-address")).to_contain_text(f"/api/v1/flows/{flow.pk}/documents/")
    desk.looks_right()
