"""Employees and companies as suppliers: found by number, by code, entered, or chosen by a person."""

from dataclasses import replace
from typing import Any

import pytest

from apps.connectors.contaazul import parties
from apps.connectors.contaazul.client import ContaAzul
from apps.core.connector import Booked
from apps.core.errors import MappingMissing, OutcomeUnknown
from apps.sandbox.contaazul.cast import MARINA, RUBENS, person
from apps.sandbox.server import Sandbox
from tests.connectors.contaazul.reports import KNOWN, KNOWN_BY_CODE, NAMELESS, NEWCOMER

WORKSHOP = replace(
    KNOWN,
    name="Oficina Central Ltda",
    trading_name="Oficina Central",
    tax_id="12ABC34501DE35",
    street="Rua das Oficinas",
    street_number="77",
    city="Curitiba",
    state="PR",
)


def found(azul: ContaAzul, party: Any) -> Booked | None:
    step = parties.party_step(party)
    return parties.find(azul, step.key, step.body)


def test_a_number_is_found_however_it_is_written_there(azul: ContaAzul, sandbox: Sandbox) -> None:
    assert found(azul, KNOWN) == Booked(target_id=MARINA)
    sandbox.contaazul.change("pessoas", MARINA, documento="52998224725")
    assert found(azul, KNOWN) == Booked(target_id=MARINA)


def test_a_search_that_gives_everybody_finds_nobody(azul: ContaAzul, sandbox: Sandbox) -> None:
    sandbox.contaazul.change("pessoas", MARINA, nome="11144477735 Eventos", documento="")
    assert found(azul, NEWCOMER) is None


def test_an_empty_list_of_people_may_be_no_list(azul: ContaAzul) -> None:
    assert found(azul, NEWCOMER) is None
    assert found(azul, NAMELESS) is None


def test_an_active_supplier_comes_before_others_with_the_same_number(azul: ContaAzul, sandbox: Sandbox) -> None:
    sandbox.contaazul.change("pessoas", MARINA, ativo=False)
    twin = person("0b0e3b3e-1111-4222-8333-444455556666", "Marina Prado", "529.982.247-25", perfis=["CLIENTE"])
    sandbox.contaazul.add("pessoas", twin)
    assert found(azul, KNOWN) == Booked(target_id=twin["id"])
    sandbox.contaazul.change("pessoas", MARINA, ativo=True)
    assert found(azul, KNOWN) == Booked(target_id=MARINA)


def test_a_code_is_looked_at_in_the_person_itself(azul: ContaAzul, sandbox: Sandbox) -> None:
    assert found(azul, KNOWN_BY_CODE) == Booked(target_id=RUBENS)
    sandbox.contaazul.change("pessoas", RUBENS, codigo="EMP-77")
    assert found(azul, KNOWN_BY_CODE) is None


def test_an_employee_without_cpf_and_code_is_chosen_by_a_person(azul: ContaAzul) -> None:
    step = parties.party_step(NAMELESS)
    with pytest.raises(MappingMissing) as missing:
        parties.create(azul, step.key, step.body)
    assert (missing.value.kind, missing.value.value, missing.value.label) == ("party", "10457", "Beatriz Nogueira")


def test_a_company_is_entered_with_what_is_known_of_it(azul: ContaAzul, sandbox: Sandbox) -> None:
    step = parties.party_step(WORKSHOP)
    booked = parties.create(azul, step.key, step.body)
    [row] = [row for row in sandbox.records("contaazul", "pessoas") if row["id"] == booked.target_id]
    assert (row["tipo_pessoa"], row["documento"], row["nome"]) == (
        "JURIDICA",
        "12.ABC.345/01DE-35",
        "Oficina Central Ltda",
    )
    assert row["endereco"] == {"logradouro": "Rua das Oficinas", "numero": "77", "cidade": "Curitiba", "estado": "PR"}


def test_a_person_whose_entering_got_no_answer_is_found_by_number(azul: ContaAzul, sandbox: Sandbox) -> None:
    step = parties.party_step(NEWCOMER)
    sandbox.fault("contaazul", "drop_after_commit", call="new person")
    with pytest.raises(OutcomeUnknown):
        parties.create(azul, step.key, step.body)
    assert parties.find(azul, step.key, step.body) is not None


def test_keys_fit_and_tell_people_apart() -> None:
    long = replace(NAMELESS, code="x" * 300)
    assert len(parties.party_step(long).key) == 120
    assert parties.party_step(KNOWN).key != parties.party_step(KNOWN_BY_CODE).key
