"""Customers and suppliers as the register takes them."""

from dataclasses import replace

import pytest

from apps.connectors.omie.mapping import plan
from apps.connectors.omie.parties import telephone
from apps.core.documents import Party
from apps.core.errors import MappingMissing, Place, Rejected
from tests.connectors.factories import NEWCOMER, WORKSHOP, Words, bill, invoice


def test_a_supplier_is_told_in_full() -> None:
    party = plan(bill(), Words())[0]
    assert (party.resource, party.key, party.label) == ("party", "party:11222333000181", "Oficina Central Ltda")
    assert party.body == {
        "codigo_cliente_integracao": "PONTE-11222333000181",
        "cnpj_cpf": "11.222.333/0001-81",
        "pessoa_fisica": "N",
        "tags": ({"tag": "Fornecedor"},),
        "razao_social": "Oficina Central Ltda",
        "nome_fantasia": "Oficina Central Ltda",
        "email": "contas@oficina.example",
        "telefone1_ddd": "11",
        "telefone1_numero": "4002-8922",
        "endereco": "Rua das Oficinas",
        "endereco_numero": "77",
        "bairro": "Mooca",
        "cidade": "Sao Paulo (SP)",
        "estado": "SP",
        "cep": "03101-000",
    }


def test_a_person_is_told_apart_by_the_cpf() -> None:
    person = Party(code="1", name="Marina Costa Prado", tax_id="52998224725")
    body = plan(invoice(party=person), Words())[0].body
    assert (body["cnpj_cpf"], body["pessoa_fisica"]) == ("529.982.247-25", "S")
    assert body["tags"] == ({"tag": "Cliente"},)


def test_a_cnpj_may_hold_letters_in_either_case() -> None:
    for tax_id in ("12ABC34501DE35", "12abc34501de35"):
        party = plan(bill(party=replace(NEWCOMER, tax_id=tax_id)), Words())[0]
        assert (party.key, party.body["cnpj_cpf"]) == ("party:12ABC34501DE35", "12.ABC.345/01DE-35")


@pytest.mark.parametrize(
    "tax_id", ["11222333000182", "12ABC34501DE36", "52998224726", "00000000000000", "11111111111", "123", "1" * 15]
)
def test_a_tax_id_that_cannot_be_one_is_to_be_corrected_at_the_source(tax_id: str) -> None:
    with pytest.raises(Rejected) as refused:
        plan(bill(party=replace(WORKSHOP, tax_id=tax_id)), Words())
    assert (refused.value.code, refused.value.place) == ("party.tax_id_wrong", Place.SOURCE)
    assert refused.value.params == {"value": tax_id}


def test_a_party_without_a_tax_id_is_chosen_by_a_person() -> None:
    steps = plan(bill(party=Party(code="entity:77", name="Feirante")), Words())
    assert [step.resource for step in steps] == ["payable"]
    assert steps[0].body["codigo_cliente_fornecedor"] == "6289226855"
    with pytest.raises(MappingMissing) as stopped:
        plan(bill(party=Party(code="entity:78", name="Feirante Dois")), Words())
    assert (stopped.value.kind, stopped.value.value, stopped.value.label) == ("party", "entity:78", "Feirante Dois")


def test_names_and_addresses_are_cut_to_what_the_register_takes() -> None:
    long = replace(
        WORKSHOP, name="N" * 90, trading_name="T" * 120, street="S" * 90, street_number="1" * 20, city="C" * 60
    )
    body = plan(bill(party=long), Words())[0].body
    lengths = {
        name: len(body[name]) for name in ("razao_social", "nome_fantasia", "endereco", "endereco_numero", "cidade")
    }
    assert lengths == {"razao_social": 60, "nome_fantasia": 100, "endereco": 60, "endereco_numero": 10, "cidade": 40}


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("(11) 4002-8922", ("11", "4002-8922")),
        ("11 98877-6655", ("11", "98877-6655")),
        ("+55 (41) 98877-6655", ("41", "98877-6655")),
        ("0 41 3232-1010", ("41", "3232-1010")),
        ("4002-8922", ("", "")),
        ("ramal 12", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_telephone_is_split_into_area_and_number(text: str, split: tuple[str, str]) -> None:
    assert telephone(text) == split
