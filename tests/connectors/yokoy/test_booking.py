"""Invoices at the simulated Yokoy: each way in, once and never twice."""

import base64
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from apps.connectors.yokoy import booking
from apps.connectors.yokoy.client import Yokoy
from apps.connectors.yokoy.connector import YOKOY
from apps.connectors.yokoy.mapping import key_of, plan
from apps.core.connector import Booked
from apps.core.documents import Coded, Document, Party
from apps.core.errors import OutcomeUnknown, Rejected
from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import CLOUD as CLOUD_ID
from apps.sandbox.yokoy.seed import CLOUD_LINK, FIRST, NET_30
from tests.connectors.yokoy.conftest import Book, invoice_of, refusal, resolved
from tests.connectors.yokoy.factories import CLOUD, NEWCOMER, PDF, Words, bill, electronic, line, pdf, ubl, with_lines


def invoices(sandbox: Sandbox) -> list[dict[str, Any]]:
    return sandbox.records("yokoy", "invoices")


def test_an_electronic_invoice_goes_with_its_preview_and_gets_our_reference(book: Book, sandbox: Sandbox) -> None:
    document = electronic()
    booked = book(document)
    [invoice] = invoices(sandbox)
    assert invoice["id"] == invoice_of(booked)
    assert (invoice["invoiceNumber"], invoice["grossAmount"], invoice["netAmount"]) == ("FT 2026/118", 1230.0, 1000.0)
    assert invoice["_ubl"] == ubl().content.decode()
    assert base64.b64decode(invoice["_pdf"]) == PDF
    assert invoice["customInformation"] == {
        "ponte": key_of(document),
        "paymentReference": "+++090/9337/55493+++",
    }


def test_a_pdf_alone_is_uploaded_to_be_read_and_gets_our_reference(book: Book, sandbox: Sandbox) -> None:
    document = bill()
    booked = book(document)
    [invoice] = invoices(sandbox)
    assert (invoice["status"], invoice["invoiceNumber"], invoice["lineItems"]) == (8, None, [])
    assert base64.b64decode(invoice["_pdf"]) == PDF
    assert invoice["customInformation"]["ponte"] == key_of(document)
    assert booked[key_of(document)] == Booked(target_id=invoice["id"], number="FT 2026/118")


def test_an_invoice_that_is_told_in_full_goes_field_by_field(book: Book, sandbox: Sandbox) -> None:
    document = with_lines(line(category=None))
    book(document)
    [invoice] = invoices(sandbox)
    assert (invoice["supplierId"], invoice["country"], invoice["dueDate"]) == (CLOUD_LINK, "PT", "2026-04-30")
    assert (invoice["netAmount"], invoice["taxAmount"], invoice["grossAmount"]) == (1000.0, 230.0, 1230.0)
    assert invoice["lineItems"][0]["taxRateId"] == "tax23"
    assert invoice["customInformation"]["ponte"] == key_of(document)
    assert base64.b64decode(invoice["_pdf"]) == PDF


def test_yokoy_gets_the_payment_term_of_an_invoice_and_of_its_new_supplier(book: Book, sandbox: Sandbox) -> None:
    book(with_lines(party=NEWCOMER, payment_term=Coded("30")))
    [invoice] = invoices(sandbox)
    assert invoice["paymentTermId"] == NET_30
    [link] = [row for row in sandbox.records("yokoy", "entity-suppliers") if row["id"] == invoice["supplierId"]]
    assert (link["defaultPaymentTermId"], link["paymentTermIds"]) == (NET_30, [NET_30])


def test_the_payment_term_of_a_supplier_that_is_there_stays_the_accountants(book: Book, sandbox: Sandbox) -> None:
    book(with_lines(payment_term=Coded("30")))
    [link] = [row for row in sandbox.records("yokoy", "entity-suppliers") if row["id"] == CLOUD_LINK]
    assert "defaultPaymentTermId" not in link
    assert invoices(sandbox)[0]["paymentTermId"] == NET_30


