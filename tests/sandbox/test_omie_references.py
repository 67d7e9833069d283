"""What a title points at must exist, be usable, and add up."""

from decimal import Decimal
from typing import Any

import pytest

from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import PAYABLE, RECEIVABLE, Client


@pytest.mark.parametrize(
    ("tag", "value", "code", "text"),
    [
        ("codigo_cliente_fornecedor", 9, "105", "Cliente não cadastrado para o Código [9] !"),
        ("codigo_categoria", "9.99.99", "102", "Categoria não cadastrada para o Código [9.99.99]"),
        ("codigo_categoria", "2.04", "102", "é totalizadora"),
        ("codigo_categoria", "2.04.90", "102", "está inativa"),
        ("codigo_categoria", "2.04.99", "102", "não está disponível"),
        ("codigo_categoria", "1.01.02", "102", "não é uma conta de despesa"),
        ("id_conta_corrente", 1, "102", "Conta Corrente não cadastrada para o Código [1]"),
        ("codigo_projeto", 1, "102", "Projeto não cadastrado para o Código [1]"),
        ("distribuicao", [{"cCodDep": "1"}], "102", "Departamento não cadastrado para o Código [1]"),
        ("distribuicao", [{"cCodDep": "619153900"}], "102", "totalizador"),
    ],
)
def test_a_payable_points_only_at_what_can_be_used(
    omie: Client, sandbox: Sandbox, tag: str, value: Any, code: str, text: str
) -> None:
    answer = omie.payable("IncluirContaPagar", **{**PAYABLE, tag: value})
    assert (answer.status, answer.code) == (500, f"SOAP-ENV:Client-{code}")
    assert text in answer.fault
    assert sandbox.records("omie", "contapagar") == []


def test_a_receivable_needs_a_category_of_receipts(omie: Client) -> None:
    answer = omie.receivable("IncluirContaReceber", **{**RECEIVABLE, "codigo_categoria": "2.04.07"})
    assert "não é uma conta de receita" in answer.fault
    assert omie.receivable("IncluirContaReceber", **RECEIVABLE).status == 200


def test_an_unknown_supplier_code_is_103(omie: Client) -> None:
    param = {**PAYABLE, "codigo_cliente_fornecedor": None, "codigo_cliente_fornecedor_integracao": "X"}
    assert omie.payable("IncluirContaPagar", **param).code == "SOAP-ENV:Client-103"


def test_shares_that_add_up_are_kept_with_the_departments_names(omie: Client, sandbox: Sandbox) -> None:
    shares = {
        "categorias": [
            {"codigo_categoria": "2.04.07", "valor": Decimal("984.37"), "percentual": Decimal("76.64")},
            {"codigo_categoria": "2.04.09", "valor": Decimal("300.00"), "percentual": Decimal("23.36")},
        ],
        "distribuicao": [
            {"cCodDep": "619153916", "nPerDep": 60, "nValDep": Decimal("770.62")},
            {"cCodDep": "619153908", "nPerDep": 40, "nValDep": Decimal("513.75")},
        ],
    }
    given = {key: value for key, value in PAYABLE.items() if key != "codigo_categoria"}
    assert omie.payable("IncluirContaPagar", **given, **shares).status == 200
    [title] = sandbox.records("omie", "contapagar")
    assert title["codigo_categoria"] == "2.04.07"
    assert [row["valor"] for row in title["categorias"]] == [984.37, 300]
    assert [(row["cDesDep"], row["nValDep"]) for row in title["distribuicao"]] == [
        ("LOCACAO FROTA", 770.62),
        ("MANUTENCAO", 513.75),
    ]


@pytest.mark.parametrize(
    ("values", "percents"),
    [(("770.62", "513.74"), (60, 40)), (("770.62", "513.76"), (60, 40)), (("770.62", "513.75"), (60, 39))],
    ids=["a cent short", "a cent too much", "99 percent"],
)
def test_departments_must_add_up_to_the_title(omie: Client, values: tuple[str, str], percents: tuple[int, int]) -> None:
    rows = [
        {"cCodDep": department, "nPerDep": percent, "nValDep": Decimal(value)}
        for department, value, percent in zip(("619153916", "619153908"), values, percents, strict=True)
    ]
    answer = omie.payable("IncluirContaPagar", **PAYABLE, distribuicao=rows)
    assert answer.code == "SOAP-ENV:Client-102"
    assert "[distribuicao]" in answer.fault


def test_categories_must_add_up_to_the_title(omie: Client) -> None:
    rows = [{"codigo_categoria": "2.04.07", "valor": 984}, {"codigo_categoria": "2.04.09", "valor": 300}]
    answer = omie.payable("IncluirContaPagar", **PAYABLE, categorias=rows)
    assert "A soma dos valores da tag [categorias] difere do valor do documento [1284.37]" in answer.fault


def test_thirds_are_accepted_when_their_values_add_up(omie: Client) -> None:
    rows = [
        {"cCodDep": department, "nPerDep": Decimal("33.33"), "nValDep": Decimal(value)}
        for department, value in (("619153916", "428.12"), ("619153908", "428.12"), ("619153924", "428.13"))
    ]
    assert omie.payable("IncluirContaPagar", **PAYABLE, distribuicao=rows).status == 200


def test_percents_alone_are_turned_into_values(omie: Client, sandbox: Sandbox) -> None:
    rows = [{"cCodDep": "619153916", "nPerDep": 25}, {"cCodDep": "619153908", "nPerDep": 75}]
    given = {**PAYABLE, "valor_documento": 1000}
    assert omie.payable("IncluirContaPagar", **given, distribuicao=rows).status == 200
    [title] = sandbox.records("omie", "contapagar")
    assert [row["nValDep"] for row in title["distribuicao"]] == [250, 750]
