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
    EXPENSE_REPORT = "expense_report"
    BANK_STATEMENT = "bank_statement"
    MASTER_DATA = "master_data"


class Direction(StrEnum):
    """Whether money is to come in or to go out."""

    RECEIVABLE = "receivable"
    PAYABLE = "payable"


class Register(StrEnum):
    """A register that one system keeps and others choose from."""

    COST_CENTRE = "cost_centre"
    PROJECT = "project"
    EXPENSE_TYPE = "expense_type"
    TEAM_MEMBER = "team_member"


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
class BankAccount:
    """Where somebody is paid, as the source tells it: ``bank`` is the country's number of the bank; unchecked."""

    bank: str = ""
    branch: str = ""
    account: str = ""
    pix_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A customer, a supplier or an employee.

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
    bank: BankAccount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """The share of an amount that one cost centre bears, under a category where that is told; shares are weights."""

    cost_centre: Coded
    share: Decimal
    category: Coded | None = None
    project: Coded | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """What was paid in another currency, and how much of the document's one its unit was."""

    amount: Decimal
    currency: str
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One position of an invoice, or one expense of a report.

    ``amount`` is without the tax where ``tax_rate`` (in per cent) and ``tax_amount`` are told.
    What is not ``reimbursable`` was paid by the company and is never owed to the employee.
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
    code: str = ""
    on: date | None = None
    allocations: tuple[Allocation, ...] = ()
    project: Coded | None = None
    payment_type: Coded | None = None
    reimbursable: bool = True
    foreign: Foreign | None = None


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
    """One amount with one due date: what an ERP books as one title; ``category`` where it is not the document's."""

    code: str
    number: int
    of: int
    due: date
    amount: Decimal
    expected: date | None = None
    description: str = ""
    account: Coded | None = None
    payment_type: Coded | None = None
    category: Coded | None = None
    allocations: tuple[Allocation, ...] = ()
    settlement: Settlement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that belongs to a document: still at its source under ``url``, or here as ``content``.

    ``media_type`` is as in RFC 6838, where it is known. ``belongs_to`` is the code of the line or instalment that it
    proves; without one it belongs to the whole document.
    """

    name: str
    url: str = ""
    label: str = ""
    media_type: str = ""
    content: bytes = field(default=b"", repr=False)
    belongs_to: str = ""

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
class RegisterEntry:
    """One entry of a register: ``code`` is its own in the system that keeps it, ``fields`` are further names and texts.

    What is not ``active`` may not be chosen any more.
    """

    register: Register
    code: str
    name: str
    active: bool = True
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An invoice, a bill, a financial entry, an expense report, a bank statement, or an entry of a register.

    ``changed`` is the latest moment (aware, UTC) that the document itself tells of: of two
    versions the one with the later moment is the newer, in whatever order they arrive. ``net``
    is the total without tax, where it is told. ``credit_note``: it gives back what it is about.
    Of an expense report ``party`` is the employee, ``issued`` the day of its approval, ``accrued``
    the day of its latest expense, and it has no instalments: see `apps.core.reports`.
    A bank statement's ``total`` is its closing balance, which alone may be below zero, its
    ``party`` the bank, and it has no instalments. An ``entry`` of a register stands in a document of its
    own (see `apps.core.registers`); where that is ``cancelled``, the entry was deleted.
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
    entry: RegisterEntry | None = None
    remarks: tuple[Remark, ...] = ()
