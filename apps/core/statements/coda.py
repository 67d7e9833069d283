"""CODA, the bank statement of Belgian banks: lines of 128 characters, each with its record type in front.

Febelfin's "Coded statement of account", version 2: https://febelfin.be/en/publications/standards
A file is one or more runs of records: 0, then statements (1, movements, 8, free text 4), then 9 with the totals.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.core.documents import Document, Party, Statement
from apps.core.errors import Place, Rejected
from apps.core.statements.coda_lines import Line, amount_in, lines_of, required_day, unexpected
from apps.core.statements.coda_moves import moves_in
from apps.core.statements.sheet import plain, statement

BEGINS = re.compile(rb"[\s\0]*0000[0-9]{6}")
#: Where the account and its currency stand in record 1, by the form of the account.
ACCOUNTS = {"0": ((6, 17), (19, 21)), "1": ((6, 39), (40, 42)), "2": ((6, 36), (40, 42)), "3": ((6, 39), (40, 42))}
#: Records that count in record 9.
COUNTED = ("1", "21", "22", "23", "31", "32", "33", "8")
MOVES = ("21", "22", "23", "31", "32", "33")
VERSION, MORE = "2", "1"


@dataclass(slots=True)
class Run:
    """The records from a 0 to its 9."""

    header: Line
    body: list[Line]
    trailer: Line


def is_coda(content: bytes) -> bool:
    """Tell whether a file is meant to be one."""
    return BEGINS.match(content) is not None


def read_coda(content: bytes) -> tuple[Document, ...]:
    """Give the statements of a file in their order; raises `Rejected` for the whole file."""
    return tuple(document for run in runs_in(lines_of(content)) for document in statements_in(run))


def runs_in(lines: Sequence[Line]) -> Iterator[Run]:
    """Cut a file into its runs, each closed by the totals."""
    header: Line | None = None
    body: list[Line] = []
    more = True
    for line in lines:
        if (header is None) != (line.kind == "0"):
            raise unexpected(line)
        if line.kind == "0":
            header, body = line, []
        elif line.kind == "9" and header:
            yield Run(header, body, line)
            header, more = None, line.part(128, 128) == MORE
        else:
            body.append(line)
    if header or more:
        raise Rejected("coda.truncated", place=Place.SOURCE, line=len(lines))


def statements_in(run: Run) -> Iterator[Document]:
    """Give the statements of a run whose totals are right."""
    if run.header.part(128, 128) != VERSION:
        raise Rejected("coda.version", place=Place.SOURCE, found=run.header.part(128, 128))
    groups = list(grouped(run))
    documents = [read_statement(run.header, group) for group in groups]
    must_agree(run)
    yield from documents


def grouped(run: Run) -> Iterator[list[Line]]:
    """Cut a run into statements: from an old balance to the new one, with the free text behind it."""
    group: list[Line] = []
    closed = True
    for line in run.body:
        if line.kind == "1" and closed:
            yield from [group] if group else []
            group, closed = [line], False
        elif line.kind in MOVES and not closed:
            group.append(line)
        elif (line.kind == "8" and not closed) or (line.kind == "4" and group and closed):
            group.append(line)
            closed = True
        else:
            raise unexpected(line)
    if not closed:
        raise unexpected(run.trailer)
    yield from [group] if group else []


def read_statement(header: Line, group: Sequence[Line]) -> Document:
    """Give one statement."""
    old, new = group[0], next(line for line in group if line.kind == "8")
    account, currency = account_of(old)
    moves = list(moves_in([line for line in group if line.kind in MOVES], currency))
    told = Statement(
        account=account,
        opened=required_day(old, 59),
        opening=amount_in(old, 43, currency=currency),
        closed=required_day(new, 58),
        closing=amount_in(new, 42, currency=currency),
        movements=tuple(movement for move in moves for movement in move.movements()),
    )
    code = plain(header.part(61, 71))
    notes = plain(" ".join(line.part(33, 112) for line in group if line.kind == "4"))
    return statement(number_of(old), told, currency=currency, bank=Party(code=code, name=code), notes=notes)


def account_of(old: Line) -> tuple[str, str]:
    """Give the account and its currency."""
    places = ACCOUNTS.get(old.part(2, 2))
    if places is None:
        raise unexpected(old)
    account, currency = (old.part(*place) for place in places)
    return "".join(plain(account).split()), plain(currency)


def number_of(old: Line) -> str:
    """Give the number of the coded statement; where the bank counts paper ones only, theirs."""
    coded = old.part(126, 128).strip()
    return coded if coded.strip("0") else old.part(3, 5).strip()


def must_agree(run: Run) -> None:
    """Raise `Rejected` unless the number of records and both sums are those that record 9 tells."""
    counted = sum(line.kind in COUNTED for line in run.body)
    must_be(run.trailer, "records", (17, 22), Decimal(counted))
    entries = [line for line in run.body if line.kind == "21" and line.part(7, 10) == "0000"]
    for name, sign, place in (("debit", "1", (23, 37)), ("credit", "0", (38, 52))):
        total = sum((Decimal(line.digits(33, 47)) for line in entries if line.part(32, 32) == sign), Decimal(0))
        must_be(run.trailer, name, place, total)


def must_be(trailer: Line, name: str, place: tuple[int, int], found: Decimal) -> None:
    """Raise `Rejected` (``coda.totals_differ``) unless a total is what record 9 tells."""
    told = Decimal(trailer.digits(*place))
    if told != found:
        scale = Decimal(1) if name == "records" else Decimal(1000)
        said = {"expected": told / scale, "found": found / scale}
        raise Rejected("coda.totals_differ", place=Place.SOURCE, line=trailer.number, field=name, **said)
