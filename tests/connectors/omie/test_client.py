"""The one way to call Omie: its keys, its limits, its lists."""

import socket
from collections import Counter

import pytest

from apps.connectors.omie.client import PAGE, Omie, limits_of, open_client
from apps.connectors.omie.faults import Defect, Missing
from apps.connectors.omie.options import company
from apps.core.errors import NotAuthorized, OutcomeUnknown, Rejected, Temporary
from apps.core.http import Http, open_session
from apps.sandbox.server import Sandbox
from tests.connectors.conftest import OpenBudget
from tests.connectors.omie.conftest import KEYS

TITLE = {
    "codigo_lancamento_integracao": "T-1",
    "codigo_cliente_fornecedor": 6289226855,
    "data_vencimento": "10/05/2030",
    "valor_documento": 10,
    "codigo_categoria": "2.04.07",
    "id_conta_corrente": 630881258,
}


def include(omie: Omie) -> None:
    omie.call("financas/contapagar/", "IncluirContaPagar", TITLE, writes=True)


def test_wrong_keys_ask_for_new_ones_and_are_shown_nowhere(http: Http) -> None:
    client = open_client(http, {"app_key": "1234567890123", "app_secret": "0" * 32})
    with pytest.raises(NotAuthorized) as refused:
        company(client)
    shown = repr(refused.value) + repr(refused.value.params) + repr(client)
    assert "1234567890123" not in shown
    assert "0" * 32 not in shown


def test_a_fault_that_repeats_our_keys_is_told_without_them(omie: Omie) -> None:
    with pytest.raises(Missing) as missing:
        omie.call(
            "financas/contapagar/",
            "ConsultarContaPagar",
            {"codigo_lancamento_integracao": f"{KEYS['app_key']} {KEYS['app_secret']}"[:60]},
            writes=False,
        )
    assert KEYS["app_key"] not in missing.value.params["answer"]
    assert "***" in missing.value.params["answer"]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("429", Temporary),
        ("busy", Temporary),
        ("misuse", Temporary),
        ("refused_key", NotAuthorized),
        ("500", OutcomeUnknown),
        ("html", OutcomeUnknown),
        ("drop_before_commit", OutcomeUnknown),
        ("duplicate_suppressed", OutcomeUnknown),
    ],
)
def test_a_fault_before_the_books_leaves_nothing_behind(
    name: str, error: type[Exception], omie: Omie, sandbox: Sandbox
) -> None:
    sandbox.fault("omie", name)
    with pytest.raises(error) as raised:
        include(omie)
    assert type(raised.value) is error
    assert sandbox.records("omie", "contapagar") == []
    include(omie)
    assert [row["codigo_lancamento_integracao"] for row in sandbox.records("omie", "contapagar")] == ["T-1"]


@pytest.mark.parametrize(
    "name", ["drop_after_commit", "500_after_commit", "html_after_commit", "duplicate_after_commit"]
)
def test_a_write_whose_answer_is_lost_is_an_unknown_outcome(name: str, omie: Omie, sandbox: Sandbox) -> None:
    sandbox.fault("omie", name)
    with pytest.raises(OutcomeUnknown):
        include(omie)
    assert len(sandbox.records("omie", "contapagar")) == 1


def test_a_fault_under_a_good_status_is_still_a_fault(omie: Omie, sandbox: Sandbox) -> None:
    include(omie)
    sandbox.fault("omie", "fault_as_200")
    with pytest.raises(Rejected) as refused:
        include(omie)
    assert refused.value.code == "target.duplicate"


def test_an_unknown_tag_is_our_own_defect(omie: Omie) -> None:
    with pytest.raises(Defect, match="raise_due_date"):
        omie.call("financas/contapagar/", "IncluirContaPagar", {**TITLE, "raise_due_date": "S"}, writes=True)


def test_a_service_that_does_not_exist_points_to_the_connection(omie: Omie) -> None:
    with pytest.raises(Rejected) as refused:
        omie.call("geral/nada/", "ListarNada", {}, writes=False)
    assert refused.value.code == "target.address_wrong"


def test_a_server_that_is_not_there_is_unreachable_and_nothing_was_sent(budget: OpenBudget) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    session = open_session(frozenset({f"127.0.0.1:{port}"}))
    closed = Http(base_url=f"http://127.0.0.1:{port}/omie/api/v1/", budget=budget, session=session)
    with pytest.raises(Temporary) as unreachable:
        include(open_client(closed, KEYS))
    session.close()
    assert (type(unreachable.value), unreachable.value.code) == (Temporary, "target.unreachable")


def test_every_refusal_counts_against_the_budget_and_every_success_for_it(omie: Omie, budget: OpenBudget) -> None:
    include(omie)
    with pytest.raises(Rejected):
        include(omie)
    assert [well for _, well in budget.spent] == [True, False]


def test_each_call_spends_from_the_published_limits() -> None:
    host, method = limits_of("IncluirContaPagar", "")
    assert (host.name, method.name) == ("host", "method:IncluirContaPagar")
    assert (host.seconds, method.seconds, method.at_once) == (60, 60, 4)
    assert host.calls + host.burst <= 960
    assert method.calls + method.burst <= 240


def test_a_method_rests_longer_and_longer_before_the_tenth_failure() -> None:
    method = limits_of("IncluirContaPagar", "")[1]
    counts, seconds = zip(*method.pauses, strict=True)
    assert max(counts) == 9
    assert list(seconds) == sorted(seconds)
    assert seconds[-1] == 1800


def test_a_record_is_consulted_at_most_once_in_more_than_a_minute() -> None:
    consult = limits_of("ConsultarContaPagar", "BF-E1")[2]
    assert (consult.name, consult.calls, consult.burst) == ("consult:ConsultarContaPagar:BF-E1", 1, 1)
    assert consult.seconds > 60


def test_a_list_is_read_to_its_end(omie: Omie, sandbox: Sandbox) -> None:
    many = PAGE + 7
    for number in range(many - len(sandbox.records("omie", "clientes"))):
        body = {"codigo_cliente_integracao": f"C-{number}", "razao_social": "N", "nome_fantasia": "N"}
        if number % 200 == 0:
            sandbox.limits.forget()
        omie.call("geral/clientes/", "IncluirCliente", body, writes=True)
    found = omie.listed("geral/clientes/", "ListarClientes", "clientes_cadastro")
    assert len({row["codigo_cliente_omie"] for row in found}) == len(found) == many
    assert Counter(call["call"] for call in sandbox.calls("omie"))["ListarClientes"] == 2


def test_an_empty_list_is_no_error(omie: Omie) -> None:
    assert omie.listed("financas/contapagar/", "ListarContasPagar", "conta_pagar_cadastro") == []


def test_searches_that_find_nothing_never_make_a_row_of_faults(omie: Omie, sandbox: Sandbox) -> None:
    for number in range(12):
        filters = {"clientesFiltro": {"codigo_cliente_integracao": f"nobody-{number}"}}
        assert omie.listed("geral/clientes/", "ListarClientes", "clientes_cadastro", filters) == []
    statuses = [call["status"] for call in sandbox.calls("omie")]
    assert statuses == [500, 200] * 12


def test_a_search_in_an_empty_register_finds_nothing(omie: Omie, sandbox: Sandbox) -> None:
    filters = {"filtrar_cliente": 6289226855}
    assert omie.listed("financas/contapagar/", "ListarContasPagar", "conta_pagar_cadastro", filters) == []
    assert [call["status"] for call in sandbox.calls("omie")] == [500, 500]
