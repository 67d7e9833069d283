"""The list of transfers and the page that tells the life of one."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.hub.models import AuditEntry, Blocker, Connection, PendingError, Transfer
from tests.factories import (
    NOON,
    AttemptFactory,
    EventFactory,
    FlowFactory,
    MappingFactory,
    OperationFactory,
    PendingErrorFactory,
    TransferFactory,
)
from tests.hub.admin.conftest import SignIn, waiting

LIST = "/admin/hub/transfer/"
EVIL = "<script>alert(1)</script>"


def page(transfer: Transfer) -> str:
    return f"{LIST}{transfer.pk}/change/"


def found(client: Client, text: str) -> set[str]:
    """Give the numbers of the transfers that a search finds."""
    return {row.number for row in client.get(LIST, {"q": text}).context["cl"].result_list}


def queries(client: Client, address: str) -> int:
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_the_list_says_state_money_and_reason_in_words(sign_in: SignIn) -> None:
    [transfer] = waiting(PendingErrorFactory.create(label="Filial Sul"), 1)
    text = sign_in().get(LIST).content.decode()
    assert str(transfer) in text
    assert "R$\xa01,250.50" in text
    assert "Waiting for a person" in text
    assert "Cost centre “Filial Sul” has no counterpart yet" in text


def test_money_is_written_as_the_reader_writes_it(sign_in: SignIn) -> None:
    TransferFactory.create()
    text = sign_in().get(LIST, headers={"accept-language": "pt-br"}).content.decode()
    assert "R$\xa01.250,50" in text


def test_the_list_costs_the_same_for_many_as_for_few(sign_in: SignIn) -> None:
    client = sign_in("decide")
    waiting(PendingErrorFactory.create(), 2)
    client.get(LIST)
    few = queries(client, LIST)
    for _ in range(10):
        waiting(PendingErrorFactory.create(), 2)
    assert queries(client, LIST) == few


def test_a_transfer_behind_ten_thousand_causes_is_no_burden(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create(label="Veículo 1")
    [transfer] = waiting(cause, 1)
    copies = PendingErrorFactory.build_batch(9_999, source=cause.source, target=cause.target)
    rows = PendingError.objects.bulk_create(copies)
    Blocker.objects.bulk_create([Blocker(transfer=transfer, pending_error=row) for row in rows])
    client = sign_in()
    assert "has no counterpart yet (+9999)" in client.get(LIST).content.decode()
    response = client.get(page(transfer))
    assert (len(response.context["causes"]), response.context["more_causes"]) == (10, 9_990)


def test_the_list_counts_nothing(sign_in: SignIn) -> None:
    client = sign_in()
    TransferFactory.create_batch(3)
    with CaptureQueriesContext(connection) as counted:
        client.get(LIST)
    counting = [query["sql"] for query in counted if 'COUNT(*) AS "__count" FROM "hub_transfer"' in query["sql"]]
    assert counting == []


@pytest.mark.parametrize(
    "text", ["ND-77", "FAT", "ND-777", "11.222.333/0001-81", "aurora", "BF-N-special-1", "target-9", "source-7"]
)
def test_a_transfer_is_found_by_whatever_is_in_hand(sign_in: SignIn, text: str) -> None:
    fields: dict[str, Any] = {"party": "Outra", "party_tax_id": "99"}
    match text:
        case "ND-77" | "ND-777":
            fields["number"] = "ND-777"
        case "FAT":
            fields["number"] = "FAT-1"
        case "aurora" | "11.222.333/0001-81":
            fields = {"number": "mine"}
        case _:
            fields |= {"number": "mine", "source_id": "source-7", "target_reference": "target-9"}
    wanted = TransferFactory.create(**fields)
    OperationFactory.create(transfer=wanted, key="BF-N-special-1")
    TransferFactory.create(number="other", source_id="elsewhere", party="Nobody", party_tax_id="55")
    assert found(sign_in(), text) == {wanted.number}


def test_a_search_for_nothing_known_finds_nothing(sign_in: SignIn) -> None:
    TransferFactory.create()
    assert found(sign_in(), "' OR 1=1 --") == set()


@pytest.mark.parametrize("query", ["state__exact=waiting", "direction=payable", "amount_from=5000"])
def test_filters_leave_what_they_say(sign_in: SignIn, query: str) -> None:
    [wanted] = waiting(PendingErrorFactory.create(), 1)
    Transfer.objects.filter(pk=wanted.pk).update(direction="payable", amount=9000)
    TransferFactory.create(delivered=True)
    rows = sign_in().get(f"{LIST}?{query}").context["cl"].result_list
    assert [row.pk for row in rows] == [wanted.pk]


@pytest.mark.parametrize(
    ("language", "query", "expected"),
    [
        ("en", "received_at_from=2026-03-10&received_at_to=2026-03-10", 1),
        ("pt-br", "received_at_from=10/03/2026&received_at_to=10/03/2026", 1),
        ("pt-br", "received_at_from=11/03/2026", 0),
        ("pt-br", "received_at_to=09/03/2026", 0),
        ("en", "received_at_from=nonsense&received_at_to=2026-99-99", 1),
    ],
)
def test_days_are_read_as_the_reader_writes_them_and_are_whole(
    sign_in: SignIn, language: str, query: str, expected: int
) -> None:
    TransferFactory.create(received_at=NOON)
    response = sign_in().get(f"{LIST}?{query}", headers={"accept-language": language})
    assert len(response.context["cl"].result_list) == expected


def test_nobody_without_the_right_sees_the_list_or_a_page(sign_in: SignIn) -> None:
    client = sign_in()
    transfer = TransferFactory.create()
    client.logout()
    assert client.get(page(transfer)).status_code == 302
    stranger = sign_in()
    stranger.get(LIST).wsgi_request.user.user_permissions.clear()  # type: ignore[union-attr]
    assert stranger.get(LIST).status_code == 403
    assert stranger.get(page(transfer)).status_code == 404


def test_nothing_can_be_added_changed_or_deleted_by_hand(sign_in: SignIn) -> None:
    client = sign_in("add_transfer", "change_transfer", "delete_transfer", "decide")
    transfer = TransferFactory.create()
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{transfer.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(page(transfer), {"number": "changed"})
    transfer.refresh_from_db()
    assert transfer.number == f"ND-{transfer.source_id}"


def test_the_page_tells_the_whole_life(sign_in: SignIn) -> None:
    flow = FlowFactory.create()
    mapping = MappingFactory.create(source=flow.source, target=flow.target)
    transfer = TransferFactory.create(delivered=True, flow=flow, operation_keys=["BF-N1-1"])
    EventFactory.create(connection=flow.source, source_id=transfer.source_id, repeats=3, state="routed")
    OperationFactory.create(transfer=transfer, key="BF-N1-1", target_id="7102334439")
    look_up = {
        "vocabulary": "cost_centre", "value": "x", "label": "Filial Norte", "target": "101",
        "target_label": "Operações", "mapping": mapping.pk, "version": 1,
    }  # fmt: skip
    AttemptFactory.create(transfer=transfer, trace=[look_up], steps=[{"key": "k", "label": "1/1", "what": "booked"}])
    text = sign_in().get(page(transfer)).content.decode()
    for told in (
        "Transportes Aurora Ltda", "R$\xa01,250.50", "It is booked.", transfer.source_id, "7102334439",
        "Filial Norte", "Operações", "version 1", "repeated 3 times", "1/1: booked", "ND-" + transfer.source_id,
    ):  # fmt: skip
        assert told in text, told


def test_the_page_costs_the_same_for_many_attempts_as_for_few(sign_in: SignIn) -> None:
    client = sign_in("decide", "view_raw")
    transfer = TransferFactory.create(delivered=True)
    AttemptFactory.create(transfer=transfer)
    client.get(page(transfer))
    few = queries(client, page(transfer))
    AttemptFactory.create_batch(20, transfer=transfer)
    assert queries(client, page(transfer)) == few


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("received", "is switched off"),
        ("held", "nothing happens until somebody releases it"),
        ("queued", "as soon as a worker is free"),
        ("retrying", "It is tried again by itself"),
        ("unknown", "asks Company"),
        ("skipped", "Nothing more happens"),
    ],
)
def test_the_page_says_what_happens_next(sign_in: SignIn, state: str, sentence: str) -> None:
    transfer = TransferFactory.create(state=state)
    assert sentence in sign_in().get(page(transfer)).content.decode()


def test_a_queue_that_waits_for_a_sign_in_says_so(sign_in: SignIn) -> None:
    transfer = TransferFactory.create(flow__target__state="paused")
    assert "until somebody signs in to Company" in sign_in().get(page(transfer)).content.decode()


def test_an_unreadable_document_still_has_a_page(sign_in: SignIn) -> None:
    transfer = TransferFactory.create(state="waiting", reason="source.not_json", payload__raw=b"<html>")
    assert "What came is not JSON" in sign_in().get(page(transfer)).content.decode()


def test_a_forgotten_payload_still_has_a_page(sign_in: SignIn) -> None:
    transfer = TransferFactory.create(delivered=True, payload=None)
    assert "no longer kept" in sign_in().get(page(transfer)).content.decode()


def test_html_and_formulas_in_names_are_shown_and_not_run(sign_in: SignIn) -> None:
    transfer = TransferFactory.create(number=EVIL, party='=HYPERLINK("http://x")' + EVIL, delivered=True)
    OperationFactory.create(transfer=transfer, label=EVIL, request={EVIL: EVIL})
    Transfer.objects.filter(pk=transfer.pk).update(operation_keys=[transfer.operations.get().key])
    client = sign_in("decide")
    for address in (LIST, page(transfer), f"{LIST}decide/requeue/?id={transfer.pk}"):
        text = client.get(address).content.decode()
        assert EVIL not in text
        assert "&lt;script&gt;" in text


def test_the_source_is_shown_to_those_who_may_and_the_look_is_written_down(sign_in: SignIn) -> None:
    transfer = TransferFactory.create(payload__raw=b'{"TotalValue": 10.10, "a": "<b>"}')
    address = f"{LIST}{transfer.pk}/source/"
    assert sign_in().get(address).status_code == 403
    assert AuditEntry.objects.count() == 0
    client = sign_in("view_raw")
    part = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert "&quot;TotalValue&quot;: 10.10" in part
    assert "<html" not in part
    assert "<html" in client.get(address).content.decode()
    assert (
        list(AuditEntry.objects.values_list("verb", "noun", "noun_id"))
        == [("viewed", "transfer", str(transfer.pk))] * 2
    )


def test_a_comment_is_kept_with_its_author(sign_in: SignIn) -> None:
    transfer = TransferFactory.create()
    client = sign_in()
    client.post(f"{LIST}{transfer.pk}/comment/", {"text": " Called the customer. " + EVIL})
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.reason) == ("commented", "Called the customer. " + EVIL)
    text = client.get(page(transfer)).content.decode()
    assert "Called the customer." in text
    assert EVIL not in text


def test_moments_are_told_in_the_readers_own_time(sign_in: SignIn) -> None:
    transfer = TransferFactory.create(received_at=NOON)
    assert "10\xa0Mar\xa02026\xa009:00<" in sign_in().get(page(transfer)).content.decode()


@pytest.mark.parametrize("state", ["queued", "retrying", "unknown"])
def test_what_waits_for_a_connection_does_not_promise_to_go_on_by_itself_soon(sign_in: SignIn, state: str) -> None:
    transfer = TransferFactory.create(state=state)
    Connection.objects.filter(pk=transfer.target_id).update(state="paused")
    text = sign_in().get(f"/admin/hub/transfer/{transfer.pk}/change/").content.decode()
    assert "It waits until somebody signs in to" in text


def test_a_waiting_document_leads_to_its_cause_whoever_may_resolve_it(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create()
    [transfer] = waiting(cause, 1)
    page, button = f"/admin/hub/transfer/{transfer.pk}/change/", '<a class="p-button p-primary"'
    assert button in sign_in("decide", "resolve").get(page).content.decode()
    assert button not in sign_in("decide").get(page).content.decode()


def test_a_decision_about_nothing_says_how_to_choose(sign_in: SignIn) -> None:
    answer = sign_in("decide").get("/admin/hub/transfer/decide/hold/", follow=True).content.decode()
    assert "Nothing was changed: no transfer was chosen." in answer
