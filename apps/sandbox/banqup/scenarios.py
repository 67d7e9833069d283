"""The situations that can be made, by hand and from tests: each a function that puts something into the books."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from apps.sandbox.banqup.books import PURCHASES, SALES, Books
from apps.sandbox.banqup.builder import HOSTING, RENT, REPAIR, Builder
from apps.sandbox.omie.records import Record

Make = Callable[[Books, Builder], int]
BELGIAN, PORTUGUESE = 55671, 55672
SEVERAL = 120


def purchase_be(books: Books, make: Builder) -> int:
    """An accepted invoice of the Belgian supplier."""
    return purchase(books, make, creditor=BELGIAN, positions=HOSTING)


def purchase_pt(books: Books, make: Builder) -> int:
    """An accepted invoice of the Portuguese supplier: three positions, two rates, odd cents."""
    return purchase(books, make)


def purchase_in_sixty_days(books: Books, make: Builder) -> int:
    """An accepted invoice that is to be paid in sixty days, while all others have thirty."""
    return purchase(books, make, creditor=BELGIAN, positions=make.varied(HOSTING), payment_term="60")


def purchase_new(books: Books, make: Builder) -> int:
    """An invoice that nobody has accepted yet: accept it below."""
    return purchase(books, make, status="NEW")


def purchase_refused(books: Books, make: Builder) -> int:
    """An invoice that was refused."""
    return purchase(books, make, status="REFUSED")


def purchase_paid(books: Books, make: Builder) -> int:
    """An accepted invoice that is already paid."""
    id_ = purchase(books, make)
    record = books.find(PURCHASES, id_)
    assert record is not None
    paid = {"payment_status": "PAID", "amount_paid": record.body["amount"], "open_balance": 0}
    books.change(PURCHASES, record, **paid, last_payment_date=record.body["purchase_invoice_date"])
    return id_


def credit_note(books: Books, make: Builder) -> int:
    """A credit note of the Portuguese supplier."""
    return purchase(books, make, positions=REPAIR[:1], type="CREDIT_NOTE", original_invoice_number="FT 2026/118")


def sale_sent(books: Books, make: Builder) -> int:
    """An invoice that was sent to the customer."""
    return sale(books, make)


def sale_archived(books: Books, make: Builder) -> int:
    """An invoice that was archived without sending."""
    return sale(books, make, status="ARCHIVED")


def sale_draft(books: Books, make: Builder) -> int:
    """An invoice that is still a draft."""
    return sale(books, make, status="DRAFT")


def amended(books: Books, make: Builder) -> int:
    """The newest purchase invoice gets another due date."""
    record = next(iter(books.registers.latest(PURCHASES, 1)), None)
    if record is None:
        return purchase(books, make)
    later = datetime.now(UTC) + timedelta(days=45)
    books.change(PURCHASES, record, purchase_invoice_due_date=f"{later.date().isoformat()}T00:00:00Z")
    return record.id


def refused_later(books: Books, make: Builder) -> int:
    """The newest accepted invoice is refused after all."""
    return moved_on(books, make, "REFUSED")


def archived_later(books: Books, make: Builder) -> int:
    """The newest accepted invoice is archived."""
    return moved_on(books, make, "ARCHIVED")


def credited_later(books: Books, make: Builder) -> int:
    """The supplier takes the newest accepted invoice back with a credit note."""
    record = newest_accepted(books) or books.find(PURCHASES, purchase(books, make))
    assert record is not None
    number = record.body["client_creditor_purchase_invoice_number"]
    told = {"type": "CREDIT_NOTE", "original_invoice_number": number, "positions": REPAIR}
    return purchase(books, make, creditor=PORTUGUESE, **told)


def moved_on(books: Books, make: Builder, status: str) -> int:
    """Brings the newest accepted invoice into another state."""
    record = newest_accepted(books) or books.find(PURCHASES, purchase(books, make))
    assert record is not None
    books.change(PURCHASES, record, status=status)
    return record.id


def newest_accepted(books: Books) -> Record | None:
    """The newest purchase invoice that is accepted."""
    rows = books.registers.latest(PURCHASES, SEVERAL)
    return next((row for row in rows if row.body["status"] == "ACCEPTED"), None)


def several_pages(books: Books, make: Builder) -> int:
    """A hundred and twenty accepted invoices at once: three pages."""
    now = datetime.now(UTC)
    return [purchase(books, make, changed=now - timedelta(seconds=turn)) for turn in range(SEVERAL)][-1]


def no_files(books: Books, make: Builder) -> int:
    """An invoice that has no files at all."""
    return purchase(books, make, _ubl="none", _pdf="none")


def pdf_inside(books: Books, make: Builder) -> int:
    """An invoice whose only PDF lies within its e-invoice."""
    return purchase(books, make, _ubl="embedded", _pdf="none")


def files_inside(books: Books, make: Builder) -> int:
    """An invoice whose e-invoice holds a PDF among other files, some of which are not what they say."""
    return purchase(books, make, _ubl="stuffed", _pdf="none")


def file_gone(books: Books, make: Builder) -> int:
    """An invoice whose link to the PDF leads to nothing."""
    return purchase(books, make, _pdf="gone")


def huge_pdf(books: Books, make: Builder) -> int:
    """An invoice with a PDF of forty megabytes."""
    return purchase(books, make, _pdf="huge")


def broken_ubl(books: Books, make: Builder) -> int:
    """An e-invoice that is cut off in the middle."""
    return purchase(books, make, _ubl="broken")


def wrong_total(books: Books, make: Builder) -> int:
    """An e-invoice with another total than the invoice has."""
    return purchase(books, make, _ubl="wrong_total")


def external_entity(books: Books, make: Builder) -> int:
    """An e-invoice that wants a file of the reader's machine."""
    return purchase(books, make, _ubl="external_entity")