@pytest.mark.parametrize(("party", "field"), [(CLOUD, "paymentTermId"), (NEWCOMER, "paymentTermIds")])
def test_a_payment_term_that_is_gone_is_refused_by_its_name(book: Book, words: Words, party: Party, field: str) -> None:
    words.words["payment_term", "30"] = "gone"
    error = refusal(lambda: book(with_lines(party=party, payment_term=Coded("30"))))
    assert (type(error), error.params["answer"]) == (Rejected, f"Validation Error: {field} does not exist")


@pytest.mark.parametrize("document", [electronic(), bill(), with_lines()])
def test_booked_again_from_the_beginning_an_invoice_is_found(book: Book, sandbox: Sandbox, document: Document) -> None:
    assert book(document) == book(document)
    assert len(invoices(sandbox)) == 1


@pytest.mark.parametrize(
    ("document", "call"), [(electronic(), "einvoice"), (bill(), "upload"), (with_lines(), "add_invoice")]
)
def test_an_answer_that_got_lost_after_booking_is_looked_for_and_adopted(
    yokoy: Yokoy, book: Book, sandbox: Sandbox, document: Document, call: str
) -> None:
    sandbox.fault("yokoy", "drop_after_commit", call=call)
    assert type(refusal(lambda: book(document))) is OutcomeUnknown
    [first] = invoices(sandbox)
    assert invoice_of(book(document)) == first["id"]
    [only] = invoices(sandbox)
    assert only["customInformation"]["ponte"] == key_of(document)


@pytest.mark.parametrize("name", ["500_after_commit", "html_after_commit", "drop_before_commit", "500", "html"])
def test_a_server_that_breaks_leaves_open_whether_it_was_booked(book: Book, sandbox: Sandbox, name: str) -> None:
    sandbox.fault("yokoy", name, call="upload")
    assert isinstance(refusal(lambda: book(bill())), OutcomeUnknown)
    book(bill())
    assert len(invoices(sandbox)) == 1


def test_a_file_that_is_read_meanwhile_is_found_by_its_number(yokoy: Yokoy, book: Book, sandbox: Sandbox) -> None:
    sandbox.fault("yokoy", "drop_after_commit", call="upload")
    refusal(lambda: book(bill()))
    [lost] = invoices(sandbox)
    read = {"invoiceNumber": "FT 2026/118", "date": "2026-03-31", "supplierId": CLOUD_LINK, "currency": "EUR"}
    sandbox.yokoy.do({"fill_in": read, "document": lost["id"]})
    assert invoice_of(book(bill())) == lost["id"]


def test_an_upload_behind_a_link_is_found_by_its_file_too(book: Book, sandbox: Sandbox) -> None:
    document = bill(pdf(b"", url=f"{sandbox.url}/bluefleet/files/nf-5521.pdf"))
    sandbox.fault("yokoy", "drop_after_commit", call="upload")
    refusal(lambda: book(document))
    book(document)
    assert len(invoices(sandbox)) == 1


def test_an_electronic_invoice_that_says_another_date_than_the_document_is_found_by_its_file(
    book: Book, sandbox: Sandbox
) -> None:
    document = electronic(issued=bill().issued.replace(day=1))
    sandbox.fault("yokoy", "drop_after_commit", call="einvoice")
    refusal(lambda: book(document))
    book(document)
    assert len(invoices(sandbox)) == 1


def test_another_file_that_waits_to_be_read_is_not_taken_for_ours(yokoy: Yokoy, book: Book, sandbox: Sandbox) -> None:
    book(bill(pdf(PDF + b"another"), source_id="1", number="FT 1"))
    book(bill())
    assert len(invoices(sandbox)) == 2


def test_an_invoice_that_somebody_entered_by_hand_is_adopted(book: Book, sandbox: Sandbox) -> None:
    by_hand = {"invoiceNumber": "FT 2026/118", "date": "2026-03-31", "supplierId": CLOUD_LINK, "lineItems": []}
    blank = {"status": 3, "customInformation": {"erpDocument": "7"}, "_entity": FIRST, "_pdf": ""}
    kept = sandbox.yokoy.do({"add": "invoices", "body": {**by_hand, **blank, "created": "2026-03-31T10:00:00.000Z"}})
    assert invoice_of(book(electronic())) == kept["id"]
    [invoice] = invoices(sandbox)
    assert invoice["customInformation"]["erpDocument"] == "7", "what others keep there stays"


