"""What systems read: shapes, filters, pages, and what it costs."""

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.hub.models import Transfer
from apps.hub.models.transfer import TransferState
from tests.factories import (
    NOON,
    AttemptFactory,
    BlockerFactory,
    ConnectionFactory,
    EventFactory,
    FlowFactory,
    MappingFactory,
    OperationFactory,
    PendingErrorFactory,
    RunFactory,
    TransferFactory,
)
from tests.hub.api.conftest import Caller

pytestmark = pytest.mark.django_db

#: The list, what makes a row of it, and the queries of a page: key, its user's rights (two), the rows, what belongs
#: to the page.
LISTS: dict[str, tuple[Callable[[], Any], int]] = {
    "connections": (ConnectionFactory.create, 4),
    "flows": (FlowFactory.create, 4),
    "events": (EventFactory.create, 4),
    "transfers": (TransferFactory.create, 4),
    "runs": (RunFactory.create, 4),
    "pending-errors": (BlockerFactory.create, 5),
    "mappings": (MappingFactory.create, 4),
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("rows", [1, 12])
def test_a_list_costs_the_same_however_long_it_is(
    api: Caller, django_assert_num_queries: DjangoAssertNumQueries, name: str, rows: int
) -> None:
    make, queries = LISTS[name]
    for _ in range(rows):
        make()
    api.get(name)  # the first call notes when the key was used
    with django_assert_num_queries(queries):
        answer = api.get(name)
    assert answer.status_code == 200
    assert len(answer.json()["results"]) >= rows


def test_the_connectors_cost_nothing_but_the_key(
    api: Caller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    api.get("connectors")
    with django_assert_num_queries(3):
        api.get("connectors")


@pytest.mark.parametrize("rows", [1, 12])
def test_a_whole_transfer_costs_the_same_however_long_its_life_was(
    api: Caller, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    transfer = TransferFactory.create()
    for number in range(rows):
        AttemptFactory.create(transfer=transfer, number=number + 1)
        OperationFactory.create(transfer=transfer)
        BlockerFactory.create(transfer=transfer)
    api.get("connectors")
    with django_assert_num_queries(7):
        answer = api.get(f"transfers/{transfer.pk}").json()
    assert [len(answer[part]) for part in ("attempts", "operations", "waits_for")] == [rows] * 3


def test_connectors_are_told_as_they_are_declared(api: Caller) -> None:
    told = {row["slug"]: row for row in api.get("connectors").json()}
    assert [entry["kind"] for entry in told["bluefleet"]["sources"]] == ["invoice", "financial_entry", "bill"]
    assert {entry["slug"] for entry in told["omie"]["vocabularies"]} >= {"category", "cost_centre"}
    assert api.get("connectors/omie").json() == told["omie"]
    assert api.get("connectors/nobody").status_code == 404


def test_a_transfer_tells_money_as_text_and_time_as_utc(api: Caller) -> None:
    TransferFactory.create(amount=Decimal("1250.5000"), currency="BRL")
    row = api.get("transfers").json()["results"][0]
    assert row["money"] == {"amount": "1250.50", "currency": "BRL"}
    assert row["received_at"] == "2026-03-10T12:00:00Z"


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [("0.0000", "BRL", "0.00"), ("1500.0000", "JPY", "1500"), ("1.2345", "BRL", "1.2345"), ("7.5", "KWD", "7.500")],
)
def test_an_amount_has_the_decimals_of_its_currency_and_never_fewer_than_it_needs(
    api: Caller, amount: str, currency: str, text: str
) -> None:
    TransferFactory.create(amount=Decimal(amount), currency=currency)
    assert api.get("transfers").json()["results"][0]["money"] == {"amount": text, "currency": currency}


def test_a_transfer_without_an_amount_says_so(api: Caller) -> None:
    TransferFactory.create(amount=None, currency="")
    assert api.get("transfers").json()["results"][0]["money"] is None


def test_a_whole_transfer_tells_attempts_operations_and_what_it_waits_for(api: Caller) -> None:
    blocker = BlockerFactory.create()
    AttemptFactory.create(transfer=blocker.transfer, number=1, outcome="waiting", code="mapping.missing")
    operation = OperationFactory.create(transfer=blocker.transfer, target_id="7000001")
    told = api.get(f"transfers/{blocker.transfer_id}").json()
    assert [(attempt["number"], attempt["code"]) for attempt in told["attempts"]] == [(1, "mapping.missing")]
    assert [(row["key"], row["target_id"], row["money"]["currency"]) for row in told["operations"]] == [
        (operation.key, "7000001", "BRL")
    ]
    assert [cause["id"] for cause in told["waits_for"]] == [blocker.pending_error_id]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"state": "delivered"}, ["booked"]),
        ({"number": "NF-9"}, ["booked"]),
        ({"number": "NF"}, []),
        ({"source_id": "S-1"}, ["plain"]),
        ({"target_reference": "T-77"}, ["booked"]),
        ({"amount": "10.00"}, ["plain"]),
        ({"amount_from": "10.01"}, ["booked"]),
        ({"amount_to": "10"}, ["plain"]),
        ({"received_after": "2026-03-10T12:00:00Z"}, ["plain"]),
        ({"received_before": "2026-03-10T09:00:00-03:00"}, ["booked"]),
        ({"q": "nf-9"}, ["booked"]),
        ({"q": "auror"}, ["plain"]),
        ({"q": "998877"}, ["booked"]),
        ({"q": "S-2"}, ["booked"]),
        ({"q": "T-7"}, ["booked"]),
        ({"q": "ND-5"}, ["booked"]),
        ({"q": "100%"}, []),
        ({"q": "S-", "state": "queued"}, ["plain"]),
    ],
)
def test_transfers_are_found_by_what_people_know_of_them(api: Caller, params: dict[str, str], found: list[str]) -> None:
    plain = TransferFactory.create(source_id="S-1", number="A-1", party="Aurora", amount=Decimal(10))
    booked = TransferFactory.create(
        delivered=True,
        source_id="S-2",
        number="NF-9",
        party="Horizonte",
        party_tax_id="998877",
        amount=Decimal(99),
        target_reference="T-77",
        target_number="ND-5",
        received_at=NOON - timedelta(days=1),
    )
    names = {plain.pk: "plain", booked.pk: "booked"}
    assert [names[pk] for pk in api.ids("transfers", **params)] == found


