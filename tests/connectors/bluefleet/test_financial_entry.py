"""``/financial-entry``: one amount to come in or to go out."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from apps.core.documents import Allocation, Coded, Direction, Instalment, Kind, Party, Settlement
from apps.core.errors import Place, Rejected
from tests.connectors.bluefleet.bodies import load, read, read_body, remarks

LOCATION = Coded("10", "Receitas > Locacao")
MILEAGE = Coded("11", "Receitas > Km excedente")


def shares(name: str) -> list[tuple[Coded, Decimal]]:
    """Give the cost centres of the only instalment with their weights."""
    return [(each.cost_centre, each.share) for each in read(name).instalments[0].allocations]


def settlement(variant: str) -> Settlement | None:
    """Give what was paid for the only instalment."""
    return read(f"financial-entry__{variant}").instalments[0].settlement


def test_an_entry_becomes_one_title() -> None:
    document = read("financial-entry__vendor_example")
    assert (document.kind, document.direction) == (Kind.FINANCIAL_ENTRY, Direction.RECEIVABLE)
    assert (document.source_id, document.number, document.total) == ("77001", "FAT-2026-0417", Decimal("3150.00"))
    assert (document.issued, document.accrued) == (date(2026, 4, 1), date(2026, 4, 30))
    assert document.category == Coded("entry-type:1", "Receita")
    assert document.changed == datetime(2026, 4, 1, 12, 14, 28, tzinfo=UTC)
    assert document.instalments == (
        Instalment(
            code="BF-E77001",
            number=1,
            of=1,
            due=date(2026, 4, 20),
            amount=Decimal("3150.00"),
            expected=date(2026, 4, 20),
            description="Fatura FAT-2026-0417",
            account=Coded("CC-001", "Itau 0445 12345-6"),
            payment_type=Coded("4", "Boleto"),
            allocations=(
                Allocation(cost_centre=LOCATION, share=Decimal(1890)),
                Allocation(cost_centre=MILEAGE, share=Decimal(1260)),
            ),
        ),
    )


def test_the_financial_entity_is_the_party() -> None:
    assert read("financial-entry__vendor_example").party == Party(
        code="entity:905",
        name="Transportes Aurora Ltda",
        tax_id="12345678000195",
        email="financeiro@example.com.br",
        phone="(11) 4002-8922",
    )


def test_a_note_and_its_entry_tell_of_the_same_title() -> None:
    note, entry = read("debt-note__vendor_example"), read("financial-entry__vendor_example")
    assert [each.code for each in note.instalments] == [each.code for each in entry.instalments]


def test_an_expense_is_payable() -> None:
    assert read("financial-entry__payable").direction is Direction.PAYABLE


@pytest.mark.parametrize(
    ("name", "direction"),
    [
        ("RECEITA", Direction.RECEIVABLE),
        ("Contas a Receber", Direction.RECEIVABLE),
        ("Crédito", Direction.RECEIVABLE),
        ("entrada de caixa", Direction.RECEIVABLE),
        ("Despesa fixa", Direction.PAYABLE),
        ("CONTAS A PAGAR", Direction.PAYABLE),
        ("débito", Direction.PAYABLE),
        ("Saída", Direction.PAYABLE),
        ("Sai\u0301da", Direction.PAYABLE),
    ],
)
def test_the_name_of_the_type_tells_the_direction(name: str, direction: Direction) -> None:
    body = load("financial-entry__vendor_example") | {"FinancialEntryTypeName": name}
    assert read_body("financial-entry", body).direction is direction


@pytest.mark.parametrize(
    ("variant", "value"),
    [
        ("direction_unknown", "Provisão"),
        ("direction_unnamed", "1"),
        ("direction_of_both", "Contas a pagar e a receber"),
    ],
)
def test_an_unknown_direction_is_never_guessed(variant: str, value: str) -> None:
    with pytest.raises(Rejected) as refusal:
        read(f"financial-entry__{variant}")
    assert (refusal.value.code, refusal.value.place) == ("source.direction_unknown", Place.SOURCE)
    assert refusal.value.params["value"] == value


def test_an_entry_not_performed_is_not_settled_whatever_else_it_says() -> None:
    assert settlement("not_performed_with_value") is None


@pytest.mark.parametrize("variant", ["performed", "performed_without_value"])
def test_a_performed_entry_is_settled_and_its_discount_is_not_taken_twice(variant: str) -> None:
    assert settlement(variant) == Settlement(on=date(2026, 4, 20), amount=Decimal("3150.00"))
    assert remarks(f"financial-entry__{variant}") == []


def test_interest_and_fine_that_explain_the_amount_paid_belong_to_the_payment() -> None:
    assert settlement("performed_late") == Settlement(
        on=date(2026, 4, 20), amount=Decimal("3213.50"), interest=Decimal("0.50"), fine=Decimal("63.00")
    )
    assert remarks("financial-entry__performed_late") == []


def test_an_unexplained_amount_is_settled_as_it_is_and_remarked() -> None:
    assert settlement("performed_in_part") == Settlement(on=date(2026, 4, 20), amount=Decimal("1000.00"))
    remark = read("financial-entry__performed_in_part").remarks[0]
    assert (remark.code, dict(remark.params)) == (
        "settlement.differs",
        {"of": "BF-E77001", "expected": "3150.00", "found": "1000.00"},
    )


def test_a_payment_known_by_its_moment_only_is_dated_in_sao_paulo() -> None:
    paid = settlement("performed_by_moment_only")
    assert paid is not None
    assert paid.on == date(2026, 4, 21)


def test_a_payment_without_a_date_is_not_booked_but_remarked() -> None:
    assert settlement("performed_without_date") is None
    assert remarks("financial-entry__performed_without_date") == ["settlement.no_date"]


def test_the_latest_stamp_makes_the_newer_version() -> None:
    moments = [
        read(f"financial-entry__{variant}").changed
        for variant in ("vendor_example", "performed", "reconciled_and_confirmed")
    ]
    assert moments == [
        datetime(2026, 4, 1, 12, 14, 28, tzinfo=UTC),
        datetime(2026, 4, 22, 1, 10, tzinfo=UTC),
        datetime(2026, 4, 23, 11, 0, tzinfo=UTC),
    ]


@pytest.mark.parametrize("variant", ["deleted", "deleted_as_text", "deleted_as_number"])
def test_a_deleted_entry_is_cancelled(variant: str) -> None:
    assert read(f"financial-entry__{variant}").cancelled
    assert not read("financial-entry__vendor_example").cancelled


def test_the_expiration_date_is_when_it_is_due() -> None:
    instalment = read("financial-entry__expected_after_due").instalments[0]
    assert (instalment.due, instalment.expected) == (date(2026, 4, 20), date(2026, 4, 27))


def test_without_an_expiration_date_it_is_due_when_it_is_expected() -> None:
    assert read("financial-entry__without_due_date").instalments[0].due == date(2026, 4, 20)


def test_without_either_date_it_is_due_when_it_was_made_and_remarked() -> None:
    assert read("financial-entry__without_any_due_date").instalments[0].due == date(2026, 4, 1)
    assert remarks("financial-entry__without_any_due_date") == ["instalment.no_due_date"]


@pytest.mark.parametrize(
    ("variant", "numbers"),
    [("second_of_three", (2, 3)), ("instalment_beyond_total", (4, 4)), ("instalments_unnumbered", (1, 1))],
)
def test_instalments_are_counted_sensibly(variant: str, numbers: tuple[int, int]) -> None:
    instalment = read(f"financial-entry__{variant}").instalments[0]
    assert (instalment.number, instalment.of) == numbers


def test_the_entry_s_own_number_stands_in_for_the_document_number() -> None:
    assert read("financial-entry__number_only").number == "77001"


def test_without_values_the_fractions_are_the_weights() -> None:
    assert shares("financial-entry__cost_centres_by_fraction") == [(LOCATION, Decimal(60)), (MILEAGE, Decimal(40))]
    assert remarks("financial-entry__cost_centres_by_fraction") == []


def test_a_weight_may_be_finer_than_a_cent() -> None:
    assert shares("financial-entry__cost_centre_with_precise_value") == [
        (LOCATION, Decimal("1889.9985")),
        (MILEAGE, Decimal("1260.0015")),
    ]
    assert remarks("financial-entry__cost_centre_with_precise_value") == []


def test_a_single_cost_centre_without_weight_bears_all() -> None:
    assert shares("financial-entry__single_cost_centre_without_weight") == [(LOCATION, Decimal(1))]


def test_a_blank_cost_centre_is_none() -> None:
    assert shares("financial-entry__blank_cost_centre") == []


def test_money_on_no_cost_centre_is_a_value_that_people_translate() -> None:
    assert shares("financial-entry__money_on_no_cost_centre") == [
        (LOCATION, Decimal(1890)),
        (Coded("0"), Decimal(1260)),
    ]


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(Rejected) as refusal:
        read("financial-entry__negative_cost_centre")
    assert (refusal.value.code, refusal.value.params["field"]) == ("source.negative", "CostCenters[1].Value")


@pytest.mark.parametrize(
    ("variant", "codes"),
    [
        ("fractions_of_one", []),
        ("fractions_differ", ["totals.fractions_differ"]),
        ("cost_centres_differ", ["totals.cost_centres_differ"]),
        ("gross_differs", ["totals.gross_differ"]),
        ("gross_with_taxes_taken_off", []),
        ("transfer", ["instalment.transfer"]),
    ],
)
def test_what_is_odd_is_remarked_and_nothing_else(variant: str, codes: list[str]) -> None:
    assert remarks(f"financial-entry__{variant}") == codes


def test_remarks_tell_by_how_much() -> None:
    fractions, gross = (
        dict(read(f"financial-entry__{variant}").remarks[0].params) for variant in ("fractions_differ", "gross_differs")
    )
    assert fractions == {"of": "BF-E77001", "found": "90.0"}
    assert gross == {"of": "BF-E77001", "expected": "3250.00", "found": "3150.00"}


def test_ten_thousand_cost_centres_are_read_whole() -> None:
    body = load("financial-entry__vendor_example")
    body["CostCenters"] = [
        {"CostCenterId": at, "FullDescription": f"Centro {at}", "Fraction": "0.01", "Value": "0.315"}
        for at in range(1, 10_001)
    ]
    document = read_body("financial-entry", body)
    allocations = document.instalments[0].allocations
    assert (len(allocations), sum(each.share for each in allocations)) == (10_000, Decimal(3150))
    assert document.remarks == ()
