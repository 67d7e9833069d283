"""How a title is shown: the stored tags, what is computed from them, and its state today."""

from datetime import date
from decimal import Decimal
from typing import Any

from apps.sandbox.omie.call import Answer
from apps.sandbox.omie.clock import stamp
from apps.sandbox.omie.records import Record
from apps.sandbox.omie.sides import Side
from apps.sandbox.omie.title_types import TAXES

ZERO = Decimal(0)


def shown(record: Record, side: Side, *, today: date, notes: bool = True) -> Answer:
    """The title as Consultar and Listar give it."""
    body = record.body
    visible = {tag: value for tag, value in body.items() if not tag.startswith("_")}
    if not notes:
        visible.pop("observacao", None)
    return {
        "codigo_lancamento_omie": record.id,
        "codigo_lancamento_integracao": record.code,
        **visible,
        "valor_pag": net(body),
        "status_titulo": state(body, side, today=today),
        "id_origem": side.origin,
        "importado_api": "S",
        "info": stamp(record.created, record.changed),
    }


def state(body: dict[str, Any], side: Side, *, today: date) -> str:
    """status_titulo: it changes by itself as days pass."""
    if body.get("_cancelled"):
        return "CANCELADO"
    if body.get("_settled"):
        return side.settled
    due = date.fromisoformat(body["_due"])
    if due == today:
        return "VENCE HOJE"
    return "A VENCER" if due > today else "ATRASADO"


def net(body: dict[str, Any]) -> Decimal:
    """What is to be paid once the withheld taxes are taken off."""
    withheld = sum((_amount(body, f"valor_{tax}") for tax in TAXES if body.get(f"retem_{tax}") == "S"), ZERO)
    return _amount(body, "valor_documento") - withheld


def paid(body: dict[str, Any]) -> Decimal:
    """How much of the title is settled so far."""
    return _amount(body, "_paid")


def _amount(body: dict[str, Any], tag: str) -> Decimal:
    return Decimal(body.get(tag) or 0)
