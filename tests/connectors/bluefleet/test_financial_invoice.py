"""``/financial-invoice``: a fiscal invoice, usually a supplier's."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from apps.core.documents import Allocation, Attachment, Coded, Direction, Instalment, Kind, Line, Party, Settlement, Tax
from apps.core.errors import Place, Rejected
from tests.connectors.bluefleet.bodies import load, read, read_body, remarks


def test_a_fiscal_invoice_becomes_a_bill_of_what_is_to_be_paid() -> None:
    document = read("financial-invoice__vendor_example")
    assert (document.kind, document.direction) == (Kind.BILL, Direction.PAYABLE)
    assert (document.source_id, document.number, document.total) == ("5521", "5521", Decimal("842.50"))
    assert (document.issued, document.entered, document.accrued) == (
        date(2026, 4, 7),
        date(2026, 4, 8),
        date(2026, 4, 30),
    )
    assert (document.description, document.branch) == ("Revisao 40.000 km", Coded("2", "Matriz SP"))
    assert document.changed == datetime(2026, 4, 8, 14, 2, 51, tzinfo=UTC)
    assert (document.cancelled, document.remarks) == (False, ())


def test_the_fiscal_numbers_are_kept() -> None:
    document = read("financial-invoice__vendor_example")
    assert (document.fiscal_number, document.fiscal_series) == ("5521", "1")
    assert document.fiscal_key == "35260411222333000181550010000055211000055219"
    assert document.document_type == Coded("invoice-document-type:2", "NFS-e")


def test_the_supplier_has_the_provider_s_address() -> None:
    assert read("financial-invoice__vendor_example").party == Party(
        code="entity:410",
        name="Oficina Central Ltda",
        tax_id="11222333000181",
        email="financeiro@example.com.br",
        phone="(11) 4002-8922",
        street="Rua das Oficinas",
        street_number="77",
        district="Mooca",
        city="Sao Paulo",
        state="SP",
        postal_code="03101-000",
    )


def test_its_entry_is_the_title_with_account_payment_type_and_cost_centre() -> None:
    assert read("financial-invoice__vendor_example").instalments == (
        Instalment(
            code="BF-E77555",
            number=1,
            of=1,
            due=date(2026, 5, 10),
            amount=Decimal("842.50"),
            expected=date(2026, 5, 10),
            description="NF 5521 - Oficina Central",
            account=Coded("CC-001", "Itau 0445 12345-6"),
            payment_type=Coded("4", "Boleto"),
            allocations=(Allocation(cost_centre=Coded("20", "Despesas > Manutencao"), share=Decimal("842.5")),),
        ),
    )


def test_contract_items_become_lines() -> None:
    assert read("financial-invoice__vendor_example").lines == (
        Line(description="Troca de oleo", quantity=Decimal(1), unit_price=Decimal(860), amount=Decimal(860)),
    )


def test_withheld_taxes_are_those_above_zero() -> None:
    assert read("financial-invoice__withheld_taxes").withheld == (
        (Tax.IRRF, Decimal("12.90")),
        (Tax.ISS, Decimal("43.00")),
        (Tax.PIS, Decimal("5.59")),
        (Tax.COFINS, Decimal("25.80")),
        (Tax.CSLL, Decimal("8.60")),
    )


@pytest.mark.parametrize(
    ("variant", "codes"),
    [
        ("entries_net_of_taxes", []),
        ("instalments_differ", ["totals.instalments_differ"]),
        ("items_differ", ["totals.items_differ"]),
        ("without_contract_items", []),
        ("no_entries", ["document.no_entries"]),
        ("key_with_wrong_digit", ["fiscal_key.odd"]),
        ("key_too_short", ["fiscal_key.odd"]),
        ("key_with_spaces", []),
    ],
)
def test_what_is_odd_is_remarked_and_nothing_else(variant: str, codes: list[str]) -> None:
    assert remarks(f"financial-invoice__{variant}") == codes


def test_a_key_is_kept_without_its_blanks() -> None:
    assert read("financial-invoice__key_with_spaces").fiscal_key == read("financial-invoice__vendor_example").fiscal_key


def test_a_key_may_hold_the_letters_of_a_new_tax_number() -> None:
    body = load("financial-invoice__vendor_example") | {"AccessCode": "35260812ABC34501DE3555001000005521100005521"}
    codes = []
    for digit in range(10):
        document = read_body("financial-invoice", body | {"AccessCode": f"{body['AccessCode']}{digit}"})
        codes.append([remark.code for remark in document.remarks])
    assert sorted(codes) == [[], *[["fiscal_key.odd"]] * 9]


def test_without_entries_the_whole_is_due_when_issued() -> None:
    assert read("financial-invoice__no_entries").instalments == (
        Instalment(code="BF-I5521-1", number=1, of=1, due=date(2026, 4, 7), amount=Decimal("842.50")),
    )


def test_a_discount_above_the_value_is_refused() -> None:
    with pytest.raises(Rejected) as refusal:
        read("financial-invoice__discount_above_total")
    assert (refusal.value.code, refusal.value.params["value"]) == ("source.negative", "-40.00")


def test_each_entry_is_a_title_with_its_own_cost_centres() -> None:
    instalments = read("financial-invoice__two_instalments").instalments
    assert [(each.code, each.number, each.of, each.due, each.amount) for each in instalments] == [
        ("BF-E77556", 1, 2, date(2026, 5, 10), Decimal("421.25")),
        ("BF-E77557", 2, 2, date(2026, 6, 10), Decimal("421.25")),
    ]
    for each in instalments:
        assert [(share.cost_centre.code, share.share) for share in each.allocations] == [
            ("20", Decimal("280.83")),
            ("21", Decimal("140.42")),
        ]
    assert remarks("financial-invoice__two_instalments") == []


def test_entries_without_ids_are_known_by_their_place_in_the_invoice() -> None:
    codes = [each.code for each in read("financial-invoice__entries_without_ids").instalments]
    assert codes == ["BF-I5521-1", "BF-I5521-2"]


def test_a_payment_of_one_instalment_makes_the_invoice_newer() -> None:
    document = read("financial-invoice__first_instalment_paid")
    assert [each.settlement for each in document.instalments] == [
        Settlement(on=date(2026, 5, 11), amount=Decimal("421.25")),
        None,
    ]
    assert document.changed == datetime(2026, 5, 11, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("variant", "direction"),
    [
        ("outgoing", Direction.RECEIVABLE),
        ("outgoing_without_entries", Direction.RECEIVABLE),
        ("outgoing_with_expense", Direction.PAYABLE),
        ("type_unknown", Direction.PAYABLE),
    ],
)
def test_entries_tell_the_direction_before_the_type_of_the_invoice(variant: str, direction: Direction) -> None:
    assert read(f"financial-invoice__{variant}").direction is direction


def test_entries_of_both_directions_are_refused() -> None:
    with pytest.raises(Rejected) as refusal:
        read("financial-invoice__entries_of_both_directions")
    assert (refusal.value.code, refusal.value.place) == ("source.direction_mixed", Place.SOURCE)


@pytest.mark.parametrize(
    ("variant", "category"),
    [
        ("vendor_example", Coded("expense-group:Manutencao", "Manutencao")),
        ("several_expense_groups", Coded("expense-group:Pneus", "Pneus")),
        ("expense_group_missing_on_largest", Coded("expense-group:Pneus", "Pneus")),
        ("without_contract_items", Coded("invoice-type:1", "Entrada")),
    ],
)
def test_the_category_is_the_group_that_costs_most(variant: str, category: Coded) -> None:
    assert read(f"financial-invoice__{variant}").category == category


def test_files_with_an_address_are_attachments_under_bare_names() -> None:
    assert read("financial-invoice__files").attachments == (
        Attachment(url="https://files.example.invalid/nf/5521.xml?token=1", name="5521.xml", label="XML"),
        Attachment(url="https://files.example.invalid/f/2", name="passwd", label="Foto"),
    )


def test_a_cancelled_invoice_says_so() -> None:
    document = read("financial-invoice__cancelled")
    assert (document.cancelled, document.changed) == (True, datetime(2026, 4, 9, 11, 0, tzinfo=UTC))


def test_without_other_dates_the_day_of_creation_counts() -> None:
    document = read("financial-invoice__not_entered_yet")
    assert (document.issued, document.entered) == (date(2026, 4, 8), date(2026, 4, 8))
