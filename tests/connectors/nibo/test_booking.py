"""Titles at the simulated Nibo: written once, read back, changed whole, deleted only while nothing is paid."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug import Request, Response

from apps.connectors.nibo import booking, parties
from apps.connectors.nibo.client import Nibo
from apps.connectors.nibo.connector import NIBO
from apps.connectors.nibo.mapping import plan
from apps.core.documents import Allocation, Coded, Document
from apps.core.errors import NotAuthorized, OutcomeUnknown, Place, Rejected, Temporary
from apps.core.http import open_session
from apps.sandbox.nibo.seed import HOTEL, MEALS, NORTH, OTHER, RITA, SOUTH, TRAVEL
from apps.sandbox.server import Sandbox
from tests.connectors.nibo.conftest import Book, only, refusal
from tests.connectors.nibo.factories import (
    HOTEL_PARTY,
    MEAL,
    NEWCOMER,
    Words,
    bill,
    expense,
    instalment,
    paid,
    report,
    shares,
)
from tests.contract import vendor

KEY = "PONTE-RPT918"


def schedules(sandbox: Sandbox) -> list[dict[str, Any]]:
    return sandbox.records("nibo", "schedules")


def request(document: Document, stakeholder: str = RITA) -> dict[str, Any]:
    """Give the request of a document's first title."""
    title = next(step for step in plan(document, Words()) if step.resource == "payable")
    return {**title.body, "stakeholderId": stakeholder}


def test_a_report_is_booked_to_the_cent_under_our_reference(book: Book, sandbox: Sandbox) -> None:
    booked = book(report())
    title = only(schedules(sandbox))
    assert (booked[KEY].target_id, booked[KEY].number) == (title["scheduleId"], KEY)
    assert (title["stakeholderId"], title["value"], title["reference"]) == (RITA, 1284.37, KEY)
    assert {line["categoryId"]: line["value"] for line in title["categories"]} == {TRAVEL: 984.37, MEALS: 300}
    assert {row["costCenterId"]: row["value"] for row in title["costCenters"]} == {SOUTH: 984.37, NORTH: 300}
    assert (title["dueDate"], title["accrualDate"], title["type"]) == ("2026-07-07", "2026-06-30", "Debit")
    assert sandbox.nibo.records("schedules", OTHER) == []


def test_forty_cost_centres_are_booked_and_read_back(book: Book, words: Words, sandbox: Sandbox) -> None:
    for n in range(40):
        key = sandbox.nibo.do({"add": "costcenters", "body": {"description": f"Filial {n}"}})
        words.words["cost_centre", f"C{n}"] = key
    parts = tuple(Allocation(cost_centre=Coded(f"C{n}"), share=Decimal(n + 1)) for n in range(40))
    book(report(expense("1", "7777.77", allocations=parts)))
    shown = only(sandbox.nibo.shown())
    assert len(shown["costCenters"]) == 40
    assert sum(row["value"] for row in shown["costCenters"]) == Decimal("7777.77")


def test_booked_again_from_the_beginning_a_report_is_found(book: Book, sandbox: Sandbox) -> None:
    assert book(report()) == book(report())
    assert len(schedules(sandbox)) == 1


@pytest.mark.parametrize("name", ["drop_after_commit", "500_after_commit", "html_after_commit"])
def test_an_answer_that_got_lost_after_booking_is_looked_for_and_adopted(
    book: Book, sandbox: Sandbox, name: str
) -> None:
    sandbox.fault("nibo", name, call="add_schedule")
    assert type(refusal(lambda: book(report()))) is OutcomeUnknown
    first = only(schedules(sandbox))
    assert book(report())[KEY].target_id == first["scheduleId"]
    assert len(schedules(sandbox)) == 1


@pytest.mark.parametrize("name", ["drop_before_commit", "500", "html", "empty", "page"])
def test_a_server_that_breaks_leaves_open_whether_it_was_booked(book: Book, sandbox: Sandbox, name: str) -> None:
    sandbox.fault("nibo", name, call="add_schedule")
    assert isinstance(refusal(lambda: book(report())), OutcomeUnknown)
    book(report())
    assert len(schedules(sandbox)) == 1


