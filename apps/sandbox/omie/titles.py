"""financas/contapagar and financas/contareceber: titles, from their inclusion to their end."""

from datetime import date
from decimal import Decimal
from typing import Any

from apps.sandbox import tax_id
from apps.sandbox.omie import apportion, clients, fault, title_filters
from apps.sandbox.omie.call import Answer, Call, status
from apps.sandbox.omie.clock import day_of, day_text
from apps.sandbox.omie.paging import register_list
from apps.sandbox.omie.records import Record
from apps.sandbox.omie.settlements import settle_at_once
from apps.sandbox.omie.sides import Side
from apps.sandbox.omie.title_types import TAXES
from apps.sandbox.omie.title_view import shown

MISSING = "Lançamento não cadastrado"
REQUIRED = ("codigo_lancamento_integracao", "data_vencimento", "valor_documento", "id_conta_corrente")
NOT_KEPT = ("codigo_lancamento_omie", "codigo_lancamento_integracao", "baixar_documento", "conciliar_documento")
DEFAULTS: dict[str, Any] = {
    "codigo_cliente_fornecedor_integracao": "",
    "numero_documento": "",
    "numero_documento_fiscal": "",
    "numero_pedido": "",
    "numero_parcela": "001/001",
    "codigo_tipo_documento": "",
    "chave_nfe": "",
    "codigo_barras_ficha_compensacao": "",
    "codigo_projeto": 0,
    "codigo_vendedor": 0,
    "observacao": "",
    "bloqueado": "N",
    "baixa_bloqueada": "N",
    "bloquear_exclusao": "N",
    "distribuicao": [],
    **{f"retem_{tax}": "N" for tax in TAXES},
    **{f"valor_{tax}": 0 for tax in TAXES},
}
CNAB_NEEDS = {
    "TRA": (
        "banco_transferencia",
        "agencia_transferencia",
        "conta_corrente_transferencia",
        "finalidade_transferencia",
        "cpf_cnpj_transferencia",
        "nome_transferencia",
    ),
    "BOL": ("codigo_barras_boleto",),
    "PIX": ("pix_qrcode",),
}


def include(call: Call, side: Side) -> Answer:
    """Incluir: a second one with the same integration code is refused."""
    _require(call.param, REQUIRED)
    known = call.registers.find_code(side.register, call.param["codigo_lancamento_integracao"])
    if known is not None:
        raise _duplicate(known)
    return _create(call, side)


def change(call: Call, side: Side) -> Answer:
    """Alterar."""
    return _overwrite(call, side, find(call, side, key="codigo_lancamento_omie"))


def upsert(call: Call, side: Side) -> Answer:
    """Upsert: only the tags that were sent are overwritten."""
    _require(call.param, ("codigo_lancamento_integracao",))
    known = call.registers.find_code(side.register, call.param["codigo_lancamento_integracao"])
    if known is not None:
        return _overwrite(call, side, known)
    return include(call, side)


def consult(call: Call, side: Side) -> Answer:
    """Consultar: the same record only once a minute."""
    record = find(call, side, key="codigo_lancamento_omie", consulted=True)
    return shown(record, side, today=call.today)


def list_(call: Call, side: Side) -> Answer:
    """Listar."""

    def show(record: Record) -> Answer:
        return shown(record, side, today=call.today, notes=call.param.get("exibir_obs") == "S")

    return register_list(call, side.register, side.list_name, show, conditions=title_filters.conditions(call))


def exclude(call: Call, side: Side) -> Answer:
    """Excluir: refused once anything was paid."""
    record = find(call, side, key=side.excluding_key)
    _refuse_settled(call, side, record, "excluído")
    if record.body.get("bloquear_exclusao") == "S":
        raise fault.refused(f"O lançamento [{record.id}] está bloqueado e não pode ser excluído !")
    for attachment in call.registers.all("anexos", "parent = ?", record.id):
        call.registers.delete("anexos", attachment.id)
    call.registers.delete(side.register, record.id)
    return _answer(record.id, record.code, "Lançamento excluído com sucesso!")


def cancel(call: Call, side: Side) -> Answer:
    """CancelarContaReceber: the title stays and is void."""
    record = find(call, side, key=side.excluding_key)
    _refuse_settled(call, side, record, "cancelado")
    body = {**record.body, "_cancelled": True}
    call.registers.update(side.register, record.id, body, code=record.code)
    return _answer(record.id, record.code, "Lançamento cancelado com sucesso!")


def find(call: Call, side: Side, *, key: str, consulted: bool = False) -> Record:
    """The title that the key names."""
    id_, code = call.param.get(key), call.param.get("codigo_lancamento_integracao")
    if not id_ and not code:
        raise fault.required(key)
    record = call.registers.find(side.register, id_) if id_ else call.registers.find_code(side.register, code or "")
    if consulted:
        call.consulted(str(record.id if record else id_ or code))
    if record is None:
        raise fault.unknown_id(MISSING, id_) if id_ else fault.unknown_code(MISSING, code)
    return record


def _create(call: Call, side: Side) -> Answer:
    today = day_text(call.today)
    given = {
        "data_emissao": today,
        "data_entrada" if side.direction == "conta_despesa" else "data_registro": today,
        "data_previsao": call.param["data_vencimento"],
        **_content(call.param, side),
    }
    body = _checked(call, side, {**DEFAULTS, **given})
    code = call.param["codigo_lancamento_integracao"]
    id_ = call.registers.insert(side.register, body, code=code)
    settle_at_once(call, side, id_)
    return _answer(id_, code, "Lançamento cadastrado com sucesso!")


