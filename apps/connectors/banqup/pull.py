"""Reading a register of invoices from a place: newest first, each with its party and its files."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.connectors.banqup.client import LINES, SIZE, Banqup, Sheet
from apps.connectors.banqup.faults import Missing
from apps.connectors.banqup.mapping import LEFT, REFUSED
from apps.connectors.banqup.papers import LINKS, UNREACHABLE, papers
from apps.connectors.banqup.place import NEWEST_FIRST, Place, Row, stamp_of
from apps.core.connector import Page, Payload, Pulled
from apps.core.errors import Place as Where
from apps.core.errors import Rejected, Temporary

#: After so many tries an invoice is taken without the files that do not come, and says so.
TRIES = 3
#: States that come before an invoice may be read; any other may be what became of one that was.
BEFORE = ("NEW", "DRAFT")
#: What may be a single file's own trouble; any other stops the reading.
OF_A_FILE = ("target.unreachable", "target.too_slow", "file.unreachable", "source.broken_answer")

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of invoices: its path, where its parties are, and what a payload calls them."""

    path: str
    parties: str
    party: str


PURCHASES = Register("purchase-invoices", "creditors", "creditor")
SALES = Register("sales-invoices", "debtors", "debtor")


def pull_purchases(client: Banqup, cursor: str) -> Iterator[Page]:
    """Give the purchase invoices that have changed after a place."""
    return pull(PURCHASES, client, cursor)


def pull_sales(client: Banqup, cursor: str) -> Iterator[Page]:
    """Give the sales invoices that have changed after a place."""
    return pull(SALES, client, cursor)


def fetch_purchase(client: Banqup, source_id: str) -> Payload:
    """Give one purchase invoice as it is today."""
    return fetch(PURCHASES, client, source_id)


def fetch_sale(client: Banqup, source_id: str) -> Payload:
    """Give one sales invoice as it is today."""
    return fetch(SALES, client, source_id)


def fetch(register: Register, client: Banqup, source_id: str) -> Payload:
    """Give one invoice with its party and its files; raises `Rejected` (``source.no_id``) for what is no number."""
    if not source_id.isdecimal():
        raise Rejected("source.no_id", place=Where.SOURCE, field="id", value=source_id[:80])
    invoice = client.one(register.path, source_id, **LINES)
    told = with_party(register, invoice, Parties(client, register))
    return {**told, **files_of(register, client, invoice), **state_of(register, client, invoice)}


def pull(register: Register, client: Banqup, cursor: str) -> Iterator[Page]:
    """Give what has changed after a place, one invoice a page, then the place where the next reading begins."""
    walk, over = Walk(register, client, Place.read(cursor).beginning(), Parties(client, register)), False
    while not over and (entries := walk.entries()):
        for entry in entries:
            yield from walk.past(entry)
        over = walk.place.is_over(changed_at(entries[-1]))
        yield Page((), walk.place.text())
    yield Page((), walk.place.done().text())


