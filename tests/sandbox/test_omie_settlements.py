"""Payments and receipts: in parts, once for each key, and taken back."""

from decimal import Decimal
from typing import Any

import pytest

from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import BANK, PAYABLE, RECEIVABLE, Client

PAYMENT = {
    "codigo_lancamento_integracao": "BF-1",
    "codigo_baixa_integracao": "P-1",
    "codigo_conta_corrente": BANK,
    "valor": Decimal("1284.37"),
    "data": "10/12/2026",
}


@pytest.fixture
def title(omie: Client) -> int:
    return int(omie.payable("IncluirContaPagar", **PAYABLE).body["codigo_lancamento_omie"])


def test_a_full_payment_settles_the_title(omie: Client, sandbox: Sandbox, title: int) -> None:
    answer = omie.payable("LancarPagamento", **PAYMENT)
    assert answer.body == {
        "codigo_lancamento": title,
        "codigo_lancamento_integracao": "BF-1",
        "codigo_baixa": answer.body["codigo_baixa"],
        "codigo_baixa_integracao": "P-1",
        "liquidado": "S",
        "valor_baixado": 1284.37,
        "codigo_status": "0",
        "descricao_status": "Pagamento lançado com sucesso!",
    }
    [held] = sandbox.records("omie", "contapagar")
    assert (held["status_titulo"], held["pago"], held["saldo"]) == ("PAGO", 1284.37, 0)


def test_a_receipt_settles_a_receivable(omie: Client, sandbox: Sandbox) -> None:
    omie.receivable("IncluirContaReceber", **RECEIVABLE)
    assert omie.receivable("LancarRecebimento", **PAYMENT).body["liquidado"] == "S"
    [held] = sandbox.records("omie", "contareceber")
    assert held["status_titulo"] == "RECEBIDO"
    assert len(sandbox.records("omie", "recebimentos")) == 1


def test_partial_payments_settle_the_title_together(omie: Client, sandbox: Sandbox, title: int) -> None:
    parts = [
        omie.payable("LancarPagamento", **{**PAYMENT, "codigo_baixa_integracao": code, "valor": Decimal(value)})
        for code, value in (("P-1", "1000.00"), ("P-2", "284.37"))
    ]
    assert [part.body["liquidado"] for part in parts] == ["N", "S"]
    assert len(sandbox.records("omie", "pagamentos")) == 2


def test_the_same_payment_key_again_is_refused_with_the_known_id(omie: Client, sandbox: Sandbox, title: int) -> None:
    first = omie.payable("LancarPagamento", **{**PAYMENT, "valor": 10})
    again = omie.payable("LancarPagamento", **{**PAYMENT, "valor": 10})
    assert again.code == "SOAP-ENV:Client-102"
    assert f"Id [{first.body['codigo_baixa']}]" in again.fault
    assert len(sandbox.records("omie", "pagamentos")) == 1


def test_interest_comes_on_top_and_a_discount_counts_as_paid(omie: Client, title: int) -> None:
    parts = {"valor": Decimal("1294.37"), "juros": 15, "multa": 5, "desconto": 10}
    assert omie.payable("LancarPagamento", **{**PAYMENT, **parts}).body["liquidado"] == "S"


