"""One call as the company's registers see it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Request, Response

from apps.sandbox.nibo.filters import Properties
from apps.sandbox.nibo.listing import bare, envelope
from apps.sandbox.nibo.refusal import invalid, unexpected
from apps.sandbox.nibo.shelf import Body, Shelf, read
from apps.sandbox.omie.records import dump


@dataclass(frozen=True)
class Asked:
    """The request, the parts of its address, and the registers; ``shift`` is by how many rows lists moved meanwhile."""

    request: Request
    shelf: Shelf
    values: Mapping[str, str]
    base: str
    shift: int = 0

    @property
    def key(self) -> str:
        """The id in the address."""
        return self.values["key"].lower()

    def json(self) -> Body:
        """The body of the request, a JSON object."""
        found = self.any_json()
        if not isinstance(found, dict):
            raise unexpected()
        return found

    def any_json(self) -> Any:
        """The body of the request, any JSON."""
        try:
            return read(self.request.get_data(as_text=True))
        except json.JSONDecodeError:
            raise unexpected() from None

    def lagging(self, register: str) -> list[Body]:
        """What a list of the register shows now."""
        return self.shelf.all(register, lag=self.shelf.switch("lag_ms") / 1000)

    def listed(self, rows: list[Body], properties: Properties) -> Response:
        """A list in its envelope."""
        return json_answer(envelope(rows, self.request.args.to_dict(), properties, shift=self.shift))

    def bare(self, rows: list[Body], properties: Properties) -> Response:
        """A list without an envelope."""
        return json_answer(bare(rows, self.request.args.to_dict(), properties, shift=self.shift))


def json_answer(body: Any) -> Response:
    """A good answer with a body."""
    return Response(dump(body), content_type="application/json; charset=utf-8")


def no_content() -> Response:
    """A good answer that says nothing."""
    return Response(status=204)


def day(given: Body, name: str, otherwise: str = "") -> str:
    """A day of the request; one that cannot be read is not expected, one that is missing is refused."""
    text = str(given.get(name) or otherwise)[:10]
    if not text:
        raise invalid(f"O campo {name} é obrigatório.")
    if len(text) != 10 or text[4] + text[7] != "--" or not text.replace("-", "").isdecimal():
        raise unexpected()
    return text
