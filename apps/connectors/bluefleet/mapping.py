"""Blue Fleet's three bodies as documents: pure functions, nothing guessed about money.

Fields: https://developers.bluefleet.com.br/home/webhooks/notificacoes
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
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
from apps.core.documents import Coded, Direction, Document, Kind, Remark
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
    entries = said_entries(body)
    note_type = body.coded("DebtNoteTypeId", "DebtNoteTypeName", prefix="debt-note-type:")
    document = Document(
        kind=Kind.INVOICE,
        source_id=source_id,
        direction=Direction.RECEIVABLE,
        number=body.text("DocumentNumber") or source_id,
        party=read_customer(body.part("Customer")),
        issued=issued,
        total=body.amount("TotalValue"),
        instalments=read_note_instalments(body, entries, due=body.day("DueDate") or issued),
        accrued=body.day("AccrualDate"),
        entered=body.day("CreatedAt"),
        category=note_type,
        document_type=note_type,
        project=read_project(body),
        branch=read_branch(body),
        lines=read_note_lines(body),
        description=body.text("Comments"),
        notes=body.text("PaymentDetails"),
        changed=latest_moment([body]),
        cancelled=is_cancelled(body),
    )
    return replace(document, remarks=tuple(note_remarks(body, entries, document)))


def read_financial_entry(payload: Payload) -> Document:
    """Read ``/financial-entry``: one amount to come in or to go out."""
    body = Part.of(payload)
    source_id = body.own_id("FinancialEntryId")
    issued = first_day(body, "CreatedAt", "ReferenceDate", "AccrualDate", "ExpectedDate", "ExpirationDate")
    instalments = read_instalments([body], owner="BF-E", due=issued)
    document = Document(
        kind=Kind.FINANCIAL_ENTRY,
        source_id=source_id,
        direction=entry_direction(body),
        number=body.text("DocumentNumber") or body.text("FinancialEntryNumber") or source_id,
        party=read_entity(body.part("FinancialEntity"), address=Part({})),
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
    )
    return replace(document, remarks=tuple(entry_remarks(body, document)))


def read_financial_invoice(payload: Payload) -> Document:
    """Read ``/financial-invoice``: a fiscal invoice, usually a supplier's.

    The total is what is to be paid: ``TotalValue`` less ``Discount``, as the entries have it.
    """
    body = Part.of(payload)
    source_id = body.own_id("FinancialInvoiceId")
    issued = first_day(body, "IssuedAt", "InputtedAt", "CreatedAt")
    entries, total = said_entries(body), read_net_total(body)
    document = Document(
        kind=Kind.BILL,
        source_id=source_id,
        direction=invoice_direction(body, entries),
        number=body.text("InvoiceNumber") or source_id,
        party=read_entity(body.part("FinancialEntity"), address=body.part("ProviderAddress")),
        issued=issued,
        total=total,
        instalments=read_invoice_instalments(body, entries, total=total, due=issued),
        accrued=min((day for entry in entries if (day := entry.day("AccrualDate"))), default=None),
        entered=body.day("InputtedAt") or body.day("CreatedAt"),
        category=read_expense_group(body)
        or body.coded("FinancialInvoiceTypeId", "FinancialInvoiceTypeName", prefix="invoice-type:"),
        document_type=body.coded(
            "FinancialInvoiceDocumentTypeId", "FinancialInvoiceDocumentTypeName", prefix="invoice-document-type:"
        ),
        branch=read_branch(body),
        lines=read_invoice_lines(body),
        withheld=read_withheld(body),
        attachments=read_attachments(body),
        fiscal_number=body.text("InvoiceNumber"),
        fiscal_series=body.text("InvoiceSeries"),
        fiscal_key=letters_and_digits(body.text("AccessCode")),
        description=body.text("Description"),
        notes=body.text("Comments"),
        changed=latest_moment([body, *entries]),
        cancelled=is_cancelled(body),
    )
    return replace(document, remarks=tuple(invoice_remarks(body, entries, document)))


def note_remarks(body: Part, entries: Sequence[Part], document: Document) -> Iterator[Remark]:
    """Remark on what is odd about a debit note."""
    told, total = document.source_id, document.total
    yield from check_tax_id(document.party.tax_id)
    yield from check_items(document.lines, total + body.amount("Discounts"), of=told)
    yield from check_entries(entries, document.instalments, total, of=told)


def entry_remarks(body: Part, document: Document) -> Iterator[Remark]:
    """Remark on what is odd about an entry."""
    yield from check_tax_id(document.party.tax_id)
    yield from check_entries([body], document.instalments, document.total, of=document.source_id)


def invoice_remarks(body: Part, entries: Sequence[Part], document: Document) -> Iterator[Remark]:
    """Remark on what is odd about a fiscal invoice, whose entries may be net of withheld taxes or not."""
    told, total = document.source_id, document.total
    after_taxes = total - sum((amount for _tax, amount in document.withheld), Decimal(0))
    yield from check_tax_id(document.party.tax_id)
    yield from check_fiscal_key(document.fiscal_key)
    yield from check_items(document.lines, body.amount("TotalValue"), total, of=told)
    yield from check_entries(entries, document.instalments, total, after_taxes, of=told)


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
