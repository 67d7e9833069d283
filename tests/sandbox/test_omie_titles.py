"""Titles on both sides: one for each key, Upsert overwrites only what was sent, and what ends them."""

from decimal import Decimal

import pytest
import time_machine

from apps.sandbox.omie.limits import Rules
from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import AURORA, BANK, OFICINA, PAYABLE, RECEIVABLE, Client


def test_a_new_title_gets_a_ten_digit_id_and_the_vendors_answer(omie: Client, sandbox: Sandbox) -> None:
    answer = omie.payable("IncluirContaPagar", **PAYABLE)
    assert answer.status == 200
    assert answer.body == {
        "codigo_lancamento_omie": answer.body["codigo_lancamento_omie"],
        "codigo_lancamento_integracao": "BF-1",
        "codigo_status": "0",
        "descricao_status": "Lançamento cadastrado com sucesso!",
    }
    assert len(str(answer.body["codigo_lancamento_omie"])) == 10
    [title] = sandbox.records("omie", "contapagar")
    assert title["codigo_lancamento_omie"] == answer.body["codigo_lancamento_omie"]
    assert title["valor_documento"] == 1284.37


def test_the_same_key_again_is_fault_102_and_books_nothing(omie: Client, sandbox: Sandbox) -> None:
    omie.payable("IncluirContaPagar", **PAYABLE)
    answer = omie.payable("IncluirContaPagar", **{**PAYABLE, "valor_documento": 5})
    assert (answer.status, answer.code) == (500, "SOAP-ENV:Client-102")
    assert answer.fault == "ERROR: Lançamento já cadastrado para o Código de Integração [BF-1] !"
    [title] = sandbox.records("omie", "contapagar")
    assert title["valor_documento"] == 1284.37


def test_the_same_key_may_stand_on_both_sides(omie: Client, sandbox: Sandbox) -> None:
    assert omie.payable("IncluirContaPagar", **PAYABLE).status == 200
    assert omie.receivable("IncluirContaReceber", **RECEIVABLE).status == 200
    [title] = sandbox.records("omie", "contareceber")
    assert title["id_origem"] == "APIR"


def test_upsert_creates_then_answers_with_the_same_id(omie: Client, sandbox: Sandbox) -> None:
    first = omie.payable("UpsertContaPagar", **PAYABLE)
    again = omie.payable("UpsertContaPagar", **PAYABLE)
    assert first.body["codigo_lancamento_omie"] == again.body["codigo_lancamento_omie"]
    assert len(sandbox.records("omie", "contapagar")) == 1


def test_upsert_overwrites_only_the_tags_that_were_sent(omie: Client, sandbox: Sandbox) -> None:
    omie.payable("UpsertContaPagar", **PAYABLE, numero_documento="RD-918", observacao="first")
    omie.payable("UpsertContaPagar", codigo_lancamento_integracao="BF-1", observacao="second")
    [title] = sandbox.records("omie", "contapagar")
    assert (title["numero_documento"], title["observacao"]) == ("RD-918", "second")
    assert title["valor_documento"] == 1284.37


def test_a_title_of_one_share_follows_its_new_value_and_category(omie: Client, sandbox: Sandbox) -> None:
    share = [{"cCodDep": "619153908", "nPerDep": 100, "nValDep": Decimal("1284.37")}]
    omie.payable("IncluirContaPagar", **PAYABLE, distribuicao=share)
    change = {"codigo_lancamento_integracao": "BF-1", "valor_documento": 900, "codigo_categoria": "2.04.09"}
    assert omie.payable("AlterarContaPagar", **change).status == 200
    [title] = sandbox.records("omie", "contapagar")
    assert title["categorias"] == [{"codigo_categoria": "2.04.09", "percentual": 100, "valor": 900}]
    assert [(row["cCodDep"], row["nValDep"]) for row in title["distribuicao"]] == [("619153908", 900)]


def test_consulting_gives_the_bare_title_with_what_omie_computes(omie: Client) -> None:
    with time_machine.travel("2026-12-09T15:30:00Z", tick=False):
        omie.payable("IncluirContaPagar", **PAYABLE, retem_iss="S", valor_iss=Decimal("84.37"))
        title = omie.payable("ConsultarContaPagar", codigo_lancamento_integracao="BF-1").body
    assert title["valor_pag"] == 1200
    assert title["data_previsao"] == title["data_vencimento"] == "10/12/2026"
    assert title["data_emissao"] == title["data_entrada"] == "09/12/2026"
    assert title["numero_parcela"] == "001/001"
    assert (title["id_origem"], title["status_titulo"], title["importado_api"]) == ("APIP", "A VENCER", "S")
    assert title["categorias"] == [{"codigo_categoria": "2.04.07", "percentual": 100, "valor": 1284.37}]
    assert title["info"] == {
        "dInc": "09/12/2026", "hInc": "12:30:00", "uInc": "WEBSERVICE",
        "dAlt": "09/12/2026", "hAlt": "12:30:00", "uAlt": "WEBSERVICE", "cImpAPI": "S",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "state"),
    [("2026-12-09T12:00Z", "A VENCER"), ("2026-12-10T12:00Z", "VENCE HOJE"), ("2026-12-11T12:00Z", "ATRASADO")],
)
def test_the_state_changes_as_days_pass(omie: Client, moment: str, state: str) -> None:
    with time_machine.travel("2026-12-01T12:00Z", tick=False):
        omie.payable("IncluirContaPagar", **PAYABLE)
    with time_machine.travel(moment, tick=False):
        title = omie.payable("ConsultarContaPagar", codigo_lancamento_integracao="BF-1").body
    assert title["status_titulo"] == state


