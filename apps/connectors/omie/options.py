"""What the company's Omie offers today: the live lists behind mappings, and the company itself."""

from collections.abc import Iterator

from apps.connectors.omie.client import Omie
from apps.core.account import Identity, Option
from apps.core.errors import NotAuthorized

#: Omie's codes for kinds of account, in its own words.
ACCOUNTS = {
    "AC": "Adquirente", "AD": "Adiantamento", "CA": "Aplicação", "CC": "Conta corrente", "CE": "Empréstimo",
    "CG": "Conta garantida", "CN": "Carnê", "CP": "Poupança", "CR": "Cartão de crédito", "CV": "Carteira virtual",
    "CX": "Caixinha", "MT": "Mútuo",
}  # fmt: skip


def company(client: Omie) -> Identity:
    """Give the company that the key pair opens; the head office comes first."""
    companies = client.listed("geral/empresas/", "ListarEmpresas", "empresas_cadastro")
    active = [row for row in companies if row.get("inativa") != "S"]
    if not active:
        raise NotAuthorized("target.no_company")
    return Identity(account_id=str(active[0]["codigo_empresa"]), name=str(active[0]["razao_social"]))


def categories(client: Omie) -> Iterator[Option]:
    """Give the categories that a title may carry: active, shown, and no totals."""
    for row in client.listed("geral/categorias/", "ListarCategorias", "categoria_cadastro"):
        hidden = "S" in (row.get("totalizadora"), row.get("conta_inativa"), row.get("nao_exibir"))
        if hidden or row.get("transferencia") == "S":
            continue
        group = "Receita" if row.get("conta_receita") == "S" else "Despesa"
        yield Option(value=str(row["codigo"]), label=f"{row['codigo']} {row['descricao']}", group=group)


def departments(client: Omie) -> Iterator[Option]:
    """Give the departments that can bear an amount: active, and no totals."""
    for row in client.listed("geral/departamentos/", "ListarDepartamentos", "departamentos"):
        if "S" not in (row.get("inativo"), row.get("nivel_totalizador")):
            yield Option(value=str(row["codigo"]), label=f"{row.get('estrutura', '')} {row['descricao']}".strip())


def accounts(client: Omie) -> Iterator[Option]:
    """Give the current accounts, cash boxes and cards."""
    for row in client.listed("geral/contacorrente/", "ListarContasCorrentes", "ListarContasCorrentes"):
        if row.get("inativo") == "S":
            continue
        kind = str(row.get("tipo_conta_corrente", ""))
        yield Option(value=str(row["nCodCC"]), label=str(row["descricao"]), group=ACCOUNTS.get(kind, kind))


def projects(client: Omie) -> Iterator[Option]:
    """Give the active projects."""
    for row in client.listed("geral/projetos/", "ListarProjetos", "cadastro"):
        if row.get("inativo") != "S":
            yield Option(value=str(row["codigo"]), label=str(row["nome"]))


def parties(client: Omie) -> Iterator[Option]:
    """Give the customers and suppliers, which Omie keeps in one register."""
    for row in client.listed("geral/clientes/", "ListarClientes", "clientes_cadastro"):
        if row.get("inativo") != "S":
            words = (row.get("razao_social", ""), row.get("cnpj_cpf", ""))
            yield Option(value=str(row["codigo_cliente_omie"]), label=" ".join(word for word in words if word))


def document_types(client: Omie) -> Iterator[Option]:
    """Give Omie's fixed list of document types, read in one call without pages."""
    answer = client.call("geral/tiposdoc/", "PesquisarTipoDocumento", {}, writes=False)
    for row in answer.get("tipo_documento_cadastro", []):
        yield Option(value=str(row["codigo"]), label=f"{row['codigo']} {row['descricao']}")
