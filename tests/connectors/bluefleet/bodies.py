"""Whole notification bodies as Blue Fleet sends them, kept as fixtures named after event and variant."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from apps.connectors.bluefleet.connector import BLUE_FLEET
from apps.core.documents import Document
from apps.core.errors import Rejected

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.json"))
NAMES = [path.stem for path in FIXTURES]
EVENTS = {hook.path: hook for hook in BLUE_FLEET.hooks}


def load(name: str) -> dict[str, Any]:
    """Give one body, decoded as the hub decodes it: with exact decimals."""
    path = Path(__file__).parent / "fixtures" / f"{name}.json"
    body: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return body


def read(name: str) -> Document:
    """Read one body as the document that its event stands for."""
    return read_body(name.partition("__")[0], load(name))


def read_body(event: str, body: Mapping[str, Any]) -> Document:
    """Read any body as the document of an event."""
    return BLUE_FLEET.source(EVENTS[event].kind).read(body)


def remarks(name: str) -> list[str]:
    """Give the codes of the remarks on one body."""
    return [remark.code for remark in read(name).remarks]


def outcome(event: str, body: Mapping[str, Any]) -> Document | Rejected:
    """Give the document, or the refusal of the body."""
    try:
        return read_body(event, body)
    except Rejected as refusal:
        return refusal
