"""The smallest VExpenses: approved reports in pages of a hundred, a register of people, nothing else."""

import json
from typing import Any

from werkzeug import Request, Response

from tests.connectors.vexpenses.payloads import Body, report

EXAMPLE = json.loads(json.dumps(report(), default=float))


def answers(request: Request) -> Response:
    """Answer as VExpenses does, with three pages of approved reports and none in another state."""
    rows = reports(250) if request.path.endswith("status/APROVADO") else []
    return page(request, rows)


def reports(number: int) -> list[Body]:
    """So many approved reports."""
    return [{**EXAMPLE, "id": 7_700_000 + turn} for turn in range(number)]


def page(request: Request, rows: list[Body]) -> Response:
    """One page of a list, with its facts in the root of the envelope."""
    number, size = int(request.args.get("page", 1)), int(request.args.get("per_page", 100))
    told: dict[str, Any] = {"current_page": number, "last_page": -(-len(rows) // size) or 1, "total": len(rows)}
    data = rows[(number - 1) * size : number * size]
    return said({"success": True, "code": 200, "message": "Reports successfully sent!", **told, "data": data})


def said(body: Body) -> Response:
    """Give an answer."""
    return Response(json.dumps(body), content_type="application/json")
