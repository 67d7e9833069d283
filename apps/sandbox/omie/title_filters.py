"""The filters of ListarContasPagar and ListarContasReceber."""

from typing import Any

from apps.sandbox.omie.call import Call
from apps.sandbox.omie.clock import day_of
from apps.sandbox.omie.paging import Conditions, changed_between


def conditions(call: Call) -> Conditions:
    """What the caller asked for, as conditions on rows."""
    return [*changed_between(call.param), *_by_reference(call), *_by_state(call)]


def _by_reference(call: Call) -> Conditions:
    param = call.param
    known = {
        "filtrar_cliente": ("json_extract(body, '$.codigo_cliente_fornecedor') = ?", param.get("filtrar_cliente")),
        "filtrar_conta_corrente": (
            "json_extract(body, '$.id_conta_corrente') = ?",
            param.get("filtrar_conta_corrente"),
        ),
        "filtrar_por_projeto": ("json_extract(body, '$.codigo_projeto') = ?", param.get("filtrar_por_projeto")),
        "filtrar_por_vendedor": ("json_extract(body, '$.codigo_vendedor') = ?", param.get("filtrar_por_vendedor")),
        "filtrar_por_cpf_cnpj": ("json_extract(body, '$._party_digits') = ?", param.get("filtrar_por_cpf_cnpj")),
    }
    return [*(condition for condition in known.values() if condition[1]), *_by_days(param)]


def _by_days(param: dict[str, Any]) -> Conditions:
    columns = {"emissao": "data_emissao", "registro": "data_entrada"}
    return [
        (f"{_sortable(column)} {sign} ?", day_of(param[tag]).isoformat())
        for name, column in columns.items()
        for end, sign in (("de", ">="), ("ate", "<="))
        if param.get(tag := f"filtrar_por_{name}_{end}")
    ]


def _sortable(tag: str) -> str:
    text = f"coalesce(json_extract(body, '$.{tag}'), json_extract(body, '$.data_registro'))"
    return f"(substr({text}, 7, 4) || '-' || substr({text}, 4, 2) || '-' || substr({text}, 1, 2))"


def _by_state(call: Call) -> Conditions:
    wanted, today = call.param.get("filtrar_por_status"), call.today.isoformat()
    flag = "coalesce(json_extract(body, '$.{}'), 0)"
    settled, cancelled, paid = (flag.format(tag) for tag in ("_settled", "_cancelled", "_paid"))
    open_, due = f"NOT {settled} AND NOT {cancelled}", "json_extract(body, '$._due')"
    conditions: dict[str, tuple[str, Any]] = {
        "CANCELADO": (f"{cancelled} = ?", 1),
        **dict.fromkeys(("PAGO", "RECEBIDO", "LIQUIDADO"), (f"{settled} = ?", 1)),
        "EMABERTO": (f"{open_} AND 1 = ?", 1),
        "PAGTO_PARCIAL": (f"{open_} AND {paid} > ?", 0),
        "VENCEHOJE": (f"{open_} AND {due} = ?", today),
        "AVENCER": (f"{open_} AND {due} > ?", today),
        "ATRASADO": (f"{open_} AND {due} < ?", today),
    }
    return [conditions[wanted]] if wanted else []
