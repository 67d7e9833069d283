"""Lists: everything at once unless pages are asked for, and the ways in which pages go wrong."""

import time
from typing import Any

from werkzeug.wrappers import Response

from apps.sandbox.vexpenses.asked import Asked
from apps.sandbox.vexpenses.books import REPORTS, Body, stamp
from apps.sandbox.vexpenses.filters import Condition, condition
from apps.sandbox.vexpenses.views import View

PER_PAGE = 15
#: Faults of a page that is not the first: so many rows earlier than it should begin, or later.
SHIFTED = {"duplicate_rows": -1, "skipped_rows": 1}


def listed(asked: Asked, register: str, view: View, message: str, *, also: Condition = ("1", ())) -> Response:
    """A list of a register, narrowed by the query and by ``also``."""
    query = asked.request.args.to_dict()
    text, values = condition(register, query, join=asked.switches.join)
    where = (f"{text} AND {also[0]}", (*values, *also[1]))
    if query.get("paginate") not in ("true", "1"):
        time.sleep(asked.switches.unpaginated_delay)
        rows = asked.books.select(register, *where)
        return asked.answer([view(asked, row) for row in rows], message)
    return paged(asked, register, view, message, where)


def paged(asked: Asked, register: str, view: View, message: str, where: Condition) -> Response:
    """One page, with its facts where the switch puts them."""
    number, size = asked.number("page", 1), min(asked.number("per_page", PER_PAGE), asked.switches.most)
    total = asked.books.count(register, *where)
    start = max((placed(asked.fault, number) - 1) * size + (number > 1) * SHIFTED.get(asked.fault, 0), 0)
    rows = asked.books.select(register, f"{where[0]} ORDER BY id LIMIT ? OFFSET ?", (*where[1], size, start))
    shown = [view(asked, row) for row in rows]
    if asked.fault == "reopened_between_pages" and rows and register == REPORTS:
        reopen_behind(asked, rows[0])
    return asked.answer(shown, message, **facts(asked, number, size, total))


def placed(fault: str, number: int) -> int:
    """The page that is shown: a list that is stuck shows its first one for ever."""
    return 1 if fault == "same_page" else number


def reopen_behind(asked: Asked, body: Body) -> None:
    """Reopens a report as soon as its page is read, so that the next page begins one row too late."""
    asked.books.put(REPORTS, {**body, "status": "REABERTO", "_reopened": stamp()})


def facts(asked: Asked, number: int, size: int, total: int) -> dict[str, Any]:
    """What a page tells of itself."""
    last = max(-(-total // size), 1)
    short = {"current_page": number, "last_page": last, "per_page": size, "total": total}
    match asked.switches.pagination:
        case "none":
            return {}
        case "meta":
            return {"meta": short}
    path = asked.request.base_url
    start = (number - 1) * size
    there = start < total
    return {
        **short,
        "from": start + 1 if there else None,
        "to": min(start + size, total) if there else None,
        "path": path,
        "first_page_url": f"{path}?page=1",
        "last_page_url": f"{path}?page={last}",
        "next_page_url": f"{path}?page={number + 1}" if number < last else None,
        "prev_page_url": f"{path}?page={number - 1}" if number > 1 else None,
    }
