"""Strictness: every tag is known, typed, within its length, and there when it must be."""

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.conftest import PAYABLE, Client

NEW_CLIENT = {"codigo_cliente_integracao": "C-1", "razao_social": "Oficina Nova Ltda", "nome_fantasia": "Oficina Nova"}


@pytest.mark.parametrize(
    ("service", "call", "param", "kind"),
    [
        ("financas/contapagar", "IncluirContaPagar", {**PAYABLE, "foo": 1}, "conta_pagar_cadastro"),
        ("financas/contareceber", "IncluirContaReceber", {**PAYABLE, "foo": 1}, "conta_receber_cadastro"),
        ("financas/contareceber", "IncluirContaReceber", {**PAYABLE, "pagamento": {}}, "conta_receber_cadastro"),
        ("financas/contapagar", "ConsultarContaPagar", {"chave_lancamento": 1}, "conta_pagar_cadastro_chave"),
        ("financas/contareceber", "ExcluirContaReceber", {"codigo_lancamento_omie": 1}, "conta_receber_cadastro_chave"),
        ("financas/contapagar", "LancarPagamento", {"codigo_lancamento_omie": 1}, "conta_pagar_lancar_pagamento"),
        ("geral/clientes", "ListarClientes", {"cnpj_cpf": "1"}, "clientes_list_request"),
        ("geral/clientes", "ListarClientes", {"clientesFiltro": {"cnpj": "1"}}, "clientesFiltro"),
        ("geral/categorias", "ListarCategorias", {"filtrar_por_data_de": "01/01/2026"}, "categoria_list_request"),
        ("geral/anexo", "ListarAnexo", {"pagina": 1}, "geral_anexo_listar_request"),
    ],
)
def test_an_unknown_tag_is_fault_5001(omie: Client, service: str, call: str, param: dict[str, Any], kind: str) -> None:
    answer = omie.omie(service, call, **param)
    assert (answer.status, answer.code) == (500, "SOAP-ENV:Client-5001")
    assert f"não faz parte da estrutura do tipo complexo [{kind}]!" in answer.fault


def test_an_unknown_tag_in_a_nested_row_names_the_row_type(omie: Client) -> None:
    answer = omie.payable("IncluirContaPagar", **PAYABLE, distribuicao=[{"cCodDep": "619153916", "nPerc": 100}])
    assert answer.fault == "ERROR: Tag [nPerc] não faz parte da estrutura do tipo complexo [distribuicao]!"


@pytest.mark.parametrize(
    "tag",
    ["codigo_lancamento_integracao", "codigo_cliente_fornecedor", "data_vencimento", "valor_documento",
     "codigo_categoria", "id_conta_corrente"],
)  # fmt: skip
@pytest.mark.parametrize("call", ["IncluirContaPagar", "UpsertContaPagar"])
def test_a_title_without_a_required_tag_is_refused(omie: Client, call: str, tag: str) -> None:
    answer = omie.payable(call, **{key: value for key, value in PAYABLE.items() if key != tag})
    assert answer.status == 500
    assert f"O preenchimento da tag [{tag}] é obrigatório" in answer.fault


@pytest.mark.parametrize("tag", list(NEW_CLIENT))
def test_a_client_without_a_required_tag_is_refused(omie: Client, tag: str) -> None:
    answer = omie.client("IncluirCliente", **{key: value for key, value in NEW_CLIENT.items() if key != tag})
    assert f"O preenchimento da tag [{tag}] é obrigatório" in answer.fault


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("valor_documento", "100.00"),
        ("valor_documento", Decimal("10.001")),
        ("valor_documento", Decimal(-1)),
        ("valor_documento", True),
        ("codigo_cliente_fornecedor", "6289226855"),
        ("codigo_cliente_fornecedor", Decimal("1.5")),
        ("data_vencimento", "2026-12-10"),
        ("data_vencimento", "31/02/2026"),
        ("data_vencimento", "1/2/2026"),
        ("data_vencimento", 20261210),
        ("codigo_lancamento_integracao", 12),
        ("distribuicao", {"cCodDep": "1"}),
        ("categorias", ["2.04.07"]),
        ("cnab_integracao_bancaria", []),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(omie: Client, tag: str, value: Any) -> None:
    answer = omie.payable("IncluirContaPagar", **{**PAYABLE, tag: value})
    assert answer.code == "SOAP-ENV:Client-1020"
    assert f"[{tag}]" in answer.fault


@pytest.mark.parametrize("value", ["s", "Sim", "1"])
def test_a_flag_is_s_or_n_and_the_fault_lists_them(omie: Client, value: str) -> None:
    answer = omie.payable("IncluirContaPagar", **{**PAYABLE, "retem_iss": value})
    assert answer.code == "SOAP-ENV:Client-105"
    assert "S, N" in answer.fault


def test_an_unknown_status_filter_is_fault_105_with_the_options(omie: Client) -> None:
    answer = omie.receivable("ListarContasReceber", filtrar_por_status="PAGO")
    assert answer.code == "SOAP-ENV:Client-105"
    assert "RECEBIDO" in answer.fault


@pytest.mark.parametrize(
    ("tag", "most"),
    [("razao_social", 60), ("nome_fantasia", 100), ("telefone1_numero", 15), ("codigo_cliente_integracao", 60)],
)
def test_texts_have_a_longest_length(omie: Client, tag: str, most: int) -> None:
    answer = omie.client("IncluirCliente", **{**NEW_CLIENT, tag: "1" * (most + 1)})
    assert f"número máximo de caracteres permitido [{most}]" in answer.fault
    assert omie.client("IncluirCliente", **{**NEW_CLIENT, tag: "1" * most}).status == 200


@pytest.mark.parametrize("tag", ["status_titulo", "valor_pag", "id_origem", "info", "importado_api"])
def test_a_read_only_tag_cannot_be_sent(omie: Client, tag: str) -> None:
    assert omie.payable("IncluirContaPagar", **{**PAYABLE, tag: "S"}).code == "SOAP-ENV:Client-1020"


def test_a_withheld_tax_needs_its_flag(omie: Client) -> None:
    answer = omie.payable("IncluirContaPagar", **PAYABLE, valor_iss=Decimal("43.00"))
    assert answer.code == "SOAP-ENV:Client-1020"
    assert "[retem_iss]" in answer.fault
    assert omie.payable("IncluirContaPagar", **PAYABLE, retem_iss="S", valor_iss=Decimal("43.00")).status == 200


@pytest.mark.parametrize(
    ("order", "missing"),
    [
        ({"codigo_forma_pagamento": "BOL"}, "codigo_barras_boleto"),
        ({"codigo_forma_pagamento": "PIX"}, "pix_qrcode"),
        ({"codigo_forma_pagamento": "TRA", "banco_transferencia": "341"}, "agencia_transferencia"),
    ],
)
def test_a_bank_order_needs_what_its_form_needs(omie: Client, order: dict[str, str], missing: str) -> None:
    answer = omie.payable("IncluirContaPagar", **PAYABLE, cnab_integracao_bancaria=order)
    assert f"O preenchimento da tag [{missing}]" in answer.fault


def test_a_null_tag_counts_as_not_sent(omie: Client) -> None:
    assert omie.payable("IncluirContaPagar", **PAYABLE, numero_documento=None).status == 200
    answer = omie.payable("IncluirContaPagar", **{**PAYABLE, "data_vencimento": None})
    assert "[data_vencimento]" in answer.fault
