"""Asking Yokoy for what is ready to be exported, page by page, with the words for its ids."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from apps.connectors.yokoy.answers import SOURCE, Missing
from apps.connectors.yokoy.client import PAGE, Yokoy
from apps.connectors.yokoy.reading import listed, moment
from apps.connectors.yokoy.standing import Status, status_of
from apps.core.connector import Page, Payload, Pulled
from apps.core.errors import Rejected, Temporary

#: Changes that were made while the last pages were read are read again.
OVERLAP = timedelta(minutes=5)
SEPARATOR = "|"
SUPPLIER_WORDS = ("name", "externalId", "taxNumbers", "taxNumber", "street", "zipCode", "city", "countryCode")
USER_WORDS = ("firstName", "lastName", "employeeId", "email")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reading stands: from which change on, the latest change seen, and the vendor's own cursor."""

    since: str = ""
    seen: str = ""
    cursor: str = ""

    @classmethod
    def of(cls, text: str) -> "Place":
        """Give the place that `text` wrote."""
        return cls(*[*text.split(SEPARATOR, 2), "", "", ""][:3])

    @property
    def text(self) -> str:
        """Give the place as the text that the hub keeps."""
        return SEPARATOR.join((self.since, self.seen, self.cursor))

    def behind(self, rows: Sequence[Payload], cursor: str) -> "Place":
        """Give the place behind some rows; at the end of a list it is a little before the latest change."""
        seen = max([self.seen, *(str(row.get("lastModified") or "") for row in rows)])
        return Place(self.since, seen, cursor) if cursor else Place(a_little_before(seen) or self.since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A list of documents of which some are ready: where it is, by which filters, and which count."""

    path: Callable[[Yokoy], str]
    key: str
    filters: Callable[[Yokoy], Sequence[str]]
    is_ready: Callable[[Yokoy, Payload], bool]
    payload: Callable[["Register", Payload], Payload]

    def pull(self, client: Yokoy, cursor: str) -> Iterator[Page]:
        """Ask page by page from a place on."""
        asked, place = replace(client, side=SOURCE), Place.of(cursor)
        register = Register(asked)
        while True:
            found = self.page(asked, place)
            rows = listed(found, self.key)
            place = place.behind(rows, str(found.get("nextCursor") or "") if rows else "")
            ready = [row for row in rows if self.is_ready(asked, row) and row.get("id")]
            yield Page([Pulled(str(row["id"]), self.payload(register, row)) for row in ready], place.text)
            if not place.cursor:
                return

    def page(self, client: Yokoy, place: Place) -> Mapping[str, Any]:
        """Ask for one page; a filter that is refused is asked in its other spelling."""
        more = {"cursor": place.cursor} if place.cursor else {}
        since = f" and lastModified ge {place.since}" if place.since else ""
        refused: Rejected | None = None
        for wanted in self.filters(client):
            try:
                return page_in(client.get(self.path(client), count=PAGE, filter=wanted + since, **more), self.key)
            except Rejected as refusal:
                refused = refusal
        raise refused or ValueError("a list needs a filter")

    def fetch(self, client: Yokoy, source_id: str) -> Payload:
        """Ask for one document again, whatever became of it."""
        asked = replace(client, side=SOURCE)
        return self.payload(Register(asked), asked.get(f"{self.path(asked)}/{source_id}"))


def page_in(found: object, key: str) -> Mapping[str, Any]:
    """Give a page; raises `Temporary` where the answer has no such list."""
    if isinstance(found, Mapping) and isinstance(found.get(key), list):
        return found
    raise Temporary("source.broken_answer", place=SOURCE.place, answer=str(found)[:300])


@dataclass(slots=True)
class Register:
    """The words for ids, asked for when the first document needs them and then kept for one pull."""

    client: Yokoy
    lists: dict[str, dict[str, Payload]] = field(default_factory=dict)
    users: dict[str, Payload | None] = field(default_factory=dict)

    def rows(self, path: str, key: str) -> dict[str, Payload]:
        """Give a register of the legal entity by id."""
        if path not in self.lists:
            rows = self.client.listed(self.client.entity(path), key)
            self.lists[path] = {str(row["id"]): row for row in rows if row.get("id")}
        return self.lists[path]

    def some(self, path: str, key: str, *, ids: Sequence[object], words: Sequence[str]) -> dict[str, Payload]:
        """Give the words of a register for some ids: what else changes there is no change of a document."""
        known = {str(each): each for each in ids if each}
        rows = self.rows(path, key) if known else {}
        return {each: chosen(rows[each], words) for each in known if each in rows}

    def user(self, key: object) -> Payload | None:
        """Give an employee; one who was deleted can still be read by id."""
        name = str(key or "")
        if name and name not in self.users:
            try:
                self.users[name] = chosen(self.client.get(self.client.own(f"users/{name}")), USER_WORDS)
            except Missing:
                self.users[name] = None
        return self.users.get(name)


def invoice_payload(register: Register, invoice: Payload) -> Payload:
    """Put an invoice together with the words for its ids."""
    lines = listed(invoice, "lineItems")
    suppliers = register.some("suppliers", "suppliers", ids=[invoice.get("supplierId")], words=SUPPLIER_WORDS)
    return {
        "invoice": invoice,
        "supplier": next(iter(suppliers.values()), None),
        "categories": register.some(
            "invoice-categories",
            "invoice-categories",
            ids=[line.get("categoryId") for line in lines],
            words=("accountReference", "name"),
        ),
        "costObjects": cost_objects(register, [line.get("costObjectId") for line in lines]),
        "taxRates": tax_rates(register, [line.get("taxRateId") for line in lines]),
    }


def expense_payload(register: Register, expense: Payload) -> Payload:
    """Put an expense together with the words for its ids."""
    others, centres = listed(expense, "additionalCategoryItems"), listed(expense, "costCenterItems")
    categories = [expense.get("categoryId"), *(item.get("categoryId") for item in others)]
    return {
        "expense": without_links(expense),
        "user": register.user(expense.get("userId")),
        "categories": register.some("categories", "categories", ids=categories, words=("accountReference", "name")),
        "costObjects": cost_objects(
            register, [*(row.get("id") for row in centres), *(item.get("costCenterId") for item in others)]
        ),
        "taxRates": tax_rates(register, [item.get("rateId") for item in listed(expense, "taxItems")]),
    }


def cost_objects(register: Register, ids: Sequence[object]) -> dict[str, Payload]:
    """Give codes and names of cost objects."""
    return register.some("cost-centers", "costCenters", ids=ids, words=("code", "name"))


def tax_rates(register: Register, ids: Sequence[object]) -> dict[str, Payload]:
    """Give codes and percentages of tax rates."""
    return register.some("tax-rates", "taxRates", ids=ids, words=("code", "rate"))


def chosen(row: Payload, words: Sequence[str]) -> Payload:
    """Give some words of a row."""
    return {word: row[word] for word in words if row.get(word) not in (None, "", [])}


def without_links(expense: Payload) -> Payload:
    """Give an expense without the addresses of its files, which say nothing new."""
    return {name: value for name, value in expense.items() if name not in ("receipt", "attachments")}


def a_little_before(stamp: str) -> str:
    """Give a moment so far back that nothing slips through."""
    found = moment(stamp)
    if found is None:
        return ""
    before = found - OVERLAP
    return f"{before:%Y-%m-%dT%H:%M:%S}.{before.microsecond // 1000:03d}Z"


INVOICES = Ready(
    path=lambda client: client.entity("invoices"),
    key="invoices",
    filters=lambda client: (f"status eq {Status.READY_FOR_EXPORT:d}", f'status eq "{Status.READY_FOR_EXPORT:d}"'),
    is_ready=lambda client, row: status_of(row.get("status")) == Status.READY_FOR_EXPORT,
    payload=invoice_payload,
)
EXPENSES = Ready(
    path=lambda client: client.own("expenses"),
    key="expenses",
    filters=lambda client: (f"legalEntityId eq {client.unit} and status eq forExpenseExport",),
    is_ready=lambda client, row: row.get("status") == "forExpenseExport" and row.get("legalEntityId") == client.unit,
    payload=expense_payload,
)
