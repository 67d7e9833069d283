"""What Yokoy keeps becomes documents: exactly, and however oddly it is written."""

import copy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.connectors.yokoy.reading import moment, read_expense, read_invoice
from apps.connectors.yokoy.standing import Status, status_of
from apps.core.documents import Allocation, Coded, Direction, Instalment, Kind, Line, Party
from apps.core.errors import Place, Rejected
from tests.connectors.yokoy.vendor import fixture

WORDS: dict[str, Any] = {
    "categories": {
        "hm0qUnb8s": {"accountReference": "6220", "name": "IT and software"},
        "cat6300": {"accountReference": "6300"},
    },
    "costObjects": {"Y6cp2G30M": {"code": "C100", "name": "Operations"}, "CZwA376CfxtOyjg43LRU": {"code": "C200"}},
    "taxRates": {"tax23": {"code": "PT23", "rate": 23}},
}
SUPPLIER = {"name": "Nuvem Clara, Lda", "externalId": "S33998", "taxNumbers": ["PT 501 234 560"], "countryCode": "PT"}
USER = {"firstName": "Rita", "lastName": "Alves", "employeeId": "E-7", "email": "rita@example.com"}


def invoice_payload(**changes: Any) -> dict[str, Any]:
    return {**WORDS, "invoice": {**fixture("invoice"), **changes}, "supplier": SUPPLIER}


def expense_payload(**changes: Any) -> dict[str, Any]:
    return {**WORDS, "expense": {**fixture("expense"), **changes}, "user": USER}


def test_an_invoice_is_a_bill_with_all_that_yokoy_tells() -> None:
    document = read_invoice(invoice_payload())
    assert (document.kind, document.direction, document.source_id) == (
        Kind.BILL,
        Direction.PAYABLE,
        "9L7rovNzNhTCsJSTkbfq",
    )
    assert (document.number, document.currency, document.credit_note) == ("FT 2026/118", "EUR", False)
    assert (document.net, document.total) == (Decimal("1000.00"), Decimal("1230.00"))
    assert (document.issued, document.accrued, document.entered) == (date(2026, 3, 31), date(2026, 3, 1), None)
    assert document.changed == datetime(2026, 4, 1, 8, 12, 45, 478000, UTC)
    assert document.party == Party(code="S33998", name="Nuvem Clara, Lda", tax_id="PT501234560", country="PT")
    assert document.instalments == (
        Instalment(code="YK-9L7rovNzNhTCsJSTkbfq", number=1, of=1, due=date(2026, 4, 30), amount=Decimal("1230.00")),
    )
    assert document.lines == (
        Line(
            description="Monthly cloud hosting",
            quantity=Decimal(1),
            unit_price=Decimal("1000.0"),
            amount=Decimal("1000.00"),
            unit="PC",
            tax_rate=Decimal(23),
            tax_amount=Decimal("230.00"),
            category=Coded("6220", "IT and software"),
            cost_centre=Coded("C100", "Operations"),
        ),
    )


def test_an_expense_is_owed_to_its_employee_and_shared_by_its_cost_centres() -> None:
    document = read_expense(expense_payload())
    assert (document.kind, document.direction, document.number) == (Kind.EXPENSE, Direction.PAYABLE, "uhmkC9zMzn")
    assert (document.total, document.net) == (Decimal("46.20"), Decimal("37.56"))
    assert document.party == Party(code="E-7", name="Rita Alves", email="rita@example.com")
    assert (document.issued, document.entered) == (date(2026, 4, 2), date(2026, 4, 5))
    assert (document.category, document.document_type) == (Coded("6300"), Coded("companyCreditCard"))
    assert document.instalments[0].allocations == (Allocation(cost_centre=Coded("C200"), share=Decimal(100)),)
    [position] = document.lines
    assert (position.amount, position.tax_amount, position.tax_rate) == (Decimal("37.56"), Decimal("8.64"), Decimal(23))


def test_what_other_categories_bear_is_taken_off_the_claim() -> None:
    others = [{"categoryId": "hm0qUnb8s", "costCenterId": "Y6cp2G30M", "gross": Decimal("6.20")}]
    document = read_expense(expense_payload(additionalCategoryItems=others))
    assert [(line.amount, line.category, line.cost_centre) for line in document.lines] == [
        (Decimal("40.00"), Coded("6300"), Coded("C200")),
        (Decimal("6.20"), Coded("6220", "IT and software"), Coded("C100", "Operations")),
    ]
    assert sum(line.amount for line in document.lines) == document.total


def test_a_credit_note_is_told_by_its_sign_and_has_positive_amounts() -> None:
    negative = [{**fixture("invoice")["lineItems"][0], "net": -100, "gross": -123}]
    document = read_invoice(invoice_payload(netAmount=-100, grossAmount=-123, lineItems=negative))
    assert (document.credit_note, document.net, document.total) == (True, Decimal("100.00"), Decimal("123.00"))
    assert (document.lines[0].amount, document.lines[0].tax_amount) == (Decimal("100.00"), Decimal("23.00"))
    given_back = read_expense(
        expense_payload(totalClaim=Decimal("-46.20"), taxItems=[{"rateId": "tax23", "tax": Decimal("-8.64")}])
    )
    assert (given_back.credit_note, given_back.total, given_back.net) == (True, Decimal("46.20"), Decimal("37.56"))