def test_a_list_that_does_not_show_it_yet_is_waited_for_longer_than_it_lags(
    book: Book, nibo: Nibo, sandbox: Sandbox
) -> None:
    sandbox.fault("nibo", "drop_after_commit", call="add_schedule")
    refusal(lambda: book(report()))
    sandbox.nibo.do({"switch": "lag_ms", "value": 60_000})
    assert booking.find(nibo, KEY, {}) is None, "the list lags, which is why an unknown outcome rests first"
    sandbox.nibo.do({"switch": "lag_ms", "value": 7_000})
    assert NIBO.settle_seconds * 1000 > 2 * 7_000


def test_a_booked_title_is_confirmed_by_its_id_while_the_list_still_lags(book: Book, sandbox: Sandbox) -> None:
    sandbox.nibo.do({"switch": "lag_ms", "value": 60_000})
    assert book(report())[KEY].target_id == only(schedules(sandbox))["scheduleId"]


def test_a_title_that_is_gone_is_not_believed_in_although_the_list_still_shows_it(
    book: Book, nibo: Nibo, sandbox: Sandbox
) -> None:
    key = book(report())[KEY].target_id
    with sandbox.store.write() as tx:
        tx.execute("UPDATE record SET created = 0, changed = 0")
    sandbox.nibo.do({"switch": "lag_ms", "value": 60_000})
    sandbox.nibo.do({"delete": key})
    assert nibo.some("schedules/debit", "scheduleId", f"reference eq '{KEY}'")[0]["scheduleId"] == key
    assert booking.find(nibo, KEY, {}) is None


def test_an_answer_without_effect_leaves_open_what_was_booked_and_is_never_taken_for_it(
    book: Book, sandbox: Sandbox
) -> None:
    sandbox.fault("nibo", "no_effect", call="add_schedule")
    error = refusal(lambda: book(report()))
    assert (type(error), error.code) == (OutcomeUnknown, "target.write_not_seen")
    assert schedules(sandbox) == []
    book(report())
    assert len(schedules(sandbox)) == 1


@pytest.mark.parametrize("name", ["429", "500", "drop_before_commit", "revoked"])
def test_whatever_goes_wrong_while_reading_back_leaves_the_booking_open(
    book: Book, sandbox: Sandbox, name: str
) -> None:
    sandbox.fault("nibo", name, call="schedule")
    assert type(refusal(lambda: book(report()))) is OutcomeUnknown
    book(report())
    assert len(schedules(sandbox)) == 1


@pytest.mark.parametrize("register", ["payable", "party"])
def test_what_was_answered_with_an_id_is_seen_by_it_while_the_list_lags(
    book: Book, nibo: Nibo, sandbox: Sandbox, register: str
) -> None:
    sandbox.nibo.do({"switch": "lag_ms", "value": 60_000})
    sandbox.fault("nibo", "429", call={"payable": "schedule", "party": "contact"}[register])
    document = report(party=NEWCOMER)
    unknown = refusal(lambda: book(document))
    assert isinstance(unknown, OutcomeUnknown)
    resource, step = NIBO.resource(register), next(one for one in plan(document, Words()) if one.resource == register)
    body = (
        {**step.body, "stakeholderId": only(schedules(sandbox))["stakeholderId"]}
        if register == "payable"
        else step.body
    )
    assert resource.resume is not None
    resumed = resource.resume(nibo, step.key, unknown.handle, body)
    assert resumed is not None
    assert resumed.target_id == unknown.handle
    assert resource.find(nibo, step.key, body) is None