def test_the_net_of_withheld_taxes_settles_a_title(omie: Client) -> None:
    omie.payable("IncluirContaPagar", **PAYABLE, retem_iss="S", valor_iss=Decimal("84.37"))
    assert omie.payable("LancarPagamento", **{**PAYMENT, "valor": 1200}).body["liquidado"] == "S"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"valor": Decimal("1284.38")}, "maior que o saldo"),
        ({"codigo_conta_corrente": 1}, "Conta Corrente não cadastrada"),
        ({"codigo_lancamento_integracao": "NADA"}, "Lançamento não cadastrado"),
        ({"data": ""}, "[data] é obrigatório"),
        ({"valor": None}, "[valor] é obrigatório"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(
    omie: Client, sandbox: Sandbox, title: int, change: dict[str, Any], text: str
) -> None:
    answer = omie.payable("LancarPagamento", **{**PAYMENT, **change})
    assert answer.status == 500
    assert text in answer.fault
    assert sandbox.records("omie", "pagamentos") == []


def test_a_settled_title_takes_no_more_money(omie: Client, title: int) -> None:
    omie.payable("LancarPagamento", **PAYMENT)
    answer = omie.payable("LancarPagamento", **{**PAYMENT, "codigo_baixa_integracao": "P-2", "valor": 1})
    assert answer.code == "SOAP-ENV:Client-102"


def test_a_paid_title_cannot_be_deleted(omie: Client, sandbox: Sandbox, title: int) -> None:
    omie.payable("LancarPagamento", **{**PAYMENT, "valor": 10})
    answer = omie.payable("ExcluirContaPagar", codigo_lancamento_integracao="BF-1")
    assert answer.status == 500
    assert "possui baixa e não pode ser excluído" in answer.fault
    assert len(sandbox.records("omie", "contapagar")) == 1


def test_a_paid_title_keeps_its_value_but_may_get_another_note(omie: Client, sandbox: Sandbox, title: int) -> None:
    omie.payable("LancarPagamento", **{**PAYMENT, "valor": 10})
    assert omie.payable("UpsertContaPagar", **{**PAYABLE, "valor_documento": 900}).code == "SOAP-ENV:Client-102"
    assert omie.payable("UpsertContaPagar", **PAYABLE, observacao="checked").status == 200
    [held] = sandbox.records("omie", "contapagar")
    assert (held["valor_documento"], held["observacao"], held["pago"]) == (1284.37, "checked", 10)


@pytest.mark.parametrize("key", ["codigo_baixa", "codigo_baixa_integracao"])
def test_a_cancelled_payment_opens_the_title_again(omie: Client, sandbox: Sandbox, title: int, key: str) -> None:
    paid = omie.payable("LancarPagamento", **PAYMENT).body
    answer = omie.payable("CancelarPagamento", **{key: paid[key]})
    assert answer.body["descricao_status"] == "Baixa cancelada com sucesso!"
    [held] = sandbox.records("omie", "contapagar")
    assert (held["pago"], held["liquidado"]) == (0, "N")
    assert sandbox.records("omie", "pagamentos") == []
    assert omie.payable("ExcluirContaPagar", codigo_lancamento_integracao="BF-1").status == 200


def test_cancelling_an_unknown_payment_is_not_found(omie: Client) -> None:
    assert omie.payable("CancelarPagamento", codigo_baixa=5).code == "SOAP-ENV:Client-105"
    assert omie.payable("CancelarPagamento", codigo_baixa_integracao="X").code == "SOAP-ENV:Client-103"


def test_a_title_can_be_created_paid(omie: Client, sandbox: Sandbox) -> None:
    omie.payable("IncluirContaPagar", **PAYABLE, baixar_documento="S")
    [held] = sandbox.records("omie", "contapagar")
    [payment] = sandbox.records("omie", "pagamentos")
    assert held["status_titulo"] == "PAGO"
    assert (payment["valor"], payment["codigo_conta_corrente"]) == (1284.37, BANK)


def test_details_of_a_payment_at_once_need_their_flag(omie: Client, sandbox: Sandbox) -> None:
    details = {"codigo_pagamento_integracao": "P-9", "valor": 100, "data": "09/12/2026"}
    assert omie.payable("IncluirContaPagar", **PAYABLE, pagamento=details).code == "SOAP-ENV:Client-1020"
    assert sandbox.records("omie", "contapagar") == []
    assert omie.payable("IncluirContaPagar", **PAYABLE, pagamento=details, baixar_documento="S").status == 200
    [payment] = sandbox.records("omie", "pagamentos")
    assert (payment["codigo_baixa_integracao"], payment["valor"]) == ("P-9", 100)
