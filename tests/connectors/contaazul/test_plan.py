"""From an approved report to payables: exact to the cent, by category and cost centre, each with our mark."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.connectors.contaazul.mapping import plan
from apps.connectors.contaazul.words import key_of, token_of
from apps.core.connector import Ref, Step
from apps.core.documents import Allocation, Coded, Direction, Document, Instalment, Kind, Tax
from apps.core.errors import MappingMissing, Rejected
from apps.sandbox.contaazul.cast import BANK, MARINA, MEALS, NORTH, SOUTH, TRAVEL
from tests.connectors.contaazul.reports import (
    FOOD,
    KNOWN,
    NEWCOMER,
    NORTHERN,
    ROAD,
    SOUTHERN,
    Words,
    expense,
    forty_centres,
    report,
    shares,
)

NOWHERE = Coded("")


def payables(document: Document, words: Words | None = None) -> list[Step]:
    return [step for step in plan(document, words or Words()) if step.resource == "payable"]


def apportioned(step: Step) -> list[tuple[str, Decimal, list[tuple[str, Decimal]]]]:
    return [
        (
            line["id_categoria"],
            line["valor"],
            [(one["id_centro_custo"], one["valor"]) for one in line.get("rateio_centro_custo", ())],
        )
        for line in step.body["rateio"]
    ]


def assert_adds_up(step: Step) -> None:
    """Every sum of a request is the one above it, to the cent."""
    lines = step.body["rateio"]
    assert sum(line["valor"] for line in lines) == step.body["valor"] == step.amount
    for line in lines:
        centres = line.get("rateio_centro_custo")
        assert centres is None or sum(one["valor"] for one in centres) == line["valor"]
    [part] = step.body["condicao_pagamento"]["parcelas"]
    assert part["detalhe_valor"]["valor_bruto"] == part["detalhe_valor"]["valor_liquido"] == step.amount


def test_a_report_becomes_one_payable_to_the_employee() -> None:
    party, payable = plan(report(), Words())
    assert (party.key, payable.key, payable.body["contato"]) == ("party:52998224725", "RPT7700123", Ref(party.key))
    assert (payable.amount, payable.label) == (Decimal("275.40"), "7700123 1/1")
    assert (payable.body["data_competencia"], payable.body["conta_financeira"]) == ("2026-03-10", BANK)
    [part] = payable.body["condicao_pagamento"]["parcelas"]
    assert (part["data_vencimento"], part["metodo_pagamento"]) == ("2026-03-17", "PIX_PAGAMENTO_INSTANTANEO")
    assert apportioned(payable) == [
        (MEALS, Decimal("150.40"), [(SOUTH, Decimal("150.40"))]),
        (TRAVEL, Decimal("125.00"), [(SOUTH, Decimal("125.00"))]),
    ]
    assert_adds_up(payable)


def test_our_mark_stands_in_every_text_and_is_the_same_each_time() -> None:
    [payable] = payables(report())
    mark = f"[{token_of('RPT7700123')}]"
    [part] = payable.body["condicao_pagamento"]["parcelas"]
    told = (payable.body["descricao"], payable.body["observacao"], part["nota"])
    assert all(text.endswith(mark) for text in told)
    assert payable.body["descricao"].startswith("7700123 - Campinas 03/2026 - Marina Costa Prado [")
    assert payables(report()) == [payable]


def test_a_long_text_is_cut_before_the_mark() -> None:
    [payable] = payables(report(party=replace(KNOWN, name="Ana\nMaria \u2028" + "x" * 300)))
    assert len(payable.body["descricao"]) <= 250
    assert payable.body["descricao"].endswith(f"[{token_of(payable.key)}]")
    assert "\n" not in payable.body["descricao"]


def test_two_keys_have_two_marks_and_a_long_code_becomes_a_key_that_fits() -> None:
    assert token_of("RPT1") != token_of("RPT12")
    long = "RPT1-" + "x" * 200
    assert len(key_of(long)) <= 120
    assert key_of(long) != key_of(long + "y")


def test_one_payable_for_each_type_of_expense_or_each_expense() -> None:
    words = Words()
    words.settings["grouping"] = "type"
    assert [step.key for step in payables(report(), words)] == ["RPT7700123-4110203", "RPT7700123-4110301"]
    words.settings["grouping"] = "expense"
    assert [(step.key, step.amount) for step in payables(report(), words)] == [
        ("EXP1", Decimal("150.40")),
        ("EXP2", Decimal("125.00")),
    ]


def test_what_the_company_has_paid_is_never_owed_to_the_employee() -> None:
    card = expense("3", "999.00", reimbursable=False)
    [payable] = payables(report(expense(), card))
    assert payable.amount == Decimal("150.40")
    assert plan(report(card), Words()) == ()


def test_cost_centres_that_become_the_same_are_one_share() -> None:
    words = Words()
    words.words["cost_centre", NORTHERN.code] = SOUTH
    line = expense("1", "100.01", allocations=shares((SOUTHERN, "50"), (NORTHERN, "50")))
    [payable] = payables(report(line), words)
    assert apportioned(payable) == [(MEALS, Decimal("100.01"), [(SOUTH, Decimal("100.01"))])]


def test_what_has_no_cost_centre_stands_in_a_line_of_its_own() -> None:
    lines = (expense("1", "80.00"), expense("2", "20.01", cost_centre=None))
    [payable] = payables(report(*lines))
    assert apportioned(payable) == [
        (MEALS, Decimal("80.00"), [(SOUTH, Decimal("80.00"))]),
        (MEALS, Decimal("20.01"), []),
    ]
    assert_adds_up(payable)


def test_forty_cost_centres_bear_an_expense_to_the_cent() -> None:
    words = Words()
    line, centres = forty_centres(words)
    [payable] = payables(report(line), words)
    assert len(apportioned(payable)[0][2]) == len(centres)
    assert_adds_up(payable)


@settings(max_examples=40, deadline=None)
@given(
    amounts=st.lists(st.integers(min_value=1, max_value=9_999_999), min_size=1, max_size=8),
    weights=st.lists(st.integers(min_value=1, max_value=1000), min_size=1, max_size=4),
)
def test_whatever_is_spent_and_shared_adds_up(amounts: list[int], weights: list[int]) -> None:
    places = (SOUTHERN, NORTHERN, NOWHERE, SOUTHERN)
    parts = tuple(
        Allocation(cost_centre=place, share=Decimal(weight), category=FOOD if weight % 2 else ROAD)
        for place, weight in zip(places, weights, strict=False)
    )
    lines = [
        expense(str(turn), str(Decimal(amount) / 100), allocations=parts if turn % 2 else ())
        for turn, amount in enumerate(amounts)
    ]
    [payable] = payables(report(*lines))
    assert_adds_up(payable)


def test_a_mapped_way_of_payment_comes_before_the_usual_one() -> None:
    [payable] = payables(report(expense(payment_type=Coded("cash"))))
    assert payable.body["condicao_pagamento"]["parcelas"][0]["metodo_pagamento"] == "DINHEIRO"


def test_projects_and_where_the_employee_is_paid_stand_in_the_remarks() -> None:
    line = expense(project=Coded("P1", "Feira de Curitiba"))
    [payable] = payables(report(line, party=NEWCOMER, notes="Adiantamento em abril"))
    told = payable.body["observacao"]
    for text in ("Adiantamento em abril", "Feira de Curitiba", "Pix: luis@serraazul.example", "077 / 0001 / 123-4"):
        assert text in told


def test_an_employee_without_a_cpf_whom_a_person_has_chosen_needs_no_step() -> None:
    words = Words()
    words.words["party", KNOWN.code] = MARINA
    [payable] = plan(report(party=replace(KNOWN, tax_id="")), words)
    assert payable.body["contato"] == MARINA


def test_a_cancelled_report_books_nothing() -> None:
    assert plan(replace(report(), cancelled=True), Words()) == ()


@pytest.mark.parametrize("missing", [("category", FOOD.code), ("cost_centre", SOUTHERN.code), ("account", "payable")])
def test_a_value_without_a_counterpart_asks_for_one(missing: tuple[str, str]) -> None:
    words = Words()
    del words.words[missing]
    with pytest.raises(MappingMissing):
        plan(report(), words)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"lines": ()}, "source.no_instalments"),
        ({"currency": "USD"}, "source.currency_unsupported"),
        ({"direction": Direction.RECEIVABLE}, "source.direction_unsupported"),
        ({"credit_note": True}, "source.direction_unsupported"),
        ({"withheld": ((Tax.ISS, Decimal(5)),)}, "source.withheld_unsupported"),
        ({"party": replace(KNOWN, tax_id="11111111111")}, "party.tax_id_wrong"),
        ({"party": replace(KNOWN, tax_id="52998224724")}, "party.tax_id_wrong"),
        ({"lines": (expense(amount="-10.00"),)}, "source.nothing_to_pay"),
    ],
)
def test_what_cannot_be_booked_is_told(changed: dict[str, Any], code: str) -> None:
    with pytest.raises(Rejected) as refused:
        plan(replace(report(), **changed), Words())
    assert refused.value.code == code


def test_a_cost_centre_cannot_bear_less_than_nothing() -> None:
    back = expense("2", "-30.00", cost_centre=NORTHERN)
    with pytest.raises(Rejected) as refused:
        plan(report(expense(), back), Words())
    assert refused.value.code == "source.negative_share"


def test_a_bill_becomes_a_payable_for_each_instalment() -> None:
    titles = tuple(
        Instalment(code=f"NF-{number}", number=number, of=2, due=date(2026, 4, number), amount=Decimal("50.01"))
        for number in (1, 2)
    )
    centres = (Allocation(cost_centre=SOUTHERN, share=Decimal(1)), Allocation(cost_centre=NORTHERN, share=Decimal(2)))
    titles = (replace(titles[0], allocations=centres), titles[1])
    bill = replace(report(), kind=Kind.BILL, lines=(), instalments=titles, category=ROAD)
    first, second = payables(bill)
    assert apportioned(first) == [
        (TRAVEL, Decimal("50.01"), [(SOUTH, Decimal("16.67")), (NORTH, Decimal("33.34"))]),
    ]
    assert apportioned(second) == [(TRAVEL, Decimal("50.01"), [])]
    assert [step.label for step in (first, second)] == ["7700123 1/2", "7700123 2/2"]
