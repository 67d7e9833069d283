"""The registers that titles point at: companies, categories, departments, projects, current accounts."""

from datetime import datetime

from apps.sandbox.omie import fault
from apps.sandbox.omie.call import Answer, Call
from apps.sandbox.omie.clock import BRASILIA, day_text
from apps.sandbox.omie.paging import Conditions, changed_between, register_list
from apps.sandbox.omie.records import Record

DOCUMENT_TYPES = {
    "99999": "Outros",
    "ADI": "Adiantamento",
    "BOL": "Boleto",
    "CF": "Cupom Fiscal",
    "CRC": "Cartão de Crédito",
    "CRD": "Cartão de Débito",
    "FAT": "Fatura",
    "NF": "Nota Fiscal",
    "NFE": "Nota Fiscal Eletrônica",
    "NFS": "Nota Fiscal de Serviço",
    "PIX": "PIX",
    "REC": "Recibo",
    "REE": "Reembolso",
    "TRA": "Transferência",
}


def companies(call: Call) -> Answer:
    """ListarEmpresas."""
    return register_list(call, "empresas", "empresas_cadastro", _body, conditions=changed_between(call.param))


def categories(call: Call) -> Answer:
    """ListarCategorias."""
    conditions: Conditions = []
    if call.param.get("filtrar_apenas_ativo") == "S":
        conditions.append(("json_extract(body, '$.conta_inativa') = ?", "N"))
    if kind := call.param.get("filtrar_por_tipo"):
        flag = {"D": "conta_despesa", "R": "conta_receita"}[kind]
        conditions.append((f"json_extract(body, '$.{flag}') = ?", "S"))
    return register_list(call, "categorias", "categoria_cadastro", _body, conditions=conditions)


def departments(call: Call) -> Answer:
    """ListarDepartamentos, and its misspelt twin."""
    return register_list(call, "departamentos", "departamentos", _body, conditions=changed_between(call.param))


def projects(call: Call) -> Answer:
    """ListarProjetos."""
    conditions = changed_between(call.param)
    if name := call.param.get("nome_projeto"):
        conditions.append(("instr(upper(json_extract(body, '$.nome')), upper(?)) > 0", name))
    return register_list(call, "projetos", "cadastro", _project, conditions=conditions)


def accounts(call: Call) -> Answer:
    """ListarContasCorrentes."""
    conditions = changed_between(call.param)
    if call.param.get("filtrar_apenas_ativo") == "S":
        conditions.append(("json_extract(body, '$.inativo') = ?", "N"))
    return register_list(call, "contascorrentes", "ListarContasCorrentes", _account, conditions=conditions)


def document_types(call: Call) -> Answer:
    """PesquisarTipoDocumento."""
    wanted = call.param.get("codigo", "")
    found = [_document_type(code) for code in DOCUMENT_TYPES if not wanted or code == wanted]
    return {"tipo_documento_cadastro": found}


def document_type(call: Call) -> Answer:
    """ConsultarTipoDocumento."""
    code = call.param["codigo"]
    call.consulted(code)
    if code not in DOCUMENT_TYPES:
        raise fault.unknown_id("Tipo de documento não cadastrado", code)
    return _document_type(code)


def _document_type(code: str) -> Answer:
    return {"codigo": code, "descricao": DOCUMENT_TYPES[code]}


def _body(record: Record) -> Answer:
    return record.body


def _project(record: Record) -> Answer:
    return {"codigo": record.id, "codInt": record.code, **record.body, "info": _long_stamp(record)}


def _account(record: Record) -> Answer:
    first = datetime.fromtimestamp(record.created, BRASILIA)
    return {
        "nCodCC": record.id,
        "cCodCCInt": record.code,
        **record.body,
        "data_inc": day_text(first),
        "hora_inc": first.strftime("%H:%M:%S"),
        "user_inc": "P000117233",
    }


def _long_stamp(record: Record) -> Answer:
    first, last = (datetime.fromtimestamp(second, BRASILIA) for second in (record.created, record.changed))
    return {
        "data_inc": day_text(first),
        "hora_inc": first.strftime("%H:%M:%S"),
        "user_inc": "WEBSERVICE",
        "data_alt": day_text(last),
        "hora_alt": last.strftime("%H:%M:%S"),
        "user_alt": "WEBSERVICE",
    }
