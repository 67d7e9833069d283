"""Nibo's refusals, in the vendor's own bodies: what a user did wrong is a 500 too."""

import json

from werkzeug.wrappers import Response

JSON = "application/json; charset=utf-8"
UNEXPECTED = "O Nibo se comportou de forma inesperada."


class Refused(Exception):
    """One refusal: a status, a text, and what kind of text it is."""

    def __init__(self, status: int, text: str, *, media_type: str = JSON) -> None:
        super().__init__(text)
        self.status, self.text, self.media_type = status, text, media_type

    def response(self) -> Response:
        """What is answered."""
        return Response(self.text, status=self.status, content_type=self.media_type)


def refused(status: int, body: object) -> Refused:
    """A refusal with a JSON body."""
    return Refused(status, json.dumps(body, ensure_ascii=False))


def invalid(text: str) -> Refused:
    """The request breaks a rule of the business or of the query language."""
    return refused(500, {"error": "validation_error", "error_description": text})


def unexpected() -> Refused:
    """The server failed, or the request was something that it did not expect."""
    return refused(500, {"error": "internal_server_error", "error_description": UNEXPECTED})


def no_route() -> Refused:
    """There is no such address."""
    return refused(404, {"statusCode": 404, "message": "Resource not found"})


def unauthorized() -> Refused:
    """The token opens nothing."""
    return refused(401, {"Message": "Authorization has been denied for this request."})


def quota(most: int) -> Refused:
    """Too many calls within a second; this one is no JSON."""
    text = f"API calls quota exceeded! maximum admitted {most} per Second."
    return Refused(429, text, media_type="text/plain")
