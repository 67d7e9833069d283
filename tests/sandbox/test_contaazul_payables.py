"""Payables at the simulated Conta Azul: taken at once, booked or refused in a protocol, searched, changed, settled."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from apps.sandbox.contaazul.cast import BANK, CLOSED, CUSTOMER, MARINA, MEALS, SALES, TRAVELLING
from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import Client
from tests.sandbox.contaazul_caller import PARTS, PAYABLES, Caller, part, payable

NOBODY = "00000000-0000-4000-8000-000000000000"
MONEY = {"valor_bruto": 1284.37, "multa": 0, "juros": 0, "desconto": 0, "taxa": 0}


@pytest.fixture
def caller(sandbox: Sandbox) -> Iterator[Caller]:
    sandbox.contaazul.switch(per_second=0, protocol_seconds=0)
    with closing(Client(sandbox.url)) as client:
        yield Caller(client, sandbox.contaazul.realm.session()["access_token"])


def test_a_payable_is_taken_at_once_and_booked_in_its_protocol(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.contaazul.switch(protocol_seconds=-1)
    taken = caller.post(PAYABLES, payable())
    assert (taken.status, taken.body["status"], set(taken.body)) == (
        200,
        "PENDING",
        {"protocolo", "status", "data_criacao"},
    )
    protocol = caller.get(f"protocolo/{taken.body['protocolo']}").body
    assert (protocol["status"], protocol["evento_financeiro_id"]) == ("PENDING", None)
    assert caller.search().body["itens_totais"] == 0
    sandbox.contaazul.act("end", protocol["id"])
    ended = caller.get(f"protocolo/{protocol['id']}").body
    assert ended["status"] == "SUCCESS"
    [row] = caller.get(f"financeiro/eventos-financeiros/{ended['evento_financeiro_id']}/parcelas").body
    assert (row["versao"], row["nota"], row["valor_composicao"]["valor_bruto"]) == (1, "hub:918", 1284.37)
    assert [line["valor"] for line in row["evento"]["rateio"]] == [984.37, 300]


def test_protocols_have_an_older_spelling_too(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.contaazul.switch(old_names=True)
    assert set(caller.post(PAYABLES, payable()).body) == {"protocolId", "status", "createdAt"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"contato": NOBODY}, f"A pessoa de id {NOBODY} não existe."),
        ({"contato": CUSTOMER}, f"A pessoa de id {CUSTOMER} não possui o perfil Fornecedor."),
        ({"conta_financeira": NOBODY}, f"A conta financeira de id {NOBODY} não existe."),
        ({"rateio": [{"id_categoria": TRAVELLING, "valor": 1284.37}]}, "não permite lançamentos"),
        ({"rateio": [{"id_categoria": SALES, "valor": 1284.37}]}, "não permite lançamentos"),
        (
            {
                "rateio": [
                    {
                        "id_categoria": MEALS,
                        "valor": 1284.37,
                        "rateio_centro_custo": [{"id_centro_custo": CLOSED, "valor": 1284.37}],
                    }
                ]
            },
            f"O centro de custo de id {CLOSED} não existe.",
        ),
    ],
)
def test_what_a_payable_refers_to_is_looked_at_in_the_protocol_only(
    caller: Caller, sandbox: Sandbox, changed: dict[str, Any], said: str
) -> None:
    taken = caller.post(PAYABLES, payable(**changed))
    assert taken.status == 200
    ended = caller.get(f"protocolo/{taken.body['protocolo']}").body
    assert (ended["status"], ended["evento_financeiro_id"]) == ("ERROR", None)
    assert said in ended["resposta"]
    assert sandbox.records("contaazul", "eventos") == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"descricao": None, "valor": None}, "valor: não deve ser nulo, descricao: não deve ser nulo"),
        ({"rateio": []}, "Deve possuir pelo menos uma categoria"),
        (
            {"condicao_pagamento": {"parcelas": [part(1284.37, detalhe_valor={"valor_bruto": 1284.37})]}},
            "O valor líquido deve ser informado.",
        ),
        ({"condicao_pagamento": {"parcelas": []}}, "condicaoPagamento.parcelas"),
        ({"contato": "marina"}, "O valor 'marina' fornecido no parâmetro 'contato' não é um identificador (uuid)"),
        ({"data_competencia": "30/06/2026"}, "não é uma data válida"),
        ({"rateio": [{"id_categoria": MEALS, "valor": 1284.36}]}, "A soma dos rateios"),
        ({"condicao_pagamento": {"parcelas": [part(1284.36)]}}, "A soma das parcelas"),
        ({"condicao_pagamento": {"parcelas": [part(1284.37, metodo_pagamento="PIX")]}}, "metodoPagamento"),
    ],
)
def test_the_form_of_a_payable_is_looked_at_at_once(caller: Caller, changed: dict[str, Any], said: str) -> None:
    refused = caller.post(PAYABLES, payable(**changed))
    assert (refused.status, refused.body["code"]) == (400, 400)
    assert said in refused.body["message"]


def test_centres_of_a_line_must_make_up_the_line(caller: Caller) -> None:
    body = payable()
    body["rateio"][0]["rateio_centro_custo"][0]["valor"] = 984.36
    assert "centros de custo" in caller.post(PAYABLES, body).body["message"]


def test_fields_that_nobody_knows_are_ignored(caller: Caller) -> None:
    assert caller.post(PAYABLES, payable(anexos=["x"])).status == 200
    assert caller.book()
    assert caller.search(descricaoo="nothing like it").body["itens_totais"] == 2


def test_a_search_wants_a_window_and_shows_the_events_description(caller: Caller) -> None:
    id_ = caller.book()
    [row] = caller.search(descricao="visita CLIENTES").body["itens"]
    assert (row["id"], row["status_traduzido"], row["total"], row["nao_pago"]) == (id_, "ATRASADO", 1284.37, 1284.37)
    assert row["fornecedor"] == {"id": MARINA, "nome": "Marina Costa Prado"}
    assert caller.search(descricao="nothing").body["itens"] == []
    assert caller.search(valor_de="1284.38").body["itens_totais"] == 0
    assert caller.search(status=["RECEBIDO", "ATRASADO"]).body["itens_totais"] == 1
    assert "obrigatório" in caller.search(data_vencimento_de="").body["message"]
    turned = caller.search(data_vencimento_de="2027-01-01", data_vencimento_ate="2026-01-01")
    assert turned.body["message"] == "A data de início não pode ser posterior à data de fim."


def test_only_whoever_knows_the_version_may_change_an_instalment(caller: Caller) -> None:
    id_ = caller.book()
    for stale in ({}, {"versao": 0}, {"versao": 2}):
        refused = caller.call("PATCH", f"{PARTS}/{id_}", {**stale, "nota": "x"})
        assert (refused.status, refused.body["message"]) == (409, "Versão informada para o recurso é inválida")
    changed = caller.call("PATCH", f"{PARTS}/{id_}", {"versao": 1, "nota": "x", "vencimento": "2026-08-01"}).body
    assert (changed["versao"], changed["nota"], changed["data_vencimento"]) == (2, "x", "2026-08-01")


def test_settling_in_parts_and_taking_it_back(caller: Caller) -> None:
    id_ = caller.book()
    paid = {"data_pagamento": "2026-07-10", "conta_financeira": BANK}
    first = caller.post(f"{PARTS}/{id_}/baixa", {**paid, "composicao_valor": {**MONEY, "valor_bruto": 284.37}}).body
    assert caller.get(f"{PARTS}/{id_}").body["status"] == "RECEBIDO_PARCIAL"
    too_much = caller.post(f"{PARTS}/{id_}/baixa", {**paid, "composicao_valor": MONEY})
    assert "maior que o valor em aberto" in too_much.body["message"]
    caller.post(f"{PARTS}/{id_}/baixa", {**paid, "composicao_valor": {**MONEY, "valor_bruto": 1000}})
    part_ = caller.get(f"{PARTS}/{id_}").body
    assert (part_["status"], part_["valor_pago"], part_["nao_pago"]) == ("QUITADO", 1284.37, 0)
    listed = caller.get(f"{PARTS}/{id_}/baixa").body
    assert [row["valor_composicao"]["valor_bruto"] for row in listed] == [284.37, 1000]
    assert caller.call("PATCH", f"{PARTS}/baixa/{first['id']}", {"nsu": "1"}).status == 409
    assert caller.call("PATCH", f"{PARTS}/baixa/{first['id']}", {"versao": 1, "nsu": "1"}).body["versao"] == 2
    taken_back = caller.call("DELETE", f"{PARTS}/baixa/{first['id']}")
    assert (taken_back.status, taken_back.text) == (200, "")
    assert caller.get(f"{PARTS}/{id_}").body["status"] == "RECEBIDO_PARCIAL"
    assert "<html>" in caller.post(f"{PARTS}/{id_}/baixa", {"data_pagamento": "2026-07-10"}).body["message"]


def test_events_that_changed_are_listed_and_a_year_is_the_longest_window(caller: Caller) -> None:
    caller.book()
    page = {"pagina": 1, "tamanho_pagina": 10}
    path = "financeiro/eventos-financeiros/alteracoes"
    now = caller.search().body["itens"][0]["data_alteracao"]
    assert caller.get(path, data_inicio=now, data_fim=now, **page).body["itens_totais"] == 1
    long = caller.get(path, data_inicio="2025-01-01T00:00:00", data_fim="2026-06-01T00:00:00", **page)
    assert "365" in long.body["message"]


def test_nothing_is_deleted_by_the_api_and_a_person_can(caller: Caller, sandbox: Sandbox) -> None:
    id_ = caller.book()
    assert (caller.call("DELETE", f"{PARTS}/{id_}").status, caller.get("nowhere").text) == (404, "404 page not found\n")
    sandbox.contaazul.act("delete", id_)
    assert caller.get(f"{PARTS}/{id_}").status == 404
    assert caller.search().body["itens_totais"] == 0
    assert "uuid" in caller.get(f"{PARTS}/12").body["message"]


def test_a_person_edits_settles_and_the_page_shows_it(caller: Caller, sandbox: Sandbox) -> None:
    id_ = caller.book()
    sandbox.contaazul.act("edit", id_, nota="by hand", event_description="Something else")
    sandbox.contaazul.act("settle", id_, amount="100.00", on="2026-07-01")
    part_ = caller.get(f"{PARTS}/{id_}").body
    assert (part_["versao"], part_["nota"], part_["status"]) == (2, "by hand", "RECEBIDO_PARCIAL")
    page = caller.client.http("GET", "/contaazul/").text
    for text in ("Something else", "Marina Costa Prado", "1284.37", "100.00", "SUCCESS", "Settle", "Delete"):
        assert text in page
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert caller.client.http("POST", "/contaazul/act", f"what=settle&id={id_}", **form).status == 303
    assert sandbox.records("contaazul", "parcelas")[0]["status"] == "QUITADO"
