"""Yokoy's invoices: three ways in, strict fields, custom information, lists with filters and pages."""

import base64
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import CLOUD_LINK
from tests.connectors.yokoy.factories import UBL
from tests.sandbox.yokoy_client import PDF, YokoyClient

LINE = {"net": 1000.0, "gross": 1230.0, "taxRateId": "tax23", "categoryId": "hm0qUnb8s", "costObjectId": "Y6cp2G30M"}
INVOICE = {
    "invoiceNumber": "FT 2026/118",
    "documentData": base64.b64encode(PDF).decode(),
    "country": "PT",
    "currency": "EUR",
    "date": "2026-03-31",
    "supplierId": CLOUD_LINK,
    "lineItems": [LINE],
}
XML = UBL.format(number="FT 2026/118", tax_id="PT 501 234 560", name="Nuvem Clara, Lda")


@pytest.fixture
def yokoy(sandbox: Sandbox) -> Iterator[YokoyClient]:
    client = YokoyClient(sandbox.url)
    with closing(client):
        yield client


def add(yokoy: YokoyClient, **changes: Any) -> dict[str, Any]:
    answer = yokoy.entity("POST", "invoices", {**INVOICE, **changes})
    assert answer.status == 201, answer.text
    found: dict[str, Any] = answer.body
    return found


def test_a_structured_invoice_is_summed_up_from_its_lines(yokoy: YokoyClient) -> None:
    invoice = add(yokoy, lineItems=[LINE, {"net": 0.1, "gross": 0.3}])
    assert (invoice["netAmount"], invoice["taxAmount"], invoice["grossAmount"]) == (1000.1, 230.2, 1230.3)
    assert (invoice["status"], invoice["isCreditNote"], "documentData" in invoice) == (7, False, False)
    shown = yokoy.entity("GET", f"invoices/{invoice['id']}").body
    assert shown == invoice
    assert yokoy.entity("GET", f"invoices/{invoice['id']}/base64").body["pdfBase64"] == INVOICE["documentData"]
    assert yokoy.entity("GET", f"invoices/{invoice['id']}/presentation").text == PDF.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"invoiceNumber": None}, "invoiceNumber"),
        ({"documentData": ""}, "documentData"),
        ({"documentData": "no base64!"}, "documentData"),
        ({"lineItems": None}, "lineItems"),
        ({"country": "Portugal"}, "country"),
        ({"currency": "eur"}, "currency"),
        ({"date": "31.03.2026"}, "date"),
        ({"status": 4}, "status"),
        ({"grossAmount": 1}, "grossAmount"),
        ({"something": 1}, "something"),
        ({"supplierId": "8ef7a04a-ce91-4b60-a624-e209f748f86a"}, "supplierId"),
        ({"paymentTermId": "nobody"}, "paymentTermId"),
        ({"lineItems": [{"net": -1, "gross": 1}]}, "net"),
        ({"lineItems": [{"net": "1", "gross": 1}]}, "net"),
        ({"lineItems": [{"net": 1}]}, "gross"),
        ({"lineItems": [{"net": 1, "gross": 1, "taxAmount": 0}]}, "taxAmount"),
        ({"lineItems": [{"net": 1, "gross": 1, "taxRateId": "nobody"}]}, "taxRateId"),
    ],
)
def test_a_structured_invoice_is_refused_by_the_field(yokoy: YokoyClient, changes: Any, field: str) -> None:
    answer = yokoy.entity("POST", "invoices", {**INVOICE, **changes})
    assert (answer.status, answer.body["message"]) == (400, "Validation Error")
    assert field in [fault["field"] for fault in answer.body["errors"]]
    assert yokoy.entity("GET", "invoices").body == {"invoices": []}