@pytest.mark.parametrize(
    ("told", "day"),
    [(["2026-03-01", "2026-03-31"], date(2026, 3, 1)), ("2026-03-05", date(2026, 3, 5)), (None, None), ([], None)],
)
def test_a_service_date_comes_as_a_day_a_span_or_not_at_all(told: Any, day: date | None) -> None:
    assert read_invoice(invoice_payload(serviceDate=told)).accrued == day


@pytest.mark.parametrize("status", [5, "5", "rejected"])
def test_a_rejected_invoice_is_cancelled(status: Any) -> None:
    assert read_invoice(invoice_payload(status=status)).cancelled
    assert not read_invoice(invoice_payload(status=4)).cancelled
    assert read_expense(expense_payload(status="rejected")).cancelled


def test_a_supplier_of_this_single_time_stands_in_the_invoice_itself() -> None:
    once = {
        "supplierName": "Nadie",
        "street": "Calle 1",
        "zipCode": "28001",
        "city": "Madrid",
        "country": "ES",
        "taxNumber": "B-1",
    }
    document = read_invoice({**invoice_payload(oneTimeSupplierInfo=once), "supplier": None})
    assert document.party == Party(
        code="bbebb9a0-87ef-439c-9ac3-e320e47d85d5",
        name="Nadie",
        tax_id="B1",
        street="Calle 1",
        city="Madrid",
        postal_code="28001",
        country="ES",
    )


def test_an_id_that_nobody_explains_stands_for_itself() -> None:
    document = read_invoice({"invoice": fixture("invoice")})
    [position] = document.lines
    assert (position.category, position.cost_centre, position.tax_rate) == (
        Coded("hm0qUnb8s"),
        Coded("Y6cp2G30M"),
        None,
    )
    assert read_expense({"expense": fixture("expense")}).party.name == "9L7rovNzNhTCsJSTkbfq"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": None}, "source.no_id"),
        ({"id": 7}, "source.no_id"),
        ({"date": "31.03.2026"}, "source.not_a_date"),
        ({"grossAmount": "many"}, "source.not_a_number"),
        ({"grossAmount": Decimal("1.001")}, "source.fraction_of_cent"),
        ({"lastModified": None, "created": None}, "source.no_date"),
        ({"lastModified": "1970-01-01T00:00:00.000Z", "created": None}, "source.no_date"),
    ],
)
def test_what_cannot_be_read_is_named_by_the_field(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_invoice(invoice_payload(**changes))
    assert (refused.value.code, refused.value.place) == (code, Place.SOURCE)


@pytest.mark.parametrize("payload", [{}, {"invoice": None}, {"invoice": []}, [], None])
def test_what_is_no_payload_of_ours_is_refused(payload: Any) -> None:
    for read in (read_invoice, read_expense):
        with pytest.raises(Rejected) as refused:
            read(payload)
        assert refused.value.code == "source.wrong_shape"


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("2026-04-01T08:12:45.478Z", datetime(2026, 4, 1, 8, 12, 45, 478000, UTC)),
        ("2026-04-01T10:12:45+02:00", datetime(2026, 4, 1, 8, 12, 45, tzinfo=UTC)),
        ("Wed, 24 Aug 2022 08:58:34 GMT", datetime(2022, 8, 24, 8, 58, 34, tzinfo=UTC)),
        ("2026-04-01T08:12", datetime(2026, 4, 1, 8, 12, tzinfo=UTC)),
        ("1970-01-01T00:00:00.000Z", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_moments_are_read_in_both_forms(told: Any, found: datetime | None) -> None:
    assert moment(told) == found


@pytest.mark.parametrize(
    ("told", "status"),
    [(4, Status.READY_FOR_EXPORT), ("4", Status.READY_FOR_EXPORT), ("readyForExport", Status.READY_FOR_EXPORT),
     ("new", Status.NEW), ("NEW", Status.NEW), (0, Status.DRAFT), (9, None), ("brand-new", None), (None, None)],
)  # fmt: skip
def test_a_status_comes_as_a_number_as_digits_or_as_a_word(told: Any, status: Status | None) -> None:
    assert status_of(told) == status


@given(st.integers(-(10**11), 10**11), st.integers(-(10**11), 10**11))
def test_any_amounts_are_exact_to_the_cent(net: int, tax: int) -> None:
    sums = {"netAmount": Decimal(net).scaleb(-2), "grossAmount": Decimal(net + tax).scaleb(-2)}
    position = {**fixture("invoice")["lineItems"][0], "net": sums["netAmount"], "gross": sums["grossAmount"]}
    document = read_invoice(invoice_payload(**sums, lineItems=[position]))
    assert document.total == abs(sums["grossAmount"])
    assert document.lines[0].amount + (document.lines[0].tax_amount or 0) == document.total


def test_reading_leaves_the_payload_alone() -> None:
    for read, payload in ((read_invoice, invoice_payload()), (read_expense, expense_payload())):
        before = copy.deepcopy(payload)
        assert read(payload) == read(payload)
        assert payload == before
