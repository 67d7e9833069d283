"""The calls about expenses."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from werkzeug.wrappers import Response

from apps.sandbox.vexpenses import views
from apps.sandbox.vexpenses.answers import Refusal, invalid
from apps.sandbox.vexpenses.asked import Asked
from apps.sandbox.vexpenses.blank import blank_expense
from apps.sandbox.vexpenses.books import (
    COST_CENTRES,
    EXPENSES,
    MEMBERS,
    METHODS,
    REPORTS,
    SHARES,
    TYPES,
    Body,
    Books,
    stamp,
)
from apps.sandbox.vexpenses.listing import listed

REQUIRED = ("user_id", "external_id", "date", "paying_company_id", "value", "title")
#: What a caller may send, and under which name it is kept.
SENT = {
    **{name: name for name in REQUIRED},
    "expense_type_id": "expense_type_id", "payment_method_id": "payment_method_id", "route_id": "course_id",
    "receipt_url": "_receipt", "report_id": "expense_id", "validate": "validate", "observation": "observation",
    "reimbursable": "reimbursable", "mileage": "mileage", "mileage_value": "mileage_value",
    "original_currency_iso": "original_currency_iso", "exchange_rate": "exchange_rate",
    "converted_value": "converted_value", "converted_currency_iso": "converted_currency_iso",
}  # fmt: skip
POINTS = {
    "user_id": MEMBERS, "paying_company_id": COST_CENTRES, "expense_type_id": TYPES, "payment_method_id": METHODS,
    "report_id": REPORTS,
}  # fmt: skip


def list_all(asked: Asked) -> Response:
    """GET of those that a filter lets pass; without one it is refused."""
    if not asked.request.args.get("search") or not asked.request.args.get("searchFields"):
        raise Refusal(422, "Filter fields are required")
    return listed(asked, EXPENSES, views.expense, "Expenses successfully sent!")


def one(asked: Asked, id_: int) -> Response:
    """GET of one."""
    return asked.answer(views.expense(asked, asked.found(EXPENSES, id_)), "Expense successfully sent!")


def create(asked: Asked) -> Response:
    """POST: the answer's data is a list of one, or the object, as the switch says."""
    given = asked.sent(*REQUIRED)
    refuse_strangers(asked.books, given)
    body = add(asked.books, kept(given))
    shown = views.expense(asked, body)
    data = [shown] if asked.switches.created_expense == "array" else shown
    return asked.answer(data, "Expenses successfully created!")


def change(asked: Asked, id_: int) -> Response:
    """PUT: what is given; it stays in its report."""
    body, given = asked.found(EXPENSES, id_), asked.sent()
    refuse_strangers(asked.books, given)
    told = {name: value for name, value in kept(given).items() if name != "expense_id"}
    changed = asked.books.put(EXPENSES, {**body, **told})
    return asked.answer(views.expense(asked, changed), "Expense successfully updated!")


def remove(asked: Asked, id_: int) -> Response:
    """DELETE of one."""
    body = asked.found(EXPENSES, id_)
    asked.books.remove(EXPENSES, id_)
    return asked.answer(views.expense(asked, body), "Expense successfully deleted!")


def kept(given: Body) -> Body:
    """What was sent, under the names under which it is kept."""
    told = {SENT[name]: value for name, value in given.items() if name in SENT}
    return {**told, **({"_shares": given["apportionment"]} if "apportionment" in given else {})}


def refuse_strangers(books: Books, given: Body) -> None:
    """422 for a reference to nothing, and for shares that are no whole."""
    for name, register in POINTS.items():
        if given.get(name) is not None and books.find(register, int(given[name])) is None:
            raise invalid(**{name: f"The selected {name.replace('_', ' ')} is invalid."})
    shares = given.get("apportionment")
    if shares is not None and sum((percentage(row) for row in shares), Decimal(0)) != 100:
        raise invalid(apportionment="The percentages must total 100.")


def percentage(row: Any) -> Decimal:
    """The percentage of a share; 422 for anything that is no number."""
    try:
        return Decimal(str(row["percentage"]))
    except (InvalidOperation, KeyError, TypeError):
        raise invalid(apportionment="The percentage must be a number.") from None


def add(books: Books, told: Body) -> Body:
    """Keeps an expense with its shares: all of it is borne by its cost centre where nothing else is told."""
    shares = told.pop("_shares", None) or [{"reimbursable_company_id": told["paying_company_id"], "percentage": 100}]
    id_ = told.get("id") or books.new_id(EXPENSES)
    rows = list(shared(books, id_, shares))
    whole = {**blank_expense(told["user_id"]), **told, "id": id_, "_apportionment": rows}
    return books.add(EXPENSES, whole, parent=whole["expense_id"])


def shared(books: Books, expense: int, shares: Iterable[Body]) -> Iterable[Body]:
    """The shares of an expense as they are kept; a percentage is text of two decimals."""
    now, centres = stamp(), books.known(COST_CENTRES)
    for row in shares:
        centre = centres.get(row["reimbursable_company_id"], {})
        yield {
            "id": books.new_id(SHARES), "integration_id": centre.get("integration_id"), "expense_id": expense,
            "reimbursable_company_id": row["reimbursable_company_id"], "description": centre.get("name", ""),
            "percentage": f"{Decimal(str(row['percentage'])):.2f}", "on": True, "created_at": now, "updated_at": now,
        }  # fmt: skip
