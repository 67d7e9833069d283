"""From documents to steps: what is sent for each form of an invoice, exactly."""

import copy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.connectors.yokoy.mapping import WAIT, key_of, plan
from apps.connectors.yokoy.parties import bare, identity_of, recognised, supplier_body
from apps.core.connector import Enclosed, Ref, Step
from apps.core.documents import Allocation, Attachment, Coded, Direction, Document, Party
from apps.core.errors import MappingMissing, Place, Rejected
from apps.sandbox.yokoy.seed import NET_30
from tests.connectors.yokoy.factories import CLOUD, NEWCOMER, Words, bill, electronic, line, pdf, ubl, with_lines

KEY = "invoice.501234560.991204"
KNOWN_BY = {
    "supplierId": Ref("entity-supplier:501234560"),
    "invoiceNumber": "FT 2026/118",
    "date": "2026-03-31",
    "grossAmount": Decimal("1230.00"),
}


def steps(document: Document, resource: str) -> list[Step]:
    return [step for step in plan(document, Words()) if step.resource == resource]


def invoice(document: Document) -> Any:
    [step] = steps(document, "invoice")
    return dict(step.body)


def test_an_electronic_invoice_is_its_ubl_and_its_preview() -> None:
    assert invoice(electronic()) == {
        **KNOWN_BY,
        "way": "einvoice",
        "invoiceData": Enclosed(ubl().sha256),
        "fileName": "FT-118.pdf",
        "file": Enclosed(pdf().sha256),
    }


def test_a_pdf_alone_is_a_file_to_be_read() -> None:
    assert invoice(bill()) == {
        **KNOWN_BY,
        "way": "upload",
        "fileName": "FT-118.pdf",
        "file": Enclosed(pdf().sha256),
    }


def test_an_invoice_that_is_told_in_full_has_all_its_fields() -> None:
    position = line(category=Coded("hosting", "Hosting"), cost_centre=Coded("20"))
    assert invoice(with_lines(position, order_number="PO 7")) == {
        **KNOWN_BY,
        "way": "structured",
        "fileName": "FT-118.pdf",
        "file": Enclosed(pdf().sha256),
        "country": "PT",
        "currency": "EUR",
        "dueDate": "2026-04-30",
        "customInformation": {"ponte": KEY, "paymentReference": "+++090/9337/55493+++", "orderNumber": "PO 7"},
        "lineItems": [
            {
                "description": "Monthly cloud hosting",
                "unit": "PC",
                "quantity": Decimal(1),
                "itemPrice": Decimal("1000.00"),
                "categoryId": "hm0qUnb8s",
                "costObjectId": "Y6cp2G30M",
                "taxRateId": "tax23",
                "net": Decimal("1000.00"),
                "gross": Decimal("1230.00"),
            }
        ],
    }


def test_the_supplier_comes_first_and_our_reference_last() -> None:
    document = electronic()
    assert [step.key for step in plan(document, Words())] == [
        "supplier:501234560",
        "entity-supplier:501234560",
        KEY,
        f"reference:{KEY}",
    ]
    [reference] = steps(document, "reference")
    assert reference.body == {
        "invoiceId": Ref(KEY),
        "customInformation": {"ponte": KEY, "paymentReference": "+++090/9337/55493+++"},
    }
    assert steps(with_lines(), "reference") == [], "the reference goes along with the fields"


def test_only_the_invoice_has_an_amount() -> None:
    assert [(step.resource, step.amount) for step in plan(electronic(), Words()) if step.amount] == [
        ("invoice", Decimal("1230.00"))
    ]


@pytest.mark.parametrize(
    "document",
    [
        with_lines(line(tax=None)),
        with_lines(line(rate=None)),
        with_lines(line(), line(rate=None, tax=None)),
        with_lines(party=replace(CLOUD, country="")),
        with_lines(credit_note=True),
    ],
)
def test_what_is_not_told_in_full_goes_as_a_file(document: Document) -> None:
    assert invoice(document)["way"] == "upload"


def test_a_credit_note_is_known_as_one() -> None:
    assert invoice(bill(credit_note=True))["creditNote"] is True


@pytest.mark.parametrize("document", [electronic(), bill(), with_lines()])
def test_a_payment_term_goes_with_a_new_supplier_and_with_an_invoice_that_goes_field_by_field(
    document: Document,
) -> None:
    known = replace(document, payment_term=Coded("30"))
    [link] = steps(known, "entity_supplier")
    own = {"supplierId": Ref("supplier:501234560"), "statusActive": True}
    assert link.body == {**own, "defaultPaymentTermId": NET_30, "paymentTermIds": [NET_30]}
    structured = invoice(known)["way"] == "structured"
    assert invoice(known).get("paymentTermId") == (NET_30 if structured else None)
    [link] = steps(document, "entity_supplier")
    assert link.body == own, "what the source does not tell is Yokoy's"
    assert "paymentTermId" not in invoice(document)


