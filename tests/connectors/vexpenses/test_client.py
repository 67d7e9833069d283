"""Calling VExpenses: the bare token, where page facts stand, what refusals mean, and telling of payments."""

from datetime import date
from typing import Any

import pytest

from apps.connectors.vexpenses.client import VExpenses, asked, company, facts_of
from apps.connectors.vexpenses.faults import SOURCE, TARGET, judge
from apps.connectors.vexpenses.paying import mark_paid
from apps.core.errors import NotAuthorized, OutcomeUnknown, Place, Rejected, Temporary, Trouble
from apps.core.exchange import Answer
from apps.core.paging import Listing
from apps.sandbox.server import Sandbox
from apps.sandbox.vexpenses.cast import TOKEN
from tests.connectors.vexpenses.conftest import Connect

DAY = date(2026, 3, 20)
ENVELOPE = b'{"success": %s, "code": %d, "message": "%s", "data": {"name": ["The name field is required."]}}'


def refusal(status: int, body: bytes, *, writes: bool = False, pause: str = "") -> Trouble:
    with pytest.raises(Trouble) as raised:
        judge(Answer(status=status, headers={"retry-after": pause}, body=body), side=TARGET, writes=writes)
    return raised.value


def paid_on(sandbox: Sandbox, id_: int) -> str:
    [row] = [row for row in sandbox.records("vexpenses", "reports") if row["id"] == id_]
    return str(row["payment_date"])


def puts(sandbox: Sandbox) -> list[int]:
    return [row["status"] for row in sandbox.calls("vexpenses") if row["call"] == "PUT reports/pay"]


def test_the_check_names_the_company_by_its_number_and_its_mail(vexpenses: VExpenses) -> None:
    found = company(vexpenses)
    assert (found.account_id, found.name) == ("1860000", "VExpenses horizonte.example")


@pytest.mark.parametrize("body", ["text", "json"])
def test_a_wrong_token_is_refused_in_either_form(connect: Connect, sandbox: Sandbox, body: str) -> None:
    sandbox.vexpenses.switch(refusal_body=body)
    with pytest.raises(NotAuthorized) as raised:
        company(connect(token="wrong"))
    assert (raised.value.code, raised.value.params["vendor_code"]) == ("target.credentials_refused", "401")


def test_a_token_is_taken_without_the_space_around_it_and_shown_nowhere(connect: Connect) -> None:
    client = connect(token=f" {TOKEN}\n")
    assert company(client).account_id == "1860000"
    assert TOKEN not in repr(client)


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (401, b"Unauthorized.", NotAuthorized, "target.credentials_refused"),
        (403, b"{}", NotAuthorized, "account.no_right"),
        (429, b"", Temporary, "target.too_many_calls"),
        (503, b"", Temporary, "target.too_many_calls"),
        (500, b'{"success": false, "message": "Server Error", "data": []}', Temporary, "target.broken_answer"),
        (502, b"<html>", Temporary, "target.broken_answer"),
        (200, b"<html>", Temporary, "target.broken_answer"),
        (200, b'{"success": true}', Temporary, "target.broken_answer"),
        (200, b'{"data": [', Temporary, "target.broken_answer"),
        (200, b'{"success": false, "code": 422, "message": "No", "data": []}', Rejected, "target.rejected"),
        (404, b'{"message": "No query results for this request.", "data": []}', Rejected, "target.not_found"),
        (404, b'{"message": "Url [v2/x] not found.", "data": []}', Rejected, "target.address_wrong"),
        (404, b"nginx", Rejected, "target.address_wrong"),
        (405, b'{"message": "The GET method is not supported", "data": []}', Rejected, "target.address_wrong"),
        (302, b"", Rejected, "target.address_wrong"),
        (422, ENVELOPE % (b"false", 422, b"The given data was invalid."), Rejected, "target.rejected"),
    ],
)
def test_what_an_answer_means_is_told_by_its_status(status: int, body: bytes, kind: type[Trouble], code: str) -> None:
    error = refusal(status, body)
    assert isinstance(error, kind)
    assert error.code == code
    assert not isinstance(error, OutcomeUnknown)


