"""One way to call Yokoy: an organisation, one legal entity of it, and the header that every call wants.

https://api.yokoy.ai/v1/swagger.json
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

from apps.connectors.yokoy.answers import TARGET, Side, judge
from apps.core.bodies import Body, json_body
from apps.core.connector import Payload
from apps.core.errors import NotAuthorized, Place, Rejected
from apps.core.exchange import Answer
from apps.core.http import Http, Limit

#: The specification wants it with almost every operation; it does no harm with the others.
HEADERS = {"X-Yk-Auth-Method": "yokoy"}
#: The longest page that is published.
PAGE = 100
AT_ONCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Yokoy:
    """One legal entity of an organisation; ``side`` tells in which part it is asked.

    ``exporter`` is the user in whose name documents are exported, ``facility`` the export of invoices; both may be
    empty.
    """

    http: Http = field(repr=False)
    organisation: str
    unit: str
    exporter: str = ""
    facility: str = ""
    side: Side = TARGET

    def own(self, path: str) -> str:
        """Give an address of the organisation."""
        return f"organizations/{quote(self.organisation, safe='')}/{path}"

    def entity(self, path: str) -> str:
        """Give an address of the chosen legal entity; raises `NotAuthorized` where none is chosen yet."""
        if not self.unit:
            raise NotAuthorized("account.no_unit")
        return self.own(f"legal-entities/{quote(self.unit, safe='')}/{path}")

    def answer(self, path: str, **query: str | int) -> Answer:
        """GET and give the whole answer."""
        return self.http.get_json(path, query, limits=self.limits, judge=partial(judge, side=self.side, writes=False))

    def get(self, path: str, **query: str | int) -> Any:
        """GET and give the JSON; raises `Rejected` where somebody else stands at the address and sends us on."""
        answer = self.answer(path, **query)
        if answer.status == 302:
            raise Rejected("target.address_wrong", place=Place.HERE, answer=answer.headers.get("location", "302"))
        return answer.json()

    def listed(self, path: str, key: str, **query: str) -> list[Payload]:
        """GET a list that comes as a whole."""
        found = self.get(path, **query)
        # The sample of one list is a bare array, whatever the schema says.
        rows = found if isinstance(found, list) else found.get(key, [])
        return [row for row in rows if isinstance(row, Mapping)]

    def pages(self, path: str, key: str, **query: str) -> Iterator[list[Payload]]:
        """GET a list page by page; a page without a cursor is the last, and so is an empty one."""
        more: Mapping[str, str] = {}
        while True:
            found = self.get(path, count=PAGE, **query, **more)
            yield found.get(key, [])
            if not found.get(key) or not found.get("nextCursor"):
                return
            more = {"cursor": str(found["nextCursor"])}

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """POST a JSON body and give the answer's; nothing for an empty one."""
        return self.send("POST", path, json_body(body))

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """PATCH: change only what is given."""
        return self.send("PATCH", path, json_body(body))

    def send(self, method: str, path: str, body: Body) -> Any:
        """Send any body that writes, and give the answer's; nothing for an empty one."""
        weigh = partial(judge, side=self.side, writes=True)
        answer = self.http.send(method, path, body, writes=True, limits=self.limits, judge=weigh)
        return answer.json() if answer.body else None

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Give the one limit that is known: few calls at once, of all connections to an organisation together.

        The rate is no published one; it only spreads a crowd.
        """
        name = f"organisation:{self.organisation}"
        return (Limit(name=name, calls=1_200, seconds=60, burst=40, at_once=AT_ONCE, everywhere=True),)


def open_client(http: Http, credentials: Mapping[str, str]) -> Yokoy:
    """Give the client for one connection."""
    return Yokoy(
        http=replace(http, headers=HEADERS),
        organisation=credentials.get("organisation_id", "").strip(),
        unit=credentials.get("unit", ""),
        exporter=credentials.get("exporter_id", "").strip(),
        facility=credentials.get("invoice_facility_id", "").strip(),
    )


def token_address(base: str) -> str:
    """Give where tokens are: on the accounts host of an environment, or beside the API where there is none."""
    parts = urlsplit(base)
    if parts.netloc.startswith("api."):
        return f"{parts.scheme}://accounts.{parts.netloc.removeprefix('api.')}/oauth2/token"
    return base.rstrip("/").removesuffix("/v1") + "/oauth2/token"


def text_literal(text: str) -> str:
    """Give a free text as a value of a filter: quoted (RFC 7644, 3.4.2.2)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
