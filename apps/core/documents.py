"""Business papers in our own language, whatever system they come from.

Amounts are positive `Decimal` in the document's currency; dates are calendar dates at the
place of business; codes and identifiers are text in the source's own vocabulary.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What a document is."""

    INVOICE = "invoice"
    BILL = "bill"
    FINANCIAL_ENTRY = "financial_entry"
    EXPENSE = "expense"
    BANK_STATEMENT = "bank_statement"


class Direction(StrEnum):
    """Whether money is to come in or to go out."""

    RECEIVABLE = "receivable"
    PAYABLE = "payable"


class Tax(StrEnum):
    """Brazilian taxes that a payer withholds from a supplier's invoice."""

    IRRF = "irrf"
    ISS = "iss"
    INSS = "inss"
    PIS = "pis"
    COFINS = "cofins"
    CSLL = "csll"


@dataclass(frozen=True, slots=True)
class Coded:
    """A value of the source's vocabulary: its code and the words people know it by."""

    code: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A customer or supplier.

    ``tax_id`` is empty or letters and digits without punctuation, ``country`` is empty or two
    letters (ISO 3166-1).
    """

    code: str
    name: str
    trading_name: str = ""
    tax_id: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    street_number: str = ""
    complement: str = ""
    district: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """The share of an amount that one cost centre bears; shares are relative weights."""

    cost_centre: Coded
    share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One position of an invoice or bill.

    ``amount`` is without the tax where ``tax_rate`` (in per cent) and ``tax_amount`` are told.
    """

    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    unit: str = ""
    tax_rate: Decimal | None = None
    tax_amount: Decimal | None = None
    category: Coded | None = None
    cost_centre: Coded | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Money that has moved for an instalment."""

    on: date
    amount: Decimal
    discount: Decimal = Decimal(0)
    interest: Decimal = Decimal(0)
    fine: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One amount with one due date: what an ERP books as one title."""

    code: str
    number: int
    of: int
    due: date
    amount: Decimal
    expected: date | None = None
    description: str = ""
    account: Coded | None = None
    payment_type: Coded | None = None
    allocations: tuple[Allocation, ...] = ()
    settlement: Settlement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that belongs to a document: still at its source under ``url``, or here as ``content``.

    ``media_type`` is as in RFC 6838, where it is known.
    """

    name: str
    url: str = ""
    label: str = ""
    media_type: str = ""
    content: bytes = field(default=b"", repr=False)

    @property
    def sha256(self) -> str:
        """Give the checksum by which a request names the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A warning: something odd that does not stop the document: a code and its parameters as pairs."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One movement of a bank account: ``amount`` has a sign, money that came in is positive.

    ``reference`` is the bank's own, ``end_to_end`` the payer's, ``structured`` the reference that
    the payee asked for (ISO 11649 or national); ``message`` is free text, ``code`` the bank's
    word for what it was. ``reversal``: it takes an earlier movement back.
    """

    booked: date
    amount: Decimal
    valued: date | None = None
    party: Party | None = None
    party_account: str = ""
    reference: str = ""
    end_to_end: str = ""
    structured: str = ""
    message: str = ""
    code: str = ""
    reversal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What only a bank statement tells: the account (an IBAN where it has one), its balances with sign, what moved."""

    account: str
    opened: date
    opening: Decimal
    closed: date
    closing: Decimal
    movements: tuple[Movement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An invoice, a bill, a financial entry or a bank statement.

    ``changed`` is the latest moment (aware, UTC) that the document itself tells of: of two
    versions the one with the later moment is the newer, in whatever order they arrive. ``net``
    is the total without tax, where it is told. ``credit_note``: it gives back what it is about.
    A bank statement's ``total`` is its closing balance, which alone may be below zero, its
    ``party`` the bank, and it has no instalments.
    """

    kind: Kind
    source_id: str
    direction: Direction
    number: str
    party: Party
    issued: date
    total: Decimal
    instalments: tuple[Instalment, ...]
    currency: str = "BRL"
    accrued: date | None = None
    entered: date | None = None
    category: Coded | None = None
    document_type: Coded | None = None
    project: Coded | None = None
    branch: Coded | None = None
    lines: tuple[Line, ...] = ()
    withheld: tuple[tuple[Tax, Decimal], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    fiscal_number: str = ""
    fiscal_series: str = ""
    fiscal_key: str = ""
    description: str = ""
    notes: str = ""
    changed: datetime | None = None
    cancelled: bool = False
    net: Decimal | None = None
    credit_note: bool = False
    order_number: str = ""
    payment_reference: str = ""
    payment_term: Coded | None = None
    statement: Statement | None = None
    remarks: tuple[Remark, ...] = ()
