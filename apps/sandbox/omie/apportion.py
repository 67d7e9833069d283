"""Rateio: categories and departments must exist, be usable, and add up to the title."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from apps.sandbox.omie import fault
from apps.sandbox.omie.records import Record, Registers

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
Row = dict[str, Any]


def categories(registers: Registers, title: dict[str, Any], *, direction: str) -> list[Row]:
    """The title's shares by category; ``direction`` is conta_despesa or conta_receita."""
    given = title.get("categorias") or _single(title)
    for row in given:
        _usable_category(registers, row["codigo_categoria"], direction)
    return _shares(given, title["valor_documento"], part="categorias", percent="percentual", value="valor")


def departments(registers: Registers, title: dict[str, Any]) -> list[Row]:
    """The title's shares by department, with their names."""
    given = title.get("distribuicao") or []
    named = [{**row, "cDesDep": _usable_department(registers, row["cCodDep"])} for row in given]
    return _shares(named, title["valor_documento"], part="distribuicao", percent="nPerDep", value="nValDep")


def _single(title: dict[str, Any]) -> list[Row]:
    if not title.get("codigo_categoria"):
        raise fault.required("codigo_categoria")
    return [{"codigo_categoria": title["codigo_categoria"]}]


def _usable_category(registers: Registers, code: str, direction: str) -> None:
    record = registers.find_code("categorias", code)
    if record is None:
        raise fault.refused(f"Categoria não cadastrada para o Código [{code}] !")
    if reason := _unusable(record, direction):
        raise fault.refused(f"A categoria [{code}] {reason} e não pode ser utilizada !")


def _unusable(record: Record, direction: str) -> str:
    side = "despesa" if direction == "conta_despesa" else "receita"
    reasons: Mapping[tuple[str, str], str] = {
        ("totalizadora", "S"): "é totalizadora",
        ("conta_inativa", "S"): "está inativa",
        ("nao_exibir", "S"): "não está disponível",
        (direction, "N"): f"não é uma conta de {side}",
    }
    return next((reason for (tag, bad), reason in reasons.items() if record.body[tag] == bad), "")


def _usable_department(registers: Registers, code: str) -> str:
    record = registers.find_code("departamentos", code)
    if record is None:
        raise fault.refused(f"Departamento não cadastrado para o Código [{code}] !")
    if record.body["nivel_totalizador"] == "S" or record.body["inativo"] == "S":
        raise fault.refused(f"O departamento [{code}] é totalizador ou está inativo e não pode ser utilizado !")
    return str(record.body["descricao"])


def _shares(given: list[Row], total: Decimal, *, part: str, percent: str, value: str) -> list[Row]:
    if len(given) == 1 and given[0].get(value) is None:
        given = [{**given[0], percent: HUNDRED, value: total}]
    rows = [_completed(row, total, percent=percent, value=value) for row in given]
    if rows and sum(row[value] for row in rows) != total:
        raise fault.refused(f"A soma dos valores da tag [{part}] difere do valor do documento [{total:.2f}] !")
    # Shares of a third cannot be written in two decimals, so a cent of a percent is forgiven.
    if rows and abs(sum(row[percent] for row in rows) - HUNDRED) > CENT:
        raise fault.refused(f"A soma dos percentuais da tag [{part}] difere de 100% !")
    return rows


def _completed(row: Row, total: Decimal, *, percent: str, value: str) -> Row:
    if row.get(value) is None and row.get(percent) is None:
        raise fault.required(value)
    if row.get(value) is None:
        return {**row, value: (total * row[percent] / HUNDRED).quantize(CENT)}
    if row.get(percent) is None:
        return {**row, percent: (row[value] * HUNDRED / total).quantize(CENT)}
    return row
