"""Blue Fleet's three bodies as documents: pure functions, nothing guessed about money.

Fields: https://developers.bluefleet.com.br/home/webhooks/notificacoes
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from apps.connectors.bluefleet.checks import check_entries, check_fiscal_key, check_items, check_tax_id
from apps.connectors.bluefleet.directions import entry_direction, invoice_direction
from apps.connectors.bluefleet.instalments import (
    read_instalments,
    read_invoice_instalments,
    read_note_instalments,
    said_entries,
)
from apps.connectors.bluefleet.parties import letters_and_digits, read_customer, read_entity
from apps.connectors.bluefleet.positions import (
    read_attachments,
    read_expense_group,
    read_invoice_lines,
    read_note_lines,
    read_withheld,
)
from apps.connectors.bluefleet.reading import Part
from apps.core.connector import Payload
from apps.core.documents import Coded, Direction, Document, Kind
from apps.core.errors import Place, Rejected

#: When something happened to a document; plain dates such as DueDate are none of these.
STAMPS = ("CreatedAt", "InputtedAt", "PerformedAt", "ReconciledAt", "ConfirmedAt", "CanceledAt")


def debt_note_id(payload: Payload) -> str:
    """Give the id of an invoice or debit note; raises `Rejected` (``source.no_id``)."""
    return Part.of(payload).own_id("DebtNoteId")


def financial_entry_id(payload: Payload) -> str:
    """Give the id of an entry; raises `Rejected` (``source.no_id``)."""
    return Part.of(payload).own_id("FinancialEntryId")


def financial_invoice_id(payload: Payload) -> str:
    """Give the id of a fiscal invoice; raises `Rejected` (``source.no_id``)."""
    return Part.of(payload).own_id("FinancialInvoiceId")


def read_debt_note(payload: Payload) -> Document:
    """Read ``/debt-note``: an invoice or debit note to a customer."""
    body = Part.of(payload)
    source_id = body.own_id("DebtNoteId")
    issued = first_day(body, "IssuanceDate", "CreatedAt", "AccrualDate", "DueDate")
    entries, lines = said_entries(body), read_note_lines(body)
    instalments = read_note_instalments(body, entries, due=body.day("DueDate") or issued)
    total, customer = body.amount("TotalValue"), read_customer(body.part("Customer"))
    note_type = body.coded("DebtNoteTypeId", "DebtNoteTypeName", prefix="debt-note-type:")
    return Document(
        kind=Kind.INVOICE,
        source_id=source_id,
        direction=Direction.RECEIVABLE,
        number=body.text("DocumentNumber") or source_id,
        party=customer,
        issued=issued,
        total=total,
        instalments=instalments,
        accrued=body.day("AccrualDate"),
        entered=body.day("CreatedAt"),
        category=note_type,
        document_type=note_type,
        project=read_project(body),
        branch=read_branch(body),
        lines=lines,
        description=body.text("Comments"),
        notes=body.text("PaymentDetails"),
        changed=latest_moment([body]),
        cancelled=is_cancelled(body),
        remarks=(
            *check_tax_id(customer.tax_id),
            *check_items(lines, total + body.amount("Discounts"), of=source_id),
            *check_entries(entries, instalments, total, of=source_id),
        ),
    )


def read_financial_entry(payload: Payload) -> Document:
    """Read ``/financial-entry``: one amount to come in or to go out."""
    body = Part.of(payload)
    source_id = body.own_id("FinancialEntryId")
    issued = first_day(body, "CreatedAt", "ReferenceDate", "AccrualDate", "ExpectedDate", "ExpirationDate")
    instalments = read_instalments([body], owner="BF-E", due=issued)
    party = read_entity(body.part("FinancialEntity"), address=Part({}))
    return Document(
        kind=Kind.FINANCIAL_ENTRY,
        source_id=source_id,
        direction=entry_direction(body),
        number=body.text("DocumentNumber") or body.text("FinancialEntryNumber") or source_id,
        party=party,
        issued=issued,
        total=instalments[0].amount,
        instalments=instalments,
        accrued=body.day("AccrualDate"),
        entered=body.day("CreatedAt"),
        category=body.coded("FinancialEntryTypeId", "FinancialEntryTypeName", prefix="entry-type:"),
        description=body.text("Description"),
        notes=body.text("Comments"),
        changed=latest_moment([body]),
        cancelled=is_cancelled(body),
        remarks=(
            *check_tax_id(party.tax_id),
            *check_entries([body], instalments, instalments[0].amount, of=source_id),
        ),
    )


def read_financial_invoice(payload: Payload) -> Document:
    """Read ``/financial-invoice``: a fiscal invoice, usually a supplier's.

    The total is what is to be paid: ``TotalValue`` less ``Discount``, as the entries have it.
    """
    body = Part.of(payload)
    source_id = body.own_id("FinancialInvoiceId")
    issued = first_day(body, "IssuedAt", "InputtedAt", "CreatedAt")
    entries, lines, withheld = said_entries(body), read_invoice_lines(body), read_withheld(body)
    total = read_net_total(body)
    instalments = read_invoice_instalments(body, entries, total=total, due=issued)
    party = read_entity(body.part("FinancialEntity"), address=body.part("ProviderAddress"))
    key = letters_and_digits(body.text("AccessCode"))
    after_taxes = total - sum((amount for _tax, amount in withheld), Decimal(0))
    return Document(
        kind=Kind.BILL,
        source_id=source_id,
        direction=invoice_direction(body, entries),
        number=body.text("InvoiceNumber") or source_id,
        party=party,
        issued=issued,
        total=total,
        instalments=instalments,
        accrued=min((day for entry in entries if (day := entry.day("AccrualDate"))), default=None),
        entered=body.day("InputtedAt") or body.day("CreatedAt"),
        category=read_expense_group(body)
        or body.coded("FinancialInvoiceTypeId", "FinancialInvoiceTypeName", prefix="invoice-type:"),
        document_type=body.coded(
            "FinancialInvoiceDocumentTypeId", "FinancialInvoiceDocumentTypeName", prefix="invoice-document-type:"
        ),
        branch=read_branch(body),
        lines=lines,
        withheld=withheld,
        attachments=read_attachments(body),
        fiscal_number=body.text("InvoiceNumber"),
        fiscal_series=body.text("InvoiceSeries"),
        fiscal_key=key,
        description=body.text("Description"),
        notes=body.text("Comments"),
        changed=latest_moment([body, *entries]),
        cancelled=is_cancelled(body),
        remarks=(
            *check_tax_id(party.tax_id),
            *check_fiscal_key(key),
            *check_items(lines, body.amount("TotalValue"), total, of=source_id),
            *check_entries(entries, instalments, total, after_taxes, of=source_id),
        ),
    )


def read_net_total(body: Part) -> Decimal:
    """Give what is to be paid for a fiscal invoice; a discount above the value is refused."""
    total, discount = body.amount("TotalValue"), body.amount("Discount")
    if discount > total:
        raise Rejected("source.negative", place=Place.SOURCE, field="TotalValue", value=total - discount)
    return total - discount


def read_project(body: Part) -> Coded | None:
    """Give the contract that a debit note bills."""
    contract = body.part("Contract")
    number = "ContractNumber" if contract.text("ContractNumber") else "DocumentNumber"
    return contract.coded("ContractId", number)


def read_branch(body: Part) -> Coded | None:
    """Give the branch of ours that the document belongs to."""
    return body.part("FleetManagerBranch").coded("FleetManagerBranchId", "DisplayName")


def first_day(body: Part, *names: str) -> date:
    """Give the first date that is there; raises `Rejected` (``source.no_date``) when none is."""
    for name in names:
        if day := body.day(name):
            return day
    raise Rejected("source.no_date", place=Place.SOURCE, field=names[0])


def latest_moment(parts: Iterable[Part]) -> datetime | None:
    """Give the latest stamp that a document and its entries carry."""
    return max((moment for part in parts for name in STAMPS if (moment := part.moment(name))), default=None)


def is_cancelled(body: Part) -> bool:
    """Tell whether Blue Fleet has cancelled or deleted it."""
    return body.moment("CanceledAt") is not None or body.flag("IsDeleted")
