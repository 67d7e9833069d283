"""What Omie holds, for tests and for the sandbox's own page."""

from collections.abc import Callable
from typing import Any

from apps.sandbox.omie import attachments, clients
from apps.sandbox.omie.call import Answer
from apps.sandbox.omie.clock import local_now
from apps.sandbox.omie.records import Record, Registers
from apps.sandbox.omie.sides import PAYABLES, RECEIVABLES, Side
from apps.sandbox.omie.title_view import net, paid, shown
from apps.sandbox.store import Store


class UnknownTable(LookupError):
    """Nobody keeps a table of this name."""


def records(store: Store, table: str, companies: list[str]) -> list[dict[str, Any]]:
    """Every row of one table."""
    show = _shown_by(table)
    with store.read() as tx:
        return [show(record) for company in companies for record in Registers(tx, company).all(table)]


def latest(store: Store, table: str, companies: list[str], *, most: int) -> list[dict[str, Any]]:
    """The newest rows of one table, newest first, so that a page stays quick with many behind it."""
    show = _shown_by(table)
    with store.read() as tx:
        return [show(record) for company in companies for record in Registers(tx, company).latest(table, most)]


def _shown_by(table: str) -> Callable[[Record], Answer]:
    if table not in TABLES:
        raise UnknownTable(f"omie has no table {table!r}; it has {', '.join(TABLES)}")
    return TABLES[table]


def _title(side: Side) -> Callable[[Record], Answer]:
    def show(record: Record) -> Answer:
        body = record.body
        more = {"pago": paid(body), "saldo": net(body) - paid(body), "liquidado": "S" if body.get("_settled") else "N"}
        return {**shown(record, side, today=local_now().date()), **more}

    return show


def _settlement(record: Record) -> Answer:
    keys = {"codigo_baixa": record.id, "codigo_baixa_integracao": record.code, "codigo_lancamento": record.parent}
    return {**keys, **record.body}


def _attachment(record: Record) -> Answer:
    body = record.body
    return {**attachments.shown(record), "tamanho": body["_size"], "sha256": body["_sha256"]}


def _plain(record: Record) -> Answer:
    return {"id": record.id, "codigo_integracao": record.code, **record.body}


TABLES: dict[str, Callable[[Record], Answer]] = {
    "contapagar": _title(PAYABLES),
    "contareceber": _title(RECEIVABLES),
    "pagamentos": _settlement,
    "recebimentos": _settlement,
    "anexos": _attachment,
    "clientes": clients.shown,
    "categorias": _plain,
    "departamentos": _plain,
    "projetos": _plain,
    "contascorrentes": _plain,
    "empresas": _plain,
}
