"""From what Yokoy keeps to documents: pure, tolerant of how it writes things, strict about money.

A payload is one invoice or expense together with the words for its ids, as `pulling` puts them together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

from apps.connectors.yokoy.standing import Status, status_of
from apps.core.connector import Payload
from apps.core.documents import Allocation, Coded, Direction, Document, Instalment, Kind, Line, Party
from apps.core.errors import Place, Rejected
from apps.core.money import read_amount, read_decimal

ZERO = Decimal(0)
#: Stands for "unknown" (seen at the vendor).
EPOCH_YEAR = 1970


def read_invoice(payload: Payload) -> Document:
    """Give a supplier's invoice that somebody has approved in Yokoy."""
    invoice, words = object_in(payload, "invoice"), Words(payload)
    source_id, currency = id_of(invoice), str(invoice.get("currency") or "")
    issued = day(invoice.get("date"), "date") or moment_of(invoice).date()
    credit_note = read_amount(invoice.get("grossAmount") or 0, field="grossAmount", currency=currency) < 0
    money = Money(currency, Decimal(-1) if credit_note else Decimal(1))
    total = money.of(invoice, "grossAmount")
    return Document(
        kind=Kind.BILL,
        source_id=source_id,
        direction=Direction.PAYABLE,
        number=str(invoice.get("invoiceNumber") or source_id),
        party=supplier_of(payload, invoice),
        issued=issued,
        total=total,
        instalments=(one_instalment(source_id, day(invoice.get("dueDate"), "dueDate") or issued, total),),
        currency=currency,
        accrued=first_day(invoice.get("serviceDate")),
        entered=day(invoice.get("postingDate"), "postingDate"),
        lines=tuple(read_line(line, words, money) for line in listed(invoice, "lineItems")),
        net=money.of(invoice, "netAmount"),
        credit_note=credit_note,
        fiscal_number=str(invoice.get("invoiceNumber") or ""),
        payment_reference=str((invoice.get("qrInfo") or {}).get("referenceNumber") or ""),
        changed=moment_of(invoice),
        cancelled=status_of(invoice.get("status")) == Status.REJECTED,
    )


def read_expense(payload: Payload) -> Document:
    """Give an employee's expense that somebody has approved in Yokoy."""
    expense, words = object_in(payload, "expense"), Words(payload)
    source_id, currency = id_of(expense), str(expense.get("currency") or "")
    credit_note = bool(expense.get("isCreditNote"))
    claim = read_amount(expense.get("totalClaim") or 0, field="totalClaim", currency=currency)
    money = Money(currency, Decimal(-1) if claim < 0 else Decimal(1))
    total, spent = abs(claim), day(expense.get("expenseDate"), "expenseDate") or moment_of(expense).date()
    shares = tuple(Allocation(cost_centre=centre, share=share) for centre, share in centres_of(expense, words))
    tax = sum((money.of(item, "tax") for item in listed(expense, "taxItems")), ZERO)
    return Document(
        kind=Kind.EXPENSE,
        source_id=source_id,
        direction=Direction.PAYABLE,
        number=source_id,
        party=employee_of(payload, expense),
        issued=spent,
        total=total,
        instalments=(one_instalment(source_id, spent, total, shares),),
        currency=currency,
        entered=day(expense.get("postingDate"), "postingDate"),
        category=words.category(expense.get("categoryId")),
        document_type=Coded(str(expense["paymentMethod"])) if expense.get("paymentMethod") else None,
        lines=expense_lines(expense, words, money, total),
        description=str(expense.get("description") or ""),
        changed=moment_of(expense),
        net=total - tax,
        credit_note=credit_note or claim < 0,
        cancelled=expense.get("status") == "rejected",
    )


@dataclass(frozen=True, slots=True)
class Money:
    """Amounts of one document, turned positive: a credit note is told by its sign."""

    currency: str
    sign: Decimal

    def of(self, row: Mapping[str, Any], name: str) -> Decimal:
        """Give an amount in whole cents."""
        return self.sign * read_amount(row.get(name) or 0, field=name, currency=self.currency)


