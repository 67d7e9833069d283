"""Clients and suppliers: one register, one record for each code and each tax id."""

from typing import Any

import pytest

from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import AURORA, OFICINA, Client

NEW = {
    "codigo_cliente_integracao": "BF-411",
    "razao_social": "Auto Pecas Paulista Ltda",
    "nome_fantasia": "Pecas Paulista",
    "cnpj_cpf": "39055613000161",
    "tags": [{"tag": "Fornecedor"}],
}


def client_of(sandbox: Sandbox, id_: int) -> dict[str, Any]:
    [found] = [row for row in sandbox.records("omie", "clientes") if row["codigo_cliente_omie"] == id_]
    return found


def test_a_new_client_is_kept_with_its_tax_id_formatted(omie: Client, sandbox: Sandbox) -> None:
    answer = omie.client("IncluirCliente", **NEW)
    assert answer.body["codigo_status"] == "0"
    held = client_of(sandbox, answer.body["codigo_cliente_omie"])
    assert (held["cnpj_cpf"], held["pessoa_fisica"], held["inativo"]) == ("39.055.613/0001-61", "N", "N")
    assert held["info"]["cImpAPI"] == "S"


def test_the_same_code_again_is_102_with_the_id_to_adopt(omie: Client) -> None:
    answer = omie.client("IncluirCliente", **{**NEW, "codigo_cliente_integracao": "BF-905"})
    assert answer.code == "SOAP-ENV:Client-102"
    assert answer.fault == (
        f"ERROR: Cliente já cadastrado para o Código de Integração [BF-905] com o nCod [{AURORA}] !"
    )


@pytest.mark.parametrize("call", ["IncluirCliente", "UpsertCliente"])
def test_the_same_tax_id_under_another_code_is_102_with_the_id(omie: Client, call: str) -> None:
    answer = omie.client(call, **{**NEW, "cnpj_cpf": "11222333000181"})
    assert answer.code == "SOAP-ENV:Client-102"
    assert answer.fault == (f"ERROR: Cliente já cadastrado para o CPF/CNPJ [11.222.333/0001-81] com o Id [{OFICINA}] !")


def test_upsert_by_tax_id_adopts_a_supplier_typed_by_hand(omie: Client, sandbox: Sandbox) -> None:
    assert client_of(sandbox, OFICINA)["codigo_cliente_integracao"] == ""
    answer = omie.client("UpsertClienteCpfCnpj", cnpj_cpf="11.222.333/0001-81", codigo_cliente_integracao="BF-410")
    assert answer.body["codigo_cliente_omie"] == OFICINA
    held = client_of(sandbox, OFICINA)
    assert (held["codigo_cliente_integracao"], held["razao_social"]) == ("BF-410", "OFICINA CENTRAL LTDA")


def test_upsert_by_tax_id_creates_what_it_does_not_find(omie: Client, sandbox: Sandbox) -> None:
    before = len(sandbox.records("omie", "clientes"))
    first = omie.client("UpsertClienteCpfCnpj", **NEW)
    again = omie.client("UpsertClienteCpfCnpj", **NEW)
    assert first.body["codigo_cliente_omie"] == again.body["codigo_cliente_omie"]
    assert len(sandbox.records("omie", "clientes")) == before + 1


def test_upsert_overwrites_only_what_was_sent(omie: Client, sandbox: Sandbox) -> None:
    omie.client("UpsertCliente", codigo_cliente_integracao="BF-905", email="novo@aurora.example")
    held = client_of(sandbox, AURORA)
    assert (held["email"], held["razao_social"]) == ("novo@aurora.example", "TRANSPORTES AURORA LTDA")


def test_a_code_is_bound_to_an_existing_record(omie: Client, sandbox: Sandbox) -> None:
    bind = {"codigo_cliente_omie": OFICINA, "codigo_cliente_integracao": "BF-410"}
    assert omie.client("AssociarCodIntCliente", **bind).status == 200
    assert client_of(sandbox, OFICINA)["codigo_cliente_integracao"] == "BF-410"
    taken = {**bind, "codigo_cliente_integracao": "BF-905"}
    assert omie.client("AssociarCodIntCliente", **taken).code == "SOAP-ENV:Client-102"
    unknown = {**bind, "codigo_cliente_omie": 9}
    assert omie.client("AssociarCodIntCliente", **unknown).code == "SOAP-ENV:Client-105"


@pytest.mark.parametrize("number", ["11.222.333/0001-82", "529.982.247-26", "123", "00000000000000"])
def test_a_wrong_check_digit_is_refused(omie: Client, number: str) -> None:
    answer = omie.client("IncluirCliente", **{**NEW, "cnpj_cpf": number})
    assert answer.status == 500
    assert "não é válido" in answer.fault


def test_a_cnpj_with_letters_is_accepted(omie: Client, sandbox: Sandbox) -> None:
    # The published example of the alphanumeric CNPJ.
    answer = omie.client("IncluirCliente", **{**NEW, "cnpj_cpf": "12ABC34501DE35"})
    assert client_of(sandbox, answer.body["codigo_cliente_omie"])["cnpj_cpf"] == "12.ABC.345/01DE-35"


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"cnpj_cpf": "11.222.333/0001-81"}, [OFICINA]),
        ({"cnpj_cpf": "11222333000181"}, [OFICINA]),
        ({"codigo_cliente_integracao": "BF-905"}, [AURORA]),
        ({"codigo_cliente_omie": AURORA}, [AURORA]),
        ({"razao_social": "oficina"}, [OFICINA]),
        ({"tags": [{"tag": "Fornecedor"}]}, [OFICINA]),
        ({"razao_social": "LTDA", "cnpj_cpf": "12345678000195"}, [AURORA]),
    ],
)
def test_clients_are_found_by_filters(omie: Client, filters: dict[str, Any], found: list[int]) -> None:
    answer = omie.client("ListarClientes", clientesFiltro=filters)
    assert [row["codigo_cliente_omie"] for row in answer.body["clientes_cadastro"]] == found


def test_clients_are_found_by_a_list_of_keys(omie: Client) -> None:
    keys = [{"codigo_cliente_omie": OFICINA}, {"codigo_cliente_integracao": "BF-905"}]
    answer = omie.client("ListarClientes", clientesPorCodigo=keys)
    assert [row["codigo_cliente_omie"] for row in answer.body["clientes_cadastro"]] == [AURORA, OFICINA]


def test_only_what_came_by_the_api_is_listed_on_request(omie: Client) -> None:
    rows = omie.client("ListarClientes", apenas_importado_api="S").body["clientes_cadastro"]
    assert OFICINA not in [row["codigo_cliente_omie"] for row in rows]
    assert AURORA in [row["codigo_cliente_omie"] for row in rows]


def test_a_client_is_consulted_by_either_key_and_missing_ones_are_105_and_103(omie: Client) -> None:
    assert omie.client("ConsultarCliente", codigo_cliente_omie=OFICINA).body["nome_fantasia"] == "OFICINA CENTRAL"
    answer = omie.client("ConsultarCliente", codigo_cliente_omie=9)
    assert answer.fault == "ERROR: Cliente não cadastrado para o Código [9] !"
    assert omie.client("ConsultarCliente", codigo_cliente_integracao="X").code == "SOAP-ENV:Client-103"
    assert omie.client("AlterarCliente", codigo_cliente_integracao="X").code == "SOAP-ENV:Client-103"
