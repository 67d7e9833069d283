"""Lists in pages by key: every row stands on one page, on whatever way somebody comes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.hub.admin.keyset import portion
from apps.hub.models import Transfer
from tests.factories import NOON, FlowFactory, TransferFactory
from tests.hub.admin.conftest import SignIn

LIST = "/admin/hub/transfer/"


@pytest.fixture
def rows(db: None) -> list[int]:
    """Seven transfers; give their keys, the newest first. The youngest came together with the one before it."""
    flow = FlowFactory.create()
    found = [TransferFactory.create(flow=flow, received_at=NOON + timedelta(days=min(n, 5))).pk for n in range(7)]
    return found[::-1]


def keys(text: str = "", *, order: tuple[str, ...] = ("-pk",), size: int = 3) -> tuple[list[int], str, str]:
    found = portion(Transfer.objects.order_by(*order), text, size)
    return [row.pk for row in found.rows], found.previous, found.next


def shown(client: Client, address: str) -> list[str]:
    """Give the days of the month on which what a page lists came."""
    return [str(row.received_at.day) for row in client.get(address).context["cl"].result_list]


@pytest.mark.parametrize("order", [("-pk",), ("-received_at", "-pk"), ("pk",), ("received_at", "pk")])
def test_a_list_is_read_to_its_end_and_back(rows: list[int], order: tuple[str, ...]) -> None:
    if not order[0].startswith("-"):
        rows.reverse()
    first, none, further = keys(order=order)
    second, back, furthest = keys(further, order=order)
    third, _, end = keys(furthest, order=order)
    assert (first + second + third, none, end) == (rows, "", "")
    assert keys(back, order=order) == (first, "", further)


@pytest.mark.parametrize("order", [("-pk",), ("-received_at", "-pk")])
def test_the_last_page_is_a_whole_one_and_leads_back(rows: list[int], order: tuple[str, ...]) -> None:
    last, back, end = keys("last", order=order)
    assert (last, end) == (rows[4:], "")
    assert keys(back, order=order)[0] == rows[1:4]


def test_close_to_the_beginning_a_whole_page_is_given_rather_than_a_rest(rows: list[int]) -> None:
    assert keys(f"before-{rows[2]}") == (rows[:3], "", f"beyond-{rows[2]}")


def test_what_comes_in_meanwhile_moves_no_page(rows: list[int]) -> None:
    _, _, further = keys()
    before = keys(further)[0]
    TransferFactory.create()
    assert keys(further)[0] == before


def test_a_page_that_begins_at_a_row_that_fits_no_more_is_still_given(rows: list[int]) -> None:
    Transfer.objects.filter(pk=rows[2]).update(state="held")
    queued = Transfer.objects.filter(state="queued").order_by("-pk")
    assert [row.pk for row in portion(queued, f"beyond-{rows[2]}", 3).rows] == rows[3:6]


def test_a_page_of_which_nothing_is_left_leads_to_the_end(rows: list[int]) -> None:
    assert keys(f"beyond-{rows[-1]}")[0] == rows[4:]


@pytest.mark.parametrize("text", ["", "3", "-1", "beyond-", "beyond-x", "before-٣", "last-1", "beyond-" + "9" * 40])
def test_what_is_no_place_is_the_beginning(rows: list[int], text: str) -> None:
    assert keys(text)[0] == rows[:3]


def test_a_list_with_nothing_in_it_has_no_other_pages(db: None) -> None:
    assert [keys(text) for text in ("", "last", "beyond-1", "before-1")] == [([], "", "")] * 4


def test_the_pages_of_a_list_keep_its_filters(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    TransferFactory.create_batch(120, state="held")
    TransferFactory.create_batch(60, state="queued")
    client, found = sign_in(), []
    query = "?state__exact=held"
    for _ in range(3):
        listed = client.get(f"{LIST}{query}").context["cl"]
        found += [row.state for row in listed.result_list]
        query = listed.get_query_string({"p": listed.portion.next})
    assert found == ["held"] * 120
    assert (listed.portion.next, 'rel="next"' in client.get(f"{LIST}{query}").content.decode()) == ("", True)


def test_going_to_a_day_lists_what_came_until_then_and_keeps_the_filters(sign_in: SignIn, rows: list[int]) -> None:
    client = sign_in()
    assert shown(client, f"{LIST}?received_at_to=2026-03-12&state__exact=queued") == ["12", "11", "10"]
    listed = client.get(f"{LIST}?received_at_to=2026-03-12&state__exact=queued").context["cl"]
    assert (listed.until, listed.kept) == ("2026-03-12", [("state__exact", "queued")])
    text = client.get(f"{LIST}?received_at_to=2026-03-12&state__exact=queued").content.decode()
    assert 'href="?state__exact=queued&amp;"' in text
    assert "result" not in text.partition("<main")[0].partition("</header>")[2]


def test_days_are_in_the_order_of_days_even_where_an_old_document_came_to_a_new_flow(sign_in: SignIn) -> None:
    TransferFactory.create(received_at=NOON)
    TransferFactory.create(received_at=NOON - timedelta(days=3))
    assert shown(sign_in(), f"{LIST}?received_at_to=2026-03-12") == ["10", "7"]


@pytest.mark.parametrize("place", ["", "?p=last", "?p=beyond-{}", "?p=before-{}"])
def test_no_page_skips_rows_one_by_one_or_counts_them(sign_in: SignIn, rows: list[int], place: str) -> None:
    client = sign_in()
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST + place.format(rows[3]))
    about = [query["sql"] for query in asked if 'FROM "hub_transfer"' in query["sql"]]
    assert [sql for sql in about if "OFFSET" in sql or "COUNT(" in sql] == []
