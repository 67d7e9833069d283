"""Invoices with files that are broken, false, hostile or huge: seen before anything is booked, and beside good ones."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from apps.hub.engine.doors import pull
from apps.hub.engine.working import work
from apps.hub.models import PendingError, Pull, Transfer
from apps.sandbox.server import Sandbox
from tests.browser.conftest import Desk
from tests.browser.walking import LANGUAGES, Words, go, in_their_language, press, reads, somebody
from tests.hub.onboarding.begun import Begun, few_invoices

pytestmark = pytest.mark.browser

#: What is wrong, what a person reads about it, and what to do.
ODD: dict[str, tuple[Words, Words]] = {
    "broken_ubl": (
        ("The e-invoice cannot be read", "A fatura eletrónica não pode ser lida"),
        ("Ask whoever sent it for a correct one", "Peça um correto a quem o enviou"),
    ),
    "wrong_total": (
        (
            "The e-invoice has another total than the document",
            "A fatura eletrónica tem um total diferente do documento",
        ),
        ("holds 304.31 EUR, the document says 204.31 EUR", "traz 304,31 EUR, o documento diz 204,31 EUR"),
    ),
    "billion_laughs": (
        ("The e-invoice holds what no honest one holds", "A fatura eletrónica contém o que nenhuma legítima contém"),
        ("It may be an attack", "Pode ser um ataque"),
    ),
    "huge_pdf": (
        ("The PDF of the document is larger than 10 MB", "O PDF do documento tem mais de 10 MB"),
        ("Have a smaller PDF put in its place at the source", "Peça que coloquem um PDF mais pequeno na origem"),
    ),
}


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest, desk: Desk, live_server: LiveServer, transactional_db: None) -> Iterator[Page]:
    with somebody(desk(request.param), live_server.url) as found:
        yield found


def test_odd_files_are_told_before_and_after_switching_on_and_hold_up_no_other_invoice(
    page: Page, sandbox: Sandbox, settings: Settings
) -> None:
    settings.WORKER_THREADS = 1
    few_invoices(sandbox, 0)
    for scenario in (*ODD, "purchase_pt"):
        sandbox.banqup.make(scenario)
    setup = Begun(sandbox, "preview")
    Pull.objects.create(connection=setup.source, kind="bill", due_at=timezone.now())
    pull.pull_due()

    page.goto(setup.address())
    for title, advice in ODD.values():
        reads(page, title)
        reads(page, advice)
    press(page, "activate")
    press(page, "admin")
    work.work()
    assert len(sandbox.records("yokoy", "invoices")) == 1
    assert sorted(Transfer.objects.values_list("state", flat=True)) == ["delivered", *["waiting"] * len(ODD)]

    page.goto("/admin/")
    expect(page.locator(".hm-causes li")).to_have_count(len(ODD))
    for title, advice in (ODD["wrong_total"], ODD["huge_pdf"]):
        page.goto("/admin/")
        go(page, page.get_by_role("link", name=in_their_language(page, title)).first, "change")
        reads(page, title)
        reads(page, advice)
    assert set(PendingError.objects.values_list("asks", flat=True)) == {"source"}
