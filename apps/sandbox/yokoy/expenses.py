"""Expenses: read only, with receipts behind a link that dies."""

import time
from urllib.parse import urlencode

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from apps.sandbox.yokoy.asked import Answer, Asked
from apps.sandbox.yokoy.lists import listed
from apps.sandbox.yokoy.refusal import missing
from apps.sandbox.yokoy.shelf import Body, Shelf, new_id, public

REGISTER, LINKS = "expenses", "links"
RECEIPT = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def list_all(asked: Asked) -> Answer:
    """GET of the list, of the whole organisation."""
    rows = [shown(row, asked.base) for row in asked.shelf.all(REGISTER)]
    return 200, listed(rows, "expenses", asked.query)


def one(asked: Asked) -> Answer:
    """GET of one."""
    return 200, shown(found(asked), asked.base)


def receipt(asked: Asked) -> Answer:
    """GET of the receipt: a redirect to a place of another host, for a quarter of an hour."""
    found(asked)
    link = asked.shelf.add(LINKS, {"until": time.time() + asked.shelf.switch("link_seconds")}, key=new_id(32))
    return redirect(f"{asked.base.removesuffix('/v1')}/files/{link['id']}?{urlencode({'signature': new_id()})}", 302)


def file(request: Request, shelf: Shelf, key: str) -> Response:
    """What lies behind the link; it wants no token, and sees none gladly."""
    link = shelf.find(LINKS, key)
    if link is None or link["until"] <= time.time():
        return Response("link expired", status=410)
    if "Authorization" in request.headers:
        return Response("the bearer token does not belong here", status=400)
    return Response(RECEIPT, mimetype="application/pdf")


def shown(expense: Body, base: str) -> Body:
    """An expense as the API gives it."""
    address = f"{base}/organizations/{expense['_organisation']}/expenses/{expense['id']}/receipt"
    return {**public(expense), "receipt": address}


def found(asked: Asked) -> Body:
    """The expense of the address."""
    expense = asked.shelf.find(REGISTER, asked.values["key"])
    if expense is None:
        raise missing()
    return expense
