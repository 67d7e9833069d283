"""Which service answers which calls."""

from functools import partial
from typing import Protocol

from apps.sandbox.omie import (
    attachments,
    catalogue,
    clients,
    masterdata,
    settlements,
    title_search,
    title_types,
    titles,
)
from apps.sandbox.omie.call import Answer, Call, Operation
from apps.sandbox.omie.sides import PAYABLES, RECEIVABLES, Side
from apps.sandbox.omie.tags import Type


class TitleRun(Protocol):
    """An operation on titles of either side."""

    def __call__(self, call: Call, side: Side) -> Answer:
        """Runs it."""


def _titles(run: TitleRun, side: Side, type_: Type, *, writes: bool = True) -> Operation:
    return Operation(partial(run, side=side), type_, writes)


PAYABLE_CALLS = {
    "IncluirContaPagar": _titles(titles.include, PAYABLES, title_types.PAYABLE),
    "AlterarContaPagar": _titles(titles.change, PAYABLES, title_types.PAYABLE),
    "UpsertContaPagar": _titles(titles.upsert, PAYABLES, title_types.PAYABLE),
    "ConsultarContaPagar": _titles(titles.consult, PAYABLES, title_types.PAYABLE_KEY, writes=False),
    "ListarContasPagar": _titles(titles.list_, PAYABLES, title_types.PAYABLE_LIST, writes=False),
    "ExcluirContaPagar": _titles(titles.exclude, PAYABLES, title_types.PAYABLE_KEY),
    "LancarPagamento": _titles(settlements.settle, PAYABLES, title_types.PAY),
    "CancelarPagamento": _titles(settlements.unsettle, PAYABLES, title_types.UNPAY),
}
RECEIVABLE_CALLS = {
    "IncluirContaReceber": _titles(titles.include, RECEIVABLES, title_types.RECEIVABLE),
    "AlterarContaReceber": _titles(titles.change, RECEIVABLES, title_types.RECEIVABLE),
    "UpsertContaReceber": _titles(titles.upsert, RECEIVABLES, title_types.RECEIVABLE),
    "ConsultarContaReceber": _titles(titles.consult, RECEIVABLES, title_types.RECEIVABLE_LOOK_UP, writes=False),
    "ListarContasReceber": _titles(titles.list_, RECEIVABLES, title_types.RECEIVABLE_LIST, writes=False),
    "ExcluirContaReceber": _titles(titles.exclude, RECEIVABLES, title_types.RECEIVABLE_KEY),
    "CancelarContaReceber": _titles(titles.cancel, RECEIVABLES, title_types.RECEIVABLE_KEY),
    "LancarRecebimento": _titles(settlements.settle, RECEIVABLES, title_types.RECEIVE),
    "CancelarRecebimento": _titles(settlements.unsettle, RECEIVABLES, title_types.UNRECEIVE),
}
CLIENT_CALLS = {
    "ListarClientes": Operation(clients.list_, catalogue.CLIENT_LIST),
    "ConsultarCliente": Operation(clients.consult, catalogue.CLIENT_KEY),
    "IncluirCliente": Operation(clients.include, catalogue.CLIENT, writes=True),
    "AlterarCliente": Operation(clients.change, catalogue.CLIENT, writes=True),
    "UpsertCliente": Operation(clients.upsert, catalogue.CLIENT, writes=True),
    "UpsertClienteCpfCnpj": Operation(clients.upsert_by_tax_id, catalogue.CLIENT, writes=True),
    "AssociarCodIntCliente": Operation(clients.bind_code, catalogue.CLIENT_KEY, writes=True),
}
SERVICES: dict[str, dict[str, Operation]] = {
    "geral/empresas": {"ListarEmpresas": Operation(masterdata.companies, catalogue.COMPANY_LIST)},
    "geral/clientes": CLIENT_CALLS,
    "geral/categorias": {"ListarCategorias": Operation(masterdata.categories, catalogue.CATEGORY_LIST)},
    "geral/departamentos": {
        "ListarDepartamentos": Operation(masterdata.departments, catalogue.DEPARTMENT_LIST),
        "ListarDepatartamentos": Operation(masterdata.departments, catalogue.DEPARTMENT_LIST),
    },
    "geral/projetos": {"ListarProjetos": Operation(masterdata.projects, catalogue.PROJECT_LIST)},
    "geral/contacorrente": {"ListarContasCorrentes": Operation(masterdata.accounts, catalogue.ACCOUNT_LIST)},
    "geral/tiposdoc": {
        "PesquisarTipoDocumento": Operation(masterdata.document_types, catalogue.DOCUMENT_TYPE_SEARCH),
        "ConsultarTipoDocumento": Operation(masterdata.document_type, catalogue.DOCUMENT_TYPE_KEY),
    },
    "geral/anexo": {
        "IncluirAnexo": Operation(attachments.include, catalogue.ATTACH, writes=True),
        "ListarAnexo": Operation(attachments.list_, catalogue.ATTACHMENT_LIST),
        "ExcluirAnexo": Operation(attachments.exclude, catalogue.ATTACHMENT_KEY, writes=True),
    },
    "financas/pesquisartitulos": {"PesquisarLancamentos": Operation(title_search.search, catalogue.TITLE_SEARCH)},
    "financas/contapagar": PAYABLE_CALLS,
    "financas/contareceber": RECEIVABLE_CALLS,
}
