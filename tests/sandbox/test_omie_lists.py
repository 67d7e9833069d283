"""Lists: two paging dialects, the fault that ends them, filters, and the master data of the demo company."""

from typing import Any

import pytest
import time_machine

from apps.sandbox.omie.limits import Rules
from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import AURORA, BANK, OFICINA, PAYABLE, Client


@pytest.fixture
def titles(omie: Client) -> list[int]:
    days = ("2026-12-01", "2026-12-03", "2026-12-05")
    ids = []
    for number, day in enumerate(days, start=1):
        with time_machine.travel(f"{day}T15:00Z", tick=False):
            title = {**PAYABLE, "codigo_lancamento_integracao": f"BF-{4 - number}", "valor_documento": number}
            ids.append(omie.payable("IncluirContaPagar", **title).body["codigo_lancamento_omie"])
    return ids


def listed(omie: Client, **param: Any) -> list[int]:
    answer = omie.payable("ListarContasPagar", **param)
    return [row["codigo_lancamento_omie"] for row in answer.body.get("conta_pagar_cadastro", [])]


def test_the_register_dialect_counts_pages_and_records(omie: Client, titles: list[int]) -> None:
    answer = omie.payable("ListarContasPagar", pagina=2, registros_por_pagina=2)
    head = {key: value for key, value in answer.body.items() if key != "conta_pagar_cadastro"}
    assert head == {"pagina": 2, "total_de_paginas": 2, "registros": 1, "total_de_registros": 3}
    assert [row["codigo_lancamento_omie"] for row in answer.body["conta_pagar_cadastro"]] == titles[2:]


def test_a_page_past_the_end_and_an_empty_list_are_fault_5113(omie: Client) -> None:
    empty = omie.payable("ListarContasPagar")
    assert (empty.status, empty.code) == (500, "SOAP-ENV:Client-5113")
    assert empty.fault == "ERROR: Não existem registros para a página [1]!"
    past = omie.client("ListarClientes", pagina=7)
    assert past.fault == "ERROR: Não existem registros para a página [7]!"


def test_pages_are_capped_at_500_without_a_fault(omie: Client, sandbox: Sandbox) -> None:
    sandbox.set_rules(Rules.off())
    for number in range(501):
        omie.payable("IncluirContaPagar", **{**PAYABLE, "codigo_lancamento_integracao": f"BF-{number}"})
    answer = omie.payable("ListarContasPagar", registros_por_pagina=900)
    assert (answer.body["registros"], answer.body["total_de_paginas"]) == (500, 2)


def test_order_may_fall_or_follow_the_integration_code(omie: Client, titles: list[int]) -> None:
    assert listed(omie, ordem_descrescente="S") == titles[::-1]
    assert listed(omie, ordenar_por="CODIGO_INTEGRACAO") == titles[::-1]


def test_notes_are_shown_only_on_request(omie: Client) -> None:
    omie.payable("IncluirContaPagar", **PAYABLE, observacao="secret of the trade")
    assert "observacao" not in omie.payable("ListarContasPagar").body["conta_pagar_cadastro"][0]
    shown = omie.payable("ListarContasPagar", exibir_obs="S").body["conta_pagar_cadastro"][0]
    assert shown["observacao"] == "secret of the trade"


def test_days_filter_on_the_stamp_that_was_asked_for(omie: Client, titles: list[int]) -> None:
    with time_machine.travel("2026-12-08T15:00Z", tick=False):
        omie.payable("AlterarContaPagar", codigo_lancamento_omie=titles[0], observacao="changed")
    since = {"filtrar_por_data_de": "05/12/2026"}
    assert listed(omie, **since) == [titles[0], titles[2]]
    assert listed(omie, **since, filtrar_apenas_inclusao="S") == [titles[2]]
    assert listed(omie, filtrar_por_data_ate="03/12/2026", filtrar_apenas_inclusao="S") == titles[:2]


