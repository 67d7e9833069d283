"""Schedules: what is to be paid (debit) and to be received (credit), from their creation to their end."""

from datetime import UTC, date, datetime
from decimal import Decimal

from werkzeug.wrappers import Response

from apps.sandbox.nibo.asked import Asked, day, json_answer, no_content
from apps.sandbox.nibo.contacts import TYPES, stakeholder
from apps.sandbox.nibo.lines import categories, cost_centres, shown_category, shown_cost_centre
from apps.sandbox.nibo.listing import SCHEDULES
from apps.sandbox.nibo.refusal import invalid
from apps.sandbox.nibo.shelf import Body, Shelf, stamp

SIDES = {"debit": "Debit", "credit": "Credit"}
NOBODY = "00000000-0000-0000-0000-000000000000"
MISSING = "Agendamento não encontrado"
NOTHING_WRITTEN = {"Messages": [""]}
NO = (
    "isEntry", "isBill", "isDebitNote", "hasInstallment", "hasRecurrence", "hasInvoice", "hasPendingInvoice",
    "hasScheduleInvoice", "hasEntryPromise", "hasOpenEntryPromise", "autoGenerateEntryPromise", "isPaymentScheduled",
)  # fmt: skip
ZERO = ("autoGenerateNFSeType", "autoGenerateCollectionType", "serviceProvisionLocationType")


def listed(asked: Asked) -> Response:
    """The schedules of one side, or of both, with positive values; also only the open or the overdue ones."""
    side, only = SIDES.get(asked.values.get("side", "")), asked.values.get("only", "")
    rows = [shown(asked.shelf, row, in_list=True) for row in asked.lagging("schedules") if side in (None, row["type"])]
    if only:
        rows = [row for row in rows if not row["isPaid"] and (only == "opened" or row["isDued"])]
    return asked.listed(rows, SCHEDULES)


def one(asked: Asked) -> Response:
    """One schedule of either side, as it is this very moment; the path says credit for both."""
    return json_answer(shown(asked.shelf, found(asked)))


def add(asked: Asked) -> Response:
    """A new schedule; what the vendor does not know is ignored."""
    return json_answer(create(asked.shelf, asked.json(), asked.values["side"]))


def create(shelf: Shelf, given: Body, side: str) -> str:
    """Keeps a new schedule and gives its id."""
    now = {"createDate": stamp(), "createUser": "API"}
    body = {**content(shelf, given, side), **now, "type": SIDES[side], "paidValue": Decimal(0)}
    return shelf.add("schedules", body)


def content(shelf: Shelf, given: Body, side: str, *, replaces: bool = False) -> Body:
    """What a request says of a schedule; the root's own value is ignored."""
    who = stakeholder(shelf, given.get("stakeholderId"), side)
    lines = categories(shelf, given.get("categories"), side, replaces=replaces)
    total = sum((line["value"] for line in lines), Decimal(0))
    due = day(given, "dueDate")
    return {
        "stakeholderId": who["id"],
        "description": str(given.get("description") or ""),
        "reference": str(given.get("reference") or ""),
        "dueDate": due,
        "scheduleDate": day(given, "scheduleDate"),
        "accrualDate": day(given, "accrualDate", due),
        "isFlagged": bool(given.get("isFlagged")),
        "categories": lines,
        "value": total,
        "costCenterValueType": int(given.get("costCenterValueType") or 0),
        "costCenters": cost_centres(shelf, given, total),
        "updateDate": stamp(),
        "updateUser": "API",
    }


def change(asked: Asked) -> Response:
    """Full replace: what is left out is wiped; a body that lacks what is required changes nothing and says nothing."""
    before, given = found(asked, own_side=True), asked.json()
    if not all(given.get(name) for name in ("stakeholderId", "dueDate", "scheduleDate", "categories")):
        return json_answer(NOTHING_WRITTEN)
    kept = {name: before[name] for name in ("scheduleId", "type", "paidValue", "createDate", "createUser")}
    body = {**kept, **content(asked.shelf, given, asked.values["side"], replaces=True)}
    asked.shelf.put("schedules", asked.key, body)
    return no_content()


def remove(asked: Asked) -> Response:
    """Takes a schedule away, and its payments with it; its files stay."""
    found(asked, own_side=True)
    for entry in asked.shelf.all("entries"):
        if entry["scheduleId"] == asked.key:
            asked.shelf.remove("entries", entry["entryId"])
    asked.shelf.remove("schedules", asked.key)
    return no_content()


def found(asked: Asked, *, own_side: bool = False) -> Body:
    """The schedule of the address; some calls want the path of its own side."""
    body = asked.shelf.find("schedules", asked.key)
    if body is None or (own_side and body["type"] != SIDES[asked.values["side"]]):
        raise invalid(MISSING)
    return body


def annotate(asked: Asked) -> Response:
    """A note, which nothing reads back; it can be written on what is not there."""
    return json_answer(asked.shelf.add("annotations", {"schedule": asked.key, "body": asked.json().get("body")}))


def shown(shelf: Shelf, row: Body, *, in_list: bool = False) -> Body:
    """A schedule as it is read: by id a debit's values are negative, in lists they are not."""
    sign = -1 if row["type"] == "Debit" and not in_list else 1
    total, who = row["value"], contact(shelf, row["stakeholderId"])
    lines = [shown_category(shelf, line, sign) for line in row["categories"]]
    paid = row["paidValue"] >= total
    due = {name: f"{row[name]}T00:00:00Z" for name in ("dueDate", "scheduleDate", "accrualDate")}
    first = {
        "id": lines[0]["categoryId"],
        "name": lines[0]["categoryName"],
        "type": lines[0]["type"],
        "isDeleted": False,
    }
    return {
        **dict.fromkeys(NO, False),
        **dict.fromkeys(ZERO, 0),
        **row,
        **due,
        "value": total * sign,
        "openValue": total - row["paidValue"],
        "isPaid": paid,
        "isDued": not paid and date.fromisoformat(row["dueDate"]) < datetime.now(UTC).date(),
        "stakeholderId": NOBODY if in_list else row["stakeholderId"],
        "stakeholder": who,
        "category": first,
        "categories": lines,
        "costCenters": [shown_cost_centre(shelf, share, total) for share in row["costCenters"]],
        "customAttributes": {},
    }


def contact(shelf: Shelf, key: str) -> Body:
    """What a schedule shows of its contact."""
    body = next((found for kind in TYPES if (found := shelf.find(kind, key))), {})
    number = body.get("document", {}).get("number", "")
    return {"id": key, "name": body.get("name"), "type": body.get("type"), "isDeleted": False, "cpfCnpj": number}
