"""A secret or a consent is taken back in the middle of a run: one notice, the queue untouched, and all booked once."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from apps.connectors.yokoy.models import Credentials
from apps.hub.engine.doors import pull
from apps.hub.engine.working import work
from apps.hub.models import Connection, Heartbeat, PendingError, Pull, SyncRun, Transfer
from apps.sandbox.banqup.cast import COMPANY
from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import ORGANISATION
from tests.browser.conftest import Desk
from tests.browser.walking import LANGUAGES, Words, go, in_their_language, reads, somebody, told
from tests.hub.onboarding.begun import Begun, few_invoices, switched_on

pytestmark = pytest.mark.browser

NEW_CLIENT, NEW_SECRET = "8b1d-ponte-2", "yk_secret_of_the_second_pair_0123456789"
AGAIN, TEST = ("Sign in again", "Voltar a ligar"), ("Test and connect again", "Testar e voltar a ligar")
LEAVE = ("Sign in at Banqup", "Iniciar sessão em Banqup")


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest, desk: Desk, live_server: LiveServer, transactional_db: None) -> Iterator[Page]:
    with somebody(desk(request.param), live_server.url) as found:
        yield found


@pytest.fixture
def running(sandbox: Sandbox, settings: Settings, transactional_db: None) -> Begun:
    """Banqup connected to Yokoy, three invoices to come."""
    settings.WORKER_THREADS = 1
    few_invoices(sandbox)
    Heartbeat.objects.create(name="worker", at=timezone.now())
    found = switched_on(sandbox)
    Pull.objects.create(connection=found.source, kind="bill", every=15, due_at=found.row.created_at)
    return found


def ask() -> None:
    """Ask the source until it has no more."""
    Pull.objects.update(due_at=Connection.objects.earliest("created_at").created_at)
    while pull.pull_due():
        pass


def states() -> Counter[str]:
    return Counter(Transfer.objects.values_list("state", flat=True))


def booked(sandbox: Sandbox) -> list[str]:
    """Give the numbers of what Yokoy holds."""
    return sorted(str(row["customInformation"]["ponte"]) for row in sandbox.records("yokoy", "invoices"))


def follow_the_one_notice(page: Page, words: Words) -> None:
    """Go from home to the page on which one signs in again."""
    page.goto("/admin/")
    reads(page, ("One connection needs you.", "Uma ligação precisa de si."))
    notice = page.locator(".hm-causes li")
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text(in_their_language(page, words))
    go(page, notice.get_by_role("link").first, "change")
    with page.expect_navigation(url="**/apps/reconnect/**"):
        page.get_by_role("link", name=in_their_language(page, AGAIN), exact=True).first.click()


def test_a_secret_that_is_revoked_in_the_middle_of_a_run_is_typed_in_anew_and_all_is_booked_once(
    page: Page, sandbox: Sandbox, running: Begun
) -> None:
    ask()
    sandbox.fault("yokoy", "revoked", call="amend_invoice")
    work.work()
    assert (running.target.state, running.target.state_code) == ("paused", "auth.refused")
    assert states() == Counter({"queued": 3})
    assert set(Transfer.objects.values_list("tries", flat=True)) == {0}
    assert PendingError.objects.open().count() == 1
    assert SyncRun.objects.filter(finished_at=None).count() == 1
    assert work.work() == 0
    assert len(sandbox.records("yokoy", "invoices")) == 1

    sandbox.yokoy.do({"issue": "stranger", "secret": "s" * 40, "organisation": "ZzzzzzZ999"})
    sandbox.yokoy.do({"issue": NEW_CLIENT, "secret": NEW_SECRET})
    follow_the_one_notice(page, ("The vendor gives us no access any more", "O outro sistema já não nos dá acesso"))
    reads(page, ("3 documents wait for it, untouched", "3 documentos esperam por ela, intactos"))
    type_in(page, "stranger", "s" * 40)
    told(page, ("These credentials do not open this organisation", "Estas credenciais não abrem esta organização"))
    assert Credentials.objects.get().client_id != "stranger"
    assert running.target.state == "paused"
    type_in(page, NEW_CLIENT, NEW_SECRET)
    reads(page, ("3 documents that waited for it go on.", "3 documentos que a aguardavam seguem."))

    work.work()
    assert states() == Counter({"delivered": 3})
    assert len(set(booked(sandbox))) == len(booked(sandbox)) == 3
    assert (running.target.state, running.target.account_id) == ("connected", ORGANISATION)
    assert not PendingError.objects.open().exists()
    page.goto("/admin/")
    expect(page.locator(".hm-causes li")).to_have_count(0)


def type_in(page: Page, client: str, secret: str) -> None:
    """Fill in what opens the account, and have it tried."""
    page.locator("#id_client_id").fill(client)
    page.locator("#id_client_secret").fill(secret)
    with page.expect_navigation():
        page.get_by_role("button", name=in_their_language(page, TEST)).click()


def test_a_consent_that_is_taken_back_while_the_source_is_asked_is_given_anew_and_nothing_is_missing(
    page: Page, sandbox: Sandbox, running: Begun
) -> None:
    sandbox.fault("banqup", "slow", call="GET purchase-invoices/files", seconds=0)
    sandbox.fault("banqup", "revoked", call="GET purchase-invoices/files")
    ask()
    came = Transfer.objects.count()
    assert 0 < came < 3
    assert (running.source.state, running.source.state_code) == ("paused", "auth.refused")
    assert PendingError.objects.open().count() == 1
    work.work()
    assert states() == Counter({"delivered": came})

    follow_the_one_notice(page, ("The vendor gives us no access any more", "O outro sistema já não nos dá acesso"))
    test = page.get_by_role("button", name=in_their_language(page, TEST))
    with page.expect_navigation():
        test.click()
    told(page, ("Banqup no longer accepts the sign-in", "Banqup já não aceita o início de sessão"))
    page.get_by_role("button", name=in_their_language(page, LEAVE)).click()
    with page.expect_navigation(url="**/apps/reconnect/**"):
        page.get_by_role("button", name="Allow").click()
    reads(page, ("One step is left", "Falta um passo"))
    with page.expect_navigation():
        test.click()
    assert (running.source.state, running.source.account_id) == ("connected", str(COMPANY))

    ask()
    work.work()
    assert states() == Counter({"delivered": 3})
    assert len(set(booked(sandbox))) == len(booked(sandbox)) == 3
    assert not PendingError.objects.open().exists()
