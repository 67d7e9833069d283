"""The smallest Banqup: two pages of invoices of each kind, without files."""

import json
from typing import Any

from werkzeug import Request, Response

from tests.connectors.banqup.payloads import load

TOTAL, SIZE = 60, 50
STATES = {"purchase": "ACCEPTED", "sales": "SENT"}
EXAMPLES = {"purchase": "purchase__files_not_read", "sales": "sales__archived_unknown_word"}


def several_pages(request: Request) -> Response:
    """Answer as Banqup does: newest first, fifty on a page; parties by their number."""
    register = request.path.strip("/").split("/")
    side = register[0].partition("-")[0]
    if side not in STATES:
        return said({"id": int(register[1]), "name": f"Party {register[1]}", "country_code": "PT"})
    page = int(request.args["page"])
    rows = [invoice(side, number) for number in range(TOTAL)][page * SIZE : (page + 1) * SIZE]
    return said({"size": SIZE, "total": TOTAL, "page": page, "results": rows})


def invoice(side: str, number: int) -> dict[str, Any]:
    """Give one of them; a higher number is an older one."""
    moment = f"2026-04-03T{23 - number // 60:02}:{59 - number % 60:02}:00Z"
    return {**load(EXAMPLES[side])["invoice"], "id": 1000 + number, "status": STATES[side], "last_updated_at": moment}


def said(body: dict[str, Any]) -> Response:
    """Give an answer."""
    return Response(json.dumps(body, default=float), content_type="application/json")
