"""One way to call Nibo: a token in a header of its own, lists in OData's words.

https://nibo.readme.io/reference/como-utilizar-a-api
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from apps.connectors.nibo.answers import judge
from apps.core.bodies import NOTHING, Body, json_body
from apps.core.connector import Payload
from apps.core.errors import Temporary
from apps.core.exchange import Answer
from apps.core.http import Http, Limit

#: Nibo cuts a longer page down to this without saying so.
PAGE = 500
#: A list that never ends must not hold a worker for ever.
LAST_PAGE = 200
#: So often a list is read that moves while it is read.
READINGS = 3
#: Nobody has published a limit; others have measured 14 calls a second for an organisation, fewer in business hours.
#: Burst and rate together stay below it within any second.
LIMITS = (Limit(name="organisation", calls=300, seconds=60, burst=8, at_once=4),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nibo:
    """One organisation, opened by its token."""

    http: Http = field(repr=False)
    token: str = field(repr=False)

    def get(self, path: str, **query: str | int) -> Any:
        """GET and give the JSON; names of a query get the sign that OData wants before them."""
        asked = {f"${name}": value for name, value in query.items()}
        return self.http.get_json(path, asked, limits=LIMITS, judge=self._judge(writes=False)).json()

    def some(self, path: str, order: str, where: str) -> list[Payload]:
        """GET the first rows of a list that a filter lets pass."""
        return rows_of(self.get(path, filter=where, orderby=order, top=50))

    def all(self, path: str, order: str, where: str = "") -> list[Payload]:
        """GET every row of a list once; ``order`` names its unique key, without which Nibo skips nothing.

        Raises `Temporary` (``target.list_moves``) for a list that tells of more or fewer rows than it shows, again
        and again.
        """
        for _reading in range(READINGS):
            found, told = self._read(path, order, where)
            if told is None or told == len(found):
                return found
        raise Temporary("target.list_moves", list=path)

    def _read(self, path: str, order: str, where: str) -> tuple[list[Payload], int | None]:
        """Give the different rows of a list, and how many it says it has; None where it says nothing."""
        found: dict[str, Payload] = {}
        told: set[int | None] = set()
        for page in range(LAST_PAGE):
            query: dict[str, str | int] = {"orderby": order, "top": PAGE, "skip": page * PAGE}
            body = self.get(path, **query, **({"filter": where} if where else {}))
            rows = rows_of(body)
            found |= {str(row[order]): row for row in rows}
            told.add(count_of(body))
            if len(rows) < PAGE:
                break
        # One that says different things while it is read is one that moves.
        return list(found.values()), told.pop() if len(told) == 1 else -1

    def write(self, method: str, path: str, body: Mapping[str, Any] | Sequence[str] | Body | None = None) -> Any:
        """Send what writes, and give the answer's JSON; nothing for an empty one."""
        sent = body_of(body)
        answer = self.http.send(method, path, sent, writes=True, limits=LIMITS, judge=self._judge(writes=True))
        return answer.json() if answer.body.strip() else None

    def _judge(self, *, writes: bool) -> Callable[[Answer], None]:
        return partial(judge, writes=writes, token=self.token)


def body_of(told: Mapping[str, Any] | Sequence[str] | Body | None) -> Body:
    """Give what is sent: JSON of an object or of a list, a form as it is, or nothing."""
    if told is None:
        return NOTHING
    if isinstance(told, Body):
        return told
    if isinstance(told, Mapping):
        return json_body(told)
    return Body(media_type="application/json; charset=utf-8", data=json.dumps(list(told)).encode())


def open_client(http: Http, credentials: Mapping[str, str]) -> Nibo:
    """Give the client for one connection."""
    token = credentials.get("api_token", "").strip()
    return Nibo(http=replace(http, headers={"ApiToken": token}), token=token)


def rows_of(body: Any) -> list[Payload]:
    """Give the rows of a list, which comes bare or in an envelope."""
    rows = body.get("items") if isinstance(body, Mapping) else body
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def count_of(body: Any) -> int | None:
    """Give how many rows a list says it has."""
    told = body.get("count") if isinstance(body, Mapping) else None
    return told if isinstance(told, int) else None


def text_literal(text: str) -> str:
    """Give a text as a value of a filter."""
    return "'" + text.replace("'", "''") + "'"
