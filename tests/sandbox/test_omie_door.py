"""Omie's front door: keys, envelopes, and what it makes of bodies that are no calls."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from apps.sandbox.omie.call import Company
from apps.sandbox.omie.seed import DEMO
from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import PAYABLE, Client

CLIENTS = "/omie/api/v1/geral/clientes/"


@pytest.mark.parametrize(
    ("key", "secret"),
    [(DEMO.app_key, "0" * 32), ("999", DEMO.app_secret), ("", "")],
    ids=["wrong secret", "unknown key", "no keys"],
)
def test_bad_keys_are_refused_with_403_and_the_vendors_text(omie: Client, key: str, secret: str) -> None:
    omie.app_key, omie.app_secret = key, secret
    answer = omie.client("ListarClientes")
    assert answer.status == 403
    assert answer.body == {
        "faultstring": "ERROR: A chave de acesso não está preenchida ou não é válida.",
        "faultcode": "SOAP-ENV:Server",
    }


def test_a_get_shows_a_page_that_documents_the_service(omie: Client) -> None:
    answer = omie.http("GET", CLIENTS)
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "UpsertClienteCpfCnpj" in answer.text


@pytest.mark.parametrize("body", ["", "{", "[]", "3", '{"call": NaN}', b"\xff"])
def test_a_body_that_is_no_json_object_is_a_fault(omie: Client, body: str | bytes) -> None:
    answer = omie.http("POST", CLIENTS, body)
    assert answer.status == 500
    assert "Invalid JSON" in answer.fault


@pytest.mark.parametrize("param", [[], {}, [{}, {}], ["x"], "x"])
def test_param_must_be_a_list_of_exactly_one_object(omie: Client, param: object) -> None:
    given = {"call": "ListarClientes", "app_key": DEMO.app_key, "app_secret": DEMO.app_secret, "param": param}
    answer = omie.http("POST", CLIENTS, json.dumps(given))
    assert answer.status == 500
    assert "Invalid JSON" in answer.fault


def test_a_parameterless_call_sends_one_empty_object(omie: Client) -> None:
    assert omie.omie("geral/empresas", "ListarEmpresas").status == 200


@pytest.mark.parametrize("call", ["listarclientes", "ListarContasPagar", "", "__class__"])
def test_method_names_belong_to_their_service_and_are_case_sensitive(omie: Client, call: str) -> None:
    answer = omie.client(call)
    assert answer.status == 500
    assert "is not a valid method" in answer.fault


def test_an_unknown_service_is_not_found(omie: Client) -> None:
    assert omie.http("POST", "/omie/api/v1/geral/nada/", "{}").status == 404


def test_two_companies_do_not_see_each_other(tmp_path: Path) -> None:
    other = Company("1234567890", "a" * 32, "OUTRA LTDA", "11.222.333/0001-81")
    with Sandbox(store=tmp_path / "two.sqlite3", companies=(DEMO, other)) as sandbox:
        first, second = Client(sandbox.url), Client(sandbox.url, other.app_key, other.app_secret)
        with closing(first), closing(second):
            refuse_each_others_titles(first, second)


def refuse_each_others_titles(first: Client, second: Client) -> None:
    assert first.payable("IncluirContaPagar", **PAYABLE).status == 200
    assert second.payable("ListarContasPagar").code == "SOAP-ENV:Client-5113"
    assert second.payable("IncluirContaPagar", **PAYABLE).status == 200
    names = [
        client.omie("geral/empresas", "ListarEmpresas").body["empresas_cadastro"][0]["razao_social"]
        for client in (first, second)
    ]
    assert names == [DEMO.name, "OUTRA LTDA"]


def test_the_log_of_calls_has_no_secret_and_no_bulk(omie: Client, sandbox: Sandbox) -> None:
    omie.client("ListarClientes", clientesFiltro={"email": "x" * 5000})
    [call] = sandbox.calls("omie")
    assert (call["call"], call["status"], call["service"]) == ("ListarClientes", 500, "geral/clientes")
    assert call["faultcode"] == "SOAP-ENV:Client-5113"
    assert DEMO.app_secret not in json.dumps(call)
    assert len(json.dumps(call)) < 1500


def test_a_secret_that_strayed_into_the_parameters_is_not_logged(omie: Client, sandbox: Sandbox) -> None:
    omie.client("ListarClientes", app_secret=DEMO.app_secret)
    [call] = sandbox.calls("omie")
    assert call["param"] == {"app_secret": "***"}
