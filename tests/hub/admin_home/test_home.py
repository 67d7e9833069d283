"""The home page answers one question: is everything all right?"""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.hub.admin import chart, home
from apps.hub.models import Connection, Flow, Heartbeat, PendingError, Pull
from tests.factories import FlowFactory, PendingErrorFactory, RunFactory, TransferFactory, UserFactory
from tests.hub.admin_home.conftest import Crossing

HOME = "/admin/"


def text_of(client: Client, address: str = HOME) -> str:
    """The page as a person reads it: no markup, single spaces."""
    answer = client.get(address)
    assert answer.status_code == 200
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(words.replace("\xa0", " ").split())


def test_nothing_waits_and_it_says_so(admin_page: Client, crossing: Crossing) -> None:
    PendingError.objects.all().delete()
    assert "Everything is all right. Nothing waits." in text_of(admin_page)


def test_what_waits_is_told_with_money_and_for_how_long(admin_page: Client, crossing: Crossing) -> None:
    crossing.stop(3)
    PendingError.objects.update(opened_at=timezone.now() - timedelta(days=6))
    page = text_of(admin_page)
    assert "One thing waits for a person. 3 documents are held back." in page
    assert "Waiting for a person 3 R$ 3,751.50" in page
    assert "Things to decide 1 the oldest for 6 days" in page
    assert "Cost centre “Filial Campinas” has no counterpart yet" in page


def test_booked_today_and_this_month_are_counted_apart_and_by_currency(
    admin_page: Client, crossing: Crossing, noon: datetime
) -> None:
    crossing.book(2)
    crossing.book(1, delivered_at=noon - timedelta(days=4), currency="EUR", amount=Decimal(10))
    crossing.book(1, delivered_at=datetime(2026, 2, 28, 12, tzinfo=UTC))
    assert "Booked today 2 R$ 2,501.00 Booked this month 3 R$ 2,501.00 € 10.00 Waiting" in text_of(admin_page)


def test_it_says_for_whom_things_wait(admin_page: Client, crossing: Crossing, administrator: User) -> None:
    crossing.stop(2)
    PendingError.objects.update(assigned_to=administrator)
    PendingErrorFactory.create(
        source=crossing.source, target=crossing.target, assigned_to=UserFactory.create(username="rui")
    )
    PendingErrorFactory.create(source=crossing.source, target=crossing.target)
    page = text_of(admin_page)
    shares = page[page.index("For whom") :]
    assert shares.index("For you") < shares.index("rui") < shares.index("Nobody yet")


def test_a_dead_worker_is_the_first_thing_it_says(admin_page: Client, crossing: Crossing) -> None:
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=10))
    page = text_of(admin_page)
    assert "No worker is running. Documents are received and kept, and nothing is booked." in page
    assert "last sign of life 10 minutes ago" in page


def test_a_paused_connection_comes_before_what_waits(admin_page: Client, crossing: Crossing) -> None:
    Connection.objects.filter(pk=crossing.target.pk).update(state="paused", state_code="target.credentials_refused")
    page = text_of(admin_page)
    assert "One connection needs you." in page
    assert "The target no longer accepts our sign-in" in page


def failing_pull(crossing: Crossing) -> Pull:
    at = timezone.now() + timedelta(minutes=5)
    told = {"code": "source.unreachable", "params": {"host": "api.example.com"}}
    return Pull.objects.create(connection=crossing.source, kind="invoice", due_at=at, failures=3, **told)


def test_a_source_that_cannot_be_asked_is_told_on_home_and_on_its_page(admin_page: Client, crossing: Crossing) -> None:
    PendingError.objects.all().delete()
    failing_pull(crossing)
    home = text_of(admin_page)
    assert "A source cannot be asked for its documents." in home
    for page in ("", f"{crossing.source.pk}/change/"):
        told = text_of(admin_page, f"/admin/hub/connection/{page}")
        assert "Asking fails" in told, page
        assert "The source cannot be reached. It is asked again at" in told, page


def test_a_fresh_installation_is_told_what_to_do_first(admin_page: Client, noon: datetime) -> None:
    Heartbeat.objects.create(name="worker", at=noon)
    page = text_of(admin_page)
    assert "Nothing is connected yet. Four steps lead to the first document." in page
    assert "Connect the system that documents come from" in page
    assert "Booked today" not in page


def test_steps_that_are_done_are_ticked_until_the_flow_is_on(admin_page: Client, crossing: Crossing) -> None:
    Flow.objects.update(active=False)
    page = text_of(admin_page)
    assert page.count("(done)") == 3
    Flow.objects.update(active=True)
    assert "Four steps" not in text_of(admin_page)


def test_somebody_without_a_role_sees_no_figure(client: Client, crossing: Crossing) -> None:
    crossing.book(1)
    client.force_login(UserFactory.create())
    page = text_of(client)
    assert "nobody has given you a role yet" in page
    assert "R$" not in page