def test_the_fields_of_a_refusal_and_the_pause_are_told() -> None:
    words = refusal(422, ENVELOPE % (b"false", 422, b"The given data was invalid.")).params
    assert words["answer"] == "The given data was invalid.: name: The name field is required."
    pause = refusal(429, b"", pause="17")
    assert isinstance(pause, Temporary)
    assert pause.retry_after == 17


def test_a_write_whose_answer_is_no_answer_leaves_it_open() -> None:
    assert isinstance(refusal(502, b"<html>", writes=True), OutcomeUnknown)
    assert isinstance(refusal(200, b"", writes=True), OutcomeUnknown)
    assert not isinstance(refusal(429, b"", writes=True), OutcomeUnknown)


def test_a_source_and_a_target_have_words_of_their_own() -> None:
    answer = Answer(status=401, headers={}, body=b"Unauthorized.")
    with pytest.raises(NotAuthorized, match=r"source\.credentials_refused"):
        judge(answer, side=SOURCE, writes=False)
    assert (SOURCE.place, TARGET.place) == (Place.SOURCE, Place.TARGET)


@pytest.mark.parametrize(
    ("around", "last"),
    [
        ({"last_page": 3, "total": 245}, 3),
        ({"meta": {"last_page": 3}}, 3),
        ({"pagination": {"total_pages": 3}}, 3),
        ({"meta": {"pagination": {"total_pages": 3}}}, 3),
        ({"meta": [], "pagination": None}, None),
        ({}, None),
    ],
)
def test_the_facts_of_a_page_are_found_where_they_stand(around: dict[str, Any], last: int | None) -> None:
    facts = facts_of(Listing([], around))
    assert (facts.get("last_page") or facts.get("total_pages")) == last


def test_the_signs_of_a_search_stay_readable_in_the_address() -> None:
    query: dict[str, str | int] = {"search": "a:1,2;b:x y", "page": 1}
    assert asked("reports", query) == "reports?search=a:1,2;b:x%20y&page=1"
    assert asked("reports", {}) == "reports"


@pytest.mark.parametrize("flips", [True, False])
def test_a_report_is_marked_as_paid_once(vexpenses: VExpenses, sandbox: Sandbox, flips: bool) -> None:
    sandbox.vexpenses.switch(pago_flip=flips)
    id_ = sandbox.vexpenses.make("one_taxi")[0]
    for on in (DAY, date(2026, 3, 21)):
        assert mark_paid(vexpenses, str(id_), on).done
    assert paid_on(sandbox, id_) == "2026-03-20 00:00:00"
    assert puts(sandbox) == [200]


def test_a_report_that_somebody_has_paid_meanwhile_counts_as_paid(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    id_ = sandbox.vexpenses.make("already_paid")[0]
    assert mark_paid(vexpenses, str(id_), DAY).done
    assert puts(sandbox) == []


@pytest.mark.parametrize("fault", ["drop_after_commit", "500_after_commit", "html_after_commit"])
def test_a_payment_whose_answer_got_lost_is_not_told_twice(vexpenses: VExpenses, sandbox: Sandbox, fault: str) -> None:
    id_ = sandbox.vexpenses.make("one_taxi")[0]
    sandbox.fault("vexpenses", fault, call="PUT reports/pay")
    with pytest.raises(OutcomeUnknown):
        mark_paid(vexpenses, str(id_), DAY)
    assert mark_paid(vexpenses, str(id_), date(2026, 4, 1)).done
    assert paid_on(sandbox, id_) == "2026-03-20 00:00:00"
    assert len(puts(sandbox)) == 1


def test_a_report_that_was_reopened_cannot_be_paid(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    id_ = sandbox.vexpenses.make("one_taxi")[0]
    sandbox.vexpenses.press(id_, "reopen")
    with pytest.raises(Rejected, match=r"source\.refused"):
        mark_paid(vexpenses, str(id_), DAY)
    with pytest.raises(Rejected, match=r"source\.not_found"):
        mark_paid(vexpenses, "1", DAY)
