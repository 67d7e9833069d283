"""One way to call VExpenses: its public API v2, with the bare token of a company.

https://developers.vexpenses.com/v2/
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import quote

from apps.connectors.vexpenses.faults import SOURCE, TARGET, Side, judge
from apps.connectors.vexpenses.place import APPROVED
from apps.core.account import Identity
from apps.core.bodies import Body, json_body
from apps.core.exchange import Answer
from apps.core.http import Http, Limit
from apps.core.paging import Listing, listed
from apps.core.secrets import remember

#: Objects on a page; the most that VExpenses gives is not published.
PAGE = 100
#: A register that never ends must not hold a worker for ever.
LAST_PAGE = 1_000
#: Where the facts of a page were seen; the first that tells a last page is believed.
FACTS = ((), ("meta",), ("pagination",), ("meta", "pagination"))
OVERLAP_DAYS, LOOK_BACK_DAYS = 7, 180


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a list: its objects, the last page's number and how many there are, where that is told."""

    rows: tuple[Mapping[str, Any], ...]
    last: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VExpenses:
    """One company; ``side`` tells in which part it is asked, the rest is what is read of its reports."""

    http: Http = field(repr=False)
    side: Side = TARGET
    states: frozenset[str] = frozenset({APPROVED})
    overlap_days: int = OVERLAP_DAYS
    look_back_days: int = LOOK_BACK_DAYS
    currency: str = "BRL"
    with_files: bool = True
    routes_are_projects: bool = False
    account: str = ""

    @property
    def as_source(self) -> "VExpenses":
        """Give the same client, whose troubles are those of a source."""
        return replace(self, side=SOURCE)

    def get(self, path: str, **query: str | int) -> Any:
        """GET and give the data of the envelope."""
        return self._answer(path, query).json()["data"]

    def sheet(self, path: str, number: int, *, size: int = PAGE, **query: str) -> Sheet:
        """GET one page of a list, counted from 1."""
        answer = self._answer(path, {"paginate": "true", "page": number, "per_page": size, **query})
        listing = listed(answer.body, "data")
        facts = facts_of(listing)
        rows = tuple(payload for payload, _raw in listing.entries)
        return Sheet(rows, whole(facts, "last_page", "total_pages"), whole(facts, "total"))

    def all(self, path: str, *, size: int = PAGE) -> Iterator[Mapping[str, Any]]:
        """GET every object of a register, page by page; a page that is empty or repeats another is the end."""
        known: set[str] = set()
        for number in range(1, LAST_PAGE + 1):
            sheet = self.sheet(path, number, size=size)
            fresh = [row for row in sheet.rows if str(row.get("id")) not in known]
            yield from fresh
            known |= {str(row.get("id")) for row in fresh}
            if not fresh or (sheet.last is not None and number >= sheet.last):
                return

    def send(self, method: str, path: str, body: Mapping[str, Any]) -> Any:
        """Send a JSON body that writes, and give the data of the envelope."""
        return self.send_body(method, path, json_body(body))

    def send_body(self, method: str, path: str, body: Body) -> Any:
        """Send any body that writes; where a list of one comes, its one object is meant."""
        weigh = partial(judge, side=self.side, writes=True)
        answer = self.http.send(method, path, body, writes=True, limits=self.limits, judge=weigh)
        data = answer.json()["data"]
        return data[0] if isinstance(data, list) and data else data

    def _answer(self, path: str, query: Mapping[str, str | int]) -> Answer:
        weigh = partial(judge, side=self.side, writes=False)
        return self.http.get_json(asked(path, query), {}, limits=self.limits, judge=weigh)

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Give the published limit, 100 calls in a minute of one token; burst and rate together stay below it."""
        return (Limit(name=f"token:{self.account}", calls=85, seconds=60, burst=12, everywhere=True),)


def asked(path: str, query: Mapping[str, str | int]) -> str:
    """Give a path with its query; the signs within a search stay as they are, as VExpenses' callers send them."""
    if not query:
        return path
    return path + "?" + "&".join(f"{name}={quote(str(value), safe=':;,')}" for name, value in query.items())


def facts_of(listing: Listing) -> Mapping[str, Any]:
    """Give what a page tells of itself, wherever that stands; nothing where it tells nothing."""
    for path in FACTS:
        found: Any = listing.around
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        if isinstance(found, Mapping) and ("last_page" in found or "total_pages" in found):
            return found
    return {}


def whole(facts: Mapping[str, Any], *names: str) -> int | None:
    """Give the first of some whole numbers that is told."""
    told = (str(facts.get(name)) for name in names)
    return next((int(text) for text in told if text.isdecimal()), None)


def open_client(http: Http, credentials: Mapping[str, str]) -> VExpenses:
    """Give the client for one connection; the token stands bare in its header, without the word Bearer."""
    token = credentials.get("token", "").strip()
    remember(token)
    return VExpenses(
        http=replace(http, headers={"Authorization": token, "Accept": "application/json"}),
        overlap_days=number(credentials.get("overlap_days"), OVERLAP_DAYS),
        look_back_days=number(credentials.get("look_back_days"), LOOK_BACK_DAYS),
        currency=(credentials.get("currency") or "BRL").upper(),
        with_files=bool(credentials.get("with_files", "True")),
        routes_are_projects=bool(credentials.get("routes_are_projects")),
        account=hashlib.sha256(token.encode()).hexdigest()[:16],
    )


def number(text: str | None, otherwise: int) -> int:
    """Give a whole number that was kept as text."""
    return int(text) if text and text.isdecimal() and int(text) else otherwise


def company(client: VExpenses) -> Identity:
    """Give the company whose data the token opens.

    No call tells its name: the list of its people tells its number, and an e-mail address what it is called.
    """
    client.get("currencies")
    people = client.sheet("team-members", 1, size=1).rows
    person: Mapping[str, Any] = people[0] if people else {}
    id_, domain = str(person.get("company_id") or ""), str(person.get("email") or "").rpartition("@")[2]
    return Identity(account_id=id_ or client.account, name=f"VExpenses {domain or id_}".strip())
