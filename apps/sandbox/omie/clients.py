"""geral/clientes: clients and suppliers are one register."""

import json
from typing import Any

from apps.sandbox import tax_id
from apps.sandbox.omie import fault
from apps.sandbox.omie.call import Answer, Call, status
from apps.sandbox.omie.clock import stamp
from apps.sandbox.omie.paging import Conditions, changed_between, register_list
from apps.sandbox.omie.records import Record

REGISTER = "clientes"
MISSING = "Cliente não cadastrado"
REQUIRED = ("codigo_cliente_integracao", "razao_social", "nome_fantasia")
DEFAULTS: dict[str, Any] = {
    "cnpj_cpf": "",
    "email": "",
    "telefone1_ddd": "",
    "telefone1_numero": "",
    "contato": "",
    "endereco": "",
    "endereco_numero": "",
    "bairro": "",
    "complemento": "",
    "cidade": "",
    "estado": "",
    "cep": "",
    "codigo_pais": "1058",
    "inscricao_estadual": "",
    "inscricao_municipal": "",
    "exterior": "N",
    "inativo": "N",
    "bloquear_faturamento": "N",
    "tags": [],
    "dadosBancarios": {},
    "recomendacoes": {},
    "enderecoEntrega": {},
    "caracteristicas": [],
}
EXACT = {"codigo_cliente_omie": "id = ?", "codigo_cliente_integracao": "code = ?", "cnpj_cpf": "digits = ?"}


def include(call: Call) -> Answer:
    """IncluirCliente."""
    _require(call.param, REQUIRED)
    known = call.registers.find_code(REGISTER, call.param["codigo_cliente_integracao"])
    if known is not None:
        raise duplicate_code(known)
    return _create(call)


def change(call: Call) -> Answer:
    """AlterarCliente."""
    return _overwrite(call, find(call, call.param))


def upsert(call: Call) -> Answer:
    """UpsertCliente: the integration code decides."""
    _require(call.param, ("codigo_cliente_integracao",))
    known = call.registers.find_code(REGISTER, call.param["codigo_cliente_integracao"])
    if known is not None:
        return _overwrite(call, known)
    _require(call.param, REQUIRED)
    return _create(call)


def upsert_by_tax_id(call: Call) -> Answer:
    """UpsertClienteCpfCnpj: the tax id decides, which adopts suppliers typed by hand."""
    _require(call.param, ("cnpj_cpf",))
    known = call.registers.first(REGISTER, "digits = ?", tax_id.bare(call.param["cnpj_cpf"]))
    if known is not None:
        return _overwrite(call, known)
    _require(call.param, REQUIRED)
    return _create(call)


def bind_code(call: Call) -> Answer:
    """AssociarCodIntCliente."""
    _require(call.param, ("codigo_cliente_omie", "codigo_cliente_integracao"))
    record = call.registers.find(REGISTER, call.param["codigo_cliente_omie"])
    if record is None:
        raise fault.unknown_id(MISSING, call.param["codigo_cliente_omie"])
    return _overwrite(call, record, text="Código de integração associado com sucesso!")


def consult(call: Call) -> Answer:
    """ConsultarCliente."""
    record = find(call, call.param, consulted=True)
    return shown(record)


def list_(call: Call) -> Answer:
    """ListarClientes."""
    conditions = [
        *changed_between(call.param),
        *_filters(call.param.get("clientesFiltro", {})),
        *_by_codes(call.param.get("clientesPorCodigo", [])),
    ]
    if call.param.get("apenas_importado_api") == "S":
        conditions.append(("json_extract(body, '$._user') = ?", "WEBSERVICE"))
    return register_list(call, REGISTER, "clientes_cadastro", shown, conditions=conditions)


def find(call: Call, param: dict[str, Any], *, consulted: bool = False) -> Record:
    """The client that the key names; only a consultation is held against the redundancy rule."""
    id_, code = param.get("codigo_cliente_omie"), param.get("codigo_cliente_integracao")
    if not id_ and not code:
        raise fault.required("codigo_cliente_omie")
    record = call.registers.find(REGISTER, id_) if id_ else call.registers.find_code(REGISTER, code or "")
    if consulted:
        call.consulted(str(record.id if record else id_ or code))
    if record is None:
        raise fault.unknown_id(MISSING, id_) if id_ else fault.unknown_code(MISSING, code)
    return record


