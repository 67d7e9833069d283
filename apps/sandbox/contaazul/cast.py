"""Who plays at Conta Azul: the application, the company and what its books hold on the first day."""

from dataclasses import dataclass
from typing import Any

Body = dict[str, Any]

USER = "Helena Duarte"
COMPANY: Body = {
    "id_empresa": "0d0f8a52-7d5e-4b5f-9c55-3a6b0b7a1e11",
    "documento": "11222333000181",
    "razao_social": "Serra Azul Comércio Ltda",
    "nome_fantasia": "Serra Azul",
    "data_fundacao": "2014-05-02",
    "email": "financeiro@serraazul.example",
}


@dataclass(frozen=True)
class App:
    """An application of the developer portal."""

    client_id: str = "4k2m7demo9ponte1serra"
    client_secret: str = "1q8v5nhub3t7c2kd6azul0pontedemo9sandbox4x"  # noqa: S105 - invented, for an invented vendor
    #: What somebody was given who let it in before the first day; good once, like every other.
    first_refresh: str = "eyJjdHkiOiJKV1QifQ.somebody-let-the-demo-in-before-the-first-day"


APP = App()

TRAVEL, MEALS, FUEL = (
    "b134ec6b-30f8-4edc-9a8f-4787fd3381ac",
    "0f0ab0a4-0c4e-4f4b-8df5-1be8d0b6c0a9",
    "5a1de3c7-2b60-4d6e-8f0a-77c1c5f1a301",
)
TRAVELLING, OFFICE, SALES = (
    "3d39b8d2-8b16-42d6-abd8-6cfd9d2e06c4",
    "c0a5f1d2-55f7-4f1e-9f43-1a2b3c4d5e6f",
    "e3b7d9a1-0c2f-4c8d-b5a4-9f8e7d6c5b4a",
)
SOUTH, NORTH, CLOSED = (
    "428389c6-4e74-11ee-a3eb-9b5f0f22a7c1",
    "7f1c2a90-4e74-11ee-a3eb-2d6c1b90f5e2",
    "9ab0d3f4-4e74-11ee-a3eb-5e7f8a1b2c3d",
)
BANK, CARD, PETTY = (
    "e12a84ed-fb5c-4b8c-af56-4448b947337c",
    "0b9f6c1e-3a5d-4e8f-9c2b-7d1e0f3a4b5c",
    "66d0f7aa-12c3-4b5e-8d9f-3c2b1a0f9e8d",
)
MARINA, RUBENS, CUSTOMER = (
    "5f2d1a34-9a6a-4f3b-9b3a-0c3b9b6d2f10",
    "a7c3e5f1-2b4d-4c6e-8f0a-1b3d5f7a9c2e",
    "d1e2f3a4-b5c6-4d7e-8f9a-0b1c2d3e4f5a",
)
ADMINISTRATIVE = "DESPESAS_ADMINISTRATIVAS"


def category(id_: str, nome: str, *, pai: str | None, tipo: str = "DESPESA", dre: str = ADMINISTRATIVE) -> Body:
    """A category as the list shows it."""
    told = {"id": id_, "versao": 1, "nome": nome, "categoria_pai": pai, "tipo": tipo, "entrada_dre": dre}
    return {**told, "considera_custo_dre": False}


CATEGORIES = (
    category(TRAVELLING, "Despesas com viagens", pai=None),
    category(TRAVEL, "Viagens e hospedagem", pai=TRAVELLING),
    category(MEALS, "Alimentação em viagem", pai=TRAVELLING),
    category(FUEL, "Combustível e pedágio", pai=TRAVELLING),
    category(OFFICE, "Material de escritório", pai=None),
    category(SALES, "Vendas de mercadorias", pai=None, tipo="RECEITA", dre="RECEITA_BRUTA"),
)
CENTRES = (
    {"id": SOUTH, "codigo": "VSUL", "nome": "Vendas Sul", "ativo": True},
    {"id": NORTH, "codigo": "VNOR", "nome": "Vendas Norte", "ativo": True},
    {"id": CLOSED, "codigo": "ENC", "nome": "Loja encerrada", "ativo": False},
)


def account(id_: str, nome: str, tipo: str, **more: Any) -> Body:
    """A financial account as the list shows it."""
    told = {"id": id_, "banco": "INTER", "codigo_banco": 77, "nome": nome, "ativo": True, "tipo": tipo}
    more = {"conta_padrao": False, "possui_config_boleto_bancario": False, "agencia": None, "numero": None, **more}
    return {**told, **more}


ACCOUNTS = (
    account(BANK, "Inter PJ", "CONTA_CORRENTE", conta_padrao=True, agencia="0001", numero="3286745-0"),
    account(CARD, "Cartão corporativo", "CARTAO_CREDITO"),
    account(PETTY, "Caixinha da matriz", "CAIXINHA", banco="NAO_BANCO", codigo_banco=None),
)


def person(id_: str, nome: str, documento: str, **more: Any) -> Body:
    """A person as the register keeps it."""
    told = {"id": id_, "nome": nome, "tipo_pessoa": "FISICA", "documento": documento, "codigo": "", "ativo": True}
    kept = {"email": "", "telefone": "", "observacoes_gerais": "", "perfis": ["FORNECEDOR"], "endereco": None}
    return {**told, **kept, **more}


PEOPLE = (
    person(MARINA, "Marina Costa Prado", "529.982.247-25", codigo="EMP-00042", email="marina.prado@serraazul.example"),
    person(RUBENS, "Rubens Teixeira", "", codigo="EMP-00077"),
    person(CUSTOMER, "Padaria Estrela Ltda", "12.345.678/0001-95", tipo_pessoa="JURIDICA", perfis=["CLIENTE"]),
)
