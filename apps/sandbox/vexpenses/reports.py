"""The calls about reports."""

from datetime import datetime
from typing import Any

from werkzeug.wrappers import Response

from apps.sandbox.vexpenses import life, views
from apps.sandbox.vexpenses.answers import invalid, missing
from apps.sandbox.vexpenses.asked import Asked
from apps.sandbox.vexpenses.blank import blank_report
from apps.sandbox.vexpenses.books import EXPENSES, MEMBERS, REPORTS, Body, stamp
from apps.sandbox.vexpenses.listing import listed

MANY, ONE = "Reports successfully sent!", "Report successfully sent!"
CHANGEABLE = ("external_id", "description", "payment_method_id", "observation", "justification")


def list_all(asked: Asked) -> Response:
    """GET of all."""
    return listed(asked, REPORTS, views.report, MANY)


def list_state(asked: Asked, status: str) -> Response:
    """GET of those in a state, which is written in capitals."""
    if status not in life.STATES:
        raise missing()
    here = ("json_extract(body, '$.status') = ?", (status,))
    return listed(asked, REPORTS, views.report, MANY, also=here)


def one(asked: Asked, id_: int) -> Response:
    """GET of one."""
    return asked.answer(views.report(asked, asked.found(REPORTS, id_)), ONE)


def create(asked: Asked) -> Response:
    """POST: an open report without expenses."""
    given = asked.sent("user_id")
    if asked.books.find(MEMBERS, int(given["user_id"])) is None:
        raise invalid(user_id="The selected user id is invalid.")
    told = {name: given[name] for name in CHANGEABLE if name in given}
    body = asked.books.add(REPORTS, {**blank_report(int(given["user_id"])), **told})
    return asked.answer(views.report(asked, body), "Report successfully created!", status=201)


def change(asked: Asked, id_: int) -> Response:
    """PUT: what is given."""
    given, body = asked.sent(), asked.found(REPORTS, id_)
    told = {name: given[name] for name in CHANGEABLE if name in given}
    return asked.answer(views.report(asked, asked.books.put(REPORTS, {**body, **told})), "Report successfully updated!")


def approve(asked: Asked, id_: int) -> Response:
    """POST: decides about each expense; a report of which nothing is approved is rejected."""
    given, body = asked.sent("approver", "comment", "expenses"), asked.found(REPORTS, id_)
    rows = {row["id"]: row for row in asked.books.below(EXPENSES, id_)}
    decided = {int(key): bool(value) for key, value in given["expenses"].items()}
    if unknown := set(decided) - set(rows):
        raise invalid(expenses=f"Expense {min(unknown)} is not of this report.")
    for key, approved in decided.items():
        asked.books.put(EXPENSES, {**rows[key], "rejected": 0 if approved else 1})
    life.move(asked.books, asked.switches, body, "approve" if any(decided.values()) else "reject")
    results = [decision(given, key, approved) for key, approved in decided.items()]
    return asked.answer(results, "Report successfully approved!")


def decision(given: Body, expense: int, approved: bool) -> Body:  # noqa: FBT001 - what was decided
    """What the vendor keeps of a decision, in its own language."""
    now = stamp()
    return {
        "id": expense + 1, "idFluxoEtapa": 15_500_011, "idDespesa": expense, "idUsuarioAprovador": given["approver"],
        "dataAprovacao": now, "aprovado": approved, "comentarioAprovacao": given["comment"], "created_at": now,
        "updated_at": now,
    }  # fmt: skip


def pay(asked: Asked, id_: int) -> Response:
    """PUT: the report was paid on a day."""
    given, body = asked.sent("payment_date"), asked.found(REPORTS, id_)
    day = moment(given["payment_date"])
    paid = life.move(asked.books, asked.switches, body, "pay", payment_date=day, observation=given.get("comment"))
    shown = {name: paid[name] for name in ("id", "status", "payment_date")}
    return asked.answer(shown, "Report successfully paid!")


def moment(told: Any) -> str:
    """A moment as VExpenses takes it; 422 for any other form."""
    try:
        return f"{datetime.strptime(str(told), '%Y-%m-%d %H:%M:%S'):%Y-%m-%d %H:%M:%S}"  # noqa: DTZ007 - it has no zone
    except ValueError:
        raise invalid(payment_date="The payment date does not match the format Y-m-d H:i:s.") from None
