"""Lists: which properties a query may name, pages of at most five hundred, and the envelope around them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.sandbox.nibo.filters import Properties, at, comparable, filtered
from apps.sandbox.nibo.refusal import invalid, unexpected
from apps.sandbox.nibo.shelf import Body

MOST = 500
SCHEDULES = Properties(
    "ScheduleDto",
    {
        "scheduleId": "guid", "description": "text", "reference": "text", "value": "number", "dueDate": "date",
        "scheduleDate": "date", "accrualDate": "date", "createDate": "date", "updateDate": "date", "isPaid": "bool",
        "isDued": "bool", "isFlagged": "bool", "hasInvoice": "bool", "hasRecurrence": "bool",
        "stakeholder/id": "guid", "stakeholder/name": "text",
    },
    "scheduleId",
)  # fmt: skip
CONTACTS = Properties(
    "StakeholderDto",
    {
        "id": "guid", "name": "text", "document/number": "text", "email": "text", "phone": "text",
        "communication/email": "text", "companyInformation/companyName": "text", "address/city": "text",
        "address/state": "text", "isDeleted": "bool", "isArchived": "bool", "isCompany": "bool", "updateDate": "date",
    },
    "id",
)  # fmt: skip
CATEGORIES = Properties(
    "CategoryDto",
    {
        "id": "guid", "name": "text", "referenceCode": "text", "type": "text", "group/name": "text",
        "isEditable": "bool", "groupType": "number",
    },
    "id",
)  # fmt: skip
COST_CENTRES = Properties(
    "CostCenterDto", {"costCenterId": "guid", "description": "text", "externalCode": "text"}, "costCenterId"
)
ACCOUNTS = Properties("AccountDto", {"id": "guid", "name": "text", "type": "text", "isArchived": "bool"}, "id")
BALANCES = Properties("AccountBalanceDto", {"accountId": "guid", "accountName": "text"}, "accountId")
ENTRIES = Properties(
    "EntryDto",
    {
        "entryId": "guid", "scheduleId": "guid", "description": "text", "value": "number", "date": "date",
        "accrualDate": "date", "isFlagged": "bool", "isTransfer": "bool", "stakeholder/name": "text",
        "account/id": "guid", "account/name": "text",
    },
    "entryId",
)  # fmt: skip
FILES = Properties("FileDto", {"fileId": "guid", "name": "text"}, "fileId")
ORGANIZATIONS = Properties("OrganizationDto", {"id": "guid", "name": "text"}, "id")


@dataclass(frozen=True)
class Order:
    """By what rows are sorted."""

    path: str
    kind: str

    def of(self, row: Body) -> Any:
        """Where a row stands."""
        found = comparable(at(row, self.path), self.kind)
        return (found or 0) if self.kind in ("number", "bool") else str(found or "")


def page(rows: list[Body], query: Mapping[str, str], properties: Properties, *, shift: int = 0) -> list[Body]:
    """The rows of one page; ``shift`` is by how many rows the list moved meanwhile."""
    skip, top = number(query, "$skip", 0), min(number(query, "$top", MOST), MOST)
    if skip and not query.get("$orderby"):
        raise unexpected()
    begin = max(skip + shift, 0) if skip else 0
    return sorted_by(rows, query.get("$orderby", ""), properties)[begin : begin + top]


def envelope(rows: list[Body], query: Mapping[str, str], properties: Properties, *, shift: int = 0) -> Any:
    """What is answered to a list: one page, and how many rows there are."""
    found = filtered(rows, query.get("$filter", ""), properties)
    return {"items": page(found, query, properties, shift=shift), "count": len(found)}


def bare(rows: list[Body], query: Mapping[str, str], properties: Properties, *, shift: int = 0) -> Any:
    """What is answered by the lists that come without an envelope."""
    return envelope(rows, query, properties, shift=shift)["items"]


def sorted_by(rows: list[Body], text: str, properties: Properties) -> list[Body]:
    """Rows in the order that is asked for; without one as they came."""
    for term in reversed([term.strip() for term in text.split(",") if term.strip()]):
        path, _, way = term.partition(" ")
        order = Order(path, properties.kind(path))
        rows = sorted(rows, key=order.of, reverse=way.strip() == "desc")
    return rows


def number(query: Mapping[str, str], name: str, otherwise: int) -> int:
    """A number of the query."""
    text = query.get(name, "")
    if text and not text.isdecimal():
        raise invalid(f"Invalid value '{text}' for {name} query option found.")
    return int(text) if text else otherwise