def test_the_same_number_of_another_supplier_or_day_is_another_invoice(book: Book, sandbox: Sandbox) -> None:
    for document in (
        with_lines(source_id="1"),
        with_lines(source_id="2", party=NEWCOMER),
        with_lines(source_id="3", issued=bill().issued.replace(day=30)),
    ):
        book(document)
    assert len({invoice["id"] for invoice in invoices(sandbox)}) == 3


def test_two_sources_that_tell_of_one_invoice_lead_to_one(book: Book, sandbox: Sandbox) -> None:
    assert invoice_of(book(with_lines())) == invoice_of(book(with_lines(source_id="elsewhere-7")))
    assert len(invoices(sandbox)) == 1


def test_a_supplier_is_recognised_however_its_tax_number_is_written(book: Book, sandbox: Sandbox) -> None:
    booked = book(bill(party=replace(CLOUD, name="Another spelling", tax_id="PT501234560")))
    assert booked["supplier:501234560"].target_id == CLOUD_ID
    assert booked["entity-supplier:501234560"].target_id == CLOUD_LINK
    assert len(sandbox.records("yokoy", "suppliers")) == 2


def test_an_unknown_supplier_is_entered_once_and_attached_to_the_legal_entity(book: Book, sandbox: Sandbox) -> None:
    book(bill(party=NEWCOMER))
    book(bill(party=NEWCOMER, number="FT 119", source_id="991205"))
    [entered] = [row for row in sandbox.records("yokoy", "suppliers") if row["name"] == "Energia do Tejo, SA"]
    assert entered == {
        "id": entered["id"],
        "externalId": "PONTE-509876543",
        "name": "Energia do Tejo, SA",
        "street": "Av. da Liberdade 12",
        "zipCode": "1250-140",
        "city": "Lisboa",
        "countryCode": "PT",
        "taxNumbers": ["PT509876543"],
        "contacts": [{"email": "faturas@tejo.example"}],
        "statusActive": True,
    }
    links = [row for row in sandbox.records("yokoy", "entity-suppliers") if row["supplierId"] == entered["id"]]
    assert [(link["_entity"], link["statusActive"]) for link in links] == [(FIRST, True)]


def test_a_supplier_without_a_tax_number_is_known_by_its_name(book: Book, sandbox: Sandbox) -> None:
    booked = book(bill(party=Party(code="1", name="papelaria  CENTRAL, lda")))
    [key] = [key for key in booked if key.startswith("supplier:")]
    assert booked[key].number == "S34001"


def test_a_supplier_of_the_same_name_with_another_tax_number_is_another_one(book: Book, sandbox: Sandbox) -> None:
    book(bill(party=replace(CLOUD, tax_id="999999990")))
    assert len(sandbox.records("yokoy", "suppliers")) == 3


@pytest.mark.parametrize("call", ["add_organisation_supplier", "add_supplier"])
def test_a_supplier_whose_answer_got_lost_is_there_once(book: Book, sandbox: Sandbox, call: str) -> None:
    sandbox.fault("yokoy", "drop_after_commit", call=call)
    assert type(refusal(lambda: book(bill(party=NEWCOMER)))) is OutcomeUnknown
    book(bill(party=NEWCOMER))
    assert len(sandbox.records("yokoy", "suppliers")) == 3
    assert len(sandbox.records("yokoy", "entity-suppliers")) == 2


def test_a_supplier_that_another_worker_entered_in_the_same_moment_is_adopted(yokoy: Yokoy, sandbox: Sandbox) -> None:
    own, link = plan(bill(party=NEWCOMER), Words())[:2]
    first = YOKOY.resource("supplier").create(yokoy, own.key, own.body)
    assert YOKOY.resource("supplier").create(yokoy, own.key, own.body) == first
    body = {**link.body, "supplierId": first.target_id}
    attached = YOKOY.resource("entity_supplier").create(yokoy, link.key, body)
    assert YOKOY.resource("entity_supplier").create(yokoy, link.key, body) == attached


