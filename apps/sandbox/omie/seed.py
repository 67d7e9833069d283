"""The demo company's master data: a fleet rental in Brazil, with what an accountant set up by hand."""

import sqlite3
import time
from typing import Any

from apps.sandbox import tax_id
from apps.sandbox.omie.call import Company
from apps.sandbox.omie.clients import DEFAULTS
from apps.sandbox.omie.records import Registers
from apps.sandbox.store import keep_setting, next_number, setting

DEMO = Company("3817265540921", "5f0c2b9e7d1a4c63b8e2f47190ad36c5")
BY_HAND = "P000117233"
BY_API = "WEBSERVICE"
A_YEAR = 365 * 86_400
# code: (name, receita or despesa, what is special about it)
CATEGORIES = {
    "1.01": ("Receitas Operacionais", "R", "totalizadora"),
    "1.01.01": ("Receitas de Locação", "R", "totalizadora"),
    "1.01.02": ("Receita de Locação", "R", ""),
    "1.01.03": ("Reembolso de Clientes", "R", ""),
    "1.01.90": ("Receita de Km Excedente (antiga)", "R", "conta_inativa"),
    "2.04": ("Despesas com a Frota", "D", "totalizadora"),
    "2.04.07": ("Manutenção de Veículos", "D", ""),
    "2.04.09": ("Pneus", "D", ""),
    "2.04.11": ("Multas de Trânsito", "D", ""),
    "2.04.90": ("Oficina Própria (desativada)", "D", "conta_inativa"),
    "2.04.99": ("Ajustes Internos da Frota", "D", "nao_exibir"),
    "2.05": ("Despesas Administrativas", "D", "totalizadora"),
    "2.05.01": ("Despesas Administrativas", "D", ""),
}
DEPARTMENTS = (
    (619153900, "COMERCIAL", "001", "S"),
    (619153916, "LOCACAO FROTA", "001.001", "N"),
    (619153908, "MANUTENCAO", "001.002", "N"),
    (619153924, "PNEUS E RODAS", "001.003", "N"),
    (619153932, "ADMINISTRATIVO", "001.004", "N"),
    (619153940, "MULTAS E TAXAS", "001.005", "N"),
)
PROJECTS = ((617693956, "FROTA-AURORA", "Frota Aurora"), (617693960, "FROTA-SERRA", "Frota Serra"))
ACCOUNTS = (
    (630881258, "Banco Itau CC", "CC", "341", "0445", "12345-6"),
    (630881260, "Caixinha", "CX", "999", "", ""),
)
PARTIES = (
    (6289226831, "BF-905", "TRANSPORTES AURORA LTDA", "AURORA", "12.345.678/0001-95", "Cliente", BY_API),
    (6289226840, "BF-906", "SERRA LOGISTICA SA", "SERRA LOGISTICA", "10.159.130/0001-25", "Cliente", BY_API),
    # Typed by hand: it has no integration code, so only its CNPJ finds it.
    (6289226855, "", "OFICINA CENTRAL LTDA", "OFICINA CENTRAL", "11.222.333/0001-81", "Fornecedor", BY_HAND),
    (6289226862, "EMP-00042", "MARINA COSTA PRADO", "MARINA COSTA", "529.982.247-25", "Funcionário", BY_API),
)


def seed(tx: sqlite3.Connection, company: Company) -> None:
    """Fills a company once; a restart finds it filled."""
    name = f"seeded {company.app_key}"
    if setting(tx, name):
        return
    keep_setting(tx, name, True)
    registers = Registers(tx, company.app_key)
    created = time.time() - A_YEAR
    _company(registers, company, created)
    _categories(registers, created)
    _places(registers, created)
    _parties(registers, created)


def _company(registers: Registers, company: Company, created: float) -> None:
    body = {
        "codigo_empresa": str(next_number(registers.tx, "omie-company", start=617693136)),
        "cnpj": company.cnpj,
        "razao_social": company.name,
        "nome_fantasia": company.name.removesuffix(" LTDA"),
        "cidade": "SAO PAULO (SP)",
        "estado": "SP",
        "cep": "03101-000",
        "email": "financeiro@serraazul.example",
        "inativa": "N",
        "optante_simples_nacional": "N",
        "regime_tributario": "3",
        "gera_nfse": "S",
        "codigo_pais": "1058",
    }
    registers.insert("empresas", body, created=created)


def _categories(registers: Registers, created: float) -> None:
    for code, (name, side, special) in CATEGORIES.items():
        body: dict[str, Any] = {
            "codigo": code,
            "descricao": name,
            "descricao_padrao": name,
            "categoria_superior": code.rpartition(".")[0],
            "totalizadora": "N",
            "transferencia": "N",
            "conta_despesa": "S" if side == "D" else "N",
            "conta_receita": "S" if side == "R" else "N",
            "conta_inativa": "N",
            "nao_exibir": "N",
            "definida_pelo_usuario": "N",
            "tipo_categoria": "",
            "natureza": "",
            "id_conta_contabil": "",
            "tag_conta_contabil": "",
            "codigo_dre": "",
            "dadosDRE": {},
            **({special: "S"} if special else {}),
        }
        registers.insert("categorias", body, code=code, created=created)


def _places(registers: Registers, created: float) -> None:
    for id_, name, structure, totals in DEPARTMENTS:
        body = {
            "codigo": str(id_),
            "descricao": name,
            "estrutura": structure,
            "inativo": "N",
            "nivel_totalizador": totals,
        }
        registers.insert("departamentos", body, id=id_, code=str(id_), created=created)
    for id_, code, name in PROJECTS:
        registers.insert("projetos", {"nome": name, "inativo": "N"}, id=id_, code=code, created=created)
    for id_, name, kind, bank, agency, number in ACCOUNTS:
        registers.insert("contascorrentes", _account(name, kind, bank, agency, number), id=id_, created=created)


def _account(name: str, kind: str, bank: str, agency: str, number: str) -> dict[str, Any]:
    return {
        "descricao": name,
        "tipo": kind,
        "tipo_conta_corrente": kind,
        "codigo_banco": bank,
        "codigo_agencia": agency,
        "numero_conta_corrente": number,
        "saldo_inicial": 0,
        "saldo_data": "01/07/2025",
        "valor_limite": 0,
        "inativo": "N",
        "bloqueado": "N",
        "importado_api": "N",
    }


def _parties(registers: Registers, created: float) -> None:
    for id_, code, name, short, number, tag, user in PARTIES:
        digits = tax_id.bare(number)
        body = {
            "razao_social": name,
            "nome_fantasia": short,
            **DEFAULTS,
            "cnpj_cpf": number,
            "pessoa_fisica": "S" if len(digits) == tax_id.CPF_LENGTH else "N",
            "cidade": "SAO PAULO (SP)",
            "estado": "SP",
            "tags": [{"tag": tag}],
            "_user": user,
        }
        registers.insert("clientes", body, id=id_, code=code, digits=digits, created=created)
