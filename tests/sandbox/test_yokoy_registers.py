"""Yokoy's legal entities, suppliers, master data, expenses and exports, and what people do there."""

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import CLOUD, CLOUD_LINK, EXPORTER, FACILITY, FIRST, NET_30, NET_60
from tests.sandbox.test_yokoy_invoices import INVOICE
from tests.sandbox.yokoy_client import YokoyClient


@pytest.fixture
def yokoy(sandbox: Sandbox) -> Iterator[YokoyClient]:
    client = YokoyClient(sandbox.url)
    with closing(client):
        yield client


@pytest.mark.parametrize(("switch", "number"), [("three", 3), ("none", 0), ("many", 3000)])
def test_there_are_three_legal_entities_or_none_or_very_many(
    yokoy: YokoyClient, sandbox: Sandbox, switch: str, number: int
) -> None:
    sandbox.yokoy.do({"switch": "legal_entities", "value": switch})
    assert len(yokoy.get("legal-entities").body["legalEntities"]) == number
    assert yokoy.entity("GET", "invoices").status == (200 if number else 404)


def test_a_supplier_is_entered_for_the_organisation_and_attached_once(yokoy: YokoyClient) -> None:
    entered = yokoy.own("POST", "suppliers", {"externalId": "X1", "name": "Tejo", "taxNumbers": ["PT1"]}).body
    assert entered["statusActive"] is False
    linked = yokoy.entity("POST", "suppliers", {"supplierId": entered["id"], "statusActive": True})
    assert linked.status == 201
    assert linked.body["id"] != entered["id"]
    assert (linked.body["name"], linked.body["supplierId"], linked.body["statusActive"]) == (
        "Tejo",
        entered["id"],
        True,
    )
    assert yokoy.entity("GET", "suppliers", filter=f"supplierId eq {entered['id']}").body["suppliers"] == [linked.body]
    assert yokoy.entity("POST", "suppliers", {"supplierId": entered["id"]}).status == 400
    assert yokoy.entity("POST", "suppliers", {"supplierId": "nobody"}).status == 400


@pytest.mark.parametrize(
    ("terms", "status"),
    [
        ({"defaultPaymentTermId": NET_60, "paymentTermIds": [NET_30, NET_60]}, 201),
        ({"paymentTermIds": [NET_30]}, 201),
        ({"defaultPaymentTermId": NET_60, "paymentTermIds": [NET_30]}, 400),
        ({"defaultPaymentTermId": "gone", "paymentTermIds": ["gone"]}, 400),
    ],
)
def test_a_supplier_gets_only_payment_terms_that_there_are(
    yokoy: YokoyClient, terms: dict[str, Any], status: int
) -> None:
    entered = yokoy.own("POST", "suppliers", {"externalId": "X1", "name": "Tejo"}).body
    answer = yokoy.entity("POST", "suppliers", {"supplierId": entered["id"], **terms})
    assert answer.status == status
    assert status == 400 or answer.body["paymentTermIds"] == terms["paymentTermIds"]


def test_an_external_id_is_taken_once_and_for_ever(yokoy: YokoyClient) -> None:
    taken = yokoy.own("POST", "suppliers", {"externalId": "S33998", "name": "Other"})
    assert (taken.status, taken.body["errors"][0]["field"]) == (400, "externalId")
    assert yokoy.own("PATCH", f"suppliers/{CLOUD}", {"externalId": "S1"}).status == 400
    assert yokoy.own("PATCH", f"suppliers/{CLOUD}", {"city": "Porto"}).body["city"] == "Porto"
    assert yokoy.entity("GET", f"suppliers/{CLOUD_LINK}").body["city"] == "Porto"


@pytest.mark.parametrize(
    ("path", "key", "number"),
    [
        ("cost-centers", "costCenters", 3),
        ("tax-rates", "taxRates", 4),
        ("invoice-categories", "invoice-categories", 2),
        ("categories", "categories", 2),
        ("invoice-payment-terms", "invoice-payment-terms", 2),
    ],
)
def test_master_data_is_listed_read_and_changed(yokoy: YokoyClient, path: str, key: str, number: int) -> None:
    rows = yokoy.entity("GET", path).body[key]
    assert len(rows) == number
    one = f"{path}/{rows[0]['id']}"
    assert yokoy.entity("GET", one).body == rows[0]
    assert yokoy.entity("PATCH", one, {"name": "New"}).body == {**rows[0], "name": "New"}
    assert yokoy.entity("PATCH", one, {"nothing": 1}).status == 400
    assert yokoy.entity("POST", path, {"name": ""}).status == 400