def test_an_upload_is_empty_until_it_is_read(yokoy: YokoyClient, sandbox: Sandbox) -> None:
    answer = yokoy.upload()
    assert (answer.status, answer.body["status"], answer.body["invoiceNumber"]) == (201, 8, None)
    read = {"invoiceNumber": "FT 1", "date": "2026-03-31", "lineItems": [{"net": 1.0, "gross": 1.23}]}
    sandbox.yokoy.do({"fill_in": read, "document": answer.body["id"]})
    invoice = yokoy.entity("GET", f"invoices/{answer.body['id']}").body
    assert (invoice["status"], invoice["invoiceNumber"], invoice["grossAmount"]) == (7, "FT 1", 1.23)


def test_only_a_pdf_is_taken(yokoy: YokoyClient) -> None:
    assert yokoy.upload(kind="text/plain").status == 400
    assert yokoy.upload(b"<html>").status == 400
    assert yokoy.form("invoices/upload", other=("application/pdf", PDF)).status == 400


@pytest.mark.parametrize("data", [XML, base64.b64encode(XML.encode()).decode()])
def test_an_electronic_invoice_is_answered_as_a_list_of_one(yokoy: YokoyClient, data: str) -> None:
    answer = yokoy.form("invoices/einvoice", standard="peppolBis", invoiceData=data, pdf=("application/pdf", PDF))
    assert answer.status == 201
    [invoice] = answer.body
    assert (invoice["invoiceNumber"], invoice["supplierId"], invoice["grossAmount"]) == (
        "FT 2026/118",
        CLOUD_LINK,
        1230.0,
    )
    assert (invoice["eventLog"][0]["actionType"], invoice["lineItems"][0]["taxRateId"]) == ("added", "tax23")


def test_an_unknown_supplier_of_an_electronic_invoice_is_one_of_this_single_time(yokoy: YokoyClient) -> None:
    data = UBL.format(number="1", tax_id="ES999", name="Nadie")
    [invoice] = yokoy.form(
        "invoices/einvoice", standard="peppolBis", invoiceData=data, pdf=("application/pdf", PDF)
    ).body
    assert (invoice["supplierId"], invoice["oneTimeSupplierInfo"]["supplierName"]) == (None, "Nadie")


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"invoiceData": XML}, "standard"),
        ({"standard": "peppolBis"}, "invoiceData"),
        ({"standard": "zugferd", "invoiceData": XML}, "standard"),
        ({"standard": "peppolBis", "invoiceData": "<Invoice/>"}, "invoiceData"),
        ({"standard": "peppolBis", "invoiceData": "<Invoice"}, "invoiceData"),
        ({"standard": "peppolBis", "invoiceData": "no xml"}, "invoiceData"),
    ],
)
def test_a_broken_electronic_invoice_is_refused(yokoy: YokoyClient, parts: dict[str, str], field: str) -> None:
    answer = yokoy.form("invoices/einvoice", pdf=("application/pdf", PDF), **parts)
    assert answer.status == 400
    assert field in [fault["field"] for fault in answer.body["errors"]]


def test_an_electronic_invoice_needs_its_preview(yokoy: YokoyClient) -> None:
    answer = yokoy.form("invoices/einvoice", standard="peppolBis", invoiceData=XML)
    assert [fault["field"] for fault in answer.body["errors"]] == ["pdf"]


def test_custom_information_is_merged_and_null_takes_a_key_away(yokoy: YokoyClient) -> None:
    invoice = add(yokoy, customInformation={"a": "1", "b": "2"})
    path = f"invoices/{invoice['id']}"
    changed = yokoy.entity("PATCH", path, {"customInformation": {"b": None, "c": "3", "d": ""}}).body
    assert changed["customInformation"] == {"a": "1", "c": "3"}
    assert changed["lastModified"] > invoice["lastModified"]
    line = yokoy.entity("PATCH", path, {"lineItems": [{"customInformation": {"x": "y"}}]}).body["lineItems"][0]
    assert (line["customInformation"], line["net"]) == ({"x": "y"}, 1000.0)
    assert yokoy.entity("PATCH", path, {"customInformation": {"a": None, "c": None}}).body["customInformation"] is None