@dataclass(frozen=True, slots=True)
class Words:
    """What ids stand for: the codes that accountants know, where Yokoy has told them."""

    payload: Payload

    def category(self, key: object) -> Coded | None:
        """Give a category by its account of the general ledger."""
        return self._coded("categories", key, "accountReference")

    def cost_centre(self, key: object) -> Coded | None:
        """Give a cost centre by its code."""
        return self._coded("costObjects", key, "code")

    def tax_rate(self, key: object) -> Decimal | None:
        """Give a tax rate in per cent."""
        told = self._row("taxRates", key).get("rate")
        return None if told is None else read_decimal(told, field="taxRate")

    def _coded(self, register: str, key: object, code: str) -> Coded | None:
        row = self._row(register, key)
        return Coded(str(row.get(code) or key), str(row.get("name") or "")) if key else None

    def _row(self, register: str, key: object) -> Mapping[str, Any]:
        rows = self.payload.get(register)
        row = rows.get(str(key)) if isinstance(rows, Mapping) else None
        return row if isinstance(row, Mapping) else {}


def read_line(line: Mapping[str, Any], words: Words, money: Money) -> Line:
    """Give one position of an invoice: net, with its tax beside it."""
    net, gross = money.of(line, "net"), money.of(line, "gross")
    quantity = read_decimal(line.get("quantity") or 1, field="quantity")
    price = line.get("itemPrice")
    return Line(
        description=str(line.get("description") or ""),
        quantity=quantity,
        unit_price=read_decimal(price, field="itemPrice") if price is not None else net,
        amount=net,
        unit=str(line.get("unit") or ""),
        tax_rate=words.tax_rate(line.get("taxRateId")),
        tax_amount=gross - net,
        category=words.category(line.get("categoryId")),
        cost_centre=words.cost_centre(line.get("costObjectId")),
    )


def expense_lines(expense: Mapping[str, Any], words: Words, money: Money, total: Decimal) -> tuple[Line, ...]:
    """Give what an expense was spent on: what other categories bear is taken off the claim.

    Its tax is told for the whole only, so a line has it where there is one line and one rate.
    """
    others = listed(expense, "additionalCategoryItems")
    taxes = listed(expense, "taxItems")
    rest = total - sum((money.of(item, "gross") for item in others), ZERO)
    centres = [centre for centre, _share in centres_of(expense, words)]
    main = one_line(str(expense.get("description") or ""), rest, words.category(expense.get("categoryId")), centres)
    if not others and len(taxes) == 1:
        return (taxed(main, money.of(taxes[0], "tax"), words.tax_rate(taxes[0].get("rateId"))),)
    more = [
        one_line("", money.of(item, "gross"), words.category(item.get("categoryId")), centres_in(item, words))
        for item in others
    ]
    return (main, *more)


def one_line(description: str, amount: Decimal, category: Coded | None, centres: Sequence[Coded]) -> Line:
    """Give a line of one piece; its cost centre where there is exactly one."""
    centre = centres[0] if len(centres) == 1 else None
    return Line(
        description=description, quantity=Decimal(1), unit_price=amount, amount=amount, category=category,
        cost_centre=centre,
    )  # fmt: skip


def taxed(line: Line, tax: Decimal, rate: Decimal | None) -> Line:
    """Give a line with its tax told beside the net amount."""
    net = line.amount - tax
    return Line(
        description=line.description, quantity=line.quantity, unit_price=net, amount=net, tax_rate=rate,
        tax_amount=tax, category=line.category, cost_centre=line.cost_centre,
    )  # fmt: skip


