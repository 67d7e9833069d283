"""Payments and receipts: whole, in parts, and taken back."""

from decimal import Decimal
from typing import Any

from apps.sandbox.omie import fault
from apps.sandbox.omie.call import Answer, Call, status
from apps.sandbox.omie.clock import day_text
from apps.sandbox.omie.records import Record
from apps.sandbox.omie.sides import Side
from apps.sandbox.omie.title_view import net, paid


def settle(call: Call, side: Side) -> Answer:
    """LancarPagamento, LancarRecebimento."""
    title = _title(call, side)
    code = call.param.get("codigo_baixa_integracao", "")
    _refuse_known(call, side, code)
    settlement = {tag: call.param.get(tag, 0) for tag in ("valor", "desconto", "juros", "multa")}
    details = {tag: call.param.get(tag, "") for tag in ("codigo_conta_corrente", "data", "observacao")}
    id_, settled = _post(call, side, title, code, {**details, **settlement})
    return {
        "codigo_lancamento": title.id,
        "codigo_lancamento_integracao": title.code,
        "codigo_baixa": id_,
        "codigo_baixa_integracao": code,
        "liquidado": "S" if settled else "N",
        "valor_baixado": settlement["valor"],
        **status(f"{side.settlement} lançado com sucesso!"),
    }


def unsettle(call: Call, side: Side) -> Answer:
    """CancelarPagamento, CancelarRecebimento."""
    settlement = _settlement(call, side)
    title = call.registers.find(side.register, settlement.parent)
    call.registers.delete(side.settlements, settlement.id)
    if title is not None:
        _keep_paid(call, side, title, paid(title.body) - _principal(settlement.body))
    return {
        "codigo_baixa": settlement.id,
        "codigo_baixa_integracao": settlement.code,
        **status("Baixa cancelada com sucesso!"),
    }


def settle_at_once(call: Call, side: Side, id_: int) -> None:
    """baixar_documento: the title is created paid; without details it is paid whole, today."""
    details = call.param.get(side.at_once)
    if call.param.get("baixar_documento") != "S":
        if details:
            raise fault.not_allowed(side.at_once, "quando a tag [baixar_documento] for igual a [S]")
        return
    title = call.registers.find(side.register, id_)
    assert title is not None
    _refuse_known(call, side, (details or {}).get(side.at_once_code, ""))
    whole = {
        "codigo_conta_corrente": title.body["id_conta_corrente"],
        "valor": net(title.body),
        "data": day_text(call.today),
        "desconto": 0,
        "juros": 0,
        "multa": 0,
        "observacao": "",
    }
    given = {tag: value for tag, value in (details or {}).items() if tag != side.at_once_code}
    _post(call, side, title, (details or {}).get(side.at_once_code, ""), {**whole, **given})


def _post(call: Call, side: Side, title: Record, code: str, body: dict[str, Any]) -> tuple[int, bool]:
    _check_account(call, body["codigo_conta_corrente"])
    total = paid(title.body) + _principal(body)
    if title.body.get("_cancelled") or title.body.get("_settled"):
        raise fault.refused(f"O lançamento [{title.id}] já está liquidado ou cancelado !")
    if total > Decimal(title.body["valor_documento"]):
        raise fault.refused(f"O valor da baixa é maior que o saldo do lançamento [{title.id}] !")
    id_ = call.registers.insert(side.settlements, body, code=code, parent=title.id)
    return id_, _keep_paid(call, side, title, total)


def _keep_paid(call: Call, side: Side, title: Record, total: Decimal) -> bool:
    settled = total >= net(title.body) and total > 0
    body = {**title.body, "_paid": total, "_settled": settled}
    call.registers.update(side.register, title.id, body, code=title.code)
    return settled


def _principal(body: dict[str, Any]) -> Decimal:
    """What of the title itself is settled: interest and fines come on top, a discount counts as paid."""
    return Decimal(body["valor"]) + Decimal(body["desconto"]) - Decimal(body["juros"]) - Decimal(body["multa"])


def _title(call: Call, side: Side) -> Record:
    id_, code = call.param.get("codigo_lancamento"), call.param.get("codigo_lancamento_integracao", "")
    if not id_ and not code:
        raise fault.required("codigo_lancamento")
    title = call.registers.find(side.register, id_) if id_ else call.registers.find_code(side.register, code)
    if title is None:
        missing = "Lançamento não cadastrado"
        raise fault.unknown_id(missing, id_) if id_ else fault.unknown_code(missing, code)
    return title


def _settlement(call: Call, side: Side) -> Record:
    id_, code = call.param.get("codigo_baixa"), call.param.get("codigo_baixa_integracao", "")
    if not id_ and not code:
        raise fault.required("codigo_baixa")
    found = call.registers.find(side.settlements, id_) if id_ else call.registers.find_code(side.settlements, code)
    if found is None:
        raise (
            fault.unknown_id("Baixa não cadastrada", id_) if id_ else fault.unknown_code("Baixa não cadastrada", code)
        )
    return found


def _refuse_known(call: Call, side: Side, code: str) -> None:
    known = call.registers.find_code(side.settlements, code)
    if known is not None:
        raise fault.refused(f"Baixa já cadastrada para o Código de Integração [{code}] com o Id [{known.id}] !")


def _check_account(call: Call, id_: int) -> None:
    record = call.registers.find("contascorrentes", id_)
    if record is None or record.body["inativo"] == "S":
        raise fault.refused(f"Conta Corrente não cadastrada para o Código [{id_}] !")
