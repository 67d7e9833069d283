"""``/debt-note``: an invoice or debit note to a customer."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from apps.core.documents import Coded, Direction, Instalment, Kind, Line, Party
from apps.core.errors import Rejected
from tests.connectors.bluefleet.bodies import load, read, read_body, remarks


def test_a_debit_note_becomes_an_invoice_to_its_customer() -> None:
    document = read("debt-note__vendor_example")
    assert (document.kind, document.direction) == (Kind.INVOICE, Direction.RECEIVABLE)
    assert (document.source_id, document.number, document.currency) == ("48211", "FAT-2026-0417", "BRL")
    assert document.total == Decimal("3150.00")
    assert (document.issued, document.accrued, document.entered) == (
        date(2026, 4, 1),
        date(2026, 4, 30),
        date(2026, 4, 1),
    )
    assert (document.description, document.notes) == ("Locacao abril/2026", "Boleto bancario")
    assert (document.cancelled, document.remarks) == (False, ())


def test_the_customer_is_the_party_with_a_bare_tax_number() -> None:
    assert read("debt-note__vendor_example").party == Party(
        code="customer:905",
        name="Transportes Aurora Ltda",
        trading_name="Aurora",
        tax_id="12345678000195",
        email="contas@aurora.example",
        phone="(11) 4002-8922",
    )


def test_a_customer_without_an_id_is_known_by_name() -> None:
    body = load("debt-note__vendor_example")
    body["Customer"]["CustomerId"] = 0
    assert read_body("debt-note", body).party.code == "customer:Transportes Aurora Ltda"


def test_the_entry_becomes_the_title_with_the_account_and_payment_type_of_the_note() -> None:
    assert read("debt-note__vendor_example").instalments == (
        Instalment(
            code="BF-E77001",
            number=1,
            of=1,
            due=date(2026, 4, 20),
            amount=Decimal("3150.00"),
            expected=date(2026, 4, 20),
            account=Coded("CC-001", "Itau 0445 12345-6"),
            payment_type=Coded("4", "Boleto"),
        ),
    )


def test_type_contract_and_branch_are_values_that_people_translate() -> None:
    document = read("debt-note__vendor_example")
    assert document.category == Coded("debt-note-type:1", "Fatura")
    assert document.document_type == document.category
    assert document.project == Coded("311", "0311/2025")
    assert document.branch == Coded("2", "Matriz SP")


def test_the_items_become_lines() -> None:
    assert read("debt-note__vendor_example").lines == (
        Line(
            description="Locacao mensal ABC-1D23",
            quantity=Decimal(1),
            unit_price=Decimal(3000),
            amount=Decimal(3000),
        ),
        Line(description="Km excedente", quantity=Decimal(200), unit_price=Decimal(1), amount=Decimal(200)),
    )


def test_lines_follow_the_order_of_the_note() -> None:
    lines = read("debt-note__items_out_of_order").lines
    assert [line.description for line in lines] == ["Km excedente", "Locacao mensal ABC-1D23"]


@pytest.mark.parametrize("variant", ["camel_case_keys", "upper_case_keys", "unknown_keys", "amounts_as_text"])
def test_the_same_content_in_other_clothes_is_the_same_document(variant: str) -> None:
    assert read(f"debt-note__{variant}") == read("debt-note__vendor_example")


def test_noise_of_binary_doubles_does_not_reach_the_books() -> None:
    document = read("debt-note__amount_with_double_noise")
    assert document.total == document.instalments[0].amount == Decimal("3150.00")


@pytest.mark.parametrize("variant", ["nulls", "empty_texts"])
def test_nulls_and_empty_texts_are_absent_values(variant: str) -> None:
    document = read(f"debt-note__{variant}")
    assert document.party == Party(code="", name="")
    assert (document.number, document.total) == ("48211", Decimal("3150.00"))
    assert (document.category, document.project, document.branch) == (None, None, None)
    assert (document.accrued, document.changed, document.lines) == (None, None, ())


def test_id_date_and_total_are_enough() -> None:
    document = read("debt-note__only_the_needed_keys")
    assert (document.issued, document.total) == (date(2026, 4, 20), Decimal("10.50"))
    assert document.instalments == (
        Instalment(code="BF-N48212-1", number=1, of=1, due=date(2026, 4, 20), amount=Decimal("10.50")),
    )


def test_each_entry_is_a_title_with_its_own_due_date() -> None:
    instalments = read("debt-note__three_instalments").instalments
    assert [(each.code, each.number, each.of, each.due) for each in instalments] == [
        ("BF-E77011", 1, 3, date(2026, 4, 20)),
        ("BF-E77012", 2, 3, date(2026, 5, 20)),
        ("BF-E77013", 3, 3, date(2026, 6, 20)),
    ]
    assert {each.amount for each in instalments} == {Decimal("1050.00")}
    assert {each.account for each in instalments} == {Coded("CC-001", "Itau 0445 12345-6")}


@pytest.mark.parametrize("variant", ["no_entries", "blank_entry"])
def test_a_note_without_entries_is_one_title_of_its_total(variant: str) -> None:
    document = read(f"debt-note__{variant}")
    assert [(each.code, each.due, each.amount) for each in document.instalments] == [
        ("BF-N48211-1", date(2026, 4, 20), Decimal("3150.00"))
    ]
    assert document.instalments[0].account == Coded("CC-001", "Itau 0445 12345-6")
    assert remarks(f"debt-note__{variant}") == ["document.no_entries"]


def test_entries_without_ids_are_known_by_their_place_in_the_note() -> None:
    instalments = read("debt-note__entries_without_ids").instalments
    assert [each.code for each in instalments] == ["BF-N48211-1", "BF-N48211-2"]


def test_the_due_date_of_the_note_is_that_of_its_only_entry() -> None:
    instalment = read("debt-note__due_date_moved").instalments[0]
    assert (instalment.due, instalment.expected) == (date(2026, 4, 27), date(2026, 4, 20))


def test_an_entry_without_any_date_is_due_when_the_note_is_issued() -> None:
    assert read("debt-note__entry_without_date").instalments[0].due == date(2026, 4, 1)
    assert remarks("debt-note__entry_without_date") == ["instalment.no_due_date"]


def test_a_cancelled_note_says_so_and_is_newer_than_the_note_as_it_was() -> None:
    cancelled, before = read("debt-note__cancelled"), read("debt-note__vendor_example")
    assert (cancelled.cancelled, cancelled.changed) == (True, datetime(2026, 4, 3, 21, 30, 5, tzinfo=UTC))
    assert before.changed == datetime(2026, 4, 1, 12, 14, 27, tzinfo=UTC)


def test_offsets_and_fractions_keep_dates_and_moments_right() -> None:
    document = read("debt-note__dates_with_offset_and_fraction")
    assert document.changed == datetime(2026, 4, 1, 12, 14, 27, 123456, tzinfo=UTC)
    assert document.issued == date(2026, 4, 1)  # 01:30 UTC is still the evening before in São Paulo
    assert document.instalments[0].due == date(2026, 4, 20)  # midnight with a zone is a plain date
    assert document.accrued == date(2026, 4, 30)


def test_the_smallest_date_of_dotnet_is_no_date_in_any_zone() -> None:
    document = read("debt-note__empty_dates_with_offset")
    assert (document.cancelled, document.accrued) == (False, None)


def test_missing_contract_and_account_are_none() -> None:
    document = read("debt-note__without_contract_and_account")
    assert (document.project, document.instalments[0].account) == (None, None)


def test_an_account_and_a_contract_without_their_better_names_are_known_by_the_others() -> None:
    document = read("debt-note__account_without_external_id")
    assert document.instalments[0].account == Coded("3", "Itau 0445 12345-6")
    assert document.project == Coded("311", "CTO-0311")


def test_a_private_customer_has_a_cpf() -> None:
    party = read("debt-note__private_customer").party
    assert (party.tax_id, party.name, party.trading_name) == ("39053344705", "José da Silva", "")
    assert remarks("debt-note__private_customer") == []


def test_a_new_tax_number_keeps_its_letters_in_upper_case() -> None:
    assert read("debt-note__letters_in_tax_id").party.tax_id == "12ABC34501DE35"
    assert remarks("debt-note__letters_in_tax_id") == []


@pytest.mark.parametrize(
    ("variant", "tax_id"), [("wrong_check_digit", "12345678000196"), ("tax_id_of_odd_length", "1234567")]
)
def test_a_wrong_tax_number_is_kept_and_remarked(variant: str, tax_id: str) -> None:
    document = read(f"debt-note__{variant}")
    assert document.party.tax_id == tax_id
    assert [(each.code, each.params) for each in document.remarks] == [
        ("party.tax_id_wrong_check_digit", (("value", tax_id),))
    ]


def test_items_that_do_not_add_up_are_remarked() -> None:
    remark = read("debt-note__items_differ").remarks[0]
    assert remark.code == "totals.items_differ"
    assert dict(remark.params) == {"of": "48211", "expected": "3200.00", "found": "3180.00"}


def test_entries_that_do_not_add_up_are_remarked() -> None:
    remark = read("debt-note__instalments_differ").remarks[0]
    assert remark.code == "totals.instalments_differ"
    assert dict(remark.params) == {"of": "48211", "expected": "3150.00", "found": "3100.00"}


def test_names_are_kept_as_they_were_written() -> None:
    document = read("debt-note__html_and_formulas")
    assert document.party.name == "<script>alert(1)</script>"
    assert document.description == '=HYPERLINK("http://example.invalid")'


def test_characters_that_no_database_stores_are_left_out() -> None:
    assert read("debt-note__unstorable_characters").party.name == "Aurora Ltda"


@pytest.mark.parametrize(
    ("variant", "code", "field"),
    [
        ("amount_in_local_notation", "source.not_a_number", "TotalValue"),
        ("amount_in_words", "source.not_a_number", "TotalValue"),
        ("amount_nan", "source.not_a_number", "TotalValue"),
        ("amount_with_fraction_of_cent", "source.fraction_of_cent", "TotalValue"),
        ("negative_total", "source.negative", "TotalValue"),
        ("negative_entry", "source.negative", "FinancialEntries[0].ExpectedValue"),
        ("date_before_1990", "source.date_out_of_range", "DueDate"),
        ("date_after_2100", "source.date_out_of_range", "DueDate"),
        ("date_in_local_notation", "source.not_a_date", "DueDate"),
        ("no_dates", "source.no_date", "IssuanceDate"),
        ("entries_as_object", "source.wrong_shape", "FinancialEntries"),
        ("customer_as_text", "source.wrong_shape", "Customer"),
        ("number_as_object", "source.wrong_shape", "DocumentNumber"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(variant: str, code: str, field: str) -> None:
    with pytest.raises(Rejected) as refusal:
        read(f"debt-note__{variant}")
    assert (refusal.value.code, refusal.value.params["field"]) == (code, field)


def test_an_entry_that_comes_twice_is_refused() -> None:
    with pytest.raises(Rejected) as refusal:
        read("debt-note__entry_twice")
    assert (refusal.value.code, refusal.value.params["value"]) == ("source.repeated_entry", "BF-E77001")


def test_ten_thousand_entries_and_items_are_read_whole() -> None:
    body = load("debt-note__vendor_example")
    body["DebtNoteItems"] = [{"Description": f"Item {at}", "TotalValue": "0.32", "Order": at} for at in range(10_000)]
    body["FinancialEntries"] = [
        {"FinancialEntryId": at, "ExpectedDate": "2026-04-20T00:00:00", "ExpectedValue": "0.31"}
        for at in range(1, 10_001)
    ]
    document = read_body("debt-note", body)
    assert (len(document.lines), len(document.instalments)) == (10_000, 10_000)
    assert [remark.code for remark in document.remarks] == ["totals.instalments_differ"]
