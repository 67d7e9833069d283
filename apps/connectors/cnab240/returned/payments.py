"""What a return file holds, put together: payments with everything said about them, and what else stands in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from apps.connectors.cnab240.returned.lines import Line
from apps.connectors.cnab240.returned.occurrences import Table

#: Segments that belong to the payment before them; Z holds the bank's proof of it.
BESIDE = frozenset("BCZ")


@dataclass(slots=True)
class Payment:
    """One payment with the segments that follow it."""

    line: Line
    beside: list[Line] = field(default_factory=list)

    @property
    def proof(self) -> str:
        """Give the bank's authentication of the payment (segment Z, 15-78)."""
        return next((line.at(15, 78) for line in self.beside if line.segment == "Z"), "")

    def codes(self, table: Table) -> tuple[str, ...]:
        """Give its occurrences, with those of its segment B at a bank that has them there."""
        more = [code for line in self.beside if line.segment == "B" and table.in_b for code in line.codes]
        return (*self.line.codes, *more)

    @property
    def has_parties(self) -> bool:
        """Tell whether its J-52 has come."""
        return any(line.is_parties for line in self.beside)


@dataclass(slots=True)
class Lot:
    """One lot: its head and end with their occurrences, and its payments."""

    number: str
    frame: list[Line] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    records: int = 0

    @property
    def codes(self) -> tuple[str, ...]:
        """Give what is said of all of it."""
        return tuple(code for line in self.frame for code in line.codes)


@dataclass(slots=True)
class Returned:
    """A whole return file; ``unknown`` are records that nobody reads here, kept as they are."""

    frame: list[Line] = field(default_factory=list)
    lots: dict[str, Lot] = field(default_factory=dict)
    unknown: list[Line] = field(default_factory=list)
    records: int = 0

    @property
    def codes(self) -> tuple[str, ...]:
        """Give what is said of the whole file."""
        return tuple(code for line in self.frame for code in line.codes)

    @property
    def payments(self) -> Iterator[Payment]:
        """Give all payments in the order of the file."""
        for lot in self.lots.values():
            yield from lot.payments

    def take(self, line: Line) -> None:
        """Put a line where it belongs."""
        self.records += 1
        if line.record in ("0", "9"):
            self.frame.append(line)
            return
        lot = self.lots.setdefault(line.lot, Lot(line.lot))
        lot.records += 1
        if line.record in ("1", "5"):
            lot.frame.append(line)
        elif not taken(line, lot):
            self.unknown.append(line)


def taken(line: Line, lot: Lot) -> bool:
    """Put a segment into its lot, unless nobody reads such a one."""
    last = lot.payments[-1] if lot.payments else None
    if last and (line.segment in BESIDE or (line.is_parties and is_bill_alone(last))):
        last.beside.append(line)
        return True
    if line.segment in ("A", "J"):
        lot.payments.append(Payment(line))
        return True
    return False


def is_bill_alone(payment: Payment) -> bool:
    """Tell whether a payment is a bill whose J-52 is still to come."""
    return payment.line.segment == "J" and not payment.has_parties


def put_together(lines: Iterable[Line]) -> Returned:
    """Give what the lines of a file hold."""
    found = Returned()
    for line in lines:
        found.take(line)
    return found