@pytest.mark.parametrize(
    "body", [{"status": 4}, {"invoiceNumber": "2"}, {"lineItems": []}, {"lineItems": [{"net": 1}]}]
)
def test_nothing_else_of_an_invoice_can_be_changed(yokoy: YokoyClient, body: Any) -> None:
    invoice = add(yokoy)
    assert yokoy.entity("PATCH", f"invoices/{invoice['id']}", body).status == 400
    assert yokoy.entity("GET", f"invoices/{invoice['id']}").body == invoice


def test_pages_end_with_an_empty_one_when_the_last_was_full(yokoy: YokoyClient) -> None:
    for number in range(4):
        add(yokoy, invoiceNumber=str(number))
    first = yokoy.entity("GET", "invoices", count=2).body
    second = yokoy.entity("GET", "invoices", count=2, cursor=first["nextCursor"]).body
    third = yokoy.entity("GET", "invoices", count=2, cursor=second["nextCursor"]).body
    assert [[row["invoiceNumber"] for row in page["invoices"]] for page in (first, second, third)] == [
        ["0", "1"],
        ["2", "3"],
        [],
    ]
    assert "nextCursor" not in third
    assert "nextCursor" not in yokoy.entity("GET", "invoices", count=5).body


@pytest.mark.parametrize("query", [{"cursor": "x"}, {"count": 101}, {"count": 0}, {"count": 2, "cursor": "unknown"}])
def test_a_page_that_cannot_be_is_refused(yokoy: YokoyClient, query: dict[str, Any]) -> None:
    assert yokoy.entity("GET", "invoices", **query).status == 400


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ("status eq 7", ["1", "2"]),
        ('status eq "7"', ["1", "2"]),
        ("status eq 4", []),
        ("invoiceNumber eq 1", ["1"]),
        ('invoiceNumber eq "2" or invoiceNumber eq "1"', ["1", "2"]),
        ("not (invoiceNumber eq 1)", ["2"]),
        ('customInformation.ponte eq "key 1"', ["1"]),
        ("customInformation.ponte pr", ["1"]),
        ("not (customInformation.ponte pr)", ["2"]),
        ("created ge 2020-01-01 and created lt 2999-01-01", ["1", "2"]),
        ("lastModified gt 2999-01-01T00:00:00.000Z", []),
        ("invoiceNumber ne 1", ["2"]),
        ("currency sw EU and invoiceNumber ew 2", ["2"]),
    ],
)
def test_filters_are_read_as_the_standard_says(yokoy: YokoyClient, wanted: str, numbers: list[str]) -> None:
    add(yokoy, invoiceNumber="1", customInformation={"ponte": "key 1"})
    add(yokoy, invoiceNumber="2")
    found = yokoy.entity("GET", "invoices", filter=wanted).body["invoices"]
    assert [row["invoiceNumber"] for row in found] == numbers


@pytest.mark.parametrize(
    "wanted", ["foo e bar", "status eq", "(status eq 4", "status eq 4 and", '"status" eq 4', "a eq 1)"]
)
def test_a_filter_that_is_none_is_refused_with_its_text(yokoy: YokoyClient, wanted: str) -> None:
    answer = yokoy.entity("GET", "invoices", filter=wanted)
    assert answer.body == {"code": 400, "message": f"Invalid filter string: {wanted}"}


@pytest.mark.parametrize(("form", "told"), [("number", 7), ("digits", "7"), ("word", "new")])
def test_a_status_is_shown_as_the_switch_says_and_filtered_by_its_number(
    yokoy: YokoyClient, sandbox: Sandbox, form: str, told: Any
) -> None:
    add(yokoy)
    sandbox.yokoy.do({"switch": "status_as", "value": form})
    [invoice] = yokoy.entity("GET", "invoices", filter="status eq 7").body["invoices"]
    assert invoice["status"] == told
