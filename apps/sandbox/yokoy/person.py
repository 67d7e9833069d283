"""What people do in Yokoy's own screens: read, submit, approve, reject, export, and take an export back."""

from typing import Any

from apps.sandbox.yokoy import expenses, exports, invoices
from apps.sandbox.yokoy.refusal import invalid, missing
from apps.sandbox.yokoy.shelf import Body, Shelf

#: What each button leads to, for invoices and for expenses, and what the log then says.
INVOICE = {
    "submit": (invoices.APPROVAL, "submit"),
    "approve": (invoices.READY, "approve"),
    "reject": (invoices.REJECTED, "reject"),
    "export": (invoices.EXPORTED, "export"),
    "revert": (invoices.READY, "revertExport"),
}
EXPENSE = {
    "submit": ("forApproval", "submit"),
    "approve": ("forExpenseExport", "approve"),
    "reject": ("rejected", "reject"),
    "export": ("expenseExported", "export"),
    "revert": ("forExpenseExport", "exportReverted"),
}
BUTTONS = tuple(INVOICE)


def press(shelf: Shelf, key: str, button: str, comment: str = "") -> Body:
    """Presses a button on an invoice or an expense."""
    register, document = found(shelf, key)
    steps: dict[str, tuple[Any, str]] = INVOICE if register == invoices.REGISTER else EXPENSE
    if button not in steps:
        raise invalid(("button", f"there is no button {button}"))
    status, action = steps[button]
    log = [*document["eventLog"], exports.event(shelf, action, comment)]
    exported = {"exportJobId": None} if button == "revert" else {}
    return shelf.put(register, document | {"status": status, "eventLog": log} | exported | exports.touched(shelf))


def fill_in(shelf: Shelf, key: str, fields: Body) -> Body:
    """Has an uploaded invoice read: its fields fill in, and it is no longer waiting."""
    _register, invoice = found(shelf, key)
    told: list[Body] = fields.get("lineItems") or []
    lines = [invoices.BLANK_LINE | line for line in told]
    read = fields | {"lineItems": lines, "status": invoices.NEW}
    return shelf.put(invoices.REGISTER, invoice | read | exports.touched(shelf))


def found(shelf: Shelf, key: str) -> tuple[str, Body]:
    """The document under an id, and which register has it."""
    for register in (invoices.REGISTER, expenses.REGISTER):
        if document := shelf.find(register, key):
            return register, document
    raise missing()
