"""One call whose token is good, as the registers see it."""

import json
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Request, Response

from apps.sandbox.vexpenses.answers import Refusal, envelope, invalid, missing
from apps.sandbox.vexpenses.books import Body, Books
from apps.sandbox.vexpenses.switches import Switches


@dataclass(frozen=True)
class Asked:
    """The request, the registers, and the address below which files lie; ``fault`` is played by lists."""

    request: Request
    books: Books
    switches: Switches
    root: str
    fault: str = ""

    @property
    def include(self) -> frozenset[str]:
        """The relations that are wanted; a nested one brings what it is nested in."""
        names = [name for name in self.request.args.get("include", "").split(",") if name]
        return frozenset(part for name in names for part in (name, name.partition(".")[0]))

    def number(self, name: str, otherwise: int) -> int:
        """A positive number of the query."""
        text = self.request.args.get(name, "")
        return int(text) if text.isdecimal() and int(text) else otherwise

    def sent(self, *required: str) -> Body:
        """The JSON object that was sent; 422 where a required field is not in it."""
        try:
            body = json.loads(self.request.get_data() or b"null")
        except ValueError:
            raise Refusal(400, "Syntax error") from None
        if not isinstance(body, dict):
            raise invalid(body="The body must be an object.")
        if absent := [name for name in required if body.get(name) in (None, "")]:
            raise invalid(**{name: f"The {name.replace('_', ' ')} field is required." for name in absent})
        return body

    def found(self, register: str, id_: int) -> Body:
        """The object that a path names."""
        body = self.books.find(register, id_)
        if body is None:
            raise missing()
        return body

    def answer(self, data: Any, message: str, *, status: int = 200, **around: Any) -> Response:
        """The envelope of a good answer."""
        return envelope(self.request, data, message, status=status, **around)
