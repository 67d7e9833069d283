"""Faults that are switched on: what the caller sees, and what Omie holds afterwards."""

import http.client
import time

import pytest
import time_machine

from apps.sandbox.faults import NAMES, UnknownFault
from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import PAYABLE, Client


@pytest.mark.parametrize(
    ("name", "status", "text"),
    [
        ("429", 429, '"error_code": 429'),
        ("500", 500, "SOAP-ERROR: Broken response from Application Server (4)"),
        ("html", 502, "<h1>502 Bad Gateway</h1>"),
        ("busy", 500, "SOAP-ENV:Client-1880"),
        ("misuse", 425, "Tente novamente em 1678 segundos."),
        ("refused_key", 403, "A chave de acesso"),
        ("duplicate-suppressed", 500, "SOAP-ENV:Client-1100"),
    ],
)
def test_a_fault_before_the_commit_answers_once_and_books_nothing(
    omie: Client, sandbox: Sandbox, name: str, status: int, text: str
) -> None:
    sandbox.fault("omie", name)
    answer = omie.payable("IncluirContaPagar", **PAYABLE)
    assert answer.status == status
    assert text in answer.text
    assert sandbox.records("omie", "contapagar") == []
    assert omie.payable("IncluirContaPagar", **PAYABLE).status == 200


@pytest.mark.parametrize(
    ("name", "status", "text"),
    [
        ("500_after_commit", 500, "Broken response"),
        ("html_after_commit", 502, "<h1>"),
        ("duplicate_after_commit", 500, "SOAP-ENV:Client-1100"),
    ],
)
def test_a_fault_after_the_commit_leaves_the_title_booked(
    omie: Client, sandbox: Sandbox, name: str, status: int, text: str
) -> None:
    sandbox.fault("omie", name, call="IncluirContaPagar")
    answer = omie.payable("IncluirContaPagar", **PAYABLE)
    assert answer.status == status
    assert text in answer.text
    assert len(sandbox.records("omie", "contapagar")) == 1


@pytest.mark.parametrize(("name", "booked"), [("drop_after_commit", 1), ("drop_before_commit", 0)])
def test_a_dropped_connection_gives_no_answer(omie: Client, sandbox: Sandbox, name: str, booked: int) -> None:
    sandbox.fault("omie", name)
    with pytest.raises(http.client.RemoteDisconnected):
        omie.payable("IncluirContaPagar", **PAYABLE)
    assert len(sandbox.records("omie", "contapagar")) == booked
    [call] = sandbox.calls("omie")
    assert (call["status"], call["fault"]) == (0, name)
    assert omie.payable("UpsertContaPagar", **PAYABLE).status == 200
    assert len(sandbox.records("omie", "contapagar")) == 1


def test_a_slow_answer_is_slow_and_right(omie: Client, sandbox: Sandbox) -> None:
    sandbox.fault("omie", "slow", seconds=0.3)
    began = time.perf_counter()
    assert omie.client("ListarClientes").status == 200
    assert time.perf_counter() - began >= 0.3


def test_a_fault_waits_for_its_call_and_its_number_of_times(omie: Client, sandbox: Sandbox) -> None:
    sandbox.fault("omie", "500", times=2, call="ListarCategorias")
    assert omie.client("ListarClientes").status == 200
    statuses = [omie.omie("geral/categorias", "ListarCategorias").status for _ in range(3)]
    assert statuses == [500, 500, 200]


def test_switched_on_faults_do_not_count_towards_the_block(omie: Client, sandbox: Sandbox) -> None:
    sandbox.fault("omie", "500", times=12)
    assert {omie.client("ListarClientes").status for _ in range(12)} == {500}
    assert omie.client("ListarClientes").status == 200


def test_a_fault_may_come_with_status_200(omie: Client, sandbox: Sandbox) -> None:
    sandbox.fault("omie", "fault_as_200")
    answer = omie.payable("ListarContasPagar")
    assert (answer.status, answer.code) == (200, "SOAP-ENV:Client-5113")
    assert omie.payable("ListarContasPagar").status == 500


def test_reads_that_lag_show_what_was_before(omie: Client, sandbox: Sandbox) -> None:
    with time_machine.travel("2026-12-01T12:00Z", tick=False):
        omie.payable("IncluirContaPagar", **PAYABLE, observacao="old")
    with time_machine.travel("2026-12-01T13:00Z", tick=False):
        omie.payable("UpsertContaPagar", **PAYABLE, observacao="new")
        sandbox.fault("omie", "read_lag", call="ListarContasPagar")
        shown = [omie.payable("ListarContasPagar", exibir_obs="S").body["conta_pagar_cadastro"] for _ in range(2)]
    assert [rows[0]["observacao"] for rows in shown] == ["old", "new"]


def test_reads_that_lag_miss_the_new_and_still_show_the_deleted(omie: Client, sandbox: Sandbox) -> None:
    with time_machine.travel("2026-12-01T12:00Z", tick=False):
        omie.payable("IncluirContaPagar", **PAYABLE)
        sandbox.fault("omie", "read_lag", seconds=10)
        missing = omie.payable("ConsultarContaPagar", codigo_lancamento_integracao="BF-1")
    with time_machine.travel("2026-12-01T12:05Z", tick=False):
        omie.payable("ExcluirContaPagar", codigo_lancamento_integracao="BF-1")
        sandbox.fault("omie", "read_lag", seconds=10)
        ghost = omie.payable("ConsultarContaPagar", codigo_lancamento_integracao="BF-1")
    assert missing.code == "SOAP-ENV:Client-103"
    assert ghost.body["valor_documento"] == 1284.37


def test_writes_do_not_lag(omie: Client, sandbox: Sandbox) -> None:
    sandbox.fault("omie", "read_lag", times=5)
    omie.payable("IncluirContaPagar", **PAYABLE)
    assert omie.payable("IncluirContaPagar", **PAYABLE).code == "SOAP-ENV:Client-102"


def test_faults_are_switched_over_http(omie: Client) -> None:
    assert omie.json("POST", "/_faults/omie", {"name": "busy", "times": 3, "call": "ListarClientes"}) == [
        {"name": "busy", "times": 3, "call": "ListarClientes", "seconds": None}
    ]
    assert omie.client("ListarClientes").code == "SOAP-ENV:Client-1880"
    assert omie.json("GET", "/_faults/omie")[0]["times"] == 2
    assert omie.json("DELETE", "/_faults/omie") == []
    assert omie.client("ListarClientes").status == 200


def test_an_unknown_fault_is_named_with_those_that_exist(omie: Client, sandbox: Sandbox) -> None:
    with pytest.raises(UnknownFault, match="drop_after_commit"):
        sandbox.fault("omie", "earthquake")
    answer = omie.http("POST", "/_faults/omie", '{"name": "earthquake"}', **{"Content-Type": "application/json"})
    assert answer.status == 400


@pytest.mark.parametrize("name", NAMES["omie"])
def test_every_fault_can_be_switched_off_again(omie: Client, sandbox: Sandbox, name: str) -> None:
    sandbox.fault("omie", name, times=9)
    assert [fault["times"] for fault in omie.json("GET", "/_faults/omie")] == [9]
    sandbox.clear_faults()
    assert omie.json("GET", "/_faults/omie") == []
    assert omie.payable("IncluirContaPagar", **PAYABLE).status == 200
