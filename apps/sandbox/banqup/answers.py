"""How Banqup's API answers: its envelope, and the two forms of its errors."""

from typing import Any

from werkzeug.wrappers import Response

from apps.sandbox.omie.records import dump


class Refusal(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(status)
        self.status, self.body = status, body


def spring(path: str, status: int, error: str, message: str) -> Refusal:
    """An error of the framework below."""
    return Refusal(status, {"path": path, "error": error, "message": message, "status": status})


def business(status: int, code: str, title: str, detail: str) -> Refusal:
    """An error of the invoices themselves."""
    return Refusal(status, {"title": title, "detail": detail, "code": code})


def json_answer(value: Any, *, status: int = 200) -> Response:
    """An answer with its type, without which the vendor's known callers crash."""
    return Response(dump(value), status=status, content_type="application/json")