def test_an_id_without_anything_behind_it_is_looked_for_in_the_list_and_then_written_anew(
    book: Book, nibo: Nibo, sandbox: Sandbox
) -> None:
    sandbox.fault("nibo", "no_effect", call="add_schedule")
    unknown = refusal(lambda: book(report()))
    assert isinstance(unknown, OutcomeUnknown)
    assert booking.resume(nibo, KEY, unknown.handle, request(report())) is None
    key = book(report())[KEY].target_id
    found = booking.resume(nibo, KEY, unknown.handle, request(report()))
    assert found is not None
    assert found.target_id == key
    sandbox.nibo.do({"edit": key, "dueDate": "2026-07-01"})
    assert refusal(lambda: booking.resume(nibo, KEY, key, request(report()))).code == "target.written_differently"
    assert booking.resume(nibo, KEY, key, {"stakeholderId": {"ref": "party:1"}}) == found


def test_a_title_that_stands_there_otherwise_is_told_and_mended_by_the_next_try(
    book: Book, nibo: Nibo, sandbox: Sandbox
) -> None:
    key, wanted = book(report())[KEY].target_id, request(report())
    sandbox.nibo.do({"edit": key, "costCenters": []})
    error = refusal(lambda: booking.refuse_difference(nibo.get(booking.read_path(key)), wanted))
    assert (type(error), error.code, error.params["field"]) == (Rejected, "target.written_differently", "costCenters")
    booking.update(nibo, KEY, key, wanted)
    assert len(only(schedules(sandbox))["costCenters"]) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stakeholderId": HOTEL}, "stakeholderId"),
        ({"dueDate": "2026-07-06"}, "dueDate"),
        ({"accrualDate": "2026-05-30"}, "accrualDate"),
        ({"reference": ""}, "reference"),
    ],
)
def test_a_difference_is_named_by_its_field(
    book: Book, nibo: Nibo, sandbox: Sandbox, changes: dict[str, Any], field: str
) -> None:
    key = book(report())[KEY].target_id
    sandbox.nibo.do({"edit": key, **changes})
    error = refusal(lambda: booking.refuse_difference(nibo.get(booking.read_path(key)), request(report())))
    assert error.params["field"] == field


def test_shares_are_compared_by_amount_or_by_percentage_as_the_vendor_gets_one_wrong(nibo: Nibo, book: Book) -> None:
    title = nibo.get(booking.read_path(book(report())[KEY].target_id))
    wrong_value = [{**row, "value": Decimal(1)} for row in title["costCenters"]]
    booking.refuse_difference({**title, "costCenters": wrong_value}, request(report()))
    swapped = [{**row, "value": Decimal(1), "percent": Decimal(50)} for row in title["costCenters"]]
    error = refusal(lambda: booking.refuse_difference({**title, "costCenters": swapped}, request(report())))
    assert error.params["field"] == "costCenters"


def test_a_change_replaces_the_record_and_keeps_what_people_set_there(book: Book, nibo: Nibo, sandbox: Sandbox) -> None:
    key = book(report())[KEY].target_id
    sandbox.nibo.do({"edit": key, "isFlagged": True})
    later = report(expense("1", "1000.00"), MEAL)
    assert booking.update(nibo, KEY, key, request(later)).target_id == key
    title = only(schedules(sandbox))
    assert (title["value"], title["isFlagged"], title["reference"]) == (1300, True, KEY)
    assert {row["costCenterId"]: row["value"] for row in title["costCenters"]} == {SOUTH: 1000, NORTH: 300}


def test_a_change_of_words_only_is_sent_and_no_change_is_not(book: Book, nibo: Nibo, sandbox: Sandbox) -> None:
    key = book(report())[KEY].target_id
    booking.update(nibo, KEY, key, request(report()))
    assert [call["call"] for call in sandbox.calls("nibo")].count("change_schedule") == 0
    booking.update(nibo, KEY, key, request(report(description="Outro título")))
    assert "Outro título" in only(schedules(sandbox))["description"]