def test_the_day_is_brasilias_not_greenwichs(omie: Client) -> None:
    with time_machine.travel("2026-12-11T01:30Z", tick=False):
        omie.payable("IncluirContaPagar", **PAYABLE)
        title = omie.payable("ConsultarContaPagar", codigo_lancamento_integracao="BF-1").body
    assert (title["data_emissao"], title["status_titulo"]) == ("10/12/2026", "VENCE HOJE")


@pytest.mark.parametrize("call", ["ConsultarContaPagar", "AlterarContaPagar", "ExcluirContaPagar"])
def test_a_missing_title_is_105_by_id_and_103_by_code(omie: Client, call: str) -> None:
    by_id = omie.payable(call, codigo_lancamento_omie=123)
    assert (by_id.code, by_id.fault) == (
        "SOAP-ENV:Client-105",
        "ERROR: Lançamento não cadastrado para o Código [123] !",
    )
    by_code = omie.payable(call, codigo_lancamento_integracao="NADA")
    assert by_code.code == "SOAP-ENV:Client-103"
    assert "para o Código de Integração [NADA]" in by_code.fault


def test_a_key_must_be_given(omie: Client) -> None:
    assert "obrigatório" in omie.payable("ConsultarContaPagar").fault


def test_a_deleted_title_is_gone_and_its_key_is_free(omie: Client, sandbox: Sandbox) -> None:
    first = omie.payable("IncluirContaPagar", **PAYABLE).body["codigo_lancamento_omie"]
    assert omie.payable("ExcluirContaPagar", codigo_lancamento_integracao="BF-1").body["codigo_status"] == "0"
    assert sandbox.records("omie", "contapagar") == []
    assert omie.payable("ConsultarContaPagar", codigo_lancamento_omie=first).code == "SOAP-ENV:Client-105"
    assert omie.payable("IncluirContaPagar", **PAYABLE).body["codigo_lancamento_omie"] > first


def test_receivables_are_deleted_and_cancelled_by_chave_lancamento(omie: Client, sandbox: Sandbox) -> None:
    ids = [
        omie.receivable("IncluirContaReceber", **{**RECEIVABLE, "codigo_lancamento_integracao": code}).body[
            "codigo_lancamento_omie"
        ]
        for code in ("R-1", "R-2")
    ]
    assert omie.receivable("ExcluirContaReceber", chave_lancamento=ids[0]).status == 200
    assert omie.receivable("CancelarContaReceber", chave_lancamento=ids[1]).status == 200
    [title] = sandbox.records("omie", "contareceber")
    assert (title["codigo_lancamento_omie"], title["status_titulo"]) == (ids[1], "CANCELADO")


def test_a_cancelled_receivable_takes_neither_money_nor_changes(omie: Client, sandbox: Sandbox) -> None:
    omie.receivable("IncluirContaReceber", **RECEIVABLE)
    omie.receivable("CancelarContaReceber", codigo_lancamento_integracao="BF-1")
    receipt = {"codigo_conta_corrente": BANK, "valor": 10, "data": "10/12/2026"}
    paid = omie.receivable("LancarRecebimento", codigo_lancamento_integracao="BF-1", **receipt)
    changed = omie.receivable("UpsertContaReceber", **RECEIVABLE)
    assert [paid.code, changed.code] == ["SOAP-ENV:Client-102"] * 2
    assert sandbox.records("omie", "recebimentos") == []


def test_a_title_that_forbids_its_deletion_stays(omie: Client, sandbox: Sandbox) -> None:
    omie.payable("IncluirContaPagar", **PAYABLE, bloquear_exclusao="S")
    assert omie.payable("ExcluirContaPagar", codigo_lancamento_integracao="BF-1").code == "SOAP-ENV:Client-102"
    assert len(sandbox.records("omie", "contapagar")) == 1


def test_the_supplier_may_be_named_by_its_integration_code(omie: Client, sandbox: Sandbox) -> None:
    omie.payable(
        "IncluirContaPagar",
        **{**PAYABLE, "codigo_cliente_fornecedor": None},
        codigo_cliente_fornecedor_integracao="BF-905",
    )
    [title] = sandbox.records("omie", "contapagar")
    assert title["codigo_cliente_fornecedor"] == AURORA
    change = {"codigo_lancamento_integracao": "BF-1", "codigo_cliente_fornecedor": OFICINA}
    omie.payable("AlterarContaPagar", **change)
    [title] = sandbox.records("omie", "contapagar")
    assert (title["codigo_cliente_fornecedor"], title["codigo_cliente_fornecedor_integracao"]) == (OFICINA, "")


def test_a_key_cannot_move_onto_another_title(omie: Client) -> None:
    omie.payable("IncluirContaPagar", **PAYABLE)
    second = omie.payable("IncluirContaPagar", **{**PAYABLE, "codigo_lancamento_integracao": "BF-2"})
    id_ = second.body["codigo_lancamento_omie"]
    answer = omie.payable("AlterarContaPagar", codigo_lancamento_omie=id_, codigo_lancamento_integracao="BF-1")
    assert answer.code == "SOAP-ENV:Client-102"


def test_a_past_due_date_is_refused_only_where_the_rule_is_switched_on(omie: Client, sandbox: Sandbox) -> None:
    past = {**PAYABLE, "data_vencimento": "10/12/2020"}
    assert omie.payable("IncluirContaPagar", **past).status == 200
    sandbox.set_rules(Rules(past_due_refused=1))
    assert omie.payable("UpsertContaPagar", **past).code == "SOAP-ENV:Client-102"
