"""What a report becomes: to the cent, and nothing guessed."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.connectors.vexpenses.mapping import read_report
from apps.core.documents import BankAccount, Coded, Direction, Document, Foreign, Kind, Line
from apps.core.errors import Place, Rejected
from apps.core.money import apportion
from tests.connectors.vexpenses.payloads import Body, expense, load, payload, share, shared


def read(*expenses: Body, **changes: Any) -> Document:
    return read_report(payload(*expenses, **changes))


def line(**changes: Any) -> Line:
    [found] = read(expense(**changes)).lines
    return found


def refusal(*expenses: Body, **changes: Any) -> Rejected:
    with pytest.raises(Rejected) as raised:
        read(*expenses, **changes)
    assert raised.value.place == Place.SOURCE
    return raised.value


def test_the_example_of_the_vendor_is_read_whole() -> None:
    document = read_report(load("report__lunch_and_kilometres"))
    assert (document.kind, document.direction) == (Kind.EXPENSE_REPORT, Direction.PAYABLE)
    assert (document.source_id, document.number, document.description) == (
        "7700123",
        "7700123",
        "VIAGEM CAMPINAS 03/2026",
    )
    assert (document.total, document.currency, document.instalments) == (Decimal("275.40"), "BRL", ())
    assert (document.issued, document.accrued) == (date(2026, 3, 12), date(2026, 3, 3))
    assert document.changed == datetime(2026, 3, 12, 12, 41, 7, tzinfo=UTC)
    lunch, drive = document.lines
    assert (lunch.code, lunch.amount, lunch.on) == ("62000001", Decimal("150.40"), date(2026, 3, 3))
    assert lunch.category == Coded("4110203", "ALIMENTAÇÃO")
    assert lunch.payment_type == Coded("630001", "Recurso Próprio")
    assert [one.cost_centre.code for one in lunch.allocations] == ["1201002", "1301001"]
    assert [str(one.share) for one in lunch.allocations] == ["70.00", "30.00"]
    assert (drive.quantity, drive.unit, drive.unit_price) == (Decimal("75.76"), "km", Decimal("1.65"))
    assert drive.amount == Decimal("125.00")
    assert document.remarks == ()


def test_the_employee_is_the_party_with_code_cpf_and_account() -> None:
    party = read().party
    assert (party.code, party.name, party.tax_id) == ("10457", "Maria Aparecida de Souza", "52998224725")
    assert party.bank == BankAccount(bank="104", branch="1679", account="123456789")


def test_an_employee_without_code_cpf_and_account_is_known_by_vexpenses_number() -> None:
    person = {**payload()["report"]["user"]["data"], "integration_id": None, "cpf": None}
    bare = {**person, "bank": None, "agency": "", "account": None}
    party = read(user={"data": bare}).party
    assert (party.code, party.tax_id, party.country, party.bank) == ("user:900101", "", "", None)
    odd = read(user={"data": {**person, "account": "77001-X", "cpf": "529.982.247-25"}}).party
    assert odd.tax_id == "52998224725"
    assert odd.bank is not None
    assert odd.bank.account == "77001-X"


def test_a_report_of_nobody_is_refused() -> None:
    nameless: Body = {"id": 900101, "integration_id": "10457", "name": " "}
    people: list[Body | None] = [None, {"data": []}, {"data": nameless}]
    for nobody in people:
        assert refusal(user=nobody).code == "source.no_party"
    assert refusal(user=None).params["value"] == "900101"


@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        ({"value": 125}, "125.00"),
        ({"value": 150.4}, "150.40"),
        ({"value": "42.90"}, "42.90"),
        ({"value": 33.330000000000002}, "33.33"),
        # Kilometres are their number times their price, rounded: half a cent counts as a whole.
        ({"mileage": "75.76", "mileage_value": "1.6500", "value": 125.004}, "125.00"),
        ({"mileage": "75.70", "mileage_value": "1.6500", "value": 124.91}, "124.91"),
        ({"mileage": "75.70", "mileage_value": "1.6500", "value": None}, "124.91"),
        ({"mileage": "75.76", "mileage_value": "1.6500", "value": 125, "converted_value": 125,
          "converted_currency_iso": "BRL", "exchange_rate": 1}, "125.00"),
        ({"mileage": "0.00", "mileage_value": "1.6500", "value": 9.99}, "9.99"),
        # The converted value counts where it is in the company's currency, else the value.
        ({"value": 120, "original_currency_iso": "USD", "exchange_rate": 5.4321, "converted_value": 651.852,
          "converted_currency_iso": "BRL"}, "651.85"),
        ({"value": 120, "original_currency_iso": "USD", "exchange_rate": None, "converted_value": 651.855,
          "converted_currency_iso": "BRL"}, "651.86"),
        ({"value": 80.1, "original_currency_iso": "BRL", "exchange_rate": 1, "converted_value": 80.1,
          "converted_currency_iso": "BRL"}, "80.10"),
        ({"value": 80.1, "converted_value": 14.75, "converted_currency_iso": "USD"}, "80.10"),
        ({"value": 120, "original_currency_iso": "USD", "exchange_rate": 5.4321}, "651.85"),
    ],
)  # fmt: skip
def test_an_expense_is_worth_to_the_cent(changes: Body, amount: str) -> None:
    assert line(**changes).amount == Decimal(amount)


def test_what_was_paid_in_another_currency_is_told_beside_its_worth() -> None:
    told = {"value": 120, "original_currency_iso": "USD", "converted_value": 651.85, "converted_currency_iso": "BRL"}
    with_rate = line(**told, exchange_rate=Decimal("5.4321")).foreign
    assert with_rate == Foreign(amount=Decimal(120), currency="USD", rate=Decimal("5.4321"))
    without = line(**told, exchange_rate=None).foreign
    assert without is not None
    assert without.rate == Decimal("5.432083")
    assert line(value=80).foreign is None


@pytest.mark.parametrize(
    "changes",
    [
        {"exchange_rate": None},
        {"exchange_rate": 0},
        {"exchange_rate": -5},
        {"converted_value": 651.85, "converted_currency_iso": "EUR"},
        {"exchange_rate": 5, "value": None},
    ],
)
def test_another_currency_without_a_rate_is_refused(changes: Body) -> None:
    refused = refusal(expense(**{"value": 120, "original_currency_iso": "USD", **changes}))
    assert (refused.code, refused.params) == ("source.no_rate", {"value": "62000001", "currency": "USD"})


def test_kilometres_that_are_worth_another_value_count_as_told_with_a_remark() -> None:
    document = read(expense(mileage="10.00", mileage_value="1.0000", value=12))
    assert document.total == Decimal("12.00")
    [remark] = document.remarks
    assert (remark.code, dict(remark.params)["expected"]) == ("line.kilometres_differ", "10.00")


def test_kilometres_that_were_converted_into_the_same_currency_are_still_told_as_such() -> None:
    found = line(mileage="75.76", mileage_value="1.6500", value=125, converted_value=125, converted_currency_iso="BRL")
    assert (found.unit, found.quantity, found.foreign) == ("km", Decimal("75.76"), None)


def test_an_expense_that_is_there_twice_is_refused() -> None:
    refused = refusal(expense(), expense())
    assert (refused.code, refused.params["value"]) == ("source.repeated_entry", "62000001")


def test_a_fraction_of_a_cent_and_no_number_are_refused() -> None:
    assert refusal(expense(value=10.005)).code == "source.fraction_of_cent"
    assert refusal(expense(value="1.234,56")).code == "source.not_a_number"
    assert refusal(expense(value=None)).code == "source.not_a_number"


@pytest.mark.parametrize("changes", [{"rejected": 1}, {"rejected": 2}, {"on": False}])
def test_what_was_rejected_or_taken_out_is_left_out(changes: Body) -> None:
    document = read(expense(value=44.1), expense(id=62000002, value=999, **changes))
    assert [one.code for one in document.lines] == ["62000001"]
    assert document.total == Decimal("44.10")
    refused = refusal(expense(**changes))
    assert (refused.code, refused.params) == ("source.no_expenses", {"value": "7700123"})


def test_a_report_without_expenses_is_refused() -> None:
    assert refusal(expenses={"data": []}).code == "source.no_expenses"


def test_what_the_company_has_paid_is_told_as_such() -> None:
    document = read(expense(), expense(id=62000002, value=380, reimbursable=False))
    assert [one.reimbursable for one in document.lines] == [True, False]
    assert document.total == Decimal("530.40")


@pytest.mark.parametrize(
    "expenses",
    [
        (expense(value=80), expense(id=2, value=-250)),
        (expense(value=-80), expense(id=2, value=250, reimbursable=False)),
    ],
)
def test_a_report_whose_advance_was_larger_than_its_expenses_is_refused(expenses: tuple[Body, ...]) -> None:
    refused = refusal(*expenses)
    assert refused.code == "source.negative_net"
    assert refused.params["currency"] == "BRL"


@pytest.mark.parametrize("parts", [("33.33", "33.33", "33.33"), ("50.00", "50.01"), ("99.95",), (100.05,)])
def test_shares_that_were_rounded_are_weights_with_a_remark(parts: tuple[Any, ...]) -> None:
    document = read(shared(*parts))
    shares = [one.share for one in document.lines[0].allocations]
    assert sum(apportion(Decimal(100), shares, currency="BRL")) == Decimal("100.00")
    assert [remark.code for remark in document.remarks] == ["totals.fractions_differ"]


@pytest.mark.parametrize("parts", [("99.94",), ("50.00", "50.06"), ("50.00", "40.00"), ("0.00",), ("200.00",)])
def test_shares_that_are_no_whole_are_refused(parts: tuple[Any, ...]) -> None:
    refused = refusal(shared(*parts))
    assert refused.code == "source.shares_not_whole"
    assert refused.params["value"] == "62000001"


def test_a_negative_share_is_refused_and_one_of_nothing_is_left_out() -> None:
    assert refusal(shared("150.00", "-50.00")).code == "source.negative_share"
    assert [one.cost_centre.code for one in read(shared("100.00", "0.00")).lines[0].allocations] == ["20000"]
    gone = expense(apportionment={"data": [share("100.00"), share("100.00", number=2, on=False)]})
    assert len(read(gone).lines[0].allocations) == 1


def test_forty_cost_centres_bear_exactly_what_was_spent() -> None:
    document = read({**shared(*["2.50"] * 40), "value": 1234.57})
    shares = [one.share for one in document.lines[0].allocations]
    assert len(shares) == 40
    assert sum(apportion(document.total, shares, currency="BRL")) == Decimal("1234.57")
    assert document.remarks == ()


def test_what_has_no_code_in_the_erp_is_known_by_vexpenses_number() -> None:
    told = expense(
        expense_type={"data": {"id": 1560005, "integration_id": None, "description": "BRINDES"}},
        costs_center={"data": {"id": 1860012, "integration_id": "", "name": "LOGÍSTICA"}},
        apportionment={"data": [share("100.00", code=None, number=1860012)]},
    )
    [found] = read(told).lines
    assert found.category == Coded("type:1560005", "BRINDES")
    assert found.cost_centre == Coded("centre:1860012", "LOGÍSTICA")
    assert found.allocations[0].cost_centre.code == "centre:1860012"


def test_a_project_is_read_where_one_was_put_beside_the_expense() -> None:
    project = {"data": {"id": 41001, "integration_id": "P-NORTE", "name": "Implantação Norte"}}
    assert line(course_id=41001).project is None
    assert line(project=project).project == Coded("P-NORTE", "Implantação Norte")


def test_names_pass_through_as_they_are() -> None:
    name = 'Zoë 🚀 d’Ávila; "Filho"\r\nda Silva|Júnior'
    person = {**payload()["report"]["user"]["data"], "name": name}
    document = read(expense(title="Café; |\n☕️\0"), description='A;\n"B" 🚀', user={"data": person})
    assert document.party.name == name
    assert document.description == 'A;\n"B" 🚀'
    assert document.lines[0].description == "Café; |\n☕️"


def test_receipts_belong_to_their_expenses_and_the_pdf_to_the_report() -> None:
    receipt, pdf = read().attachments
    assert (receipt.name, receipt.media_type, receipt.belongs_to) == ("recibo-62000001.jpg", "image/jpeg", "62000001")
    assert receipt.url == "https://receipts.example.com/receipts/0f0f0f0f.jpg"
    assert (pdf.name, pdf.media_type, pdf.belongs_to) == ("relatorio-7700123.pdf", "application/pdf", "")
    http = "http://app.vexpenses.com/relatorios/download/pdf/x"
    assert read(pdf_link=http).attachments[-1].url == "https://app.vexpenses.com/relatorios/download/pdf/x"
    assert read_report({**payload(), "files": "none"}).attachments == ()


def test_a_receipt_that_was_read_comes_as_bytes() -> None:
    [receipt, _pdf] = read(expense(receipt={"content": "/9j/4A=="})).attachments
    assert (receipt.content, receipt.url) == (b"\xff\xd8\xff\xe0", "")


@pytest.mark.parametrize(
    ("word", "code"), [("missing", "file.left_out_missing"), ("too_large", "file.left_out_too_large")]
)
def test_a_receipt_that_is_not_there_is_left_out_with_a_remark(word: str, code: str) -> None:
    document = read(expense(receipt={"none": word}))
    assert [file.label for file in document.attachments] == ["PDF"]
    assert [remark.code for remark in document.remarks] == [code]


def test_a_receipt_that_did_not_come_makes_the_report_wait() -> None:
    assert refusal(expense(receipt={"none": "unreachable"})).code == "file.not_read"


def test_a_paid_report_is_read_as_an_approved_one() -> None:
    paid = read(status="PAGO", payment_date="2026-03-20 00:00:00")
    assert paid == read()


@pytest.mark.parametrize(
    "expenses", [(), (expense(value=120, original_currency_iso="USD"),), (expense(value=-5),), (shared("10"),)]
)
def test_a_report_that_has_left_is_withdrawn_whatever_its_expenses_are_now(expenses: tuple[Body, ...]) -> None:
    document = read_report({**payload(*expenses, status="REABERTO", approval_date=None), "left": "REABERTO"})
    assert (document.cancelled, document.source_id, document.issued) == (True, "7700123", date(2026, 3, 12))
    assert document.attachments == ()
    assert read().cancelled is False


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": None}, "source.no_id"),
        ({"id": "7700123x"}, "source.no_id"),
        ({"approval_date": "12/03/2026"}, "source.not_a_date"),
        ({"approval_date": "0001-01-01 00:00:00"}, "source.date_out_of_range"),
        ({"expenses": {"data": {"id": 1}}}, "source.wrong_shape"),
        ({"approval_date": None, "updated_at": None, "created_at": None}, "source.no_date"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_name(changes: Body, code: str) -> None:
    assert refusal(**changes).code == code


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 10_000_000), min_size=1, max_size=30))
def test_a_report_is_the_sum_of_its_expenses_to_the_cent(cents: list[int]) -> None:
    expenses = [expense(id=at, value=cent / 100) for at, cent in enumerate(cents, start=1)]
    document = read(*expenses)
    assert document.total == Decimal(sum(cents)) / 100
    assert document.total == sum((one.amount for one in document.lines), Decimal(0))