def duplicate_code(known: Record) -> fault.Fault:
    """The same integration code again, with the id to adopt."""
    return fault.refused(f"Cliente já cadastrado para o Código de Integração [{known.code}] com o nCod [{known.id}] !")


def shown(record: Record) -> Answer:
    """The record as Omie shows it."""
    visible = {tag: value for tag, value in record.body.items() if not tag.startswith("_")}
    return {
        "codigo_cliente_omie": record.id,
        "codigo_cliente_integracao": record.code,
        **visible,
        "info": stamp(record.created, record.changed, user=record.body.get("_user", "WEBSERVICE")),
    }


def _create(call: Call) -> Answer:
    body = {**DEFAULTS, **_content(call.param), "_user": "WEBSERVICE"}
    code, digits = call.param["codigo_cliente_integracao"], _tax_digits(body)
    _refuse_known_tax_id(call, digits, own_id=0)
    id_ = call.registers.insert(REGISTER, body, code=code, digits=digits)
    return _answer(id_, code, "Cliente cadastrado com sucesso!")


def _overwrite(call: Call, record: Record, *, text: str = "Cliente alterado com sucesso!") -> Answer:
    body = {**record.body, **_content(call.param)}
    code, digits = call.param.get("codigo_cliente_integracao") or record.code, _tax_digits(body)
    other = call.registers.find_code(REGISTER, code)
    if other is not None and other.id != record.id:
        raise duplicate_code(other)
    _refuse_known_tax_id(call, digits, own_id=record.id)
    call.registers.update(REGISTER, record.id, body, code=code, digits=digits)
    return _answer(record.id, code, text)


def _content(param: dict[str, Any]) -> dict[str, Any]:
    keys = ("codigo_cliente_omie", "codigo_cliente_integracao")
    content = {tag: value for tag, value in param.items() if tag not in keys}
    if content.get("cnpj_cpf"):
        content["cnpj_cpf"] = _checked_tax_id(content["cnpj_cpf"])
        content["pessoa_fisica"] = "S" if len(tax_id.bare(content["cnpj_cpf"])) == tax_id.CPF_LENGTH else "N"
    return content


def _checked_tax_id(text: str) -> str:
    if not tax_id.valid(text):
        raise fault.refused(f"O CNPJ/CPF [{text}] informado não é válido !")
    return tax_id.formatted(text)


def _tax_digits(body: dict[str, Any]) -> str:
    return tax_id.bare(body.get("cnpj_cpf", ""))


def _refuse_known_tax_id(call: Call, digits: str, *, own_id: int) -> None:
    known = call.registers.first(REGISTER, "digits = ?", digits) if digits else None
    if known is not None and known.id != own_id:
        number = known.body["cnpj_cpf"]
        raise fault.refused(f"Cliente já cadastrado para o CPF/CNPJ [{number}] com o Id [{known.id}] !")


def _filters(filters: dict[str, Any]) -> Conditions:
    return [_filter(tag, value) for tag, value in filters.items() if value]


def _filter(tag: str, value: Any) -> tuple[str, Any]:
    match tag:
        case "cnpj_cpf":
            return EXACT[tag], tax_id.bare(value)
        case "tags":
            name = value[0]["tag"]
            return "EXISTS (SELECT 1 FROM json_each(body, '$.tags') WHERE json_extract(value, '$.tag') = ?)", name
        case "codigo_cliente_omie" | "codigo_cliente_integracao":
            return EXACT[tag], value
    # The tag's name is safe: it passed the type's own list.
    return f"instr(upper(json_extract(body, '$.{tag}')), upper(?)) > 0", value


def _by_codes(keys: list[dict[str, Any]]) -> Conditions:
    if not keys:
        return []
    wanted = [key.get("codigo_cliente_omie") or key.get("codigo_cliente_integracao") for key in keys]
    # The inner query names its column, as json_each has an id of its own that would hide the record's.
    condition = "EXISTS (SELECT 1 FROM (SELECT value AS wanted FROM json_each(?)) WHERE wanted IN (id, code))"
    return [(condition, json.dumps(wanted))]


def _require(param: dict[str, Any], tags: tuple[str, ...]) -> None:
    for tag in tags:
        if not param.get(tag):
            raise fault.required(tag)


def _answer(id_: int, code: str, text: str) -> Answer:
    return {"codigo_cliente_omie": id_, "codigo_cliente_integracao": code, **status(text)}
