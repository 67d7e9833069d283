"""One call as the vendor's registers see it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Request, Response

from apps.sandbox.yokoy.refusal import Refused, missing
from apps.sandbox.yokoy.shelf import Body, Shelf

#: A status with a JSON body, or a whole response of another kind.
Answer = tuple[int, Any] | Response
#: How many there are when the switch asks for many.
MANY = 3_000


@dataclass(frozen=True)
class Asked:
    """The request, the parts of its address, and the registers."""

    request: Request
    shelf: Shelf
    values: Mapping[str, str]
    base: str

    @property
    def entity(self) -> str:
        """The legal entity of the address."""
        return self.values["entity"]

    def refuse_unknown_entity(self) -> None:
        """Refuses an address of a legal entity that is not there."""
        if "entity" in self.values and all(row["id"] != self.entity for row in entities(self.shelf)):
            raise missing()

    @property
    def query(self) -> Mapping[str, str]:
        """What stands behind the address."""
        return self.request.args.to_dict()

    def json(self) -> Any:
        """The body of the request."""
        try:
            return json.loads(self.request.get_data())
        except ValueError:
            raise Refused(400, "ValidationError: body is not JSON") from None


def entities(shelf: Shelf) -> list[Body]:
    """The legal entities: three, none or very many."""
    known = shelf.all("legal-entities")
    match shelf.switch("legal_entities"):
        case "none":
            return []
        case "many":
            more = range(len(known) + 1, MANY + 1)
            return known + [{"id": f"entity-{n}", "name": f"Branch {n:04d} GmbH", "code": f"B{n:04d}"} for n in more]
    return known
