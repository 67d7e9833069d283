"""Statements as CODA: records of 128 characters in Latin-1, closed by their totals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from apps.sandbox.banqup.bank.sheets import Moved, Sheet

LENGTH = 128
END = "\r\n"
SIMPLE, TOTAL, PART = "00150000", "10150000", "50150000"


def coda(sheets: Sequence[Sheet], *, end: str = END) -> bytes:
    """The file: one run for each statement, as banks send it."""
    runs = [_run(sheet, last=number == len(sheets)) for number, sheet in enumerate(sheets, start=1)]
    return "".join(line + end for run in runs for line in run).encode("latin-1", "replace")


@dataclass
class Tally:
    """What record 9 tells."""

    records: int = 0
    debit: Decimal = field(default_factory=Decimal)
    credit: Decimal = field(default_factory=Decimal)

    def add(self, amount: Decimal) -> None:
        """One movement more."""
        self.debit += -min(amount, Decimal(0))
        self.credit += max(amount, Decimal(0))


def _run(sheet: Sheet, *, last: bool) -> Iterator[str]:
    tally = Tally()
    yield _filled("0" + "0000" + _day(sheet.closed) + "539" + "05", (61, sheet.bank), (128, "2"))
    for line in _body(sheet, tally):
        tally.records += 1
        yield line
    totals = _thousandths(tally.debit) + _thousandths(tally.credit)
    yield _filled("9", (17, f"{tally.records:06}{totals}"), (128, "2" if last else "1"))


def _body(sheet: Sheet, tally: Tally) -> Iterator[str]:
    number, account = f"{sheet.number % 1000:03}", f"{sheet.account:<34}{sheet.currency}"
    old = _sign(sheet.opening) + _thousandths(sheet.opening) + _day(sheet.opened)
    yield _filled(f"12{number}{account}{old}{sheet.holder[:26]}", (126, number))
    for sequence, one in enumerate(sheet.moved, start=1):
        tally.add(one.amount)
        yield from _moved(one, f"{sequence:04}0000", number, TOTAL if one.shares else SIMPLE)
        for detail, share in enumerate(one.shares, start=1):
            yield from _moved(share, f"{sequence:04}{detail:04}", number, PART)
    new = _sign(sheet.closing) + _thousandths(sheet.closing) + _day(sheet.closed)
    yield _filled(f"8{number}{account}{new}", (128, "0"))


def _moved(one: Moved, place: str, number: str, code: str) -> Iterator[str]:
    structured = "1" if one.structured else "0"
    text = f"101{one.structured}" if one.structured else one.text
    first, second, third = text[:53], text[53:106], text[106:149]
    amount = _sign(one.amount) + _thousandths(one.amount) + _day(one.on) + code
    yield _filled(
        f"21{place}{one.reference[:21]:<21}{amount}{structured}{first:<53}{_day(one.on)}{number}0", (128, "0")
    )
    if second or one.end_to_end or one.reversal:
        back = "4" if one.reversal else " "
        yield _filled(f"22{place}{second:<53}{one.end_to_end[:35]:<35}", (113, back), (128, "0"))
    if third or one.name or one.account:
        yield _filled(f"23{place}{one.account:<34}   {one.name[:35]:<35}{third}", (128, "0"))


def _filled(text: str, *placed: tuple[int, str]) -> str:
    for column, words in placed:
        text = f"{text:<{column - 1}}"[: column - 1] + words
    return f"{text:<{LENGTH}}"[:LENGTH]


def _sign(amount: Decimal) -> str:
    return "1" if amount < 0 else "0"


def _thousandths(amount: Decimal) -> str:
    return f"{int(abs(amount) * 1000):015}"


def _day(on: date) -> str:
    return on.strftime("%d%m%y")
