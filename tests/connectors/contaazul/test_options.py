"""The live lists behind mappings, and whose account a sign-in opens."""

from itertools import islice

import pytest

from apps.connectors.contaazul import options
from apps.connectors.contaazul.client import PAGE, ContaAzul
from apps.core.account import Identity
from apps.core.errors import NotAuthorized
from apps.sandbox.contaazul.cast import BANK, CARD, FUEL, MARINA, MEALS, NORTH, OFFICE, PETTY, RUBENS, SOUTH, TRAVEL
from apps.sandbox.contaazul.payables import METHODS
from apps.sandbox.server import Sandbox


def test_the_sign_in_leads_to_the_company(azul: ContaAzul) -> None:
    assert options.company(azul) == Identity(
        account_id="0d0f8a52-7d5e-4b5f-9c55-3a6b0b7a1e11", name="Serra Azul (11222333000181)"
    )


def test_an_account_whose_plan_has_no_api_is_told_as_that(azul: ContaAzul, sandbox: Sandbox) -> None:
    sandbox.contaazul.switch(eligible=False)
    with pytest.raises(NotAuthorized, match=r"account\.not_eligible"):
        options.company(azul)


def test_only_categories_without_any_below_them_are_offered(azul: ContaAzul) -> None:
    found = list(options.categories(azul))
    assert [option.value for option in found] == [TRAVEL, MEALS, FUEL, OFFICE]
    assert (found[0].label, found[0].group) == ("Viagens e hospedagem", "Despesas administrativas")


def test_active_cost_centres_accounts_and_suppliers_are_offered(azul: ContaAzul, sandbox: Sandbox) -> None:
    sandbox.contaazul.change("contas-financeiras", CARD, ativo=False)
    assert [option.value for option in options.cost_centres(azul)] == [SOUTH, NORTH]
    assert next(options.cost_centres(azul)).label == "VSUL Vendas Sul"
    assert [option.value for option in options.accounts(azul)] == [BANK, PETTY]
    assert [option.value for option in options.parties(azul)] == [MARINA, RUBENS]
    assert next(options.parties(azul)).label == "Marina Costa Prado 529.982.247-25"


def test_every_way_of_payment_of_the_vendor_is_offered(azul: ContaAzul) -> None:
    assert sorted(option.value for option in options.payment_methods(azul)) == sorted(METHODS)


def test_a_list_is_read_page_by_page_to_its_end(azul: ContaAzul, sandbox: Sandbox) -> None:
    for turn in range(PAGE):
        sandbox.contaazul.add("centros-de-custo", {"codigo": f"K{turn}", "nome": f"Centro {turn}", "ativo": True})
    assert len(list(options.cost_centres(azul))) == PAGE + 2
    assert [call["call"] for call in sandbox.calls("contaazul")] == ["cost centres"] * 2


def test_a_list_that_never_ends_is_left_after_a_while(azul: ContaAzul, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def page(self: ContaAzul, path: str, number: int, size: int, **query: object) -> list[dict[str, str]]:
        asked.append(number)
        return [{"id": "1"}] * size

    monkeypatch.setattr(ContaAzul, "page", page)
    assert len(list(islice(azul.rows("x"), 10**6))) == len(asked) * PAGE
    assert len(asked) == 100