def test_cost_objects_come_in_pages_and_not_by_their_changes(yokoy: YokoyClient) -> None:
    page = yokoy.entity("GET", "cost-centers", count=2).body
    assert (len(page["costCenters"]), page["nextCursor"]) == (2, page["costCenters"][-1]["id"])
    assert yokoy.entity("GET", "cost-centers", filter="created ge 2024-01-01").status == 400
    made = yokoy.entity("POST", "cost-centers", {"code": "C300", "name": "New"}).body
    assert made["statusActive"] is False
    assert yokoy.entity("PUT", f"cost-centers/{made['id']}", {"code": "C301", "name": "New"}).body["code"] == "C301"


def test_expenses_are_listed_by_legal_entity_and_status(yokoy: YokoyClient) -> None:
    wanted = f"legalEntityId eq {FIRST} and status eq forExpenseExport"
    rows = yokoy.get("expenses", filter=wanted, count=100).body["expenses"]
    assert [row["id"] for row in rows] == ["uhmkC9zMzn", "pQ7sT2vWx1"]
    assert yokoy.get("expenses/uhmkC9zMzn").body == rows[0]


def test_a_receipt_lies_behind_a_link_that_wants_no_token_and_dies(yokoy: YokoyClient, sandbox: Sandbox) -> None:
    moved = yokoy.get("expenses/uhmkC9zMzn/receipt")
    assert moved.status == 302
    link = moved.headers["Location"].removeprefix(sandbox.url)
    assert yokoy.client.http("GET", link).text.startswith("%PDF-")
    assert yokoy.client.http("GET", link, Authorization="Bearer x").status == 400
    sandbox.yokoy.do({"switch": "link_seconds", "value": 0})
    dead = yokoy.get("expenses/uhmkC9zMzn/receipt").headers["Location"].removeprefix(sandbox.url)
    assert yokoy.client.http("GET", dead).status == 410


def started(yokoy: YokoyClient, path: str, **changes: Any) -> Any:
    body = {"exportScope": "all", "exporterId": EXPORTER, "earliestPostingDate": "2026-04-01", **changes}
    return yokoy.entity("POST", f"{path}/export-tasks", body)


def approved(yokoy: YokoyClient, sandbox: Sandbox) -> str:
    key: str = yokoy.entity("POST", "invoices", INVOICE).body["id"]
    sandbox.yokoy.do({"press": "approve", "document": key})
    return key


def test_an_export_is_pending_for_a_while_and_then_its_documents_are_exported(
    yokoy: YokoyClient, sandbox: Sandbox
) -> None:
    sandbox.yokoy.do({"switch": "polls", "value": 2})
    key = approved(yokoy, sandbox)
    task = started(yokoy, f"invoice-export-facilities/{FACILITY}", exportScope="documentIds", documentIds=[key])
    path = f"export-tasks/{task.body['resource']}"
    assert [yokoy.entity("GET", path).body["resource"]["isPending"] for _ in range(3)] == [True, True, False]
    invoice = yokoy.entity("GET", f"invoices/{key}").body
    assert (invoice["status"], invoice["exportJobId"]) == (6, task.body["resource"])
    assert invoice["eventLog"][-1]["actionType"] == "export"
    [artefact] = yokoy.entity("GET", f"{path}/artefacts").body["Resources"]
    entry = json.loads(artefact["serializedArtefact"])["journalEntry"]
    assert (entry["amountNet"], entry["amountGross"], entry["supplierId"]) == (1000.0, 1230.0, CLOUD)
    assert entry["lineItems"][0]["taxItem"] == {"taxRateId": "tax23", "taxCode": "PT23", "tax": 230.0}
    assert started(yokoy, f"invoice-export-facilities/{FACILITY}").status == 204


