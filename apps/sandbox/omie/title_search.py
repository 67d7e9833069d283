"""financas/pesquisartitulos: titles of both sides with what was paid on them."""

from datetime import date
from decimal import Decimal

from apps.sandbox.omie.call import Answer, Call
from apps.sandbox.omie.clock import day_of
from apps.sandbox.omie.paging import Conditions, search_list
from apps.sandbox.omie.records import Record
from apps.sandbox.omie.sides import PAYABLES, RECEIVABLES, Side
from apps.sandbox.omie.title_view import ZERO, net, paid, state

NATURES = {"P": PAYABLES, "R": RECEIVABLES}
LIST = "titulosEncontrados"


def search(call: Call) -> Answer:
    """PesquisarLancamentos: by number or integration code; payables unless receivables are asked for."""
    nature = call.param.get("cNatureza") or "P"
    side = NATURES[nature]

    def show(record: Record) -> Answer:
        return found(call, side, nature, record)

    return search_list(call, side.register, LIST, show, conditions=conditions(call))


def conditions(call: Call) -> Conditions:
    """What was asked for, as conditions on rows."""
    known = {"id = ?": call.param.get("nCodTitulo"), "code = ?": call.param.get("cCodIntTitulo")}
    return [(condition, value) for condition, value in known.items() if value]


def found(call: Call, side: Side, nature: str, record: Record) -> Answer:
    """One title, its payments and their sum."""
    payments = call.registers.all(side.settlements, "parent = ?", record.id)
    body, settled = record.body, bool(record.body.get("_settled"))
    days = [day_of(payment.body["data"]) for payment in payments if payment.body.get("data")]
    return {
        "cabecTitulo": {
            "nCodTitulo": record.id,
            "cCodIntTitulo": record.code,
            "cNumTitulo": body.get("numero_documento", ""),
            "nCodCliente": body.get("codigo_cliente_fornecedor"),
            "dDtVenc": body.get("data_vencimento", ""),
            "dDtPagamento": shown(max(days, default=None)) if settled else "",
            "nValorTitulo": body["valor_documento"],
            "cStatus": state(body, side, today=call.today),
            "cNatureza": nature,
        },
        "lancamentos": [
            {"nCodLanc": payment.id, "cCodIntLanc": payment.code, "dDtLanc": payment.body["data"], "cNatureza": nature}
            for payment in payments
        ],
        "resumo": {
            "cLiquidado": "S" if settled else "N",
            "nValPago": paid(body),
            "nValAberto": ZERO if settled else net(body) - Decimal(paid(body)),
        },
    }


def shown(day: date | None) -> str:
    """A date as the vendor writes it, or nothing."""
    return f"{day:%d/%m/%Y}" if day else ""
