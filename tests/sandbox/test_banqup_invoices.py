"""Banqup's API: lists, single invoices, actions, files, and both forms of its errors."""

import json
import xml.etree.ElementTree as ET
from decimal import Decimal
from urllib.parse import urlencode

import pytest

from apps.sandbox.banqup.papers import HUGE
from apps.sandbox.banqup.scenarios import SCENARIOS, SEVERAL
from apps.sandbox.server import Sandbox
from tests.sandbox.banqup_caller import FORM, Caller, links
from tests.sandbox.conftest import Answer, Client

SPRING, BUSINESS = {"path", "error", "message", "status"}, {"title", "detail", "code"}
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"


@pytest.fixture
def caller(omie: Client, sandbox: Sandbox) -> Caller:
    return Caller(omie, sandbox.banqup.realm.session()["access_token"])


def made(sandbox: Sandbox, scenario: str) -> str:
    [id_] = sandbox.banqup.make(scenario)
    return f"purchase-invoices/{id_}"


def xml_of(caller: Caller, path: str) -> Answer:
    return caller.get(links(caller.get(f"{path}/files"))["invoice_xml_url"])


def test_the_books_begin_with_more_than_one_page_and_a_page_holds_fifty_at_most(caller: Caller) -> None:
    first, second = caller.get("purchase-invoices", size=500).body, caller.get("purchase-invoices", page=1).body
    assert (first["size"], first["page"], len(first["results"])) == (50, 0, 50)
    assert first["total"] == 50 + len(second["results"]) > 50
    assert not {row["id"] for row in first["results"]} & {row["id"] for row in second["results"]}
    assert caller.get("purchase-invoices", page=9).body["results"] == []


def test_lines_come_only_when_they_are_asked_for(caller: Caller) -> None:
    without = caller.get("purchase-invoices").body["results"][0]
    with_lines = caller.get("purchase-invoices", is_invoice_lines_included="true").body["results"][0]
    assert "invoice_lines" not in without
    assert with_lines["invoice_lines"][0]["service_quantity"] > 0


