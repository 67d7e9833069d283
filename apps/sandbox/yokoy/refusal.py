"""Yokoy's refusals, in the vendor's own bodies."""

from typing import Any


class Refused(Exception):
    """One refusal: the status, and the body that explains it."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"code": status, "message": message, **more}


class Unknown(Exception):
    """The token address knows no such client, or no such grant."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error}


def invalid(*faults: tuple[str, str]) -> Refused:
    """The body of the request breaks a rule; each fault is a field and what is wrong with it."""
    errors = [{"field": field, "message": message} for field, message in faults]
    return Refused(400, "Validation Error", errors=errors)


def bad_filter(text: str) -> Refused:
    """The filter cannot be read."""
    return Refused(400, f"Invalid filter string: {text}")


def token_expired() -> Refused:
    """No token, one that is too old, or one that was revoked."""
    return Refused(401, "Token expired")


def not_ours() -> Refused:
    """The credentials are not those of this organisation, or lack the right."""
    return Refused(403, "User not authorized to access organization")


def missing() -> Refused:
    """Nothing is there."""
    return Refused(404, "Resource not found")


def too_many() -> Refused:
    """Too many calls are under way at once."""
    return Refused(429, "Too many requests")
