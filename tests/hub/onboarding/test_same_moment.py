"""Two people at the very same moment, each with a connection of their own to a real server: one wins, one is told."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from django.conf import settings as configured
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from apps.connectors.banqup.models import Credentials as BanqupCredentials
from apps.connectors.yokoy.models import Credentials as YokoyCredentials
from apps.hub.models import Acceptance, AuditEntry, Connection, End, Flow, Invitation, Onboarding, SignIn, Token
from apps.hub.onboarding import invitations
from apps.sandbox.banqup.cast import COMPANY
from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import FIRST, ORGANISATION
from tests.factories import UserFactory
from tests.hub.onboarding.begun import YOKOY, Begun

pytestmark = pytest.mark.django_db(transaction=True)

#: What the owner of a flow from Banqup into Yokoy chooses.
CHOSEN = {"setting_payment_terms": "leave", "setting_bill_states": "ACCEPTED"}


@dataclass
class Person:
    """Somebody with a browser of their own, or without an account."""

    url: str
    name: str = ""
    line: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        if self.name:
            client = Client()
            client.force_login(
                UserFactory.create(username=self.name, role="administrator"),
                backend="django.contrib.auth.backends.ModelBackend",
            )
            self.line.cookies.set("sessionid", client.cookies[configured.SESSION_COOKIE_NAME].value)

    def look(self, path: str) -> str:
        """Open a page and give its text."""
        return self.line.get(f"{self.url}{path}").text

    def send(self, path: str, **typed: str) -> str:
        """Send a form and give the page that it leads to."""
        token = self.line.cookies.get("csrftoken") or ""
        return self.line.post(f"{self.url}{path}", {**typed, "csrfmiddlewaretoken": token}).text


Arrive = Callable[[str], Person]


@pytest.fixture
def arrive(live_server: LiveServer) -> Iterator[Arrive]:
    """Have people come, with or without an account; at the end none of them keeps a line open."""
    people: list[Person] = []

    def arrived(name: str) -> Person:
        people.append(Person(live_server.url, name))
        return people[-1]

    yield arrived
    for person in people:
        person.line.close()


@pytest.fixture
def ana(arrive: Arrive) -> Person:
    return arrive("ana")


@pytest.fixture
def rui(arrive: Arrive) -> Person:
    return arrive("rui")


def at_once(*calls: Callable[[], str]) -> list[str]:
    """Make calls at the same moment; give what each was answered."""
    together = Barrier(len(calls))

    def one(call: Callable[[], str]) -> str:
        together.wait(20)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [told.result(60) for told in [pool.submit(one, call) for call in calls]]


def sorted_out(pages: list[str], winner: str, loser: str) -> int:
    """Give whose page says that they won; the other one's says what had happened."""
    won = [winner in page for page in pages]
    assert sorted(won) == [False, True]
    assert loser in pages[won.index(False)]
    return won.index(True)


def test_both_press_activate(ana: Person, rui: Person, sandbox: Sandbox) -> None:
    path = Begun(sandbox, "activate").address()
    for person in (ana, rui):
        person.look(path)
    pages = at_once(lambda: ana.send(path, every="15"), lambda: rui.send(path, every="15"))
    first = sorted_out(pages, "The flow is on.", "Nothing was done twice")
    row = Onboarding.objects.get()
    assert (row.finished_by and row.finished_by.get_username()) == ("ana", "rui")[first]
    assert AuditEntry.objects.filter(verb="switched").count() == 1
    assert Flow.objects.get().active


def test_both_connect_the_same_legal_entity(ana: Person, rui: Person, sandbox: Sandbox) -> None:
    paths = [Begun(sandbox, "target-unit", name=name).address() for name in ("A ", "B ")]
    for person, path in zip((ana, rui), paths, strict=True):
        person.look(path)
    sandbox.fault("yokoy", "slow", call="invoices", times=2, seconds=0.4)  # both are let go on by the same answer
    pages = at_once(
        lambda: ana.send(paths[0], unit=FIRST, confirm="1"), lambda: rui.send(paths[1], unit=FIRST, confirm="1")
    )
    first = sorted_out(pages, "Step 7 of 16", "This account is connected already")
    there = Connection.objects.get(account_id=ORGANISATION, unit_id=FIRST)
    assert (there.name, there.state) == (("A Yokoy", "B Yokoy")[first], "connected")
    other = Connection.objects.exclude(pk=there.pk).get()
    assert (other.state, other.account_id, other.unit_id) == ("new", "", "")