def test_expenses_are_exported_by_how_they_were_paid(yokoy: YokoyClient) -> None:
    task = started(yokoy, "expense-export-facilities/card").body["resource"]
    for _ in range(2):
        yokoy.entity("GET", f"export-tasks/{task}")
    assert yokoy.get("expenses/uhmkC9zMzn").body["status"] == "expenseExported"
    assert yokoy.get("expenses/pQ7sT2vWx1").body["status"] == "forExpenseExport"
    assert started(yokoy, "expense-export-facilities/travel").status == 204


def test_an_expense_without_a_category_has_insufficient_data(yokoy: YokoyClient, sandbox: Sandbox) -> None:
    with sandbox.store.write() as tx:
        tx.execute("UPDATE record SET body = replace(body, '\"cat6251\"', 'null') WHERE register = 'expenses'")
    answer = started(yokoy, "expense-export-facilities/expense")
    assert answer.body == {"code": 422, "message": "Insufficient data"}


@pytest.mark.parametrize(
    "changes",
    [
        {"exporterId": "nobody"},
        {"exportScope": "documentIds"},
        {"exportScope": "some"},
        {"earliestPostingDate": "soon"},
    ],
)
def test_an_export_that_is_asked_for_wrongly_is_refused(
    yokoy: YokoyClient, sandbox: Sandbox, changes: dict[str, Any]
) -> None:
    approved(yokoy, sandbox)
    assert started(yokoy, f"invoice-export-facilities/{FACILITY}", **changes).status == 400


def test_a_facility_that_is_not_there_is_not_found(yokoy: YokoyClient) -> None:
    assert started(yokoy, "invoice-export-facilities/nobody").status == 404
    assert started(yokoy, "expense-export-facilities/nobody").status == 404


@pytest.mark.parametrize(
    ("button", "status", "action"),
    [
        ("submit", 2, "submit"),
        ("approve", 4, "approve"),
        ("reject", 5, "reject"),
        ("export", 6, "export"),
        ("revert", 4, "revertExport"),
    ],
)
def test_the_buttons_of_the_page_move_an_invoice(yokoy: YokoyClient, button: str, status: int, action: str) -> None:
    key = yokoy.entity("POST", "invoices", INVOICE).body["id"]
    pressed = yokoy.client.http("POST", "/yokoy/do", f"press={button}&document={key}", **FORM)
    assert (pressed.status, pressed.headers["Location"]) == (303, "/yokoy/")
    invoice = yokoy.entity("GET", f"invoices/{key}").body
    assert (invoice["status"], invoice["eventLog"][-1]["actionType"]) == (status, action)


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_the_page_shows_documents_buttons_switches_and_calls(yokoy: YokoyClient) -> None:
    yokoy.entity("POST", "invoices", INVOICE)
    text = yokoy.client.http("GET", "/yokoy/").text
    for words in (
        "FT 2026/118",
        "Client lunch",
        "Nuvem Clara",
        "approve",
        "legal_entities",
        "add_invoice",
        "AbcDeF1234",
    ):
        assert words in text
    moved = yokoy.client.http("POST", "/yokoy/do", "switch=legal_entities&value=none", **FORM)
    assert moved.status == 303
    assert yokoy.get("legal-entities").body["legalEntities"] == []


def test_a_button_that_nobody_has_is_refused(yokoy: YokoyClient) -> None:
    assert "ValueError" in yokoy.client.json("POST", "/yokoy/do", {"dance": 1})["error"]
    assert "Refused" in yokoy.client.json("POST", "/yokoy/do", {"press": "dance", "document": "uhmkC9zMzn"})["error"]
    assert "Refused" in yokoy.client.json("POST", "/yokoy/do", {"press": "approve", "document": "nobody"})["error"]


def test_what_yokoy_holds_is_shown_and_survives_nothing_but_the_file(yokoy: YokoyClient, sandbox: Sandbox) -> None:
    yokoy.entity("POST", "invoices", INVOICE)
    state = yokoy.client.json("GET", "/_state/yokoy")
    assert len(state["invoices"]) == 1
    assert set(state) >= {"suppliers", "expenses", "tax-rates"}
    sandbox.reset()
    assert sandbox.records("yokoy", "invoices") == []
    assert len(sandbox.records("yokoy", "expenses")) == 3
