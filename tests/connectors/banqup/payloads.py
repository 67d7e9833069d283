"""Whole payloads as the hub keeps them: `<side>__<variant>.json`, the invoice with its party and its files."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from apps.connectors.banqup.mapping import read_purchase, read_sale
from apps.core.documents import Document
from apps.core.errors import Rejected

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.json"))
NAMES = [path.stem for path in FIXTURES]
READ = {"purchase": read_purchase, "sales": read_sale}


def load(name: str, **changed: Any) -> dict[str, Any]:
    """Give one payload, decoded as the hub decodes it, with some fields of its invoice changed."""
    path = Path(__file__).parent / "fixtures" / f"{name}.json"
    payload: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return {**payload, "invoice": {**payload["invoice"], **changed}}


def read(name: str, **changed: Any) -> Document:
    """Read one payload."""
    return READ[name.partition("__")[0]](load(name, **changed))


def refusal(payload: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Give why a payload is refused."""
    try:
        read_purchase(payload)
    except Rejected as refused:
        return refused.code, dict(refused.params)
    raise AssertionError("it was read")


def codes(document: Document) -> set[str]:
    """Give the codes of a document's remarks."""
    return {remark.code for remark in document.remarks}
