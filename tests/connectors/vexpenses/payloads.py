"""Reports as VExpenses sends them, put together from what a test says of them."""

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parent / "fixtures"
Body = dict[str, Any]


def load(name: str) -> Any:
    """Read a whole payload as the engine does."""
    return json.loads((FIXTURES / f"{name}.json").read_text(), parse_float=Decimal)


def report(*expenses: Body, **changes: Any) -> Body:
    """The report of the example with other expenses, or with its own ones where none are given."""
    body: Body = copy.deepcopy(load("report__lunch_and_kilometres"))["report"]
    if expenses:
        body["expenses"] = {"data": list(expenses)}
    return body | changes


def payload(*expenses: Body, **changes: Any) -> Body:
    """The same as the hub keeps it."""
    return {"report": report(*expenses, **changes), "currency": "BRL"}


def expense(**changes: Any) -> Body:
    """A lunch of 150.40, borne by one cost centre."""
    lunch: Body = report()["expenses"]["data"][0]
    lunch["apportionment"] = {"data": [share("100.00")]}
    return lunch | changes


def share(percentage: Any, code: str | None = "1201002", number: int = 1860010, **changes: Any) -> Body:
    """The share of a cost centre."""
    told = {
        "id": 29700001, "integration_id": code, "expense_id": 62000001, "reimbursable_company_id": number,
        "description": f"CENTRE {number}", "percentage": percentage, "on": True,
    }  # fmt: skip
    return told | changes


def shared(*percentages: Any) -> Body:
    """A lunch of 100.00 with these shares, each of another cost centre."""
    rows = [share(one, code=str(20_000 + at), number=at) for at, one in enumerate(percentages)]
    return expense(value=100, apportionment={"data": rows})
