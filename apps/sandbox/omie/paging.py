"""The two list dialects, and the fault that ends both."""

from collections.abc import Callable
from typing import Any

from apps.sandbox.omie import fault
from apps.sandbox.omie.call import Answer, Call
from apps.sandbox.omie.clock import midnight
from apps.sandbox.omie.records import Page, Record

LARGEST_PAGE = 500
A_DAY = 86_400
Conditions = list[tuple[str, Any]]
Shown = Callable[[Record], Answer]


def register_list(call: Call, register: str, name: str, show: Shown, *, conditions: Conditions) -> Answer:
    """pagina / registros_por_pagina."""
    number, size = call.param.get("pagina", 1), call.param.get("registros_por_pagina", 50)
    page = _page(call, register, conditions, number=number, size=size, order=_order(call.param))
    return {
        "pagina": page.number,
        "total_de_paginas": page.pages,
        "registros": len(page.records),
        "total_de_registros": page.total,
        name: [show(record) for record in page.records],
    }


def search_list(call: Call, register: str, name: str, show: Shown, *, conditions: Conditions) -> Answer:
    """nPagina / nRegPorPagina."""
    number, size = call.param.get("nPagina", 1), call.param.get("nRegPorPagina", 50)
    page = _page(call, register, conditions, number=number, size=size, order="id")
    return {
        "nPagina": page.number,
        "nTotPaginas": page.pages,
        "nRegistros": len(page.records),
        "nTotRegistros": page.total,
        name: [show(record) for record in page.records],
    }


def changed_between(param: dict[str, Any]) -> Conditions:
    """The date filter of the register dialect, on whichever stamp was asked for."""
    bounds = (("filtrar_por_data_de", ">=", 0), ("filtrar_por_data_ate", "<", A_DAY))
    return [
        (_stamp_condition(param, sign), midnight(param[tag]) + more) for tag, sign, more in bounds if param.get(tag)
    ]


def _stamp_condition(param: dict[str, Any], sign: str) -> str:
    if param.get("filtrar_apenas_inclusao") == "S":
        return f"created {sign} ?"
    return f"changed {sign} ?"


def _order(param: dict[str, Any]) -> str:
    column = "code" if param.get("ordenar_por") == "CODIGO_INTEGRACAO" else "id"
    falling = "S" in (param.get("ordem_descrescente"), param.get("ordem_decrescente"))
    return f"{column} {'DESC' if falling else 'ASC'}, id"


def _page(call: Call, register: str, conditions: Conditions, *, number: int, size: int, order: str) -> Page:
    number, size = max(1, number), min(max(1, size), LARGEST_PAGE)
    page = call.registers.page(register, conditions, number=number, size=size, order=order)
    if not page.records:
        raise fault.empty_page(number)
    return page
