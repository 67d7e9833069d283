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
#: Answers that any call may get.
ALWAYS = {
    "400": "A filter or a value cannot be used.",
    "401": "The key is missing, unknown, revoked or expired.",
    "403": "The key's scopes or its user's rights do not allow this.",
    "429": "Too many calls; Retry-After says when to try again.",
}
#: Answers of calls that name one thing, and of those that decide about it.
NAMED = {"404": "There is no such thing."}
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
            told = ALWAYS | (NAMED if "{id}" in path else {}) | (DECIDING if method == "post" else {})
            operation["responses"] |= {status: refusal(words) for status, words in told.items()}
    return result


def refusal(description: str) -> dict[str, Any]:
    """Give the description of one refusal."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": description, "content": content}
