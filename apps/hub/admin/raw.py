"""Showing what came byte by byte, but for keys: only to those who may, and who looked is written down."""

import json
import re
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from apps.core.secrets import without_keys
from apps.hub.admin import rights
from apps.hub.engine.decisions.resolve import Verb, audit
from apps.hub.models import Payload

#: Characters of a body that one page shows.
LONGEST = 200_000
#: Marks numbers with a fraction while they pass through the decoder, so that no digit is lost.
MARK = "\0"


def shown(page: Any, request: HttpRequest, row: Model, payload: Payload | None) -> HttpResponse:
    """Show a payload as a part of the page when htmx asks, else on a page of its own."""
    rights.require(request, rights.may_see_raw)
    audit(request.user, Verb.VIEWED, row)
    text = pretty(payload.raw) if payload else ""
    context = {
        "payload": payload,
        "text": text[:LONGEST],
        "cut": len(text) > LONGEST,
        "exchanges": exchanges(payload) if page.opts.model_name == "attempt" else None,
        "frame": "admin/hub/parts/bare.html" if "HX-Request" in request.headers else "admin/hub/parts/frame.html",
    }
    response: HttpResponse = page.page(request, "admin/hub/parts/raw.html", row, context)
    return response


def pretty(raw: bytes) -> str:
    """Give a body with indents when that changes nothing of what it says, else as it is; never a key to a file."""
    text = without_keys(raw.decode("utf-8", "replace"))
    try:
        body = json.loads(text, parse_float=lambda digits: MARK + digits, object_pairs_hook=distinct)
        indented = json.dumps(body, indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
    return re.sub(r'"\\u0000(-?[0-9.eE+-]+)"', r"\1", indented)


def distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Give an object of pairs; ValueError when a name occurs twice, for one of them would vanish."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name occurs twice")
    return found


def exchanges(payload: Payload | None) -> list[dict[str, Any]]:
    """Give the requests and answers of an attempt, their bodies indented."""
    if payload is None:
        return []
    return [
        {**one, "request": pretty(one["request"].encode()), "answer": pretty(one["answer"].encode())}
        for one in json.loads(payload.raw)
    ]
