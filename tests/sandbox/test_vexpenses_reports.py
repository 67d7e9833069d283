"""Reports at the simulated VExpenses: what is shown, lists and their pages, and a report's life."""

from typing import Any

import pytest

from apps.sandbox.server import Sandbox
from apps.sandbox.vexpenses.scenarios import SCENARIOS
from tests.sandbox.conftest import Client
from tests.sandbox.vexpenses_caller import Caller

APPROVED = "reports/status/APROVADO"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def vexpenses(omie: Client) -> Caller:
    return Caller(omie)


def made(sandbox: Sandbox, scenario: str) -> int:
    return sandbox.vexpenses.make(scenario)[0]


def test_relations_are_there_only_where_they_are_asked_for(vexpenses: Caller, sandbox: Sandbox) -> None:
    id_ = made(sandbox, "lunch_and_kilometres")
    bare = vexpenses.get(f"reports/{id_}").body["data"]
    assert not {"expenses", "user", "payment_method"} & set(bare)
    some = vexpenses.get(f"reports/{id_}", include="expenses.apportionment,user").body["data"]
    lunch, drive = some["expenses"]["data"]
    assert [row["percentage"] for row in lunch["apportionment"]["data"]] == ["70.00", "30.00"]
    assert "expense_type" not in lunch
    assert some["user"]["data"]["integration_id"] == "10457"
    assert (drive["mileage"], drive["mileage_value"], drive["value"]) == ("75.76", "1.6500", 125)
    assert (lunch["expense_id"], lunch["value"], lunch["rejected"], lunch["validate"]) == (id_, 150.4, 0, "S")
    assert drive["reicept_url"] is None


def test_a_list_comes_whole_unless_pages_are_asked_for(vexpenses: Caller, sandbox: Sandbox) -> None:
    made(sandbox, "several_pages")
    whole = vexpenses.get(APPROVED).body
    assert len(whole["data"]) == 254
    assert "last_page" not in whole
    page = vexpenses.get(APPROVED, paginate="true", page=3, per_page=100).body
    assert (page["current_page"], page["last_page"], page["total"], len(page["data"])) == (3, 3, 254, 54)
    assert vexpenses.get(APPROVED, paginate="true", page=4, per_page=100).body["data"] == []


@pytest.mark.parametrize(("shape", "there"), [("root", ("last_page",)), ("meta", ("meta", "last_page")), ("none", ())])
def test_the_facts_of_a_page_stand_where_the_switch_puts_them(
    vexpenses: Caller, sandbox: Sandbox, shape: str, there: tuple[str, ...]
) -> None:
    sandbox.vexpenses.switch(pagination=shape)
    found: Any = vexpenses.get(APPROVED, paginate="true", per_page=2).body
    for name in there:
        found = found[name]
    assert there == () or found == 2
    assert len(vexpenses.get(APPROVED, paginate="true", per_page=2).body["data"]) == 2


def test_a_page_may_repeat_a_row_or_leave_one_out(vexpenses: Caller, sandbox: Sandbox) -> None:
    asked = {"paginate": "true", "per_page": 2}
    first, second = vexpenses.ids(APPROVED, **asked), vexpenses.ids(APPROVED, **asked, page=2)
    sandbox.fault("vexpenses", "duplicate_rows")
    assert vexpenses.ids(APPROVED, **asked, page=2) == [first[1], second[0]]
    sandbox.fault("vexpenses", "skipped_rows")
    assert vexpenses.ids(APPROVED, **asked, page=2) == second[1:]
    sandbox.fault("vexpenses", "same_page")
    assert vexpenses.ids(APPROVED, **asked, page=2) == first


def test_a_report_may_be_reopened_between_two_pages(vexpenses: Caller, sandbox: Sandbox) -> None:
    asked = {"paginate": "true", "per_page": 2}
    whole = vexpenses.ids(APPROVED)
    sandbox.fault("vexpenses", "reopened_between_pages")
    assert vexpenses.ids(APPROVED, **asked) == whole[:2]
    assert vexpenses.ids(APPROVED, **asked, page=2) == whole[3:]
    assert vexpenses.get(f"reports/{whole[0]}").body["data"]["status"] == "REABERTO"


def test_reports_are_searched_by_the_day_of_approval_without_its_end(vexpenses: Caller, sandbox: Sandbox) -> None:
    ids = vexpenses.ids(APPROVED)
    sandbox.vexpenses.change("reports", ids[0], approval_date="2026-03-31 09:41:07")
    by = {"searchFields": "approval_date:between", "searchJoin": "and"}
    assert vexpenses.ids(APPROVED, search="approval_date:2026-03-01,2026-03-31", **by) == []
    assert vexpenses.ids(APPROVED, search="approval_date:2026-03-01,2026-04-01", **by) == ids[:1]
    assert vexpenses.ids("reports", search="approval_date:2026-03-31", searchFields="approval_date:<=") == []
    assert vexpenses.ids(APPROVED, search="approval_date:2026-03-01,2026-04-01", searchField="x:between") == ids


def test_conditions_are_joined_as_asked(vexpenses: Caller) -> None:
    asked = {"search": "user_id:900102;status:1", "searchFields": "user_id:=;status:="}
    assert vexpenses.ids("reports", **asked, searchJoin="and") == vexpenses.ids("reports", **asked) == []
    assert len(vexpenses.ids("reports", **asked, searchJoin="or")) == 2


