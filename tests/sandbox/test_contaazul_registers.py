"""Registers, people and the door of the simulated Conta Azul."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from apps.sandbox.contaazul.cast import MARINA, PETTY, TRAVELLING
from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import Client
from tests.sandbox.contaazul_caller import PAGE, PAYABLES, Caller, payable

LUIS = {
    "nome": "Luís Ramalho",
    "tipo_pessoa": "Física",
    "cpf": "111.444.777-35",
    "perfis": [{"tipo_perfil": "Fornecedor"}],
}


@pytest.fixture
def caller(sandbox: Sandbox) -> Iterator[Caller]:
    sandbox.contaazul.switch(per_second=0, protocol_seconds=0)
    with closing(Client(sandbox.url)) as client:
        yield Caller(client, sandbox.contaazul.realm.session()["access_token"])


def test_categories_want_their_odd_parameter_and_leaves_are_told_apart(caller: Caller) -> None:
    refused = caller.get("categorias", **PAGE)
    assert (refused.status, "permite_apenas_filhos" in refused.body["message"]) == (400, True)
    every = caller.get("categorias", permite_apenas_filhos="false", **PAGE).body
    leaves = caller.get("categorias", permite_apenas_filhos="true", tipo="DESPESA", **PAGE).body
    assert (every["itens_totais"], leaves["itens_totais"]) == (6, 4)
    assert TRAVELLING not in {row["id"] for row in leaves["itens"]}


def test_the_lists_have_different_envelopes(caller: Caller) -> None:
    assert {"itens_totais", "items"} < set(caller.get("centro-de-custo", **PAGE).body)
    assert {"itens_totais", "itens"} < set(caller.get("conta-financeira", **PAGE).body)
    assert set(caller.get("pessoas", **PAGE).body) == {"totalItems", "items"}


def test_inactive_centres_and_petty_cash_come_where_they_are_asked_for(caller: Caller) -> None:
    counted = [
        caller.get("centro-de-custo", filtro_rapido=word, **PAGE).body["itens_totais"]
        for word in ("ATIVO", "INATIVO", "TODOS")
    ]
    assert counted == [2, 1, 3]
    with_petty = caller.get("conta-financeira", mostrar_caixinha="true", apenas_ativo="true", **PAGE).body
    assert PETTY in {row["id"] for row in with_petty["itens"]}
    assert caller.get("conta-financeira", **PAGE).body["itens_totais"] == 2


@pytest.mark.parametrize("size", [0, 1, 25, 99, 1001, "x"])
def test_other_page_sizes_are_refused(caller: Caller, size: Any) -> None:
    assert caller.get("centro-de-custo", pagina=1, tamanho_pagina=size).status == 400


def test_a_new_cost_centre_has_a_code_of_its_own(caller: Caller) -> None:
    made = caller.post("centro-de-custo", {"codigo": "MKT", "nome": "Marketing"}).body
    assert (made["codigo"], made["ativo"]) == ("MKT", True)
    assert caller.post("centro-de-custo", {"codigo": "MKT", "nome": "Other"}).status == 400


def test_an_empty_list_of_people_is_no_list_at_all(caller: Caller) -> None:
    assert caller.get("pessoas", busca="nobody", **PAGE).body == {"totalItems": 0, "items": None}


def test_people_are_written_in_one_spelling_and_read_in_another(caller: Caller) -> None:
    made = caller.post("pessoas", {**LUIS, "codigo": "EMP-9"})
    assert (made.status, made.body["origem"], made.body["cpf"]) == (201, "API", "111.444.777-35")
    [row] = caller.get("pessoas", busca="11144477735", **PAGE).body["items"]
    assert (row["tipo_pessoa"], row["perfis"], row["documento"]) == ("FISICA", ["FORNECEDOR"], "111.444.777-35")
    assert "codigo" not in row
    [same] = caller.get("pessoas", codigos_pessoa="EMP-9", **PAGE).body["items"]
    one = caller.get(f"pessoas/{same['id']}").body
    assert (one["codigo"], one["perfis"]) == ("EMP-9", [{"tipo_perfil": "FORNECEDOR"}])


@pytest.mark.parametrize(
    "changed",
    [
        {"nome": " "},
        {"tipo_pessoa": "FISICA"},
        {"perfis": []},
        {"perfis": [{"tipo_perfil": "FORNECEDOR"}]},
        {"cpf": "1"},
    ],
)
def test_a_person_that_is_spelled_wrongly_is_refused(caller: Caller, changed: dict[str, Any]) -> None:
    assert caller.post("pessoas", {**LUIS, **changed}).status == 400


def test_people_are_changed_in_part_and_put_to_rest(caller: Caller) -> None:
    changed = caller.call("PATCH", f"pessoas/{MARINA}", {"email": "m@serraazul.example"})
    assert (changed.status, changed.text) == (204, "")
    assert caller.post("pessoas/inativar", {"uuids": [MARINA]}).status == 200
    one = caller.get(f"pessoas/{MARINA}").body
    assert (one["email"], one["ativo"], one["documento"]) == ("m@serraazul.example", False, "529.982.247-25")
    assert caller.post("pessoas/inativar", {"uuids": [MARINA] * 11}).status == 400


def test_ten_calls_in_a_second_are_the_most(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.contaazul.switch(per_second=10)
    statuses = [caller.get("pessoas/conta-conectada").status for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    sandbox.contaazul.switch(per_second=0, per_minute=5)
    refused = caller.get("pessoas/conta-conectada")
    assert (refused.status, refused.body) == (429, {"error": "Too Many Requests"})
    assert "Retry-After" not in refused.headers


def test_an_account_whose_plan_ended_is_shut(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.contaazul.switch(eligible=False)
    refused = caller.get("pessoas/conta-conectada")
    assert (refused.status, refused.body["status_conta"]) == (403, "END_TRIAL")
    assert "não está elegível" in refused.body["message"]


@pytest.mark.parametrize(
    ("fault", "status", "booked"),
    [
        ("500", 500, 0),
        ("html", 502, 0),
        ("429", 429, 0),
        ("expired", 401, 0),
        ("revoked", 401, 0),
        ("page", 200, 0),
        ("500_after_commit", 500, 1),
        ("html_after_commit", 502, 1),
    ],
)
def test_faults_come_before_or_after_what_a_call_does(
    caller: Caller, sandbox: Sandbox, fault: str, status: int, booked: int
) -> None:
    sandbox.fault("contaazul", fault, call="new payable")
    assert caller.post(PAYABLES, payable()).status == status
    assert len(sandbox.records("contaazul", "protocolos")) == booked
    assert sandbox.calls("contaazul")[-1]["fault"] == fault


@pytest.mark.parametrize(("fault", "booked"), [("drop_before_commit", 0), ("drop_after_commit", 1)])
def test_an_answer_can_get_lost(caller: Caller, sandbox: Sandbox, fault: str, booked: int) -> None:
    sandbox.fault("contaazul", fault, call="new payable")
    with pytest.raises((ConnectionError, OSError)):
        caller.post(PAYABLES, payable())
    assert len(sandbox.records("contaazul", "protocolos")) == booked


def test_its_page_moves_switches_and_faults(caller: Caller, sandbox: Sandbox) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert caller.client.http("POST", "/contaazul/switches", "eligible=off", **form).status == 303
    assert sandbox.contaazul.switched().eligible is False
    caller.client.http("POST", "/contaazul/faults", "name=slow&call=&times=1&seconds=2", **form)
    assert caller.client.json("GET", "/_faults/contaazul")[0]["name"] == "slow"
    caller.client.http("POST", "/contaazul/faults", "clear=1", **form)
    assert caller.client.json("GET", "/_faults/contaazul") == []
    assert caller.client.http("POST", "/contaazul/switches", "nothing=1", **form).status == 400
    assert caller.client.http("GET", "/contaazul/nowhere").status == 404
