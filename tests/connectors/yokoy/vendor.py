"""A vendor of three invoices and three expenses, two on a page, as whole payloads of the notes."""

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from werkzeug import Request, Response

FIXTURES = Path(__file__).parent / "fixtures"
#: What the rest of the addresses answer: the words for ids.
WORDS: dict[str, Any] = {
    "suppliers": {"suppliers": [{"id": "bbebb9a0-87ef-439c-9ac3-e320e47d85d5", "name": "Nuvem Clara, Lda"}]},
    "invoice-categories": [{"id": "hm0qUnb8s", "name": "IT and software", "accountReference": "6220"}],
    "categories": {"categories": [{"id": "cat6300", "name": "Meals", "accountReference": "6300"}]},
    "cost-centers": {"costCenters": [{"id": "Y6cp2G30M", "code": "C100", "name": "Operations"}]},
    "tax-rates": [{"id": "tax23", "code": "PT23", "rate": 23}],
}


def fixture(name: str) -> Any:
    """Read a whole payload as the engine does."""
    return json.loads((FIXTURES / f"{name}.json").read_text(), parse_float=Decimal)


def several(name: str) -> list[dict[str, Any]]:
    """Give three documents that differ in id and in the moment of their change."""
    rows = [json.loads((FIXTURES / f"{name}.json").read_text()) for _ in range(3)]
    return [
        {**copy.deepcopy(row), "id": f"{row['id']}{number}", "lastModified": f"2026-04-0{number}T08:12:45.478Z"}
        for number, row in enumerate(rows, start=1)
    ]


def answers(request: Request) -> Response:
    """Answer like the vendor, as far as reading needs it."""
    last = request.path.rstrip("/").rsplit("/", 1)[-1]
    if last in ("invoices", "expenses"):
        return Response(json.dumps(page(last, request.args.get("cursor", ""))), content_type="application/json")
    if last in WORDS:
        return Response(json.dumps(WORDS[last]), content_type="application/json")
    return Response('{"code": 404, "message": "Resource not found"}', status=404, content_type="application/json")


def page(key: str, cursor: str) -> dict[str, Any]:
    """Give two documents behind a cursor; a full page names the next one."""
    rows = several(key.removesuffix("s"))
    begin = int(cursor or 0)
    found = rows[begin : begin + 2]
    return {key: found, "itemsPerPage": 2, **({"nextCursor": str(begin + 2)} if len(found) == 2 else {})}