def test_both_connect_the_same_company(ana: Person, rui: Person, sandbox: Sandbox) -> None:
    YokoyCredentials.objects.all().delete()
    first_one = Begun(sandbox, "source-test", name="A ")
    Connection.objects.filter(pk=first_one.target.pk).update(unit_id="another")
    paths = [first_one.address(), Begun(sandbox, "source-test", name="B ").address()]
    for person, path in zip((ana, rui), paths, strict=True):
        person.look(path)
    sandbox.fault("banqup", "slow", call="GET purchase-invoices", times=2, seconds=0.4)
    pages = at_once(lambda: ana.send(paths[0]), lambda: rui.send(paths[1]))
    first = sorted_out(pages, "Step 12 of 16", "This account is connected already")
    there = Connection.objects.get(account_id=str(COMPANY))
    assert (there.name, there.state) == (("A Banqup", "B Banqup")[first], "connected")
    assert Connection.objects.get(connector_slug="banqup", account_id="").state == "new"


def test_both_accept_the_terms(ana: Person, rui: Person, sandbox: Sandbox) -> None:
    path = Begun(sandbox, "target-terms").address()
    for person in (ana, rui):
        person.look(path)
    pages = at_once(lambda: ana.send(path, accept="1"), lambda: rui.send(path, accept="1"))
    assert ["Test the connection to Yokoy" in page for page in pages] == [True, True]
    assert Acceptance.objects.count() == AuditEntry.objects.filter(verb="accepted").count() == 1


def test_both_make_the_flow(ana: Person, rui: Person, sandbox: Sandbox) -> None:
    path = Begun(sandbox, "settings").address()
    for person in (ana, rui):
        person.look(path)
    pages = at_once(
        lambda: ana.send(path, name="Of Ana", **CHOSEN),
        lambda: rui.send(path, name="Of Rui", **CHOSEN),
    )
    steps = sorted(re.findall(r"Step (\d+) of 16", page)[0] for page in pages)
    assert steps in (["12", "13"], ["13", "13"])
    assert Flow.objects.get() == Onboarding.objects.get().flow


def test_both_use_the_same_link(arrive: Arrive, sandbox: Sandbox) -> None:
    setup = Begun(sandbox, "target-credentials")
    end = End.objects.get(side="target")
    _row, key = invitations.invite(end, UserFactory.create(username="bia"))
    people, path = (arrive(""), arrive("")), f"/invited/{key}/"
    for person in people:
        assert "bia connects Yokoy" in person.look(path)
    typed = [YOKOY | {"client_id": name} for name in ("first", "second")]
    pages = at_once(lambda: people[0].send(path, **typed[0]), lambda: people[1].send(path, **typed[1]))
    first = sorted_out(pages, "Thank you", "This link no longer works")
    assert YokoyCredentials.objects.get(connection=setup.target).client_id == ("first", "second")[first]
    assert Invitation.objects.get().used_at is not None
    assert AuditEntry.objects.filter(verb="filled").count() == 1


def test_one_visit_comes_back_twice(ana: Person, sandbox: Sandbox) -> None:
    setup = Begun(sandbox, "source-sign-in")
    ana.look(setup.address())
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', ana.send(setup.address(), leave="1"))
    assert found
    page = found[1].replace("&amp;", "&")
    allowed = requests.post(page, {**dict(parse_qsl(urlsplit(page).query)), "decision": "allow"}, allow_redirects=False)
    back = allowed.headers["location"].removeprefix(ana.url)
    pages = at_once(lambda: ana.look(back), lambda: ana.look(back))
    assert ["Sign in at Banqup" in page for page in pages] == [True, True]
    assert SignIn.objects.get().used_at is not None
    assert Token.objects.get().generation == 1
    kept = BanqupCredentials.objects.get(connection=setup.source)
    assert kept.refresh_token == Token.objects.get().refresh
    assert sum("Signed in at Banqup" in page for page in pages) >= 1
    assert "Go on" in ana.look(setup.address())
