"""From documents to requests: exact sums, categories, cost centres, words, files."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.connectors.nibo.mapping import plan
from apps.connectors.nibo.words import key_of
from apps.core.connector import Enclosed, Ref, Step
from apps.core.documents import Allocation, Attachment, Coded, Direction, Document, Party
from apps.core.errors import MappingMissing, Rejected
from apps.sandbox.nibo.seed import BANK, CASH, FUEL, HOTEL, MEALS, NORTH, OFFICE, RITA, RITAS_CPF, SOUTH, TRAVEL
from tests.connectors.nibo.factories import (
    HOTEL_PARTY,
    MEAL,
    NAMELESS,
    NEWCOMER,
    PDF,
    PNG,
    Words,
    bill,
    expense,
    instalment,
    mark,
    paid,
    receipt,
    report,
    shares,
)


def titles(document: Document, **chosen: str) -> list[Step]:
    return [step for step in plan(document, Words(settings=chosen)) if step.resource == "payable"]


def body(document: Document, **chosen: str) -> dict[str, Any]:
    [title] = titles(document, **chosen)
    return dict(title.body)


def test_a_report_becomes_a_title_to_its_employee_with_categories_and_cost_centres() -> None:
    party, title = plan(report(), Words())
    assert (party.resource, party.key) == ("party", f"party:{RITAS_CPF}")
    assert (title.key, title.amount, title.label) == ("PONTE-RPT918", Decimal("1284.37"), "918 1/1")
    assert title.body == {
        "stakeholderId": Ref(f"party:{RITAS_CPF}"),
        "description": "918 - Visita a clientes do Sul - Rita Alves de Souza",
        "reference": "PONTE-RPT918",
        "scheduleDate": "2026-07-07",
        "dueDate": "2026-07-07",
        "accrualDate": "2026-06-30",
        "categories": [
            {"categoryId": TRAVEL, "value": Decimal("984.37"), "description": "Viagens"},
            {"categoryId": MEALS, "value": Decimal("300.00"), "description": "Alimentação"},
        ],
        "costCenterValueType": 0,
        "costCenters": [
            {"costCenterId": SOUTH, "value": Decimal("984.37")},
            {"costCenterId": NORTH, "value": Decimal("300.00")},
        ],
    }


def test_a_report_becomes_a_title_for_each_type_where_titles_have_one_category() -> None:
    made = titles(report(), grouping="type")
    assert [(step.key, step.amount) for step in made] == [
        ("PONTE-RPT918-VIA", Decimal("984.37")),
        ("PONTE-RPT918-ALI", Decimal("300.00")),
    ]
    assert all(len(step.body["categories"]) == 1 for step in made)


def test_a_report_of_which_nothing_is_owed_and_a_withdrawn_one_book_nothing() -> None:
    assert plan(report(expense(reimbursable=False)), Words()) == ()
    assert plan(report(cancelled=True), Words()) == ()
    assert plan(bill(cancelled=True), Words()) == ()


def test_two_values_of_the_source_that_are_one_at_nibo_become_one_line() -> None:
    lines = (expense("1", "10.00", cost_centre=Coded("N")), expense("2", "5.00", cost_centre=Coded("NE")))
    made = body(report(*lines))
    assert [line["value"] for line in made["categories"]] == [Decimal("15.00")]
    assert made["costCenters"] == [{"costCenterId": NORTH, "value": Decimal("15.00")}]


def test_an_amount_without_a_cost_centre_goes_where_a_person_says_once_others_have_one() -> None:
    assert body(report(expense(cost_centre=None)))["costCenters"] == []
    made = body(report(expense(), replace(MEAL, cost_centre=None)))
    assert [row["costCenterId"] for row in made["costCenters"]] == [SOUTH, OFFICE]


def test_forty_cost_centres_bear_a_title_to_the_cent() -> None:
    words = Words()
    words.words |= {("cost_centre", f"C{n}"): f"centre-{n}" for n in range(40)}
    parts = tuple(Allocation(cost_centre=Coded(f"C{n}"), share=Decimal(1)) for n in range(40))
    document = report(expense("1", "100.01", cost_centre=None, allocations=parts))
    [_party, title] = plan(document, words)
    values = [row["value"] for row in title.body["costCenters"]]
    assert (len(values), sum(values)) == (40, Decimal("100.01"))


@settings(max_examples=40)
@given(st.integers(min_value=1, max_value=10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=6))
def test_categories_and_cost_centres_always_add_up_to_the_title(cents: int, weights: list[int]) -> None:
    amount = Decimal(cents).scaleb(-2)
    names = ("S", "N", "NE", "none", "S", "N")
    parts = shares(*((names[index], str(weight)) for index, weight in enumerate(weights)))
    made = body(bill(instalment(amount=str(amount), allocations=parts)))
    assert sum(line["value"] for line in made["categories"]) == amount
    assert sum(row["value"] for row in made["costCenters"]) == amount
    assert all(row["value"] > 0 for row in made["costCenters"])


def test_what_nobody_has_chosen_a_value_for_waits() -> None:
    with pytest.raises(MappingMissing) as missing:
        plan(report(expense(category=Coded("HOS", "Hospedagem"))), Words())
    assert (missing.value.kind, missing.value.value, missing.value.label) == ("category", "HOS", "Hospedagem")


def test_an_expense_without_a_type_goes_by_the_direction() -> None:
    assert body(report(expense(category=None)))["categories"] == [{"categoryId": FUEL, "value": Decimal("984.37")}]


def test_an_employee_without_a_cpf_is_the_one_that_a_person_chose_or_nibos_own_id() -> None:
    assert body(report(party=NAMELESS))["stakeholderId"] == HOTEL
    assert body(report(party=replace(NAMELESS, code=RITA.upper())))["stakeholderId"] == RITA
    with pytest.raises(MappingMissing) as missing:
        plan(report(party=Party(code="77", name="Nova Pessoa")), Words())
    assert (missing.value.kind, missing.value.value) == ("party", "77")


@pytest.mark.parametrize("number", ["52998224724", "11111111111", "11222333000180", "5299822472"])
def test_a_tax_number_that_cannot_be_one_is_refused(number: str) -> None:
    with pytest.raises(Rejected) as refused:
        plan(report(party=replace(NEWCOMER, tax_id=number)), Words())
    assert refused.value.code == "party.tax_id_wrong"


def test_a_new_employee_is_entered_with_what_is_known_and_a_name_of_one_line() -> None:
    party = plan(report(party=NEWCOMER), Words())[0]
    assert party.body == {
        "register": "employees",
        "name": "Caio Prado Júnior 🚗",
        "document": {"number": "39053344705", "type": "CPF"},
        "communication": {"email": "caio@serra-azul.example", "phone": "4199990000"},
        "address": {"city": "Curitiba"},
        "bankAccountInformation": {"bank": "077", "agency": "0001", "accountNumber": "32867450"},
    }
    as_supplier = plan(report(party=NEWCOMER), Words(settings={"payee": "suppliers"}))[0]
    assert as_supplier.body["register"] == "suppliers"
    assert plan(bill(), Words())[0].body["register"] == "suppliers"
    assert plan(bill(), Words())[0].body["document"] == {"number": HOTEL_PARTY.tax_id, "type": "CNPJ"}


def test_a_bill_becomes_a_title_per_instalment_with_its_own_day() -> None:
    parts = (instalment("BF-E1", "0.01"), instalment("BF-E2", "842.49", expected=date(2026, 8, 8)))
    first, second = titles(bill(*parts, accrued=date(2026, 6, 30)))
    assert (first.key, first.body["accrualDate"]) == ("PONTE-BF-E1", "2026-06-30")
    assert (second.body["scheduleDate"], second.body["dueDate"]) == ("2026-08-08", "2026-08-10")
    assert (first.body["costCenters"], first.body["description"]) == ([], "5521 - Hospedagem - Hotel Boa Vista Ltda")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (bill(direction=Direction.RECEIVABLE), "source.direction_unsupported"),
        (bill(currency="USD"), "source.currency_unsupported"),
        (report(currency="EUR"), "source.currency_unsupported"),
        (replace(bill(), instalments=()), "source.no_instalments"),
        (bill(instalment(amount="0")), "source.nothing_to_pay"),
        (bill(instalment(allocations=shares(("S", "-1"), ("N", "2")))), "source.negative_share"),
        (report(expense("1", "-3.00")), "source.nothing_to_pay"),
    ],
)
def test_what_nibo_cannot_book_is_refused(document: Document, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        plan(document, Words())
    assert refused.value.code == code


def test_a_payment_follows_its_title_and_one_with_discount_is_left_to_a_person() -> None:
    document = bill(
        instalment("BF-E1", settlement=paid("842.50")),
        instalment("BF-E2", settlement=paid("800.00", discount="42.50")),
        instalment("BF-E3", settlement=paid("1.00"), account=None),
    )
    made = [step for step in plan(document, Words()) if step.resource == "payment"]
    assert [step.key for step in made] == ["PONTE-BF-E1-P", "PONTE-BF-E3-P"]
    assert made[0].body == {
        "scheduleId": Ref("PONTE-BF-E1"),
        "accountId": BANK,
        "date": "2026-07-20",
        "value": Decimal("842.50"),
    }
    assert made[1].body["accountId"] == CASH
    silent = plan(document, Words(settings={"post_payments": "N"}))
    assert all(step.resource != "payment" for step in silent)


def test_receipts_go_to_the_title_of_their_expense_and_the_reports_pdf_to_the_first() -> None:
    files = (receipt(PDF, "relatorio.pdf"), receipt(PNG, "r.png", "2"), receipt(PDF + b"1", "r.pdf", "1"))
    made = plan(report(attachments=files), Words(settings={"grouping": "type"}))
    moves = {step.key: step.body["files"] for step in made if step.resource == "attachment"}
    assert moves == {
        "PONTE-RPT918-VIA-F": [
            Ref(f"PONTE-RPT918-VIA-F{mark(PDF)}"),
            Ref(f"PONTE-RPT918-VIA-F{mark(PDF + b'1')}"),
        ],
        "PONTE-RPT918-ALI-F": [Ref(f"PONTE-RPT918-ALI-F{mark(PNG)}")],
    }
    assert made[-2].body == {
        "scheduleId": Ref("PONTE-RPT918-ALI"),
        "fileName": "r.png",
        "file": Enclosed(receipt(PNG).sha256),
    }
    assert all(
        step.resource != "file" for step in plan(report(attachments=files), Words(settings={"attach_files": "N"}))
    )


def test_the_same_file_goes_once_and_two_of_one_name_are_told_apart() -> None:
    files = (
        receipt(PDF, "a/recibo.pdf"),
        receipt(PDF, "recibo.pdf"),
        receipt(PNG, "recibo.pdf"),
        receipt(PDF + b"2", ""),
    )
    made = [step for step in plan(report(attachments=files), Words()) if step.resource == "file"]
    assert [step.body["fileName"] for step in made] == ["recibo.pdf", f"{mark(PNG)[:6]}-recibo.pdf", "anexo-3"]


def test_a_file_behind_a_link_keeps_its_key_when_the_link_is_renewed() -> None:
    old, new = (Attachment(name="r.pdf", url=f"https://files.example/r.pdf?sig={sig}") for sig in "ab")
    first, second = (plan(report(attachments=(one,)), Words()) for one in (old, new))
    assert [step.key for step in first] == [step.key for step in second]
    assert first[-2].body["file_address"] == "https://files.example/r.pdf?sig=a"


def test_a_long_code_becomes_a_reference_that_fits_and_stays_the_same() -> None:
    long = "BF-" + "9" * 80
    assert key_of(long) == key_of(long)
    assert (len(key_of(long)), key_of(long)[:12]) == (50, "PONTE-BF-999")
    assert key_of(long) != key_of(long + "1")
    assert key_of("a\nb") == "PONTE-a b"