def test_what_yokoy_refuses_is_told_with_the_fields_that_it_names(yokoy: Yokoy, book: Book, words: Words) -> None:
    words.words["tax_rate", "PT 23"] = "tax-that-is-gone"
    error = refusal(lambda: book(with_lines()))
    assert (type(error), error.code) == (Rejected, "target.rejected")
    assert error.params["answer"] == "Validation Error: taxRateId does not exist"


def test_a_file_behind_a_link_is_fetched_when_it_is_sent(book: Book, sandbox: Sandbox) -> None:
    book(bill(pdf(b"", url=f"{sandbox.url}/bluefleet/files/nf-5521.pdf")))
    [invoice] = invoices(sandbox)
    assert base64.b64decode(invoice["_pdf"]).startswith(b"%PDF-")


def test_a_link_to_something_else_is_refused_before_it_is_sent(book: Book, sandbox: Sandbox) -> None:
    error = refusal(lambda: book(bill(pdf(b"", url=f"{sandbox.url}/bluefleet/", name="nf.pdf"))))
    assert (type(error), error.code) == (Rejected, "file.type_not_allowed")
    assert invoices(sandbox) == []


def test_a_file_of_forty_megabytes_is_not_sent(book: Book, sandbox: Sandbox) -> None:
    error = refusal(lambda: book(bill(pdf(PDF + bytes(40 * 1024 * 1024)))))
    assert (type(error), error.code, error.params["url"]) == (Rejected, "file.too_large", "FT-118.pdf")
    assert invoices(sandbox) == []


def test_a_filter_that_is_refused_is_tried_in_its_next_spelling(yokoy: Yokoy, book: Book) -> None:
    book(bill())
    assert len(booking.invoices(yokoy, "foo e bar", "status eq 8")) == 1
    assert refusal(lambda: booking.invoices(yokoy, "foo e bar", "bar e foo")).code == "target.rejected"


def test_our_reference_is_found_where_its_answer_got_lost_and_follows_the_document(
    yokoy: Yokoy, book: Book, sandbox: Sandbox
) -> None:
    document = bill()
    booked = book(document)
    reference = plan(document, Words())[-1]
    body = resolved(reference.body, booked, document)
    assert YOKOY.resource("reference").find(yokoy, reference.key, body) == booked[reference.key]
    later = {**body, "customInformation": {"ponte": key_of(document), "paymentReference": "new"}}
    assert YOKOY.resource("reference").find(yokoy, reference.key, later) is None
    update = YOKOY.resource("reference").update
    assert update is not None
    assert update(yokoy, reference.key, invoice_of(booked), later).target_id == invoice_of(booked)
    [invoice] = invoices(sandbox)
    assert invoice["customInformation"]["paymentReference"] == "new"


def test_amounts_reach_yokoy_to_the_cent(book: Book, sandbox: Sandbox) -> None:
    lines = (line("33.33", "7.67"), line("66.67", "4.00", "6"), line("0.01", "0.00", "23"))
    book(with_lines(*lines, total=Decimal("111.68"), net=Decimal("100.01")))
    [invoice] = invoices(sandbox)
    assert [(row["net"], row["gross"]) for row in invoice["lineItems"]] == [(33.33, 41.0), (66.67, 70.67), (0.01, 0.01)]
    assert (invoice["netAmount"], invoice["grossAmount"]) == (100.01, 111.68)


def test_no_file_stands_in_the_record_of_exchanges(yokoy: Yokoy, book: Book) -> None:
    for document in (electronic(), with_lines(number="2", source_id="2"), bill(number="3", source_id="3")):
        book(document)
    kept = str([exchange.request for exchange in yokoy.http.exchanges])
    assert "%PDF" not in kept
    assert base64.b64encode(PDF).decode()[:20] not in kept
    assert "InvoiceLine" not in kept
    assert f"({len(PDF)} bytes, SHA-256 {pdf().sha256[:16]}" in kept