def test_expenses_are_searched_by_their_report(vexpenses: Caller, sandbox: Sandbox) -> None:
    id_ = made(sandbox, "three_types")
    found = vexpenses.get("expenses", search=f"report.id:{id_}", searchFields="report.id:=", include="report").body
    assert [row["report"]["data"]["id"] for row in found["data"]] == [id_] * 3


def test_a_report_is_approved_expense_by_expense_and_paid_once(vexpenses: Caller, sandbox: Sandbox) -> None:
    id_ = made(sandbox, "handed_in")
    [row] = vexpenses.get(f"reports/{id_}", include="expenses").body["data"]["expenses"]["data"]
    said = {"approver": 900001, "comment": "ok", "expenses": {str(row["id"]): True}}
    decided = vexpenses.send("POST", f"reports/{id_}/approve", said).body["data"]
    assert [(one["idDespesa"], one["aprovado"]) for one in decided] == [(row["id"], True)]
    paid = vexpenses.send("PUT", f"reports/{id_}/pay", {"payment_date": "2026-03-20 00:00:00"})
    assert paid.body["data"] == {"id": id_, "status": "PAGO", "payment_date": "2026-03-20 00:00:00"}
    again = vexpenses.send("PUT", f"reports/{id_}/pay", {"payment_date": "2026-03-21 00:00:00"})
    assert (again.status, again.body["message"]) == (422, "Report already paid!")
    assert vexpenses.get(f"reports/{id_}").body["data"]["payment_date"] == "2026-03-20 00:00:00"


def test_a_paid_report_may_stay_among_the_approved(vexpenses: Caller, sandbox: Sandbox) -> None:
    sandbox.vexpenses.switch(pago_flip=False)
    id_ = vexpenses.ids(APPROVED)[0]
    vexpenses.send("PUT", f"reports/{id_}/pay", {"payment_date": "2026-03-20 00:00:00"})
    shown = vexpenses.get(f"reports/{id_}").body["data"]
    assert (shown["status"], shown["payment_date"]) == ("APROVADO", "2026-03-20 00:00:00")


@pytest.mark.parametrize("said", [{}, {"payment_date": "2026-03-20"}, {"payment_date": "20/03/2026 00:00:00"}])
def test_a_payment_without_a_moment_is_refused(vexpenses: Caller, said: dict[str, str]) -> None:
    id_ = vexpenses.ids(APPROVED)[0]
    answer = vexpenses.send("PUT", f"reports/{id_}/pay", said)
    assert (answer.status, list(answer.body["data"])) == (422, ["payment_date"])


def test_people_bring_a_report_through_its_life_with_buttons(vexpenses: Caller, sandbox: Sandbox) -> None:
    id_, states = made(sandbox, "still_open"), []
    for press in ("submit", "reject", "reopen", "submit", "approve", "pay"):
        body = f"id={id_}&press={press}"
        assert vexpenses.client.http("POST", "/vexpenses/press", body, **FORM).status == 303
        states.append(vexpenses.get(f"reports/{id_}").body["data"]["status"])
    assert states == ["ENVIADO", "REPROVADO", "REABERTO", "ENVIADO", "APROVADO", "PAGO"]
    assert vexpenses.client.http("POST", "/vexpenses/press", f"id={id_}&press=reopen", **FORM).status == 400


@pytest.mark.parametrize("kept", [True, False])
def test_a_reopened_report_may_keep_the_day_of_its_approval(sandbox: Sandbox, kept: bool) -> None:
    sandbox.vexpenses.switch(keeps_approval=kept)
    reopened = sandbox.vexpenses.press(made(sandbox, "one_taxi"), "reopen")
    assert bool(reopened["approval_date"]) is kept


def test_an_expense_is_created_with_its_shares_and_answered_in_either_form(vexpenses: Caller, sandbox: Sandbox) -> None:
    id_ = made(sandbox, "still_open")
    told = {
        "user_id": 900101, "external_id": "HUB-1", "date": "2026-03-05 00:00:00", "paying_company_id": 1860010,
        "value": 42.9, "title": "Táxi", "report_id": id_,
        "apportionment": [{"reimbursable_company_id": 1860010, "percentage": 100}],
    }  # fmt: skip
    [created] = vexpenses.send("POST", "expenses?include=apportionment", told).body["data"]
    assert (created["expense_id"], created["apportionment"]["data"][0]["percentage"]) == (id_, "100.00")
    sandbox.vexpenses.switch(created_expense="object")
    assert vexpenses.send("POST", "expenses", told).body["data"]["value"] == 42.9
    told["apportionment"] = [{"reimbursable_company_id": 1860010, "percentage": 99}]
    assert vexpenses.send("POST", "expenses", told).status == 422


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_makes_a_report(sandbox: Sandbox, scenario: str) -> None:
    id_ = made(sandbox, scenario)
    assert any(row["id"] == id_ for row in sandbox.records("vexpenses", "reports"))


def test_the_page_shows_reports_with_their_buttons_and_escapes_names(vexpenses: Caller, sandbox: Sandbox) -> None:
    assert vexpenses.client.http("POST", "/vexpenses/make", "scenario=odd_names", **FORM).status == 303
    page = vexpenses.client.http("GET", "/vexpenses/").text
    assert "VIAGEM; &#34;ESPECIAL&#34;" in page
    assert "name='press' value='reopen'" in page
    for scenario in SCENARIOS:
        assert f"name='scenario' value='{scenario}'" in page
