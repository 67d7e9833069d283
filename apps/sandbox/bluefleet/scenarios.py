"""The situations that can be sent: each a function from a builder to notifications, in the order they go out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.sandbox.bluefleet import cast
from apps.sandbox.bluefleet.blanks import Body
from apps.sandbox.bluefleet.builder import Builder
from apps.sandbox.bluefleet.cast import Party

NOTE, ENTRY, INVOICE = "/debt-note", "/financial-entry", "/financial-invoice"


@dataclass(frozen=True)
class Notification:
    """One POST: a JSON value, or raw bytes where the body is meant to be broken."""

    path: str
    body: Any


Build = Callable[[Builder], list[Notification]]


def debit_note(make: Builder) -> list[Notification]:
    """A debit note in one instalment."""
    return [Notification(NOTE, make.debit_note())]


def debit_note_instalments(make: Builder) -> list[Notification]:
    """A debit note in three instalments."""
    return [Notification(NOTE, make.debit_note(instalments=3))]


def entry_receivable(make: Builder) -> list[Notification]:
    """A receivable shared over two cost centres."""
    return [Notification(ENTRY, make.receivable())]


def entry_payable(make: Builder) -> list[Notification]:
    """A payable to a workshop."""
    return [Notification(ENTRY, make.payable())]


def entry_performed(make: Builder) -> list[Notification]:
    """A payable that is already paid."""
    entry = make.payable()
    return [Notification(ENTRY, {**entry, **performed(make, entry["ExpectedValue"])})]


def invoice(make: Builder) -> list[Notification]:
    """A fiscal invoice with withheld taxes and its file."""
    return [Notification(INVOICE, make.invoice())]


def new_cost_centre(make: Builder) -> list[Notification]:
    """A cost centre that nobody has mapped yet."""
    return [Notification(ENTRY, make.payable(centre=cast.TYRES))]


def new_category(make: Builder) -> list[Notification]:
    """An expense group that nobody has mapped yet."""
    return [Notification(INVOICE, make.invoice(group="Multas"))]


def unknown_supplier(make: Builder) -> list[Notification]:
    """A supplier without CNPJ or CPF."""
    id_ = make.id()
    party = Party(id_, "Borracharia do Ze", "Borracharia do Ze", "", supplier=True)
    return [Notification(ENTRY, make.payable(party=party))]


def cancelled_note(make: Builder) -> list[Notification]:
    """A debit note, then its cancellation."""
    note = make.debit_note()
    return [Notification(NOTE, note), Notification(NOTE, cancelled(make, note))]


def cancelled_invoice(make: Builder) -> list[Notification]:
    """A fiscal invoice, then its cancellation."""
    paper = make.invoice()
    gone = {**paper, "CanceledAt": make.moment(), "CanceledBy": dict(cast.CLERK)}
    return [Notification(INVOICE, paper), Notification(INVOICE, gone)]


def deleted_entry(make: Builder) -> list[Notification]:
    """An entry, then its deletion."""
    entry = make.payable()
    gone = {**entry, "IsDeleted": True, "DeletedBy": dict(cast.CLERK)}
    return [Notification(ENTRY, entry), Notification(ENTRY, gone)]


def amended(make: Builder) -> list[Notification]:
    """An entry, then the same id with another value."""
    entry = make.payable(cents=80_000)
    other = make.payable(cents=91_055)
    keys = ("ExpectedValue", "ExpectedGrossValue", "CostCenters")
    return [Notification(ENTRY, entry), Notification(ENTRY, {**entry, **{key: other[key] for key in keys}})]


def duplicate(make: Builder) -> list[Notification]:
    """The same body three times."""
    return [Notification(ENTRY, make.receivable())] * 3


def out_of_order(make: Builder) -> list[Notification]:
    """The cancellation before the note itself."""
    note = make.debit_note()
    return [Notification(NOTE, cancelled(make, note)), Notification(NOTE, note)]


def note_and_entries(make: Builder) -> list[Notification]:
    """A debit note, then each of its entries in its own notification."""
    party = make.customer()
    note = make.debit_note(instalments=2, party=party)
    return [Notification(NOTE, note), *(_of_note(make, note, turn, party) for turn in range(2))]


def invoice_and_entries(make: Builder) -> list[Notification]:
    """A fiscal invoice, then its entry in its own notification."""
    party = make.supplier()
    paper = make.invoice(party=party)
    [listed] = paper["FinancialEntries"]
    shared = {key: value for key, value in listed.items() if key != "FinancialEntryNumber"}
    ids = {
        "FinancialInvoiceId": paper["FinancialInvoiceId"],
        "FinancialEntryNumber": str(listed["FinancialEntryId"]),
        "DocumentNumber": paper["InvoiceNumber"],
    }
    return [Notification(INVOICE, paper), Notification(ENTRY, {**make.payable(party=party), **shared, **ids})]


def performed(make: Builder, value: float) -> Body:
    """The keys of an entry that was paid today."""
    return {
        "Performed": True,
        "PerformedBy": dict(cast.CLERK),
        "PerformedAt": make.moment(),
        "PerformedDate": make.day(),
        "PerformedValue": value,
        "FinancialEntryStatusId": 2,
        "FinancialEntryStatusName": "Efetivado",
    }


def cancelled(make: Builder, note: Body) -> Body:
    """The same note, void."""
    return {
        **note,
        "CanceledAt": make.moment(),
        "CanceledBy": dict(cast.CLERK),
        "DebtNoteStatusId": 3,
        "DebtNoteStatusName": "Cancelada",
    }


def _of_note(make: Builder, note: Body, turn: int, party: Party) -> Notification:
    listed = note["FinancialEntries"][turn]
    entry = make.receivable(cents=round(listed["ExpectedValue"] * 100), party=party)
    shared = {
        **listed,
        "ExpirationDate": listed["ExpectedDate"],
        "CurrentInstallment": turn + 1,
        "TotalInstallments": len(note["FinancialEntries"]),
        "Description": f"Fatura {note['DocumentNumber']}",
        "DocumentNumber": note["DocumentNumber"],
        "FinancialEntryNumber": str(listed["FinancialEntryId"]),
    }
    return Notification(ENTRY, {**entry, **shared})