def test_a_list_is_sorted_as_asked_while_the_switch_says_so(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.banqup.make("purchase_be")
    asked = {"sort": "last_updated_at,desc"}
    stamps = [row["last_updated_at"] for row in caller.get("purchase-invoices", **asked).body["results"]]
    assert stamps == sorted(stamps, reverse=True)
    sandbox.banqup.switch(sorts=False)
    ids = [row["id"] for row in caller.get("purchase-invoices", **asked).body["results"]]
    assert ids == sorted(ids)


def test_what_happens_to_an_invoice_puts_it_on_top(caller: Caller, sandbox: Sandbox) -> None:
    oldest = sandbox.banqup.records("purchase-invoices")[0]["id"]
    assert caller.post(f"purchase-invoices/{oldest}/action", '{"type": "REFUSE"}').status == 201
    first = caller.get("purchase-invoices", sort="last_updated_at,desc").body["results"][:8]
    assert oldest in [row["id"] for row in first]
    assert caller.get(f"purchase-invoices/{oldest}").body["status"] == "REFUSED"


def test_an_unknown_query_says_nothing_and_a_wrong_one_is_refused(caller: Caller) -> None:
    assert caller.get("purchase-invoices", null="").status == 200
    for wrong in ({"page": "x"}, {"page": "-1"}, {"sort": "password,desc"}):
        answer = caller.get("purchase-invoices", **wrong)
        assert (answer.status, set(answer.body)) == (400, BUSINESS)


def test_both_forms_of_errors_are_there(caller: Caller) -> None:
    assert set(caller.get("purchase-invoices/1").body) == SPRING
    assert caller.get("purchase-invoices/1").status == 404
    assert caller.get("nowhere").status == 404
    assert caller.post("creditors", "{}").status == 405
    refused = caller.get("purchase-invoices", client_id=80001)
    assert (refused.status, refused.body["code"]) == (403, "ACCESS_DENIED")


def test_without_a_token_nothing_is_told(caller: Caller) -> None:
    for token in ("", "made-up"):
        answer = Caller(caller.client, token).get("purchase-invoices")
        assert (answer.status, answer.body["error"]) == (401, "Unauthorized")


def test_a_company_that_has_not_admitted_the_application_is_closed(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.banqup.switch(linked=False)
    assert caller.get("purchase-invoices", client_id=73223).status == 403
    assert caller.get("creditors/55671").status == 403


def test_suppliers_and_customers_are_found_by_id_and_by_the_companys_own_number(caller: Caller) -> None:
    assert caller.get("creditors/55671").body["name"] == "Noordzee Hosting BV"
    assert [row["id"] for row in caller.get("creditors", client_creditor_number="SUP-41").body["results"]] == [55672]
    assert caller.get("debtors/880012").body["country_code"] == "PT"
    assert caller.get("debtors", client_debtor_number="none").body["results"] == []
    assert caller.get("creditors/1").status == 404


def test_a_draft_is_sent_once_and_marked_as_paid(caller: Caller, sandbox: Sandbox) -> None:
    [id_] = sandbox.banqup.make("sale_draft")
    path = f"sales-invoices/{id_}"
    assert set(caller.post(f"{path}/action", '{"type": "SEND"}').body) == {"sales_invoices_uuid"}
    assert caller.get(path).body["status"] == "SENT"
    assert caller.post(f"{path}/action", '{"type": "SEND"}').status == 400
    caller.post(f"{path}/action", '{"type": "MARK_AS_PAID"}')
    assert caller.get(path).body["payment_status"] == "PAID"


def test_an_action_that_does_not_exist_is_refused(caller: Caller, sandbox: Sandbox) -> None:
    path = made(sandbox, "purchase_new")
    assert caller.post(f"{path}/action", '{"type": "EAT"}').status == 400
    assert caller.post(f"{path}/action", "none").status == 400
    answer = caller.post(f"{path}/invoice-responses", '{"response_code": "AP", "rejection_reason": null}')
    assert (answer.status, set(answer.body)) == (202, {"intake_id"})
    assert caller.post(f"{path}/invoice-responses", '{"response_code": "XX"}').status == 400


def test_deleting_answers_with_a_body_and_shifts_the_pages(caller: Caller, sandbox: Sandbox) -> None:
    path, total = made(sandbox, "purchase_be"), caller.get("purchase-invoices").body["total"]
    assert caller.client.http("DELETE", f"/banqup/v4/{path}?null", **caller.headers()).body["id"]
    assert caller.get(path).status == 404
    assert caller.get("purchase-invoices").body["total"] == total - 1


def test_the_ubl_says_what_the_invoice_says(caller: Caller, sandbox: Sandbox) -> None:
    path = made(sandbox, "purchase_pt")
    body, root = caller.get(path).body, ET.fromstring(xml_of(caller, path).text)
    assert root.tag.endswith("}Invoice")
    assert root.findtext(f"{CBC}ID") == body["client_creditor_purchase_invoice_number"]
    assert Decimal(str(root.findtext(f".//{CBC}PayableAmount"))) == Decimal(str(body["amount"]))
    lines = [element.text for element in root.iter(f"{CBC}Name")]
    assert lines == [line["service_description"] for line in body["invoice_lines"]]
    taxes = [Decimal(str(element.text)) for element in root.iter(f"{CBC}TaxAmount")]
    assert taxes[0] == sum(taxes[1:]) == Decimal(str(body["vat_amount"]))


def test_a_credit_note_is_one_in_its_ubl_too(caller: Caller, sandbox: Sandbox) -> None:
    path = made(sandbox, "credit_note")
    assert ET.fromstring(xml_of(caller, path).text).tag.endswith("}CreditNote")


def test_the_pdf_is_one_and_the_huge_one_has_forty_megabytes(caller: Caller, sandbox: Sandbox) -> None:
    pdf = caller.get(f"{made(sandbox, 'purchase_be')}/files/invoice.pdf")
    assert (pdf.headers["Content-Type"], pdf.text[:8]) == ("application/pdf", "%PDF-1.4")
    assert len(caller.get(f"{made(sandbox, 'huge_pdf')}/files/invoice.pdf").text) == HUGE


def test_files_are_behind_a_switch_and_an_invoice_may_have_none(caller: Caller, sandbox: Sandbox) -> None:
    assert links(caller.get(f"{made(sandbox, 'no_files')}/files")) == {}
    assert caller.get(links(caller.get(f"{made(sandbox, 'file_gone')}/files"))["invoice_pdf_url"]).status == 404
    sandbox.banqup.switch(files=False)
    assert caller.get(f"{made(sandbox, 'purchase_be')}/files").status == 404


def test_odd_ubl_is_as_odd_as_it_says(caller: Caller, sandbox: Sandbox) -> None:
    assert "<!ENTITY stolen SYSTEM" in xml_of(caller, made(sandbox, "external_entity")).text
    assert xml_of(caller, made(sandbox, "billion_laughs")).text.count("<!ENTITY") == 10
    assert xml_of(caller, made(sandbox, "html_as_ubl")).text.startswith("<html>")
    with pytest.raises(ET.ParseError):
        ET.fromstring(xml_of(caller, made(sandbox, "broken_ubl")).text)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_can_be_made(sandbox: Sandbox, scenario: str) -> None:
    before = sum(len(rows) for rows in sandbox.state("banqup").values())
    [id_] = sandbox.banqup.make(scenario)
    after = sum(len(rows) for rows in sandbox.state("banqup").values())
    assert id_
    assert after - before == {"amended": 0, "refused_later": 0, "archived_later": 0, "several_pages": SEVERAL}.get(
        scenario, 1
    )


@pytest.mark.parametrize(
    ("name", "status"), [("429", 429), ("500", 500), ("html", 502), ("empty", 200), ("expired", 401), ("slow", 200)]
)
def test_a_fault_answers_in_place_of_the_call_once(caller: Caller, sandbox: Sandbox, name: str, status: int) -> None:
    sandbox.fault("banqup", name, call="GET purchase-invoices/files", seconds=0)
    assert caller.get("creditors").status == 200
    assert caller.get(f"{made(sandbox, 'purchase_be')}/files").status == status
    assert caller.get(f"{made(sandbox, 'purchase_be')}/files").status == 200
    assert [call["fault"] for call in sandbox.calls("banqup")] == ["", name, ""]


def test_the_page_makes_accepts_switches_and_shows(caller: Caller, sandbox: Sandbox) -> None:
    def press(path: str, **form: str) -> None:
        assert caller.client.http("POST", f"/banqup/{path}", urlencode(form), **FORM).status == 303

    press("make", scenario="purchase_new")
    newest = sandbox.banqup.records("purchase-invoices")[-1]
    press("act", register="purchase-invoices", id=str(newest["id"]), status="ACCEPTED")
    assert sandbox.banqup.records("purchase-invoices")[-1]["status"] == "ACCEPTED"
    press("switches", files="off")
    assert sandbox.banqup.switched().files is False
    press("faults", name="slow", times="2", seconds="60")
    assert caller.client.json("GET", "/_faults/banqup")[0]["seconds"] == 60
    page = caller.client.http("GET", "/banqup/").text
    for text in (str(newest["id"]), "Oficina Ribeirinha Lda", "Switch all off", "slow"):
        assert text in page
    press("faults", clear="1")
    assert caller.client.json("GET", "/_faults/banqup") == []
    assert caller.client.http("POST", "/banqup/nothing", "", **FORM).status == 404


def test_what_was_made_survives_and_a_reset_is_the_first_day(sandbox: Sandbox, omie: Client) -> None:
    before = len(sandbox.banqup.records("purchase-invoices"))
    sandbox.banqup.make("several_pages")
    sandbox.banqup.start()
    assert len(sandbox.banqup.records("purchase-invoices")) == before + SEVERAL
    omie.http("POST", "/_reset")
    assert len(json.loads(omie.http("GET", "/_state/banqup?table=purchase-invoices").text)) == before
    assert omie.http("GET", "/_state/banqup?table=nothing").status == 400