def test_transfers_are_found_by_their_flow(api: Caller) -> None:
    wanted, _other = TransferFactory.create_batch(2)
    assert api.ids("transfers", flow=wanted.flow_id) == [wanted.pk]


def test_lists_are_narrowed_by_their_own_filters(api: Caller) -> None:
    event = EventFactory.create(state="routed")
    EventFactory.create()
    run = RunFactory.create(state="running", finished_at=None)
    RunFactory.create()
    off = FlowFactory.create(active=False)
    mapping = MappingFactory.create(vocabulary="category")
    MappingFactory.create()
    paused = ConnectionFactory.create(state="paused")
    assert api.ids("events", state="routed") == [event.pk]
    assert api.ids("events", connection=event.connection_id) == [event.pk]
    assert api.ids("runs", state="running") == [run.pk]
    assert api.ids("flows", active="false") == [off.pk]
    assert api.ids("mappings", vocabulary="category") == [mapping.pk]
    assert api.ids("connections", state="paused") == [paused.pk]
    assert paused.pk not in api.ids("connections", connector="bluefleet")


@pytest.mark.parametrize(
    ("path", "params", "code"),
    [
        ("transfers", {"colour": "red"}, "filter.unknown"),
        ("transfers", {"state": "lost"}, "request.invalid"),
        ("transfers", {"amount": "NaN"}, "request.invalid"),
        ("transfers", {"amount": "1.234.567,00"}, "request.invalid"),
        ("transfers", {"received_after": "yesterday"}, "request.invalid"),
        ("transfers", {"flow": "9" * 30}, "request.invalid"),
        ("transfers", {"q": "a\0b"}, "request.invalid"),
        ("transfers", {"limit": "0"}, "request.invalid"),
        ("transfers", {"limit": "201"}, "request.invalid"),
        ("transfers", {"limit": "many"}, "request.invalid"),
        ("transfers", {"cursor": "made-up"}, "request.invalid"),
        ("transfers", {"cursor": "cD1hYmM="}, "request.invalid"),
        ("connectors", {"state": "new"}, "filter.unknown"),
        ("connections", {"q": "x"}, "filter.unknown"),
        ("pending-errors", {"resolved": "perhaps"}, "request.invalid"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_refused_and_never_ignored(
    api: Caller, path: str, params: dict[str, str], code: str
) -> None:
    answer = api.get(path, **params)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_single_thing_takes_no_filters(api: Caller) -> None:
    transfer = TransferFactory.create()
    answer = api.get(f"transfers/{transfer.pk}", state="queued")
    assert (answer.status_code, answer.json()["code"]) == (400, "filter.unknown")


def test_pages_neither_repeat_nor_lose_a_row_while_new_ones_arrive(api: Caller) -> None:
    flow = FlowFactory.create()
    there = [TransferFactory.create(flow=flow).pk for _ in range(7)]
    seen, page = [], api.get("transfers", limit=3).json()
    while True:
        seen += [row["id"] for row in page["results"]]
        TransferFactory.create(flow=flow)
        if not page["next"]:
            break
        page = api.client.get(page["next"]).json()
    assert seen == there[::-1]


def test_a_page_can_be_turned_back(api: Caller) -> None:
    TransferFactory.create_batch(4, flow=FlowFactory.create())
    first = api.get("transfers", limit=2).json()
    second = api.client.get(first["next"]).json()
    assert api.client.get(second["previous"]).json()["results"] == first["results"]


def test_where_moments_are_asked_for_pages_are_in_their_order(api: Caller) -> None:
    flow = FlowFactory.create()
    days = [3, 1, 2, 2, 0]
    there = [TransferFactory.create(flow=flow, received_at=NOON + timedelta(days=day)).pk for day in days]
    seen, page = [], api.get("transfers", limit=2, received_after="2026-03-11T00:00:00Z").json()
    seen += [row["id"] for row in page["results"]]
    while page["next"]:
        page = api.client.get(page["next"]).json()
        seen += [row["id"] for row in page["results"]]
    assert seen == [there[place] for place in (0, 3, 2, 1)]


@pytest.mark.parametrize(
    "position", ["4711", "2026-03-10", "2026-03-10 12:00:00", "2026-02-31 12:00:00+00:00", "0001-01-01 00:00:00+23:59"]
)
def test_a_place_in_another_order_is_refused(api: Caller, position: str) -> None:
    cursor = b64encode(urlencode({"p": position}).encode()).decode()
    answer = api.get("transfers", cursor=cursor, received_after="2026-03-11T00:00:00Z")
    assert (answer.status_code, answer.json()["code"]) == (400, "request.invalid")


def test_filters_stay_on_while_pages_are_turned(api: Caller) -> None:
    flow = FlowFactory.create()
    held = [TransferFactory.create(flow=flow, state=TransferState.HELD).pk for _ in range(3)]
    TransferFactory.create_batch(3, flow=flow)
    first = api.get("transfers", limit=2, state="held").json()
    second = api.client.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == held[::-1]


def test_pending_errors_tell_how_many_wait_and_the_money_of_each_currency(api: Caller) -> None:
    cause = PendingErrorFactory.create()
    for amount, currency in [("10.10", "BRL"), ("20.20", "BRL"), ("5", "EUR")]:
        blocker = BlockerFactory.create(pending_error=cause, transfer=TransferFactory.create())
        Transfer.objects.filter(pk=blocker.transfer_id).update(amount=Decimal(amount), currency=currency)
    nothing = PendingErrorFactory.create()
    told = {row["id"]: (row["waiting"], row["money"]) for row in api.get("pending-errors").json()["results"]}
    money = [{"amount": "30.30", "currency": "BRL"}, {"amount": "5.00", "currency": "EUR"}]
    assert told == {cause.pk: (3, money), nothing.pk: (0, [])}
    assert api.get(f"pending-errors/{cause.pk}").json()["money"] == money


def test_pending_errors_are_the_open_ones_unless_the_resolved_are_asked_for(api: Caller) -> None:
    still_open = PendingErrorFactory.create()
    done = PendingErrorFactory.create(resolved_at=NOON, resolution="mapped")
    assert api.ids("pending-errors") == [still_open.pk]
    assert api.ids("pending-errors", resolved="true") == [done.pk]
    assert api.get(f"pending-errors/{done.pk}").json()["resolution"] == "mapped"


@pytest.mark.parametrize("slash", ["", "/"])
def test_an_address_is_known_with_and_without_a_slash(api: Caller, slash: str) -> None:
    assert api.get(f"transfers{slash}").status_code == 200


@pytest.mark.parametrize("path", ["", "nothing", "transfers/999", "transfers/abc", "transfers/1/eat"])
def test_what_is_not_there_is_a_problem_like_any_other(api: Caller, path: str) -> None:
    answer = api.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer["Content-Type"] == "application/problem+json"