@pytest.mark.parametrize(("name", "kind"), [("no_effect", Temporary), ("empty_message", Rejected)])
def test_a_change_that_is_answered_well_and_not_made_is_noticed(
    book: Book, nibo: Nibo, sandbox: Sandbox, name: str, kind: type[Exception]
) -> None:
    key = book(report())[KEY].target_id
    sandbox.fault("nibo", name, call="change_schedule")
    later = request(report(expense("1", "1000.00"), MEAL))
    error = refusal(lambda: booking.update(nibo, KEY, key, later))
    assert (type(error), error.code) == (kind, "target.not_written")
    booking.update(nibo, KEY, key, later)
    assert only(schedules(sandbox))["value"] == 1300


def test_a_paid_title_is_not_changed_and_one_that_says_the_same_is_good(
    book: Book, nibo: Nibo, sandbox: Sandbox
) -> None:
    key = book(report())[KEY].target_id
    sandbox.nibo.do({"pay": key, "value": "0.01"})
    assert booking.update(nibo, KEY, key, request(report())).target_id == key
    error = refusal(lambda: booking.update(nibo, KEY, key, request(report(expense("1", "1000.00"), MEAL))))
    assert (type(error), error.code) == (Rejected, "update.paid")


def test_a_title_that_was_deleted_at_nibo_is_not_brought_back_by_a_change(
    book: Book, nibo: Nibo, sandbox: Sandbox
) -> None:
    key = book(report())[KEY].target_id
    sandbox.nibo.do({"delete": key})
    error = refusal(lambda: booking.update(nibo, KEY, key, request(report())))
    assert isinstance(error, Rejected)
    assert error.code == "target.not_found"


def test_an_undone_title_is_deleted_and_may_be_undone_twice(book: Book, nibo: Nibo, sandbox: Sandbox) -> None:
    key = book(report())[KEY].target_id
    booking.cancel(nibo, KEY, key, {})
    booking.cancel(nibo, KEY, key, {})
    assert schedules(sandbox) == []


def test_a_title_of_which_something_is_paid_is_not_deleted(book: Book, nibo: Nibo, sandbox: Sandbox) -> None:
    key = book(report())[KEY].target_id
    sandbox.nibo.do({"pay": key, "value": "0.01"})
    error = refusal(lambda: booking.cancel(nibo, KEY, key, {}))
    assert (type(error), error.code) == (Rejected, "undo.paid")
    assert len(schedules(sandbox)) == 1


def test_a_deletion_without_effect_is_tried_again(book: Book, nibo: Nibo, sandbox: Sandbox) -> None:
    key = book(report())[KEY].target_id
    sandbox.fault("nibo", "no_effect", call="remove_schedule")
    assert refusal(lambda: booking.cancel(nibo, KEY, key, {})).code == "target.not_written"
    booking.cancel(nibo, KEY, key, {})
    assert schedules(sandbox) == []


def test_of_titles_with_our_reference_the_first_is_ours(book: Book, nibo: Nibo, sandbox: Sandbox) -> None:
    key = book(report())[KEY].target_id
    copy = {name: value for name, value in only(schedules(sandbox)).items() if name != "scheduleId"}
    sandbox.nibo.do({"add": "schedules", "body": {**copy, "createDate": "2099-01-01T00:00:00.000Z"}})
    found = booking.find(nibo, KEY, {})
    assert found is not None
    assert found.target_id == key


def test_several_categories_where_the_company_allows_one_are_refused_by_name(book: Book, sandbox: Sandbox) -> None:
    sandbox.nibo.do({"switch": "split", "value": False})
    error = refusal(lambda: book(report()))
    assert (type(error), error.code) == (Rejected, "target.one_category_only")
    book(report(expense()))
    assert len(schedules(sandbox)) == 1


def test_a_category_that_is_gone_is_refused_in_nibos_words(book: Book, words: Words) -> None:
    words.words["category", "VIA"] = "00000000-1111-2222-3333-444444444444"
    error = refusal(lambda: book(report()))
    assert (type(error), error.code, error.params["answer"]) == (
        Rejected,
        "target.rejected",
        "Categoria não encontrada",
    )