@pytest.mark.parametrize("document", [electronic(), bill(), with_lines()])
def test_a_payment_term_without_a_counterpart_is_left_to_yokoy_unless_the_owner_wants_to_be_asked(
    document: Document,
) -> None:
    odd = replace(document, payment_term=Coded("45 end of month"))
    assert plan(odd, Words()) == plan(document, Words())
    with pytest.raises(MappingMissing) as stopped:
        plan(odd, Words(payment_terms=WAIT))
    assert (stopped.value.kind, stopped.value.value) == ("payment_term", "45 end of month")
    assert plan(replace(document, payment_term=Coded("30")), Words(payment_terms=WAIT))
    assert plan(document, Words(payment_terms=WAIT)), "a document that tells none is not kept"


def test_an_xml_of_another_kind_is_no_electronic_invoice() -> None:
    other = Attachment(name="nfe.xml", media_type="application/xml", content=b"<nfeProc/>")
    assert invoice(bill(other, pdf()))["way"] == "upload"


def test_a_file_behind_a_link_is_named_by_its_address() -> None:
    body = invoice(bill(pdf(b"", url="https://files.example/nf.pdf?signature=1", name="")))
    assert (body["file_address"], body["fileName"]) == ("https://files.example/nf.pdf?signature=1", "invoice.pdf")
    assert "file" not in body


@pytest.mark.parametrize(
    "document",
    [
        bill(ubl()),
        bill(Attachment(name="photo.png", content=b"\x89PNG")),
        bill(Attachment(name="notes.txt", url="https://files.example/notes.txt")),
        replace(with_lines(), attachments=()),
    ],
)
def test_an_invoice_without_a_pdf_is_to_be_completed_at_the_source(document: Document) -> None:
    with pytest.raises(Rejected) as refused:
        plan(document, Words())
    assert (refused.value.code, refused.value.place) == ("source.no_pdf", Place.SOURCE)


@pytest.mark.parametrize(
    ("changes", "expected", "found"),
    [
        ({"total": Decimal("1230.01")}, "1230.01", "1230.00"),
        ({"net": Decimal("999.99")}, "999.99", "1000.00"),
        ({"total": Decimal("1229.99"), "net": None}, "1229.99", "1230.00"),
    ],
)
def test_positions_that_do_not_add_up_are_not_sent(changes: Any, expected: str, found: str) -> None:
    with pytest.raises(Rejected) as refused:
        plan(with_lines(**changes), Words())
    assert refused.value.code == "source.lines_differ"
    assert refused.value.params == {"expected": expected, "found": found}


def test_a_position_below_zero_is_not_sent() -> None:
    lines = (line("1100.00", "253.00"), line("-100.00", "-23.00"))
    with pytest.raises(Rejected) as refused:
        plan(with_lines(*lines), Words())
    assert refused.value.code == "source.negative"


def test_what_money_comes_in_for_is_nothing_for_yokoy() -> None:
    with pytest.raises(Rejected) as refused:
        plan(bill(direction=Direction.RECEIVABLE), Words())
    assert (refused.value.code, refused.value.place) == ("source.direction_unsupported", Place.SOURCE)


def test_a_cancelled_document_books_nothing() -> None:
    assert plan(bill(cancelled=True), Words()) == ()


@pytest.mark.parametrize(
    ("position", "vocabulary", "value", "label"),
    [
        (line(rate="13", tax="130.00"), "tax_rate", "PT 13", "13 %"),
        (line(category=Coded("towing", "Towing")), "category", "towing", "Towing"),
        (line(cost_centre=Coded("99", "North")), "cost_centre", "99", "North"),
    ],
)
def test_a_value_without_translation_stops_the_document(position: Any, vocabulary: str, value: str, label: str) -> None:
    total = position.amount + position.tax_amount
    with pytest.raises(MappingMissing) as stopped:
        plan(with_lines(position, total=total), Words())
    assert (stopped.value.kind, stopped.value.value, stopped.value.label) == (vocabulary, value, label)


@pytest.mark.parametrize(
    ("rate", "code"), [("23", "PT 23"), ("23.00", "PT 23"), ("5.50", "PT 5.5"), ("0", "PT 0"), ("100", "PT 100")]
)
def test_a_tax_rate_is_one_value_however_it_is_written(rate: str, code: str) -> None:
    words = Words({("tax_rate", code): "found"})
    [step] = [step for step in plan(with_lines(line(rate=rate)), words) if step.resource == "invoice"]
    assert step.body["lineItems"][0]["taxRateId"] == "found"


