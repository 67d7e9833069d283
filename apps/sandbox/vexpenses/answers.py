"""How VExpenses answers: one envelope around everything, good or bad."""

from typing import Any

from werkzeug.wrappers import Request, Response

from apps.sandbox.omie.records import dump

JSON = "application/json"
NO_RESULTS = "No query results for this request."


class Refusal(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, message: str, data: Any = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message = status, message
        self.data = [] if data is None else data
        self.headers = headers or {}


def envelope(request: Request, data: Any, message: str, *, status: int = 200, **around: Any) -> Response:
    """The envelope, with what stands beside the data (the facts of a page)."""
    body = {
        "request": request.url,
        "method": request.method,
        "success": status < 400,
        "code": status,
        "message": message,
        **around,
        "data": data,
    }
    return Response(dump(body), status=status, content_type=JSON)


def refused(request: Request, refusal: Refusal) -> Response:
    """The envelope of an error."""
    response = envelope(request, refusal.data, refusal.message, status=refusal.status)
    response.headers.update(refusal.headers)
    return response


def invalid(**faults: str) -> Refusal:
    """The refusal of what was sent, by field."""
    return Refusal(422, "The given data was invalid.", {name: [text] for name, text in faults.items()})


def missing() -> Refusal:
    """The refusal of an id that nobody has."""
    return Refusal(404, NO_RESULTS)
