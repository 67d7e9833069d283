"""What the API's description says beyond what the views declare."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from apps.hub.api.posted_form import components
from apps.hub.api.problems import MEDIA_TYPE

SECURITY = "key"
PROBLEM = {
    "type": "object",
    "description": "Why a call was refused: `code` for programs, `title` and `detail` for people.",
    "required": ["code", "title", "detail", "status"],
    "properties": {
        "code": {"type": "string"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "status": {"type": "integer"},
        "errors": {"type": "object", "additionalProperties": True, "description": "What is wrong, by field."},
        "reason": {"type": "string", "description": "Why a document is refused, as in docs/errors.md."},
    },
    "example": {
        "code": "transfer.under_way",
        "title": "The transfer is being booked right now, is in a file, or its answer is being verified.",
        "detail": "The transfer is being booked right now, is in a file, or its answer is being verified.",
        "status": 409,
    },
}
RATES = {
    "RateLimit-Policy": {
        "description": "The limit: calls (`q`) in so many seconds (`w`).",
        "schema": {"type": "string"},
    },
    "RateLimit": {"description": "Calls left (`r`), and seconds until more are (`t`).", "schema": {"type": "string"}},
}
MARK = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "A text that is yours and new for each call, such as a UUID. The same call with the same text gets "
    "its first answer again for 24 hours, and is not made twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!#-\\[\\]-~]+$"},
    "example": "0b8f5f0e-6e55-4a4e-9d8e-0e2f6f3d2a11",
}
#: Answers that any call may get.
ALWAYS = {
    "400": "A filter or a value cannot be used.",
    "401": "The key is missing, unknown, revoked or expired.",
    "403": "The key's scopes or its user's rights do not allow this.",
    "406": "Only application/json is given.",
    "429": "Too many calls; Retry-After says when to try again.",
}
#: Answers of calls with a body.
WITH_BODY = {"413": "The body is too large.", "415": "The body is not application/json."}
#: Answers of calls that name one thing, and of those that decide about it.
NAMED = {"404": "There is no such thing."}
#: Addresses whose parameters or bodies name one.
NAMING = ("/api/v1/batches/", "/api/v1/batches/preview/")
DECIDING = {"409": "The decision does not fit the state that the thing is in by now."}


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # it registers itself
    """Tells how a key is sent."""

    target_class = "apps.accounts.authentication.ApiKeyAuthentication"
    name = SECURITY

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Give the bearer scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A key that an administrator made under *API keys*. Reading needs the scope `read`, "
            "deciding the scope `decide`, posting documents the scope `write`; each needs the right of the key's user "
            "as well.",
        }


def add_problems(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add the refusals to every operation, so that no view has to repeat them."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    result["components"]["schemas"].update(components())
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            told = ALWAYS | (NAMED if "{id}" in path or path in NAMING else {}) | (DECIDING if method != "get" else {})
            told |= WITH_BODY if "requestBody" in operation else {}
            operation["responses"] |= {status: refusal(words) for status, words in told.items()}
            tell_limits(operation)
            if method != "get":
                mark(operation)
    return result


def tell_limits(operation: dict[str, Any]) -> None:
    """Describe what every answer tells about the limits."""
    for answer in operation["responses"].values():
        answer["headers"] = RATES


def mark(operation: dict[str, Any]) -> None:
    """Describe how a call that writes is marked, so that it can be made again."""
    operation["parameters"] = [*operation.get("parameters", ()), MARK]
    operation["responses"]["422"] = refusal("The Idempotency-Key belongs to another call.")


def refusal(description: str) -> dict[str, Any]:
    """Give the description of one refusal."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": description, "content": content}
