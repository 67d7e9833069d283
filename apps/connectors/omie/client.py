"""One way to call Omie: everything is a POST that carries its own keys and names its method.

https://ajuda.omie.com.br/pt-BR/articles/5412721
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from apps.connectors.omie.faults import Missing, meaning_of, read_fault
from apps.core.errors import Trouble
from apps.core.exchange import Answer
from apps.core.http import Http, Limit

#: Omie shows at most this many records on a page.
PAGE = 500
#: A register that never ends must not hold a worker for ever.
LAST_PAGE = 400

#: Omie blocks a method for half an hour after ten faults in a row, so it rests before that.
PAUSES = ((5, 60.0), (6, 120.0), (7, 300.0), (8, 600.0), (9, 1800.0))
#: Published: 960 calls a minute from one address. Burst and rate together stay below it.
HOST = Limit(name="host", calls=930, seconds=60, burst=20, everywhere=True)
#: Published: 240 calls a minute and 4 at once of one method.
METHOD = Limit(name="method", calls=225, seconds=60, burst=10, at_once=4, pauses=PAUSES)
#: Published: the same record may not be consulted twice within 60 seconds.
CONSULTATION = Limit(name="consult", calls=1, seconds=61)


@dataclass(frozen=True, slots=True, kw_only=True)
class Omie:
    """One company at Omie, opened with its key pair.

    Nothing of it is shown: the record of exchanges holds the keys too.
    """

    http: Http = field(repr=False)
    app_key: str = field(repr=False)
    app_secret: str = field(repr=False)

    def call(
        self, path: str, call: str, param: Mapping[str, Any], *, writes: bool, record: str = ""
    ) -> Mapping[str, Any]:
        """Call one method and give its answer; ``record`` names what a Consultar asks for.

        Raises what the table of faults says.
        """
        body = {"call": call, "app_key": self.app_key, "app_secret": self.app_secret, "param": [param]}
        judge = partial(self._judge, writes=writes)
        limits = limits_of(call, record)
        answer: Mapping[str, Any] = self.http.post_json(path, body, writes=writes, limits=limits, judge=judge).json()
        return answer

    def listed(
        self, path: str, call: str, records: str, filters: Mapping[str, Any] | None = None
    ) -> list[Mapping[str, Any]]:
        """Give every record of a list; an empty list is a fault at Omie and no error here.

        Omie counts that fault too, and a dozen new customers in a row would block the method:
        after an empty search comes the shortest list there is, which ends the row.
        """
        found: list[Mapping[str, Any]] = []
        try:
            for page in self._pages(path, call, filters or {}):
                found += page.get(records, [])
        except Missing:
            if filters:
                self._end_the_row_of_faults(path, call)
        return found

    def _pages(self, path: str, call: str, filters: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        for number in range(1, LAST_PAGE + 1):
            page = self.call(path, call, {"pagina": number, "registros_por_pagina": PAGE, **filters}, writes=False)
            yield page
            if number >= int(page.get("total_de_paginas", 1)):
                return

    def _end_the_row_of_faults(self, path: str, call: str) -> None:
        # Only a courtesy: whatever goes wrong here says nothing about the search before it.
        with suppress(Trouble):
            self.call(path, call, {"pagina": 1, "registros_por_pagina": 1}, writes=False)

    def _judge(self, answer: Answer, *, writes: bool) -> None:
        fault = read_fault(answer, writes=writes)
        if fault is not None:
            raise meaning_of(replace(fault, text=self._without_keys(fault.text)))

    def _without_keys(self, text: str) -> str:
        for secret in (self.app_secret, self.app_key):
            text = text.replace(secret, "***") if secret else text
        return text


def open_client(http: Http, credentials: Mapping[str, str]) -> Omie:
    """Give the client for one connection."""
    return Omie(http=http, app_key=credentials["app_key"], app_secret=credentials["app_secret"])


def limits_of(call: str, record: str) -> tuple[Limit, ...]:
    """Give the limits that one call spends from."""
    always = (HOST, replace(METHOD, name=f"method:{call}"))
    return (*always, replace(CONSULTATION, name=f"consult:{call}:{record}")) if record else always