@dataclass(slots=True)
class Walk:
    """One reading under way; ``given`` are the invoices that it has given, each in one version."""

    register: Register
    client: Banqup
    place: Place
    parties: "Parties"
    given: set[tuple[str, str]] = field(default_factory=set)

    def entries(self) -> Sequence[Fields]:
        """Give what the list has from our place on to the end of a page; nothing at the end of the list."""
        sheet = self.sheet()
        while moved := self.moved(sheet):
            self.place = self.place.back(moved)
            sheet = self.sheet()
        return sheet.entries[self.place.at % SIZE :]

    def sheet(self) -> Sheet:
        """Give the page on which our place is, which may be an earlier one after a look at it."""
        number = -1
        while number != self.place.at // SIZE:
            number = self.place.at // SIZE
            sheet = self.client.sheet(self.register.path, number)
            self.place = self.place.seen(sheet.total, rows_of(sheet))
        return sheet

    def moved(self, sheet: Sheet) -> int:
        """Give by how many invoices a list has moved up since its last one was read, all of them where it is gone.

        Newest first its length tells that; in another order what is new may stand at the end and hide it.
        """
        at, edge = self.place.at, self.place.edge
        if self.place.order == NEWEST_FIRST or not edge or not at:
            return 0
        here = ids_of(sheet)
        before = here if at % SIZE else ids_of(self.client.sheet(self.register.path, at // SIZE - 1))
        if edge in before:
            return max((at - 1) % SIZE - before.index(edge), 0)
        return 0 if edge in here else at

    def past(self, entry: Fields) -> Iterator[Page]:
        """Give the page of one invoice, if it is wanted, and go behind it."""
        changed, id_ = changed_at(entry), id_of(entry)
        documents: tuple[Pulled, ...] = ()
        if self.wants(entry) and (id_, changed) not in self.given:
            left = state_of(self.register, self.client, entry)
            payload = yield from self.completed(entry)
            documents = (Pulled(id_, {**payload, **left}, only_known=bool(left)),)
            self.given.add((id_, changed))
        self.place = self.place.behind(id_, changed)
        if documents:
            yield Page(documents, self.place.text())

    def wants(self, entry: Fields) -> bool:
        """Tell whether an invoice is ours, in a state that is read or was read, and not met by an earlier reading."""
        read = not state_of(self.register, self.client, entry)
        before = not read and (not self.place.since or status_of(entry) in BEFORE)
        return self.client.owns(entry) and not before and not self.place.is_old(changed_at(entry))

    def completed(self, entry: Fields) -> Generator[Page, None, Payload]:
        """Give the payload of an invoice; a file that never comes does not stop the others for ever."""
        payload = with_party(self.register, entry, self.parties)
        if status_of(entry) == REFUSED:
            return payload
        try:
            return {**payload, **files_of(self.register, self.client, entry)}
        except Temporary as trouble:
            if trouble.code not in OF_A_FILE:
                raise
            if self.place.tries < TRIES:
                yield Page((), self.place.again().text())
                raise
        return {**payload, "files": dict.fromkeys(LINKS, UNREACHABLE)}


class Parties:
    """The suppliers or customers that one reading has met, each asked for once."""

    def __init__(self, client: Banqup, register: Register) -> None:
        self.client, self.register = client, register
        self.known: dict[str, Fields] = {}

    def of(self, invoice: Fields) -> Fields:
        """Give the party of an invoice; an empty one where Banqup has it no longer."""
        id_ = str(invoice.get(f"{self.register.party}_id") or "")
        if id_ not in self.known:
            self.known[id_] = self._asked(id_) if id_.isdecimal() else {}
        return self.known[id_]

    def _asked(self, id_: str) -> Fields:
        try:
            return self.client.one(self.register.parties, id_)
        except Missing:
            return {}


def with_party(register: Register, invoice: Fields, parties: Parties) -> dict[str, Any]:
    """Give the payload of an invoice with its party."""
    return {"invoice": invoice, register.party: parties.of(invoice)}


def files_of(register: Register, client: Banqup, invoice: Fields) -> dict[str, Any]:
    """Give what the payload says of the files; nothing where they are not read."""
    id_ = id_of(invoice)
    return papers(client, register.path, id_) if client.with_files and id_.isdecimal() else {}


def state_of(register: Register, client: Banqup, invoice: Fields) -> dict[str, str]:
    """Give what the payload says of a state that is not read; nothing for one that is."""
    return left_of(invoice, client.states[register.path])


def left_of(invoice: Fields, states: frozenset[str]) -> dict[str, str]:
    """Give what the payload says of an invoice that is in none of some states; nothing for one that is."""
    state = status_of(invoice)
    return {} if state in states else {LEFT: state}


def status_of(invoice: Fields) -> str:
    """Give Banqup's word for where an invoice stands."""
    return str(invoice.get("status") or "").upper()


def rows_of(sheet: Sheet) -> list[Row]:
    """Give what a page tells of a list's order: one that is not full tells nothing, for it is read whole anyway."""
    ids = ids_of(sheet)
    rows = [
        (changed_at(entry), int(id_) if id_.isdecimal() else 0) for entry, id_ in zip(sheet.entries, ids, strict=True)
    ]
    return rows if len(rows) == SIZE else []


def ids_of(sheet: Sheet) -> list[str]:
    """Give the numbers of a page's invoices."""
    return [id_of(entry) for entry in sheet.entries]


def id_of(invoice: Fields) -> str:
    """Give Banqup's number of an invoice."""
    return str(invoice.get("id") or "")


def changed_at(invoice: Fields) -> str:
    """Give when an invoice was last changed, in a form that can be compared."""
    return stamp_of(invoice.get("last_updated_at"))
