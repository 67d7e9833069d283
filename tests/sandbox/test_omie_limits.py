"""The published limits, each seen from outside and each gone once it is switched off."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
import time_machine

from apps.sandbox.omie.limits import Rules
from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import OFICINA, PAYABLE, Client

NOON = "2026-12-01T12:00:00Z"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def test_the_241st_call_of_a_method_in_a_minute_is_429_in_its_own_envelope(
    omie: Client, clock: time_machine.Traveller
) -> None:
    statuses = [omie.client("ListarClientes").status for _ in range(240)]
    refused = omie.client("ListarClientes")
    assert set(statuses) == {200}
    assert refused.status == 429
    assert refused.body["error_code"] == 429
    assert refused.body["error_message"] == "Too Many Requests"
    assert omie.omie("geral/empresas", "ListarEmpresas").status == 200
    clock.shift(timedelta(seconds=60))
    assert omie.client("ListarClientes").status == 200


def test_an_address_is_limited_over_all_methods(omie: Client, sandbox: Sandbox, clock: time_machine.Traveller) -> None:
    sandbox.set_rules(Rules(per_address=4))
    calls = [("geral/empresas", "ListarEmpresas"), ("geral/categorias", "ListarCategorias")]
    statuses = [omie.omie(*call).status for call in calls * 3]
    assert statuses == [200, 200, 200, 200, 429, 429]
    clock.shift(timedelta(seconds=61))
    assert omie.omie(*calls[0]).status == 200


def test_the_default_limit_of_an_address_is_960() -> None:
    assert (Rules().per_address, Rules().per_method, Rules().concurrent) == (960, 240, 4)
    assert (Rules().redundant_seconds, Rules().misuse_after, Rules().misuse_seconds) == (60, 10, 1800)


def test_a_fifth_call_of_a_method_at_once_is_fault_1880(sandbox: Sandbox) -> None:
    sandbox.fault("omie", "slow", times=4, seconds=1.5)
    statuses = answers_at_once(sandbox, 5)
    assert sorted(statuses) == ["", "", "", "", "SOAP-ENV:Client-1880"]


def answers_at_once(sandbox: Sandbox, number: int) -> list[str]:
    barrier, codes = threading.Barrier(number), list[str]()

    def ask() -> None:
        with closing(Client(sandbox.url)) as client:
            barrier.wait()
            codes.append(client.client("ListarClientes").code)

    threads = [threading.Thread(target=ask) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


def test_consulting_a_record_twice_in_a_minute_is_redundant(omie: Client, clock: time_machine.Traveller) -> None:
    id_ = omie.payable("IncluirContaPagar", **PAYABLE).body["codigo_lancamento_omie"]
    assert omie.payable("ConsultarContaPagar", codigo_lancamento_omie=id_).status == 200
    clock.shift(timedelta(seconds=44))
    answer = omie.payable("ConsultarContaPagar", codigo_lancamento_integracao="BF-1")
    assert (answer.status, answer.code) == (500, "SOAP-ENV:Client-6")
    assert "Consumo redundante detectado. Aguarde 16 segundos para tentar novamente (REDUNDANT)." in answer.fault
    clock.shift(timedelta(seconds=16))
    assert omie.payable("ConsultarContaPagar", codigo_lancamento_omie=id_).status == 200


def test_consulting_a_missing_record_twice_is_redundant_too(omie: Client, clock: time_machine.Traveller) -> None:
    codes = [omie.client("ConsultarCliente", codigo_cliente_omie=9).code for _ in range(2)]
    assert codes == ["SOAP-ENV:Client-105", "SOAP-ENV:Client-6"]


def test_different_records_and_lists_are_not_redundant(omie: Client, clock: time_machine.Traveller) -> None:
    assert omie.client("ConsultarCliente", codigo_cliente_omie=OFICINA).status == 200
    assert omie.client("ConsultarCliente", codigo_cliente_integracao="BF-905").status == 200
    assert [omie.client("ListarClientes").status for _ in range(2)] == [200, 200]


@pytest.mark.parametrize("call", ["ListarContasPagar", "ConsultarContaPagar"])
def test_ten_faults_in_a_row_block_the_method_for_half_an_hour(
    omie: Client, clock: time_machine.Traveller, call: str
) -> None:
    param = {"codigo_lancamento_omie": 123} if call.startswith("Consultar") else {}
    statuses = [omie.payable(call, **param).status for _ in range(10)]
    blocked = omie.payable(call, **param)
    assert statuses == [500] * 10
    assert (blocked.status, blocked.code) == (425, "MISUSE_API_PROCESS")
    assert "API bloqueada por consumo indevido. Tente novamente em 1800 segundos." in blocked.fault
    assert omie.client("ListarClientes").status == 200
    clock.shift(timedelta(seconds=1799))
    assert "em 1 segundos" in omie.payable(call, **param).fault
    clock.shift(timedelta(seconds=1))
    assert omie.payable(call, **param).status == 500


def test_a_success_starts_the_count_of_faults_anew(omie: Client) -> None:
    for _ in range(2):
        assert {omie.client("ListarClientes", pagina=9).status for _ in range(9)} == {500}
        assert omie.client("ListarClientes").status == 200
    assert omie.client("ListarClientes", pagina=9).status == 500


def test_the_same_write_again_is_suppressed_where_that_is_switched_on(
    omie: Client, sandbox: Sandbox, clock: time_machine.Traveller
) -> None:
    sandbox.set_rules(Rules(repeat_seconds=60))
    assert omie.payable("UpsertContaPagar", **PAYABLE).status == 200
    answer = omie.payable("UpsertContaPagar", **PAYABLE)
    assert answer.code == "SOAP-ENV:Client-1100"
    assert "Esta requisição já foi processada" in answer.fault
    clock.shift(timedelta(seconds=60))
    assert omie.payable("UpsertContaPagar", **PAYABLE).status == 200


def test_without_limits_nothing_is_counted(omie: Client, sandbox: Sandbox) -> None:
    sandbox.set_rules(Rules.off())
    faults = {omie.payable("ConsultarContaPagar", codigo_lancamento_omie=1).code for _ in range(300)}
    assert faults == {"SOAP-ENV:Client-105"}


def test_limits_are_set_over_http_and_a_reset_brings_them_back(omie: Client) -> None:
    assert omie.json("POST", "/_limits/omie", {"off": True, "per_method": 1})["per_address"] == 0
    assert [omie.client("ListarClientes").status for _ in range(2)] == [200, 429]
    assert omie.http("POST", "/_limits/omie", '{"nothing": 1}', **{"Content-Type": "application/json"}).status == 404
    omie.json("POST", "/_reset")
    assert omie.json("GET", "/_limits/omie")["per_method"] == 240