def test_who_is_there_is_found_by_the_tax_number_in_whichever_register(book: Book, sandbox: Sandbox) -> None:
    booked = book(report(party=replace(HOTEL_PARTY, name="Outro nome")))
    assert booked[f"party:{HOTEL_PARTY.tax_id}"].target_id == HOTEL
    assert len(sandbox.records("nibo", "employees")) == 1


def test_a_number_that_somebody_typed_with_its_points_is_found_too(book: Book, sandbox: Sandbox) -> None:
    by_hand = {"name": "Caio", "document": {"number": "390.533.447-05"}, "isDeleted": False, "type": "Employee"}
    key = sandbox.nibo.do({"add": "employees", "body": by_hand})
    assert book(report(party=NEWCOMER))["party:39053344705"].target_id == key


@pytest.mark.parametrize("register", ["employees", "suppliers"])
def test_somebody_new_is_entered_once_in_the_chosen_register(
    book: Book, words: Words, sandbox: Sandbox, register: str
) -> None:
    words.settings["payee"] = register
    book(report(party=NEWCOMER))
    book(report(party=NEWCOMER, source_id="919"))
    entered = [row for row in sandbox.records("nibo", register) if row["document"]["number"] == "39053344705"]
    assert [(row["name"], row["communication"]["email"]) for row in entered] == [
        ("Caio Prado Júnior 🚗", "caio@serra-azul.example")
    ]
    assert [row["stakeholderId"] for row in schedules(sandbox)] == [entered[0]["id"]] * 2


def test_a_deleted_contact_is_not_used_and_an_active_one_comes_before_an_archived_one(
    nibo: Nibo, sandbox: Sandbox
) -> None:
    step = plan(report(party=NEWCOMER), Words())[0]
    told = {"name": "Caio", "document": {"number": "39053344705"}, "type": "Employee"}
    for more in ({"isDeleted": True}, {"isDeleted": False, "isArchived": True}):
        sandbox.nibo.do({"add": "employees", "body": {**told, **more}})
    archived = parties.find(nibo, step.key, step.body)
    active = sandbox.nibo.do({"add": "employees", "body": {**told, "isDeleted": False, "isArchived": False}})
    found = parties.find(nibo, step.key, step.body)
    assert archived is not None
    assert found is not None
    assert found.target_id == active != archived.target_id


@pytest.mark.parametrize("name", ["drop_after_commit", "no_effect"])
def test_a_new_contact_whose_answer_got_lost_or_was_no_effect_is_there_once(
    book: Book, sandbox: Sandbox, name: str
) -> None:
    sandbox.fault("nibo", name, call="add_contact")
    assert type(refusal(lambda: book(report(party=NEWCOMER)))) is OutcomeUnknown
    book(report(party=NEWCOMER))
    assert len(sandbox.records("nibo", "employees")) == 2


def test_a_contact_that_lost_its_tax_number_on_the_way_is_told(nibo: Nibo) -> None:
    step = plan(report(party=NEWCOMER), Words())[0]

    def forgetful(request: Request) -> Response:
        body = json.dumps({"name": "Caio", "document": {}}) if request.method == "GET" else f'"{RITA}"'
        return Response(body, mimetype="application/json")

    with vendor(forgetful) as url:
        session = open_session(frozenset({urlsplit(url).netloc}))
        client = replace(nibo, http=replace(nibo.http, base_url=url, session=session))
        error = refusal(lambda: parties.create(client, step.key, step.body))
        session.close()
    assert (error.code, error.params["field"], error.params["found"]) == ("target.written_differently", "document", "")


def test_a_bill_that_is_paid_at_its_source_is_settled_once(book: Book, sandbox: Sandbox) -> None:
    document = bill(instalment(settlement=paid("842.50"), allocations=shares(("S", "1"), ("N", "2"))))
    assert book(document).keys() == book(document).keys()
    entry = only(sandbox.records("nibo", "entries"))
    assert (entry["value"], entry["date"], only(schedules(sandbox))["paidValue"]) == (842.5, "2026-07-20", 842.5)