def test_the_category_and_the_only_cost_centre_of_the_document_stand_in_for_the_lines() -> None:
    share = (Allocation(cost_centre=Coded("20"), share=Decimal(1)),)
    [instalment] = bill().instalments
    document = with_lines(category=Coded("hosting"), instalments=(replace(instalment, allocations=share),))
    [position] = invoice(document)["lineItems"]
    assert (position["categoryId"], position["costObjectId"]) == ("hm0qUnb8s", "Y6cp2G30M")
    two = (*share, Allocation(cost_centre=Coded("21"), share=Decimal(1)))
    shared = with_lines(instalments=(replace(instalment, allocations=two),))
    assert "costObjectId" not in invoice(shared)["lineItems"][0]


def test_of_several_instalments_the_earliest_is_the_due_date() -> None:
    [instalment] = bill().instalments
    dues = tuple(replace(instalment, code=str(n), due=date(2026, n, 1)) for n in (7, 5, 6))
    assert invoice(with_lines(instalments=dues))["dueDate"] == "2026-05-01"


def test_the_plan_is_the_same_every_time_and_leaves_the_document_alone() -> None:
    for document in (electronic(), bill(), with_lines()):
        before = copy.deepcopy(document)
        assert plan(document, Words()) == plan(document, Words())
        assert document == before


def test_a_corrected_number_is_the_same_invoice_and_another_supplier_is_another() -> None:
    assert key_of(bill(number="FT 2026/119")) == key_of(bill())
    assert key_of(bill(party=NEWCOMER)) != key_of(bill())
    assert key_of(bill(source_id="991205")) != key_of(bill())


@pytest.mark.parametrize(("one", "other"), [("a/b", "a-b"), ("a b", "a-b"), ("é", "è"), ("x" * 90, "x" * 91)])
def test_ids_that_differ_only_in_odd_signs_are_two_keys(one: str, other: str) -> None:
    assert key_of(bill(source_id=one)) != key_of(bill(source_id=other))


@given(st.text(min_size=1, max_size=200), st.text(max_size=200))
def test_keys_fit_and_stay_apart(source_id: str, tax_id: str) -> None:
    party = replace(CLOUD, tax_id=tax_id)
    key = key_of(bill(source_id=source_id, party=party))
    assert 0 < len(f"reference:{key}") <= 120
    assert all(len(step.key) <= 120 for step in plan(bill(source_id=source_id, party=party), Words()))
    assert key.isascii()
    assert all(sign.isalnum() or sign in "._-" for sign in key)


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=40))
def test_any_positions_are_sent_to_the_cent_and_add_up_to_the_total(amounts: list[tuple[int, int]]) -> None:
    lines = [line(str(Decimal(net).scaleb(-2)), str(Decimal(tax).scaleb(-2))) for net, tax in amounts]
    net, tax = (sum(each) for each in zip(*amounts, strict=True))
    document = with_lines(*lines, total=Decimal(net + tax).scaleb(-2), net=Decimal(net).scaleb(-2))
    sent = invoice(document)["lineItems"]
    assert sum(row["net"] for row in sent) == document.net
    assert sum(row["gross"] for row in sent) == document.total


@pytest.mark.parametrize(
    ("number", "country", "short"),
    [
        ("PT 501.234.560", "PT", "501234560"),
        ("501234560", "PT", "501234560"),
        ("pt501234560", "PT", "501234560"),
        ("ESB12345678", "PT", "ESB12345678"),
        ("EL123456789", "GR", "123456789"),
        ("B12345678", "", "B12345678"),
        ("PT", "PT", "PT"),
        ("", "PT", ""),
    ],
)
def test_a_tax_number_is_the_same_however_it_is_written(number: str, country: str, short: str) -> None:
    assert bare(number, country) == short


def test_a_supplier_without_a_tax_number_is_known_by_its_name_in_any_case() -> None:
    one, other = Party(code="1", name="Papelaria Central"), Party(code="2", name=" PAPELARIA  central ")
    assert identity_of(one) == identity_of(other)
    assert identity_of(one) != identity_of(Party(code="1", name="Papelaria do Sul"))


def test_a_supplier_is_recognised_by_external_id_before_tax_number_before_name_and_active_ones_first() -> None:
    body = supplier_body(NEWCOMER, NEWCOMER.name)
    by_id = {"id": "1", "externalId": "PONTE-509876543", "name": "x", "statusActive": False}
    by_tax = {
        "id": "2",
        "externalId": "A",
        "name": "x",
        "taxNumber": "509 876 543",
        "countryCode": "PT",
        "statusActive": True,
    }
    by_name = {"id": "3", "externalId": "B", "name": "ENERGIA do Tejo, SA", "statusActive": True}
    other = {"id": "4", "externalId": "C", "name": "Energia do Tejo, SA", "taxNumbers": ["1"], "statusActive": True}
    passive = {**by_tax, "id": "5", "statusActive": False}

    def first(*rows: dict[str, Any]) -> str:
        found = recognised(rows, body)
        return found.target_id if found else ""

    assert first(other, by_name, by_tax, by_id) == "1"
    assert first(other, by_name, passive, by_tax) == "2"
    assert first(other, by_name) == "3"
    assert first(other) == ""
