"""What a schedule consists of: its categories, which are its value, and the cost centres that bear it."""

import uuid
from decimal import Decimal
from typing import Any

from apps.sandbox.nibo.refusal import invalid
from apps.sandbox.nibo.shelf import Body, Shelf

#: Which side a kind of category belongs to.
SIDES = {"in": "credit", "out": "debit"}
WRONG_SIDE = {
    "credit": "Valor do agendamento deve ser positivo",
    "debit": "Valor do agendamento de pagamento deve ser negativo",
}
PERCENTS = "A soma do percentual total dos Centros de Custo deve ser de 100%"
VALUES = "A soma dos valores totais dos Centros de Custo deve ser igual ao valor do agendamento."
BY_VALUE, BY_PERCENT = 0, 1
HUNDRED = Decimal(100)


def categories(shelf: Shelf, given: object, side: str, *, replaces: bool = False) -> list[Body]:
    """The lines as they are kept; each must be of the schedule's side. What is read back may be sent with its sign."""
    rows = given if isinstance(given, list) else []
    if not rows:
        raise invalid("Informe ao menos uma categoria")
    if len(rows) > 1 and not shelf.switch("split"):
        raise invalid("Utilize apenas uma categoria")
    return [category(shelf, row, side, replaces=replaces) for row in rows]


def category(shelf: Shelf, row: Body, side: str, *, replaces: bool) -> Body:
    """One line."""
    known = shelf.find("categories", row.get("categoryId"))
    if known is None:
        raise invalid("Categoria não encontrada")
    if known.get("_discount"):
        raise invalid("Categoria de juros, multa ou desconto invalida")
    value = abs(amount(row.get("value"))) if replaces else amount(row.get("value"))
    if SIDES[known["type"]] != side or value <= 0:
        raise invalid(WRONG_SIDE[side])
    told = str(row.get("description") or "")
    return {"id": str(uuid.uuid4()), "categoryId": known["id"], "value": value, "description": told}


def cost_centres(shelf: Shelf, given: Body, total: Decimal) -> list[Body]:
    """Who bears a schedule: all of it, or nobody is told."""
    rows = given.get("costCenters") or []
    if not rows:
        return []
    for row in rows:
        if shelf.find("costcenters", row.get("costCenterId")) is None:
            raise invalid("Centro de custo não encontrado")
    by_percent = int(given.get("costCenterValueType") or BY_VALUE) == BY_PERCENT
    name, whole, text = ("percent", HUNDRED, PERCENTS) if by_percent else ("value", total, VALUES)
    shares = [amount(row.get(name)) for row in rows]
    if sum(shares) != whole or min(shares) <= 0:
        raise invalid(text)
    return [
        {"costCenterId": str(row["costCenterId"]).lower(), name: share} for row, share in zip(rows, shares, strict=True)
    ]


def shown_category(shelf: Shelf, line: Body, sign: int) -> Body:
    """A line as it is read by id."""
    known = shelf.find("categories", line["categoryId"]) or {}
    group = known.get("group") or {}
    return {
        **line,
        "value": line["value"] * sign,
        "categoryName": known.get("name"),
        "type": known.get("type"),
        "parent": group.get("name"),
        "parentId": group.get("id"),
    }


def shown_cost_centre(shelf: Shelf, row: Body, total: Decimal) -> Body:
    """A cost centre as it is read; where percentages were given its value is wrong, as the vendor's is."""
    known = shelf.find("costcenters", row["costCenterId"]) or {}
    percent = row["percent"] if "percent" in row else row["value"] * HUNDRED / total
    value = (
        row["value"] if "value" in row else (percent * percent * total / HUNDRED / HUNDRED).quantize(Decimal("0.01"))
    )
    told = {"costCenterDescription": known.get("description"), "percent": percent, "value": value}
    return {"costCenterId": row["costCenterId"], **told}


def amount(told: Any) -> Decimal:
    """A number of the request; anything else counts as nothing."""
    return Decimal(told) if isinstance(told, int | Decimal) and not isinstance(told, bool) else Decimal(0)