@pytest.mark.parametrize("name", ["drop_after_commit", "no_effect"])
def test_a_payment_whose_answer_got_lost_or_was_no_effect_is_there_once(
    book: Book, sandbox: Sandbox, name: str
) -> None:
    document = bill(instalment(settlement=paid("842.50")))
    sandbox.fault("nibo", name, call="settle")
    assert type(refusal(lambda: book(document))) is OutcomeUnknown
    book(document)
    assert len(sandbox.records("nibo", "entries")) == 1


def test_a_payment_in_part_leaves_the_rest_open_and_is_taken_back_alone(
    book: Book, nibo: Nibo, sandbox: Sandbox
) -> None:
    booked = book(bill(instalment(settlement=paid("100.00"))))
    resource, title = NIBO.resource("payment"), booked["PONTE-BF-E1"].target_id
    assert only(schedules(sandbox))["paidValue"] == 100
    sandbox.nibo.do({"pay": title, "value": "50"})
    assert resource.cancel is not None
    planned = {"scheduleId": {"ref": "PONTE-BF-E1"}, "value": 100}
    assert resource.find(nibo, "PONTE-BF-E1-P", planned) is not None
    resource.cancel(nibo, "PONTE-BF-E1-P", booked["PONTE-BF-E1-P"].target_id, planned)
    assert [row["value"] for row in sandbox.records("nibo", "entries")] == [50]
    resource.cancel(nibo, "PONTE-BF-E1-P", "PONTE-BF-E1-P", {"scheduleId": title})
    assert len(sandbox.records("nibo", "entries")) == 1


def test_a_title_goes_from_open_over_paid_in_part_to_paid_with_its_day(
    book: Book, nibo: Nibo, sandbox: Sandbox
) -> None:
    standing, key = NIBO.resource("payable").standing, book(report())[KEY].target_id
    assert standing is not None
    assert (standing(nibo, key).code, standing(nibo, key).final) == ("open", False)
    sandbox.nibo.do({"pay": key, "value": "300", "date": "2026-07-08"})
    assert (standing(nibo, key).code, standing(nibo, key).paid_on) == ("in_part", None)
    sandbox.nibo.do({"pay": key, "date": "2026-07-15"})
    told = standing(nibo, key)
    assert (told.code, told.paid_on, told.final) == ("paid", date(2026, 7, 15), True)


def test_a_payment_that_the_list_does_not_show_yet_is_asked_for_again(book: Book, nibo: Nibo, sandbox: Sandbox) -> None:
    standing, key = NIBO.resource("payable").standing, book(report())[KEY].target_id
    assert standing is not None
    sandbox.nibo.do({"switch": "lag_ms", "value": 60_000})
    sandbox.nibo.do({"pay": key})
    assert (standing(nibo, key).code, standing(nibo, key).final, standing(nibo, key).paid_on) == ("paid", False, None)


def test_a_title_that_was_deleted_at_nibo_asks_somebody_to_look(book: Book, nibo: Nibo, sandbox: Sandbox) -> None:
    standing, key = NIBO.resource("payable").standing, book(report())[KEY].target_id
    assert standing is not None
    sandbox.nibo.do({"delete": key})
    assert (standing(nibo, key).code, standing(nibo, key).final, standing(nibo, key).wrong) == ("gone", True, True)


def test_a_revoked_token_asks_for_a_new_one(book: Book, sandbox: Sandbox) -> None:
    sandbox.nibo.do({"revoke": 1})
    error = refusal(lambda: book(report()))
    assert (type(error), error.code) == (NotAuthorized, "target.credentials_refused")


def test_too_many_calls_wait_and_nothing_is_taken_for_an_empty_list(book: Book, sandbox: Sandbox) -> None:
    sandbox.fault("nibo", "429", call="schedules")
    error = refusal(lambda: book(report()))
    assert (type(error), error.code) == (Temporary, "target.too_many_calls")
    assert schedules(sandbox) == []
    assert "quota exceeded" in error.params["answer"]
    assert getattr(error, "place", None) == Place.TARGET
