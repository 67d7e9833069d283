"""What has to be true of a document as a whole: sums that add up, days in their order, parts that are there."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from apps.core.documents import Document, Kind, Statement
from apps.core.errors import Place, Rejected

NOTHING = Decimal(0)
#: Kinds whose instalments say what is to be paid.
WITH_INSTALMENTS = frozenset({Kind.INVOICE, Kind.BILL, Kind.FINANCIAL_ENTRY, Kind.EXPENSE})


def check(document: Document, due: object) -> None:
    """Raise `Rejected` with the field of the first thing that is not true; ``due`` is the first due date as told."""
    for must_hold in CHECKS:
        must_hold(document)
    first = min((one.due for one in document.instalments), default=None)
    if due is not None and due != (first.isoformat() if first else None):
        raise differs("due", first.isoformat() if first else "", due)


def somebody(document: Document) -> None:
    """A document is somebody's."""
    if not document.party.name.strip():
        raise Rejected("source.no_party", place=Place.SOURCE, field="party.name", value=document.party.code)


def nothing_negative(document: Document) -> None:
    """Amounts are positive, but for those of a bank account."""
    for path, amount in amounts_of(document):
        if amount < 0:
            raise Rejected("source.negative", place=Place.SOURCE, field=path, value=amount)


def amounts_of(document: Document) -> Iterator[tuple[str, Decimal]]:
    """Give the amounts that have no sign, with their fields."""
    if document.kind != Kind.BANK_STATEMENT:
        yield "total", document.total
    yield "net", document.net or NOTHING
    yield from ((f"withheld[{number}].amount", amount) for number, (_tax, amount) in enumerate(document.withheld))
    for number, one in enumerate(document.instalments):
        yield f"instalments[{number}].amount", one.amount
        for at, part in enumerate(one.allocations):
            yield f"instalments[{number}].allocations[{at}].share", part.share
        if paid := one.settlement:
            named = {"amount": paid.amount, "discount": paid.discount, "interest": paid.interest, "fine": paid.fine}
            yield from ((f"instalments[{number}].settlement.{name}", amount) for name, amount in named.items())


def instalments_add_up(document: Document) -> None:
    """What is to be paid is the total, or what the payer's taxes leave of it; and each is told once."""
    if document.kind not in WITH_INSTALMENTS:
        return
    if not document.instalments:
        raise Rejected("source.no_instalments", place=Place.SOURCE, field="instalments")
    found = sum((one.amount for one in document.instalments), NOTHING)
    kept = sum((amount for _tax, amount in document.withheld), NOTHING)
    if found not in (document.total, document.total - kept):
        raise differs("instalments", document.total, found)
    codes = [one.code for one in document.instalments]
    for number, code in enumerate(codes):
        if codes.index(code) != number:
            raise Rejected("source.repeated_entry", place=Place.SOURCE, field=f"instalments[{number}].code", value=code)


def lines_add_up(document: Document) -> None:
    """Positions make the net amount, where one is told, and otherwise the total with their taxes."""
    if not document.lines or document.kind == Kind.EXPENSE_REPORT:
        return
    net = sum((line.amount for line in document.lines), NOTHING)
    gross = net + sum((line.tax_amount or NOTHING for line in document.lines), NOTHING)
    expected, found = (document.total, gross) if document.net is None else (document.net, net)
    if expected != found:
        raise differs("lines", expected, found)


def report_adds_up(document: Document) -> None:
    """A report has expenses, which make its total; what is owed for them is worked out here."""
    if document.kind != Kind.EXPENSE_REPORT:
        return
    for name, there in (("lines", True), ("instalments", False)):
        if bool(getattr(document, name)) != there:
            code = "source.field_missing" if there else "source.unknown_field"
            raise Rejected(code, place=Place.SOURCE, field=name, value="")
    found = sum((line.amount for line in document.lines), NOTHING)
    if found != document.total:
        raise differs("lines", document.total, found)
    once([line.code for line in document.lines if line.code], "lines")


def once(codes: list[str], field: str) -> None:
    """Refuse a code that occurs twice."""
    for number, code in enumerate(codes):
        if codes.index(code) != number:
            told = {"field": f"{field}[{number}].code", "value": code}
            raise Rejected("source.repeated_entry", place=Place.SOURCE, **told)


def statement_adds_up(document: Document) -> None:
    """A statement begins before it ends, and its movements lead from one balance to the other."""
    told = document.statement
    if document.kind != Kind.BANK_STATEMENT:
        if told is not None:
            raise Rejected("source.unknown_field", place=Place.SOURCE, field="statement", value="")
        return
    if told is None:
        raise Rejected("source.field_missing", place=Place.SOURCE, field="statement", value="")
    balances(document, told)


def balances(document: Document, told: Statement) -> None:
    """Refuse a statement whose balances or days contradict each other."""
    closing = told.opening + sum((moved.amount for moved in told.movements), NOTHING)
    if told.closing != closing:
        raise differs("statement.closing", closing, told.closing)
    if document.total != told.closing:
        raise differs("total", told.closing, document.total)
    if told.closed < told.opened:
        raise differs("statement.closed", f"≥ {told.opened.isoformat()}", told.closed.isoformat())


def entry_is_named(document: Document) -> None:
    """An entry of a register has its own kind of document, whose id names both."""
    if (document.kind == Kind.MASTER_DATA) != (document.entry is not None):
        code = "source.unknown_field" if document.entry else "source.field_missing"
        raise Rejected(code, place=Place.SOURCE, field="entry", value="")
    if document.entry and document.source_id != (name := f"{document.entry.register}:{document.entry.code}"):
        raise differs("id", name, document.source_id)


def differs(field: str, expected: object, found: object) -> Rejected:
    """Give the error for what should be something else."""
    return Rejected("source.differs", place=Place.SOURCE, field=field, expected=expected, found=found)


CHECKS: tuple[Callable[[Document], None], ...] = (
    somebody,
    nothing_negative,
    instalments_add_up,
    lines_add_up,
    report_adds_up,
    statement_adds_up,
    entry_is_named,
)
