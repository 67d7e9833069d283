"""One way to call Conta Azul: JSON below one address, few calls a second, and lists in several envelopes.

https://developers.contaazul.com/makingcalls
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from apps.connectors.contaazul.answers import judge
from apps.core.bodies import json_body
from apps.core.errors import Temporary
from apps.core.exchange import Answer
from apps.core.http import Http, Limit

Body = Mapping[str, Any]

#: Published: ten calls a second and 600 a minute of one account. Burst and rate together stay below either.
SECOND = Limit(name="second", calls=6, seconds=1, burst=3)
MINUTE = Limit(name="minute", calls=500, seconds=60, burst=60)
LIMITS = (SECOND, MINUTE)
#: Sizes are a fixed list: 10, 20, 50, 100, 200, 500, 1000.
PAGE = 200
#: A register that never ends must not hold a worker for ever.
LAST_PAGE = 100
#: The list and the total have other names from register to register.
LISTS, TOTALS = ("itens", "items"), ("itens_totais", "totalItems", "total_itens")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContaAzul:
    """One company's account; ``sleep`` and ``clock`` are those with which a protocol is waited for."""

    http: Http = field(repr=False)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def get(self, path: str, **query: str | int) -> Any:
        """GET and give the JSON."""
        return self._asked(path, query).json()

    def post(self, path: str, body: Body) -> Any:
        """POST a JSON body and give the answer's."""
        return self._sent("POST", path, body)

    def patch(self, path: str, body: Body) -> Any:
        """PATCH: change only what is given."""
        return self._sent("PATCH", path, body)

    def rows(self, path: str, **query: str | int) -> Iterator[Body]:
        """Give every row of a list, page by page; it ends with a page that is not full."""
        for number in range(1, LAST_PAGE + 1):
            rows = self.page(path, number, PAGE, **query)
            yield from rows
            if len(rows) < PAGE:
                return

    def page(self, path: str, number: int, size: int, **query: str | int) -> list[Body]:
        """Give one page of a list, counted from 1; an empty one may be no list at all.

        Raises `Temporary` (``target.broken_answer``) for an answer that is no list.
        """
        answer = self._asked(path, {"pagina": number, "tamanho_pagina": size, **query})
        return rows_of(answer)

    def listed(self, path: str) -> list[Body]:
        """Give a list that comes as a whole."""
        return rows_of(self._asked(path, {}))

    def _asked(self, path: str, query: Mapping[str, str | int]) -> Answer:
        return self.http.get_json(path, query, limits=LIMITS, judge=partial(judge, writes=False))

    def _sent(self, method: str, path: str, body: Body) -> Any:
        weigh = partial(judge, writes=True)
        return self.http.send(method, path, json_body(body), writes=True, limits=LIMITS, judge=weigh).json()


def rows_of(answer: Answer) -> list[Body]:
    """Give the rows of a list, whatever it is called."""
    told = answer.json()
    if isinstance(told, list):
        return [row for row in told if isinstance(row, Mapping)]
    name = next((name for name in LISTS if name in told), "")
    rows = told.get(name) if name else None
    if rows is None and (name or any(total in told for total in TOTALS)):
        return []
    if not isinstance(rows, list):
        raise Temporary("target.broken_answer", vendor_code=answer.status, answer=answer.text[:200])
    return [row for row in rows if isinstance(row, Mapping)]


def open_client(http: Http, credentials: Mapping[str, str]) -> ContaAzul:
    """Give the client for one connection."""
    return ContaAzul(http=http)