def _overwrite(call: Call, side: Side, record: Record) -> Answer:
    given = _content(call.param, side)
    _refuse_changed_money(call, side, record, given)
    merged = {**_without_stale_shares(record.body, given), **given}
    body = _checked(call, side, merged)
    code = call.param.get("codigo_lancamento_integracao") or record.code
    other = call.registers.find_code(side.register, code)
    if other is not None and other.id != record.id:
        raise _duplicate(other)
    call.registers.update(side.register, record.id, body, code=code)
    settle_at_once(call, side, record.id)
    return _answer(record.id, code, "Lançamento alterado com sucesso!")


def _content(param: dict[str, Any], side: Side) -> dict[str, Any]:
    # An empty date means "the usual one", as does a tag that was not sent.
    return {
        tag: value
        for tag, value in param.items()
        if tag not in (*NOT_KEPT, side.at_once) and not (tag.startswith("data_") and value == "")
    }


def _without_stale_shares(body: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """A title with one share follows its new value or category; several shares must be sent anew."""
    kept = dict(body)
    if "codigo_categoria" in given or len(body["categorias"]) == 1:
        kept.pop("categorias")
    if "codigo_cliente_fornecedor_integracao" in given:
        kept.pop("codigo_cliente_fornecedor")
    if len(body["distribuicao"]) == 1 and "valor_documento" in given:
        kept["distribuicao"] = [{"cCodDep": body["distribuicao"][0]["cCodDep"]}]
    return kept


def _checked(call: Call, side: Side, title: dict[str, Any]) -> dict[str, Any]:
    """The title as it is kept, once everything it points at exists and its shares add up."""
    if title["valor_documento"] <= 0:
        raise fault.required("valor_documento")
    party = _party(call, title)
    _check_account(call, title["id_conta_corrente"])
    _check_project(call, title["codigo_projeto"])
    _check_taxes(title)
    _check_bank_order(title.get("cnab_integracao_bancaria") or {})
    shares = apportion.categories(call.registers, title, direction=side.direction)
    return {
        **title,
        "codigo_cliente_fornecedor": party.id,
        "codigo_cliente_fornecedor_integracao": party.code,
        "codigo_categoria": shares[0]["codigo_categoria"],
        "categorias": shares,
        "distribuicao": apportion.departments(call.registers, title),
        "_due": _due(call, title).isoformat(),
        "_party_digits": tax_id.bare(party.body.get("cnpj_cpf", "")),
    }


def _party(call: Call, title: dict[str, Any]) -> Record:
    key = {
        "codigo_cliente_omie": title.get("codigo_cliente_fornecedor"),
        "codigo_cliente_integracao": title.get("codigo_cliente_fornecedor_integracao"),
    }
    if not any(key.values()):
        raise fault.required("codigo_cliente_fornecedor")
    return clients.find(call, key)


def _check_account(call: Call, id_: int) -> None:
    record = call.registers.find("contascorrentes", id_)
    if record is None:
        raise fault.refused(f"Conta Corrente não cadastrada para o Código [{id_}] !")
    if record.body["inativo"] == "S":
        raise fault.refused(f"A conta corrente [{id_}] está inativa e não pode ser utilizada !")


def _check_project(call: Call, id_: int) -> None:
    if not id_:
        return
    record = call.registers.find("projetos", id_)
    if record is None:
        raise fault.refused(f"Projeto não cadastrado para o Código [{id_}] !")
    if record.body["inativo"] == "S":
        raise fault.refused(f"O projeto [{id_}] está inativo e não pode ser utilizado !")


def _check_taxes(title: dict[str, Any]) -> None:
    for tax in TAXES:
        if title[f"valor_{tax}"] and title[f"retem_{tax}"] != "S":
            raise fault.not_allowed(f"valor_{tax}", f"quando a tag [retem_{tax}] for igual a [S]")


def _check_bank_order(order: dict[str, Any]) -> None:
    for tag in CNAB_NEEDS.get(order.get("codigo_forma_pagamento", ""), ()):
        if not order.get(tag) and order.get("finalidade_transferencia") != "1.03":
            raise fault.required(tag)


def _due(call: Call, title: dict[str, Any]) -> date:
    due = day_of(title["data_vencimento"])
    if call.rules.past_due_refused and due < call.today:
        raise fault.refused("A data de vencimento deve ser igual ou superior à data corrente !")
    return due


def _refuse_settled(call: Call, side: Side, record: Record, verb: str) -> None:
    if call.registers.first(side.settlements, "parent = ?", record.id) is not None:
        raise fault.refused(f"O lançamento [{record.id}] possui baixa e não pode ser {verb} !")


def _refuse_changed_money(call: Call, side: Side, record: Record, given: dict[str, Any]) -> None:
    if record.body.get("_cancelled"):
        raise fault.refused(f"O lançamento [{record.id}] está cancelado e não pode ser alterado !")
    tags = ("valor_documento", "codigo_cliente_fornecedor")
    if any(Decimal(given.get(tag, record.body[tag])) != Decimal(record.body[tag]) for tag in tags):
        _refuse_settled(call, side, record, "alterado")


def _duplicate(known: Record) -> fault.Fault:
    return fault.refused(f"Lançamento já cadastrado para o Código de Integração [{known.code}] !")


def _require(param: dict[str, Any], tags: tuple[str, ...]) -> None:
    for tag in tags:
        if not param.get(tag):
            raise fault.required(tag)


def _answer(id_: int, code: str, text: str) -> Answer:
    return {"codigo_lancamento_omie": id_, "codigo_lancamento_integracao": code, **status(text)}
