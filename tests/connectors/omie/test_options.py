"""The live lists behind mappings, and who the keys lead to."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from apps.connectors.omie import options
from apps.connectors.omie.client import Omie
from apps.core.account import Identity, Option
from apps.core.errors import NotAuthorized
from apps.sandbox.omie.records import Registers
from apps.sandbox.server import Sandbox
from tests.connectors.omie.conftest import KEYS


@contextmanager
def registers(sandbox: Sandbox) -> Iterator[Registers]:
    """What the accountant would change by hand."""
    with sandbox.store.write() as tx:
        yield Registers(tx, KEYS["app_key"])


def test_the_keys_lead_to_the_company(omie: Omie) -> None:
    assert options.company(omie) == Identity(account_id="617693136", name="SERRA AZUL LOCACOES LTDA")


def test_only_categories_that_a_title_may_carry_are_offered(omie: Omie) -> None:
    assert [(option.value, option.group) for option in options.categories(omie)] == [
        ("1.01.02", "Receita"),
        ("1.01.03", "Receita"),
        ("2.04.07", "Despesa"),
        ("2.04.09", "Despesa"),
        ("2.04.11", "Despesa"),
        ("2.05.01", "Despesa"),
    ]
    assert next(iter(options.categories(omie))).label == "1.01.02 Receita de Locação"


def test_departments_that_only_total_others_are_not_offered(omie: Omie) -> None:
    found = list(options.departments(omie))
    assert Option(value="619153916", label="001.001 LOCACAO FROTA") in found
    assert "619153900" not in {option.value for option in found}
    assert len(found) == 5


def test_accounts_are_grouped_by_what_they_are(omie: Omie) -> None:
    assert list(options.accounts(omie)) == [
        Option(value="630881258", label="Banco Itau CC", group="Conta corrente"),
        Option(value="630881260", label="Caixinha", group="Caixinha"),
    ]


def test_projects_are_offered_by_name(omie: Omie) -> None:
    assert Option(value="617693956", label="Frota Aurora") in list(options.projects(omie))


def test_parties_are_offered_with_their_tax_id_and_without_the_inactive(omie: Omie) -> None:
    first = Option(value="6289226855", label="OFICINA CENTRAL LTDA 11.222.333/0001-81")
    assert first in list(options.parties(omie))
    omie.call("geral/clientes/", "AlterarCliente", {"codigo_cliente_omie": 6289226855, "inativo": "S"}, writes=True)
    assert first not in list(options.parties(omie))


def test_document_types_are_read_in_one_call(omie: Omie, sandbox: Sandbox) -> None:
    assert Option(value="BOL", label="BOL Boleto") in list(options.document_types(omie))
    assert len(sandbox.calls("omie")) == 1


def test_an_inactive_account_is_not_offered(omie: Omie, sandbox: Sandbox) -> None:
    with registers(sandbox) as company:
        account = company.all("contascorrentes")[0]
        company.update("contascorrentes", account.id, {**account.body, "inativo": "S"})
    assert [option.value for option in options.accounts(omie)] == ["630881260"]


def test_keys_that_open_no_company_need_other_keys(omie: Omie, sandbox: Sandbox) -> None:
    with registers(sandbox) as company:
        company.delete("empresas", company.all("empresas")[0].id)
    with pytest.raises(NotAuthorized) as refused:
        options.company(omie)
    assert refused.value.code == "target.no_company"
