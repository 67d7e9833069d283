"""What a payload becomes: to the cent, and nothing guessed about money."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.connectors.banqup.lines import shared
from apps.connectors.banqup.mapping import read_purchase
from apps.connectors.banqup.reading import rounded
from apps.core.documents import Coded, Direction, Kind, Line, Party
from tests.connectors.banqup.payloads import NAMES, codes, load, read, refusal

REFUSED = {
    "purchase__files_unreachable": "file.not_read",
    "purchase__nameless": "source.no_party",
}
cents = st.integers(-10_000_000, 10_000_000).map(lambda number: Decimal(number) / 100)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in REFUSED])
def test_every_payload_is_read_twice_alike_and_left_as_it_was(name: str) -> None:
    document = read(name)
    assert document == read(name)
    assert document.total == document.total.quantize(Decimal("0.01")) > 0
    [instalment] = document.instalments
    assert (instalment.amount, instalment.number, instalment.of) == (document.total, 1, 1)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_booked_says_why(name: str) -> None:
    assert refusal(load(name))[0] == REFUSED[name]


def test_an_invoice_of_a_belgian_supplier() -> None:
    document = read("purchase__belgian")
    assert (document.kind, document.direction, document.source_id) == (Kind.BILL, Direction.PAYABLE, "991204")
    assert (document.number, document.currency) == ("FT-118", "EUR")
    assert (document.total, document.net) == (Decimal("1210.00"), Decimal("1000.00"))
    assert (document.issued, document.accrued) == (date(2026, 4, 2), date(2026, 4, 2))
    assert document.instalments[0].due == date(2026, 5, 2)
    assert document.instalments[0].code == "BQ-P991204"
    assert document.changed == datetime(2026, 4, 3, 8, tzinfo=UTC)
    assert document.payment_reference == "+++090/9337/55493+++"
    assert document.order_number == ""
    assert document.payment_term == Coded("30")
    assert not document.credit_note
    assert not document.cancelled
    assert document.remarks == ()
    assert document.lines == (
        Line(
            description="Cloud hosting",
            quantity=Decimal(1),
            unit_price=Decimal(1000),
            amount=Decimal(1000),
            tax_rate=Decimal(21),
            tax_amount=Decimal(210),
        ),
    )


def test_the_supplier_comes_from_the_register() -> None:
    assert read("purchase__belgian").party == Party(
        code="creditor:55671",
        name="Noordzee Hosting BV",
        tax_id="BE0812345009",
        email="facturen@noordzee-hosting.example",
        street="Havenlaan 12",
        city="Gent",
        postal_code="9000",
        country="BE",
    )
    assert read("purchase__portuguese_two_rates").party.tax_id == "509876544"


def test_two_rates_and_odd_cents_add_up_to_the_invoice() -> None:
    document = read("purchase__portuguese_two_rates")
    assert [line.amount for line in document.lines] == [Decimal("51.17"), Decimal("87.53"), Decimal("31.80")]
    assert sum(line.amount for line in document.lines) == document.net == Decimal("170.50")
    taxes = sum(line.tax_amount or 0 for line in document.lines)
    assert document.total == Decimal("170.50") + taxes == Decimal("204.31")
    assert document.order_number == "PO-77"


def test_the_files_come_as_the_bytes_they_were() -> None:
    payload = load("purchase__portuguese_two_rates")
    ubl, pdf = read_purchase(payload).attachments
    assert (ubl.name, ubl.media_type, ubl.label) == ("FT-2026-91205.xml", "application/xml", "UBL")
    assert (pdf.name, pdf.media_type, pdf.url) == ("FT-2026-91205.pdf", "application/pdf", "")
    assert ubl.content.decode() == payload["ubl"]
    assert pdf.content.startswith(b"%PDF-1.4")


@pytest.mark.parametrize("name", ["purchase__credit_note", "purchase__negative"])
def test_a_credit_note_has_positive_amounts_and_says_what_it_is(name: str) -> None:
    document = read(name)
    assert (document.credit_note, document.direction) == (True, Direction.PAYABLE)
    assert document.total == Decimal("62.94")
    assert [(line.quantity, line.amount, line.tax_amount) for line in document.lines] == [
        (Decimal("4.5"), Decimal("51.17"), Decimal("11.77"))
    ]


def test_an_e_invoice_that_is_a_credit_note_says_more_than_an_unknown_word() -> None:
    assert read_purchase(load("purchase__credit_note", type="NC")).credit_note


def test_what_was_paid_is_a_settlement() -> None:
    paid = read("purchase__paid").instalments[0].settlement
    assert paid is not None
    assert (paid.on, paid.amount) == (date(2026, 5, 2), Decimal("1210.00"))
    assert read("purchase__paid", last_payment_date=None).instalments[0].settlement is None


def test_a_refused_invoice_is_cancelled() -> None:
    assert read("purchase__refused").cancelled


def test_an_invoice_of_which_little_is_told_is_read_all_the_same() -> None:
    document = read("purchase__bare")
    assert (document.number, document.issued) == ("991216", date(2026, 4, 3))
    assert document.instalments[0].due == document.issued
    assert codes(document) == {"instalment.no_due_date"}


def test_a_sale_is_to_be_received_from_the_customer() -> None:
    document = read("sales__sent")
    assert (document.kind, document.direction) == (Kind.INVOICE, Direction.RECEIVABLE)
    assert (document.number, document.total) == ("V-2026-4117", Decimal("787.82"))
    assert (document.party.code, document.party.name) == ("debtor:880012", "Quinta das Amoreiras SA")
    assert document.instalments[0].code == "BQ-S4117"
    assert document.lines[0].unit == "C62"


def test_an_unknown_word_is_kept_and_decides_nothing() -> None:
    document = read("sales__archived_unknown_word")
    assert document.document_type is not None
    assert document.document_type.code == "PROFORMA"
    assert (document.credit_note, document.cancelled) == (False, False)


def test_files_that_are_not_there_are_remarked_on() -> None:
    assert codes(read("purchase__no_files")) == {"document.no_files"}
    assert codes(read("purchase__pdf_too_large")) == {"file.left_out_too_large"}
    assert codes(read("purchase__files_not_read")) == set()
    left_out = load("purchase__belgian")
    assert codes(read_purchase({**left_out, "files": {"pdf": "missing"}})) == {"file.left_out_missing"}


def test_what_does_not_add_up_is_remarked_on() -> None:
    assert codes(read("purchase__files_not_read", exclusive_amount=Decimal(990))) == {
        "totals.items_differ",
        "totals.gross_differ",
    }


def test_an_e_invoice_in_the_suppliers_currency_is_held_against_the_amount_in_it() -> None:
    document = read("purchase__other_currency")
    assert (document.currency, document.total) == ("USD", Decimal("99.99"))
    assert document.attachments


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("Invoice-2", "Order-2", "file.not_ubl"),
        ("PayableAmount", "PrepaidAmount", ""),
        ("LegalMonetaryTotal", "OtherTotal", "file.total_differs"),
        ("currencyID='EUR'", "currencyID='USD'", "file.total_differs"),
        ("1210.00", "1209.99", "file.total_differs"),
        ("1210.00", "1210", ""),
        (">1210.00<", "><", "source.not_a_number"),
        ("<cbc:ID>", "<cbc:ID", "file.xml_broken"),
    ],
)
def test_an_e_invoice_is_held_against_the_invoice(old: str, new: str, code: str) -> None:
    payload = load("purchase__belgian")
    changed = {**payload, "ubl": payload["ubl"].replace(old, new)}
    assert changed != payload
    if code:
        assert refusal(changed)[0] == code
    else:
        assert read_purchase(changed).total == Decimal("1210.00")


def test_a_wrong_tax_number_is_remarked_on() -> None:
    payload = load("purchase__belgian")
    for number, odd in (("BE0812345008", True), ("0812.345.009", False), ("", False)):
        supplier = {**payload["creditor"], "vat_code": number, "legal_entity_trn": None}
        found = codes(read_purchase({**payload, "creditor": supplier}))
        assert ("party.tax_id_wrong_check_digit" in found) is odd, number
    outside = {**payload["creditor"], "vat_code": "12345", "country_code": "SG"}
    assert codes(read_purchase({**payload, "creditor": outside})) == set()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"id": None}, "source.no_id"),
        ({"id": "x"}, "source.no_id"),
        ({"amount": "1.210,00"}, "source.not_a_number"),
        ({"amount": Decimal("1210.005")}, "source.fraction_of_cent"),
        ({"amount": {"value": 1}}, "source.wrong_shape"),
        ({"currency_code": None}, "source.wrong_shape"),
        ({"purchase_invoice_date": "02/04/2026"}, "source.not_a_date"),
        ({"purchase_invoice_due_date": "9999-12-31T00:00:00Z"}, "source.date_out_of_range"),
        ({"purchase_invoice_date": None, "created_at": None}, "source.no_date"),
        ({"invoice_lines": {"id": 1}}, "source.wrong_shape"),
        ({"invoice_lines": ["x"]}, "source.wrong_shape"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(changed: dict[str, object], code: str) -> None:
    found, params = refusal(load("purchase__belgian", **changed))
    assert (found, params["field"].startswith("invoice.")) == (code, True)


def test_noise_of_binary_numbers_is_no_fraction_of_a_cent() -> None:
    assert read("purchase__belgian", amount=Decimal("1210.0000000000002")).total == Decimal("1210.00")


def test_a_payload_without_an_invoice_is_refused_by_name() -> None:
    assert refusal({})[0] == "source.no_id"
    assert refusal({"invoice": []})[0] == "source.no_id"
    assert refusal({"invoice": "x"})[0] == "source.wrong_shape"
    assert refusal({**load("purchase__belgian"), "pdf": "no base64!"})[0] == "source.wrong_shape"


@given(nets=st.lists(cents, min_size=1, max_size=12), rate=st.sampled_from(["0", "6", "13", "21", "23", "5.5"]))
def test_taxes_of_positions_add_up_to_the_tax_of_their_sum(nets: list[Decimal], rate: str) -> None:
    whole = rounded(sum(nets, Decimal(0)) * Decimal(rate) / 100, "EUR")
    shares = shared(nets, Decimal(rate), "EUR")
    assert sum(shares) == whole
    assert all(abs(share - net * Decimal(rate) / 100) <= len(nets) for share, net in zip(shares, nets, strict=True))


@given(text=st.text(max_size=40))
def test_any_text_in_a_name_or_number_is_kept_storable(text: str) -> None:
    document = read("purchase__files_not_read", client_creditor_purchase_invoice_number=text, comments=text)
    assert document.number
    assert "\0" not in document.number + document.notes
    assert (document.number + document.notes).encode()