def centres_of(expense: Mapping[str, Any], words: Words) -> list[tuple[Coded, Decimal]]:
    """Give the cost centres of an expense with their weights."""
    rows = listed(expense, "costCenterItems")
    pairs = [
        (words.cost_centre(row.get("id")), read_decimal(row.get("pctWeight") or 0, field="pctWeight")) for row in rows
    ]
    return [(centre, share) for centre, share in pairs if centre and share]


def centres_in(item: Mapping[str, Any], words: Words) -> list[Coded]:
    """Give the cost centre of a piece, where it has one."""
    centre = words.cost_centre(item.get("costCenterId"))
    return [centre] if centre else []


def supplier_of(payload: Payload, invoice: Mapping[str, Any]) -> Party:
    """Give the supplier: the one of the register, or the one of this single time."""
    row = payload.get("supplier")
    told = row if isinstance(row, Mapping) else (invoice.get("oneTimeSupplierInfo") or {})
    numbers = [*(told.get("taxNumbers") or []), told.get("taxNumber") or ""]
    return Party(
        code=str(told.get("externalId") or invoice.get("supplierId") or ""),
        name=str(told.get("name") or told.get("supplierName") or ""),
        tax_id="".join(sign for sign in str(numbers[0]) if sign.isalnum()),
        street=str(told.get("street") or ""),
        city=str(told.get("city") or ""),
        postal_code=str(told.get("zipCode") or ""),
        country=str(told.get("countryCode") or told.get("country") or ""),
    )


def employee_of(payload: Payload, expense: Mapping[str, Any]) -> Party:
    """Give who has spent: the employee by their number."""
    row = payload.get("user")
    user: Mapping[str, Any] = row if isinstance(row, Mapping) else {}
    name = " ".join(str(user[part]) for part in ("firstName", "lastName") if user.get(part))
    code = str(user.get("employeeId") or expense.get("userId") or "")
    return Party(code=code, name=name or code, email=str(user.get("email") or ""))


def one_instalment(key: str, due: date, amount: Decimal, shares: tuple[Allocation, ...] = ()) -> Instalment:
    """Give the whole as one amount with one due date."""
    return Instalment(code=f"YK-{key}", number=1, of=1, due=due, amount=amount, allocations=shares)


def object_in(payload: Any, name: str) -> Mapping[str, Any]:
    """Give the part of a payload that is the document itself; what was stored may be any JSON."""
    found = payload.get(name) if isinstance(payload, Mapping) else None
    if not isinstance(found, Mapping):
        raise Rejected("source.wrong_shape", place=Place.SOURCE, field=name)
    return found


def listed(row: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Give the objects of a list; none where there is no list."""
    found = row.get(name)
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def id_of(row: Mapping[str, Any]) -> str:
    """Give the id that a document is known by."""
    key = row.get("id")
    if not isinstance(key, str) or not key:
        raise Rejected("source.no_id", place=Place.SOURCE, field="id", value=str(key)[:80])
    return key


def first_day(told: object) -> date | None:
    """Give the day of a service, or the first of a span of days."""
    return day(told[0] if isinstance(told, list) and told else told, "serviceDate")


def day(told: object, field: str) -> date | None:
    """Give a date; none where there is none. Raises `Rejected` (``source.not_a_date``) for anything else."""
    if told in (None, "", []):
        return None
    try:
        return date.fromisoformat(str(told)[:10])
    except ValueError as error:
        raise Rejected("source.not_a_date", place=Place.SOURCE, field=field, value=str(told)[:80]) from error


def moment_of(row: Mapping[str, Any]) -> datetime:
    """Give when a document was changed last."""
    told = row.get("lastModified") or row.get("created")
    if found := moment(told):
        return found
    raise Rejected("source.no_date", place=Place.SOURCE, field="lastModified")


def moment(told: object) -> datetime | None:
    """Give a moment that is written as in ISO 8601 or as in RFC 1123; both were seen."""
    text = str(told or "")
    try:
        found = datetime.fromisoformat(text) if text[:1].isdigit() else parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return None if aware.year <= EPOCH_YEAR else aware.astimezone(UTC)