def test_each_flow_tells_its_last_run_its_next_and_its_counts(admin_page: Client, crossing: Crossing) -> None:
    crossing.book(5)
    crossing.stop(2)
    TransferFactory.create_batch(3, flow=crossing.flow, state="retrying")
    page = text_of(admin_page)
    assert "Debit notes just now As it comes 5 2 3" in page


def test_the_number_of_queries_does_not_depend_on_what_there_is(
    admin_page: Client, crossing: Crossing, administrator: User
) -> None:
    crossing.book(1)
    crossing.stop(1)
    admin_page.get(HOME)  # sessions and content types are read once
    administrator.get_all_permissions()  # and so are somebody's rights
    with CaptureQueriesContext(
        connection,
    ) as before:
        home.overview(administrator)
    for number in range(4):
        flow = FlowFactory.create(name=f"Another {number}")
        RunFactory.create(flow=flow, state="running", finished_at=None)
        TransferFactory.create_batch(3, flow=flow, delivered=True)
        PendingErrorFactory.create(source=flow.source, target=flow.target)
    with CaptureQueriesContext(connection) as after:
        home.overview(administrator)
    assert len(after) <= len(before) <= 17


def test_the_pulse_shows_how_far_a_run_is(admin_page: Client, crossing: Crossing) -> None:
    RunFactory.create(flow=crossing.flow, state="running", finished_at=None, taken=30, delivered=30)
    TransferFactory.create_batch(10, flow=crossing.flow)
    answer = admin_page.get("/admin/hub/flow/pulse/")
    assert '<progress id="hm-run-' in answer.content.decode()
    assert 'value="30"' in answer.content.decode()
    assert 'max="40"' in answer.content.decode()


def test_the_pulse_stops_asking_once_somebody_is_signed_out(client: Client, crossing: Crossing) -> None:
    answer = client.get("/admin/hub/flow/pulse/")
    assert answer.status_code == 286
    assert "Debit notes" not in answer.content.decode()


def test_the_chart_has_a_text_for_those_who_cannot_see_it(admin_page: Client, crossing: Crossing) -> None:
    crossing.book(3)
    page = admin_page.get(HOME).content.decode()
    assert 'aria-labelledby="hm-chart-title hm-chart-text"' in page
    assert "<caption>Documents booked and waiting in the last 14 days</caption>" in page


@pytest.mark.parametrize(("highest", "top"), [(0, 4), (3, 4), (9, 20), (20, 20), (21, 40), (999, 2000)])
def test_the_scale_of_the_chart_is_round_and_holds_the_highest_bar(highest: int, top: int) -> None:
    assert chart.ceiling(highest) == top


def test_the_chart_never_hides_a_single_document_and_never_leaves_its_frame() -> None:
    days = [datetime(2026, 3, day, tzinfo=UTC).date() for day in (1, 2)]
    drawn = chart.draw(days, {days[0]: 1, days[1]: 100_000}, {days[1]: 7})
    assert [bar.booked_height >= 2 for bar in drawn.bars] == [True, True]
    assert min(bar.waiting_y for bar in drawn.bars) >= 0
    assert all(isinstance(bar.x, int) for bar in drawn.bars)


def test_numbers_are_written_as_the_reader_writes_them(admin_page: Client, crossing: Crossing) -> None:
    crossing.book(1, amount=Decimal("1234567.89"))
    admin_page.cookies["django_language"] = "pt-br"
    assert "R$ 1.234.567,89" in text_of(admin_page)


def test_a_cause_on_home_shows_its_documents_and_their_money(finance_page: Client, crossing: Crossing) -> None:
    crossing.stop(2)
    text = plain(finance_page)
    assert "2 documents" in text
    assert "R$\xa02,501.00" in text


def test_a_connection_to_sign_in_to_again_shows_first_what_waits_for_it(
    finance_page: Client, crossing: Crossing
) -> None:
    crossing.stop(1)
    Connection.objects.filter(pk=crossing.target.pk).update(state="paused", state_code="target.credentials_refused")
    PendingErrorFactory.create(
        source=None,
        target=crossing.target,
        asks="reconnect",
        code="target.credentials_refused",
        vocabulary="",
        value="",
    )
    TransferFactory.create_batch(3, flow=crossing.flow)
    text = plain(finance_page)
    assert text.index("The target no longer accepts our sign-in") < text.index("Filial Campinas")
    assert "3 documents" in text
    assert "R$\xa03,751.50" in text
    listed = finance_page.get("/admin/hub/pendingerror/").content.decode()
    assert "4 documents wait in all." in listed
    assert "R$\xa05,002.00" in listed


def plain(browser: Client) -> str:
    """The home page."""
    return browser.get("/admin/").content.decode()
