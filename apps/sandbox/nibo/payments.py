"""Money that moved: payments and receipts, at a schedule or together with one."""

from decimal import Decimal

from werkzeug.wrappers import Response

from apps.sandbox.nibo import schedules
from apps.sandbox.nibo.asked import Asked, day, json_answer, no_content
from apps.sandbox.nibo.lines import amount
from apps.sandbox.nibo.listing import ENTRIES
from apps.sandbox.nibo.refusal import invalid
from apps.sandbox.nibo.shelf import Body, Shelf

#: Which side the last word of a path is about.
SIDES = {"payments": "debit", "receipts": "credit"}


def listed(asked: Asked) -> Response:
    """The entries of one side."""
    side = SIDES[asked.values["what"]]
    rows = [shown(asked.shelf, row) for row in asked.lagging("entries") if row["side"] == side]
    return asked.listed(rows, ENTRIES)


def settle(asked: Asked) -> Response:
    """Pays a schedule, wholly or in part; by the other side's path the money is booked on the other side."""
    schedule, given = schedules.found(asked), asked.json()
    side = asked.values["side"]
    if SIDES[asked.values["what"]] != side:
        raise invalid("Tipo de baixa inválido")
    return json_answer(pay(asked.shelf, schedule, given, side))


def pay(shelf: Shelf, schedule: Body, given: Body, side: str) -> str:
    """Keeps an entry and gives its id."""
    account = shelf.find("accounts", given.get("accountId"))
    if account is None:
        raise invalid("Conta bancária não encontrada.")
    on, value = day(given, "date"), amount(given.get("value"))
    if on < account["dateOfOpenBalance"][:10]:
        raise invalid("A data da baixa é inferior a data do saldo inicial da conta.")
    if value <= 0 or value > schedule["value"] - schedule["paidValue"]:
        raise invalid("Valor da baixa inválido")
    key = schedule["scheduleId"]
    shelf.put("schedules", key, {**schedule, "paidValue": schedule["paidValue"] + value})
    entry = {"scheduleId": key, "side": side, "accountId": account["id"], "date": on, "value": value}
    return shelf.add("entries", entry)


def unsettle(asked: Asked) -> Response:
    """Takes a payment back; the schedule is open again."""
    schedule, entry = schedules.found(asked), asked.shelf.find("entries", asked.values["entry"])
    if entry is None or entry["scheduleId"] != asked.key:
        raise invalid("Lançamento não encontrado")
    asked.shelf.put("schedules", asked.key, {**schedule, "paidValue": schedule["paidValue"] - entry["value"]})
    asked.shelf.remove("entries", entry["entryId"])
    return no_content()


def direct(asked: Asked) -> Response:
    """A schedule and its payment at once; without an account only the schedule. Its id is the answer either way."""
    given, side = asked.json(), SIDES[asked.values["what"]]
    on = day(given, "date")
    told = {**given, "dueDate": on, "scheduleDate": on, "isFlagged": given.get("isFlag")}
    key = schedules.create(asked.shelf, told, side)
    if given.get("accountId"):
        schedule = asked.shelf.find("schedules", key) or {}
        pay(asked.shelf, schedule, {**given, "value": Decimal(schedule["value"])}, side)
    return json_answer(key)


def shown(shelf: Shelf, row: Body) -> Body:
    """An entry as it is read; its values are positive."""
    schedule = shelf.find("schedules", row["scheduleId"])
    account = shelf.find("accounts", row["accountId"]) or {}
    told = schedules.shown(shelf, schedule, in_list=True) if schedule else {}
    copied = ("stakeholder", "category", "categories", "accrualDate", "description", "costCenters", "isFlagged")
    return {
        **{name: told.get(name) for name in copied},
        "entryId": row["entryId"],
        "scheduleId": row["scheduleId"],
        "isVirtual": False,
        "isTransfer": False,
        "isReconciliated": False,
        "account": {
            "id": row["accountId"],
            "name": account.get("name"),
            "isDeleted": False,
            "type": account.get("type"),
        },
        "date": f"{row['date']}T00:00:00Z",
        "identifier": "",
        "value": row["value"],
        "bankBalanceDateIsGreaterThanEntryDate": False,
    }