def test_titles_are_filtered_by_what_they_point_at(omie: Client, titles: list[int]) -> None:
    assert listed(omie, filtrar_cliente=OFICINA, filtrar_conta_corrente=BANK) == titles
    assert listed(omie, filtrar_por_cpf_cnpj="11222333000181") == titles
    assert listed(omie, filtrar_cliente=AURORA) == []
    assert listed(omie, filtrar_por_projeto=617693956) == []
    assert listed(omie, filtrar_por_emissao_de="02/12/2026", filtrar_por_emissao_ate="03/12/2026") == [titles[1]]
    assert listed(omie, filtrar_por_registro_de="05/12/2026") == [titles[2]]


def test_titles_are_filtered_by_their_state(omie: Client, titles: list[int]) -> None:
    payment = {"codigo_conta_corrente": BANK, "data": "05/12/2026", "valor": 1}
    for title in titles[:2]:
        omie.payable("LancarPagamento", codigo_lancamento=title, **payment)
    with time_machine.travel("2026-12-10T15:00Z", tick=False):
        states = ("PAGO", "LIQUIDADO", "EMABERTO", "PAGTO_PARCIAL", "VENCEHOJE", "AVENCER", "CANCELADO")
        found = {state: listed(omie, filtrar_por_status=state) for state in states}
    assert found["PAGO"] == found["LIQUIDADO"] == [titles[0]]
    assert found["EMABERTO"] == found["VENCEHOJE"] == titles[1:]
    assert found["PAGTO_PARCIAL"] == [titles[1]]
    assert found["AVENCER"] == found["CANCELADO"] == []


def test_the_company_is_shown_with_a_text_code(omie: Client) -> None:
    [company] = omie.omie("geral/empresas", "ListarEmpresas").body["empresas_cadastro"]
    assert isinstance(company["codigo_empresa"], str)
    assert company["cnpj"] == "98.765.432/0001-98"


@pytest.mark.parametrize(
    ("param", "inside", "outside"),
    [
        ({"filtrar_por_tipo": "D"}, "2.04.07", "1.01.02"),
        ({"filtrar_por_tipo": "R"}, "1.01.02", "2.04.07"),
        ({"filtrar_apenas_ativo": "S"}, "2.04.11", "2.04.90"),
    ],
)
def test_categories_are_filtered_by_kind_and_activity(
    omie: Client, param: dict[str, Any], inside: str, outside: str
) -> None:
    rows = omie.omie("geral/categorias", "ListarCategorias", **param).body["categoria_cadastro"]
    assert inside in [row["codigo"] for row in rows]
    assert outside not in [row["codigo"] for row in rows]


@pytest.mark.parametrize("call", ["ListarDepartamentos", "ListarDepatartamentos"])
def test_departments_have_text_codes_and_a_misspelt_twin(omie: Client, call: str) -> None:
    rows = omie.omie("geral/departamentos", call).body["departamentos"]
    assert [(row["codigo"], row["descricao"], row["nivel_totalizador"]) for row in rows[:3]] == [
        ("619153900", "COMERCIAL", "S"),
        ("619153908", "MANUTENCAO", "N"),
        ("619153916", "LOCACAO FROTA", "N"),
    ]


def test_projects_and_accounts_have_number_ids(omie: Client) -> None:
    projects = omie.omie("geral/projetos", "ListarProjetos", nome_projeto="serra").body["cadastro"]
    assert [(row["codigo"], row["codInt"], row["nome"]) for row in projects] == [
        (617693960, "FROTA-SERRA", "Frota Serra")
    ]
    accounts = omie.omie("geral/contacorrente", "ListarContasCorrentes", filtrar_apenas_ativo="S").body
    assert [(row["nCodCC"], row["tipo"]) for row in accounts["ListarContasCorrentes"]] == [
        (630881258, "CC"),
        (630881260, "CX"),
    ]


def test_document_types_are_searched_and_consulted(omie: Client) -> None:
    types = omie.omie("geral/tiposdoc", "PesquisarTipoDocumento").body["tipo_documento_cadastro"]
    assert {"codigo": "REE", "descricao": "Reembolso"} in types
    assert omie.omie("geral/tiposdoc", "ConsultarTipoDocumento", codigo="PIX").body["descricao"] == "PIX"
    assert omie.omie("geral/tiposdoc", "ConsultarTipoDocumento", codigo="???").code == "SOAP-ENV:Client-105"
