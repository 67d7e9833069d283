"""What is owed to employees, as Omie's own integration with expense tools would book it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from apps.connectors.omie import standing
from apps.connectors.omie.client import Omie
from apps.connectors.omie.connector import OMIE
from apps.connectors.omie.mapping import plan_report
from apps.core.connector import Booked, Step
from apps.core.documents import Allocation, Attachment, Coded, Direction, Document, Kind, Line, Party
from apps.sandbox.server import Sandbox
from tests.connectors.factories import Words
from tests.connectors.omie.conftest import resolved

EMPLOYEE = Party(code="10457", name="Maria Aparecida\nde Souza 🚗", tax_id="52998224725", email="maria@example.org")
FOOD, ROAD = Coded("4110203", "ALIMENTAÇÃO"), Coded("4110301", "QUILOMETRAGEM")
FINANCE, SALES = Coded("1201002", "FINANCEIRO"), Coded("1301001", "COMERCIAL")
MAPPED = {
    ("category", FOOD.code): "2.04.07",
    ("category", ROAD.code): "2.05.01",
    ("cost_centre", FINANCE.code): "619153908",
    ("cost_centre", SALES.code): "619153924",
    ("account", "payable"): "630881260",
}


def words(**chosen: str) -> Words:
    declared = {one.slug: one.default for one in OMIE.settings}
    return Words(words=dict(MAPPED), settings=declared | chosen)


def expense(code: str, amount: str, **told: Any) -> Line:
    value = Decimal(amount)
    known: dict[str, Any] = {"description": f"Despesa {code}", "category": FOOD, "cost_centre": FINANCE} | told
    return Line(quantity=Decimal(1), unit_price=value, amount=value, code=code, **known)


LUNCH = expense(
    "62000001",
    "150.40",
    allocations=(
        Allocation(cost_centre=FINANCE, share=Decimal(70)),
        Allocation(cost_centre=SALES, share=Decimal(30)),
    ),
)
DRIVE = expense("62000002", "125.00", category=ROAD)
CARD = expense("62000003", "999.00", reimbursable=False)


def report(*lines: Line, files: tuple[Attachment, ...] = ()) -> Document:
    return Document(
        kind=Kind.EXPENSE_REPORT,
        source_id="7700123",
        direction=Direction.PAYABLE,
        number="7700123",
        description="VIAGEM CAMPINAS 03/2026",
        party=EMPLOYEE,
        issued=date(2026, 3, 12),
        total=sum((line.amount for line in lines), Decimal(0)),
        instalments=(),
        lines=lines,
        attachments=files,
    )


def titles(document: Document, **chosen: str) -> list[Step]:
    return [step for step in plan_report(document, words(**chosen)) if step.resource == "payable"]


def test_expenses_of_one_type_become_one_payable_as_the_vendor_groups_them() -> None:
    food, road = titles(report(LUNCH, DRIVE, CARD))
    assert (food.body["codigo_categoria"], food.amount, road.body["codigo_categoria"]) == (
        "2.04.07",
        Decimal("150.40"),
        "2.05.01",
    )
    assert food.body["distribuicao"] == [
        {"cCodDep": "619153908", "nPerDep": Decimal("70.00"), "nValDep": Decimal("105.28")},
        {"cCodDep": "619153924", "nPerDep": Decimal("30.00"), "nValDep": Decimal("45.12")},
    ]
    assert (food.body["data_vencimento"], food.body["data_emissao"]) == ("17/03/2026", "12/03/2026")


def test_a_whole_report_is_shared_out_to_categories_to_the_cent() -> None:
    [title] = titles(report(LUNCH, DRIVE), grouping="report")
    assert title.body["categorias"] == [
        {"codigo_categoria": "2.04.07", "percentual": Decimal("54.62"), "valor": Decimal("150.40")},
        {"codigo_categoria": "2.05.01", "percentual": Decimal("45.38"), "valor": Decimal("125.00")},
    ]
    assert "codigo_categoria" not in title.body


def test_types_that_become_one_category_are_no_shares() -> None:
    chosen = words(grouping="report")
    chosen.words["category", ROAD.code] = "2.04.07"
    [title] = [step for step in plan_report(report(LUNCH, DRIVE), chosen) if step.resource == "payable"]
    assert (title.body["codigo_categoria"], "categorias" in title.body) == ("2.04.07", False)


def test_a_report_that_the_company_paid_books_nothing() -> None:
    assert plan_report(report(CARD), words()) == ()


def test_an_expense_without_a_cost_centre_beside_others_asks_for_one() -> None:
    chosen = words(grouping="report")
    chosen.words["cost_centre", "none"] = "619153916"
    lines = report(DRIVE, expense("9", "10.00", cost_centre=None))
    [title] = [step for step in plan_report(lines, chosen) if step.resource == "payable"]
    assert [row["nValDep"] for row in title.body["distribuicao"]] == [Decimal("125.00"), Decimal("10.00")]


def test_a_receipt_hangs_on_the_title_of_its_expense_and_the_report_on_the_first() -> None:
    files = (
        Attachment(name="recibo.jpg", url="https://files.example/r.jpg", belongs_to=DRIVE.code),
        Attachment(name="relatorio.pdf", url="https://files.example/r.pdf"),
    )
    made = plan_report(report(LUNCH, DRIVE, files=files), words(grouping="expense"))
    hung = {step.body["cNomeArquivo"]: step.body["nId"].key for step in made if step.resource == "attachment"}
    assert hung == {"relatorio.pdf": "EXP62000001", "recibo.jpg": "EXP62000002"}


@pytest.mark.parametrize("grouping", ["report", "type", "expense"])
def test_omie_takes_every_grouping(omie: Omie, sandbox: Sandbox, grouping: str) -> None:
    centres = tuple(Allocation(cost_centre=Coded(str(n)), share=Decimal("2.5")) for n in range(40))
    chosen = words(grouping=grouping)
    chosen.words |= {("cost_centre", str(n)): ("619153908", "619153924")[n % 2] for n in range(40)}
    lines = report(LUNCH, DRIVE, CARD, expense("4", "33.33", allocations=centres))
    booked = write(omie, plan_report(lines, chosen))
    held = sandbox.records("omie", "contapagar")
    assert sum(Decimal(str(title["valor_documento"])) for title in held) == Decimal("308.73")
    assert len(booked) == len(held) + 1  # the employee


def write(omie: Omie, steps: tuple[Step, ...]) -> dict[str, Booked]:
    booked: dict[str, Booked] = {}
    for step in steps:
        body = resolved(step.body, booked)
        booked[step.key] = OMIE.resource(step.resource).create(omie, step.key, body)
    return booked


def test_a_payable_is_open_paid_in_part_paid_and_gone(omie: Omie) -> None:
    [step] = titles(report(LUNCH))
    booked = write(omie, plan_report(report(LUNCH), words(attach_files="N")))[step.key]
    assert standing.payable(omie, booked.target_id) == standing.OPEN
    pay(omie, step.key, "P-1", "50.40", "18/03/2026")
    assert standing.payable(omie, booked.target_id) == standing.IN_PART
    pay(omie, step.key, "P-2", "100.00", "20/03/2026")
    paid = standing.payable(omie, booked.target_id)
    assert (paid.code, paid.final, paid.paid_on) == ("paid", True, date(2026, 3, 20))
    assert standing.payable(omie, "99999") == standing.GONE


def pay(omie: Omie, title: str, key: str, amount: str, day: str) -> None:
    param = {
        "codigo_lancamento_integracao": title,
        "codigo_baixa_integracao": key,
        "codigo_conta_corrente": 630881260,
        "valor": Decimal(amount),
        "data": day,
    }
    omie.call("financas/contapagar/", "LancarPagamento", param, writes=True)


def test_a_cancelled_payable_asks_somebody_to_look() -> None:
    told = standing.standing_of({"cabecTitulo": {"cStatus": "Cancelado"}})
    assert told == replace(standing.CANCELLED)


def test_a_payment_without_a_day_counts_as_of_today() -> None:
    told = standing.standing_of({"cabecTitulo": {"cStatus": "PAGO"}, "resumo": {"cLiquidado": "S"}})
    assert told.paid_on is not None
