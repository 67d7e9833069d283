"""Lists: filtered, and in pages where the caller wants pages."""

from collections.abc import Mapping
from typing import Any

from apps.sandbox.yokoy.refusal import Refused
from apps.sandbox.yokoy.scim import chosen

MOST = 100
Rows = list[dict[str, Any]]


def listed(rows: Rows, key: str, query: Mapping[str, str], *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The rows that the filter lets pass, under the list's own name, whole or one page of them.

    A page that is full names a cursor, even when nothing comes behind it: so it is documented.
    """
    rows = chosen(rows, query.get("filter", ""), without=without)
    if "count" not in query:
        if "cursor" in query:
            raise Refused(400, "ValidationError: cursor is allowed only together with count")
        return {key: rows}
    count = wanted(query["count"])
    page = behind(rows, query.get("cursor", ""))[:count]
    more = {"nextCursor": page[-1]["id"]} if len(page) >= count else {}
    return {key: page, "itemsPerPage": count, **more}


def whole(rows: Rows, key: str, query: Mapping[str, str]) -> dict[str, Any]:
    """A list that comes as a whole, whatever is asked."""
    return {key: chosen(rows, query.get("filter", ""))}


def wanted(text: str) -> int:
    """The size of a page."""
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise Refused(400, f"ValidationError: count must be between 1 and {MOST}")
    return int(text)


def behind(rows: Rows, cursor: str) -> Rows:
    """The rows behind a cursor; one that is not known is refused."""
    if not cursor:
        return rows
    places = [place for place, row in enumerate(rows) if row["id"] == cursor]
    if not places:
        raise Refused(400, "ValidationError: invalid cursor")
    return rows[places[0] + 1 :]
