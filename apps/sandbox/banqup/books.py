"""What Banqup holds for the company: purchase and sales invoices; suppliers and customers are the cast."""

import sqlite3
import time
from datetime import UTC, datetime
from typing import Any

from apps.sandbox.banqup.builder import stamp
from apps.sandbox.omie.records import Page, Record, Registers
from apps.sandbox.store import next_number

Body = dict[str, Any]
COMPANY = "banqup"
PURCHASES, SALES = "purchase-invoices", "sales-invoices"
FIRST_ID = 991_000
#: What a list may be sorted by.
SORTABLE = ("id", "client_id", "last_updated_at", "created_at", "amount", "status")
PURCHASE_ACTIONS = {"ACCEPT": "ACCEPTED", "REFUSE": "REFUSED"}
SALES_ACTIONS = {"SEND": ("status", "SENT"), "MARK_AS_PAID": ("payment_status", "PAID")}


class Books:
    """The registers within one transaction."""

    def __init__(self, tx: sqlite3.Connection) -> None:
        self.tx = tx
        self.registers = Registers(tx, COMPANY)

    def new_id(self) -> int:
        """The id of the next invoice."""
        return next_number(self.tx, "banqup-id", start=FIRST_ID)

    def add(self, register: str, body: Body) -> int:
        """A new invoice."""
        return self.registers.insert(register, body, id=body["id"])

    def find(self, register: str, id_: int) -> Record | None:
        """The invoice with this id."""
        return self.registers.find(register, id_)

    def change(self, register: str, record: Record, **told: Any) -> Body:
        """Changes an invoice, which puts it on top of the list."""
        body = {**record.body, "last_updated_at": stamp(datetime.fromtimestamp(time.time(), UTC)), **told}
        self.registers.update(register, record.id, body)
        return body

    def page(self, register: str, conditions: list[tuple[str, Any]], *, number: int, size: int, sort: str) -> Page:
        """One page, counted from 1; ``sort`` is a field and ``asc`` or ``desc``."""
        field, _, way = sort.partition(",")
        order = f"json_extract(body, '$.{field}') {way or 'asc'}, id {way or 'asc'}"
        return self.registers.page(register, conditions, number=number, size=size, order=order)


def shown(body: Body, *, lines: bool = True) -> Body:
    """An invoice as callers see it: without what only the sandbox knows of it."""
    hidden = () if lines else ("invoice_lines",)
    return {key: value for key, value in body.items() if not key.startswith("_") and key not in hidden}
