"""Answers that are not the vendor's at all: what stands at a wrong address, or in front of a right one."""

from werkzeug.wrappers import Response

#: A company's own sign-in page, as it answers everything that comes without a cookie.
PAGE = "<!doctype html>\n<html><head><title>Intranet sign-in</title></head><body><form></form></body></html>"
#: Inside a private network; nobody may be led there.
INSIDE = "http://169.254.169.254/latest/meta-data/"


def strange(name: str) -> Response | None:
    """What such an answer looks like; None for any other fault."""
    match name:
        case "page":
            return Response(PAGE, status=200, mimetype="text/html")
        case "empty":
            return Response("", status=200, mimetype="application/json")
        case "moved":
            return Response("", status=302, headers={"Location": INSIDE})
    return None