def billion_laughs(books: Books, make: Builder) -> int:
    """An e-invoice that grows to a billion words when it is read carelessly."""
    return purchase(books, make, _ubl="laughs")


def html_as_ubl(books: Books, make: Builder) -> int:
    """A page of a gateway in place of the e-invoice."""
    return purchase(books, make, _ubl="html")


def latin_ubl(books: Books, make: Builder) -> int:
    """An e-invoice in ISO 8859-1, which is allowed."""
    return purchase(books, make, _ubl="latin")


def nameless(books: Books, make: Builder) -> int:
    """An invoice of a supplier that is no longer there."""
    return purchase(books, make, creditor_id=99_999)


def purchase(books: Books, make: Builder, *, changed: datetime | None = None, **more: Any) -> int:
    """Puts a purchase invoice into the books; of the Portuguese supplier unless told otherwise."""
    told = {"creditor": PORTUGUESE, "positions": REPAIR, **more}
    return books.add(PURCHASES, make.purchase(books.new_id(), changed=changed or datetime.now(UTC), **told))


def sale(books: Books, make: Builder, *, changed: datetime | None = None, **more: Any) -> int:
    """Puts a sales invoice into the books."""
    told = {"positions": RENT, **more}
    return books.add(SALES, make.sale(books.new_id(), changed=changed or datetime.now(UTC), **told))


GROUPS: dict[str, tuple[Make, ...]] = {
    "Ordinary": (
        purchase_be,
        purchase_pt,
        purchase_in_sixty_days,
        credit_note,
        purchase_paid,
        sale_sent,
        sale_archived,
        several_pages,
    ),
    "Files within": (pdf_inside, files_inside),
    "Not yet": (purchase_new, purchase_refused, sale_draft),
    "Later changes": (amended, refused_later, archived_later, credited_later),
    "Odd and hostile": (
        no_files,
        file_gone,
        huge_pdf,
        broken_ubl,
        wrong_total,
        external_entity,
        billion_laughs,
        html_as_ubl,
        latin_ubl,
        nameless,
    ),
}
SCENARIOS: dict[str, Make] = {make.__name__: make for group in GROUPS.values() for make in group}
FIRST_DAY = ("purchase_be", "purchase_pt", "credit_note", "purchase_new", "sale_sent", "sale_archived", "sale_draft")


def first_day(books: Books, make: Builder, history: int) -> None:
    """What is there before anybody has pressed a button: so many of the last days, and one of each ordinary kind."""
    now = datetime.now(UTC)
    for turn in range(history):
        creditor, positions = (BELGIAN, HOSTING) if turn % 2 else (PORTUGUESE, REPAIR)
        told = {"creditor": creditor, "positions": make.varied(positions)}
        purchase(books, make, changed=now - timedelta(hours=3 * (history - turn)), **told)
    for name in FIRST_DAY:
        SCENARIOS[name](books, make)
