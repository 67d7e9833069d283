"""What a switched-on fault answers in place of Omie."""

from typing import NoReturn

from werkzeug.wrappers import Response

from apps.sandbox.faults import Armed
from apps.sandbox.omie import fault
from apps.sandbox.omie.records import dump
from apps.sandbox.wire import DropConnection

DEFAULT_BLOCK = 1678
GATEWAY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class Injected(Exception):
    """A fault somebody asked for; it does not count among the errors in a row."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def inject(armed: Armed) -> NoReturn:
    """Answers, or does not answer, as the fault says."""
    match armed.name.removesuffix("_after_commit").removesuffix("_before_commit"):
        case "drop":
            raise DropConnection
        case "html":
            raise Injected(Response(GATEWAY_PAGE, status=502, mimetype="text/html"))
        case "misuse":
            refusal = fault.blocked(int(DEFAULT_BLOCK if armed.seconds is None else armed.seconds))
        case name:
            refusal = {
                "429": fault.TooManyRequests,
                "500": fault.broken_response,
                "busy": fault.busy,
                "refused_key": fault.refused_key,
                "duplicate": fault.already_processed,
                "duplicate_suppressed": fault.already_processed,
            }[name]()
    body = dump(refusal.body())
    raise Injected(Response(body, status=refusal.status, content_type="application/json; charset=utf-8"))
