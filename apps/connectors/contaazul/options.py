"""What the company's Conta Azul offers today: the live lists behind mappings, and the company itself."""

from collections.abc import Iterator

from apps.connectors.contaazul.client import Body, ContaAzul
from apps.connectors.contaazul.words import METHODS
from apps.core.account import Identity, Option
from apps.core.errors import NotAuthorized


def company(client: ContaAzul) -> Identity:
    """Give the company whose ERP the sign-in opens.

    Accounts have an id of their own since July 2026; before that the CNPJ is what tells them apart.
    """
    told = client.get("pessoas/conta-conectada")
    document = str(told.get("documento") or "")
    account = str(told.get("id_empresa") or document)
    if not account:
        raise NotAuthorized("target.no_company")
    name = str(told.get("nome_fantasia") or told.get("razao_social") or account)
    return Identity(account_id=account, name=f"{name} ({document})" if document else name)


def categories(client: ContaAzul) -> Iterator[Option]:
    """Give the categories of expenses that a payable may carry: those with none below them."""
    rows = list(client.rows("categorias", tipo="DESPESA", permite_apenas_filhos="true"))
    parents = {row.get("categoria_pai") for row in rows}
    for row in rows:
        if row["id"] not in parents:
            yield Option(value=str(row["id"]), label=str(row["nome"]), group=readable(row.get("entrada_dre")))


def cost_centres(client: ContaAzul) -> Iterator[Option]:
    """Give the active cost centres."""
    for row in client.rows("centro-de-custo", filtro_rapido="ATIVO"):
        if row.get("ativo", True):
            yield Option(value=str(row["id"]), label=labelled(row.get("codigo"), row["nome"]))


def accounts(client: ContaAzul) -> Iterator[Option]:
    """Give the active accounts, petty cash among them."""
    for row in client.rows("conta-financeira", apenas_ativo="true", mostrar_caixinha="true"):
        if row.get("ativo", True):
            yield Option(value=str(row["id"]), label=str(row["nome"]), group=readable(row.get("tipo")))


def parties(client: ContaAzul) -> Iterator[Option]:
    """Give the active suppliers."""
    for row in client.rows("pessoas", tipo_perfil="Fornecedor"):
        if is_supplier(row):
            yield Option(value=str(row["id"]), label=labelled(row.get("nome"), row.get("documento")))


def is_supplier(row: Body) -> bool:
    """Tell whether a person may be paid: an unknown filter narrows nothing, so the row itself is looked at."""
    return bool(row.get("ativo", True)) and "FORNECEDOR" in (row.get("perfis") or ())


def payment_methods(client: ContaAzul) -> Iterator[Option]:
    """Give Conta Azul's fixed list of ways to pay."""
    yield from METHODS


def labelled(*words: object) -> str:
    """Give what is known of a row in one text."""
    return " ".join(str(word) for word in words if word)


def readable(word: object) -> str:
    """Give one of the vendor's words in capitals as people write it."""
    return str(word or "").replace("_", " ").capitalize()
