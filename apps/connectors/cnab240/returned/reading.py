"""From a return file to what it says of each payment; a refusal of a lot or of the file beats what payments say.

Several codes stand together: one that refuses beats those that accept. Totals in trailers only warn, for what counts
is what is said of each payment. Where the bank names no number of ours, the payment is found at its place in the file
that was sent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from apps.connectors.cnab240.returned.lines import Line, lines_of
from apps.connectors.cnab240.returned.occurrences import BAD, FEBRABAN, GOOD, ITAU, Outcome, Table
from apps.connectors.cnab240.returned.payments import Lot, Payment, Returned, put_together
from apps.connectors.cnab240.returned.totals import warnings
from apps.core.errors import Place, Rejected
from apps.core.layouts.results import ResultLine, Results

RETURN = "2"
#: The payments of a sent file by their places: amount and number.
Sent = Mapping[tuple[str, str, str], Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How the return files of a bank are read; without a bank those of every one."""

    table: Table
    bank: str = ""

    def read(self, data: bytes) -> Results:
        """Give what a return file says; raises `Rejected` for bytes that are none."""
        return self.read_beside(data, b"")

    def read_beside(self, data: bytes, sent: bytes) -> Results:
        """Give what a return file says about a file that was sent, empty where that is not at hand."""
        lines = lines_of(data)
        self.must_be_one(lines[0])
        found = put_together(lines)
        whole = self.of_file(found.codes)
        known = places_of(sent)
        told = [self.line(payment, lot, known, whole) for lot in found.lots.values() for payment in lot.payments]
        return Results(
            lines=(*told, *self.remarks(found)),
            whole_rejected=bool(whole),
            message=self.table.all_said(whole),
        )

    def of_file(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Give the codes that refuse a file; FEBRABAN leaves this place free, and a bank's own words are no codes."""
        known = all(code in self.table.words for code in codes)
        return tuple(code for code in codes if known and code in self.table.whole)

    def must_be_one(self, first: Line) -> None:
        """Refuse a file that is not a return file, or another bank's."""
        if first.record != "0" or first.at(143, 143) != RETURN:
            raise Rejected("result.not_returned", place=Place.SOURCE)
        if self.bank and first.bank != self.bank:
            raise Rejected("result.of_bank", place=Place.SOURCE, expected=self.bank, found=first.bank)

    def line(self, payment: Payment, lot: Lot, known: Sent, of_file: tuple[str, ...]) -> ResultLine:
        """Give what is said of one payment, by itself or with its lot and its file."""
        above = (*of_file, *(code for code in lot.codes if code in self.table.whole))
        codes = (*above, *payment.codes(self.table))
        outcomes = {self.table.outcome(code) for code in codes}
        refused = bool(above) or bool(outcomes & BAD)
        key = number_of(payment.line, known)
        said = "; ".join(filter(None, (self.table.all_said(codes), *self.details(payment, outcomes))))
        if not (refused or outcomes & GOOD) or not key:
            return ResultLine(key="", refused=refused, message=f"{key or place_of(payment.line)}: {said or silent()}")
        return ResultLine(key=key, refused=refused, message=said, paid_on=day_of(payment, outcomes))

    def details(self, payment: Payment, outcomes: set[Outcome]) -> Iterator[str]:
        """Give when and how much was paid, and the numbers of the bank that prove it."""
        if day := day_of(payment, outcomes):
            yield f"{day.isoformat()}: {payment.line.paid[1]}"
        if number := payment.line.bank_number(self.table.bill_number):
            yield _("number at the bank %(number)s") % {"number": number}
        if payment.proof:
            yield _("authentication %(proof)s") % {"proof": payment.proof}

    def remarks(self, found: Returned) -> Iterator[ResultLine]:
        """Give what is about no payment: other codes of lots, totals that differ, records that nobody reads."""
        for lot in found.lots.values():
            others = [code for code in lot.codes if self.table.outcome(code) in BAD and code not in self.table.whole]
            if others:
                yield remark(_("Lot %(lot)s: %(said)s"), lot=lot.number, said=self.table.all_said(others))
        yield from (remark("%(said)s", said=warning) for warning in warnings(found))
        yield from (remark("%(said)s", said=line.text.strip()) for line in found.unknown)


def day_of(payment: Payment, outcomes: set[Outcome]) -> date | None:
    """Give the day of a payment that was made; what is only scheduled has none yet (A 155-162, J 145-152)."""
    made = Outcome.PAID in outcomes and not outcomes & BAD
    return payment.line.paid[0] if made else None


def silent() -> str:
    """Give what is told where a bank has said nothing."""
    return _("the bank has said nothing about it")


def remark(words: str, **told: str) -> ResultLine:
    """Give a line about no payment."""
    return ResultLine(key="", refused=False, message=words % told)


def place_of(line: Line) -> str:
    """Give where a payment without a number stands, for people."""
    lot, number, segment = line.place
    return _("Lot %(lot)s, record %(number)s, segment %(segment)s") % {"lot": lot, "number": number, "segment": segment}


def number_of(line: Line, known: Sent) -> str:
    """Give our number of a payment: the bank's word for it, else the one at its place if the amount is the same."""
    if line.your_number:
        return line.your_number
    sent = known.get(line.place)
    return sent.your_number if sent and sent.amount == line.amount else ""


def places_of(sent: bytes) -> Sent:
    """Give the payments of a sent file by their places; there are none in a file of another kind."""
    try:
        found = put_together(lines_of(sent))
    except Rejected:
        return {}
    return {payment.line.place: payment.line for payment in found.payments}


EVERY_BANK = Reader(table=FEBRABAN)
BRADESCO = Reader(table=FEBRABAN, bank="237")
OF_ITAU = Reader(table=ITAU, bank="341")
