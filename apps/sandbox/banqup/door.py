"""Banqup's front door: looks at the token and the company, runs the call, writes it down."""

import time
from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Request, Response

from apps.sandbox import calls, faults
from apps.sandbox.banqup import cast, switches
from apps.sandbox.banqup.answers import Refusal, business, json_answer, spring
from apps.sandbox.banqup.api import ROUTES, Asked
from apps.sandbox.banqup.books import Books
from apps.sandbox.banqup.realm import Realm
from apps.sandbox.elsewhere import strange
from apps.sandbox.faults import Armed
from apps.sandbox.omie.injected import GATEWAY_PAGE
from apps.sandbox.store import Store
from apps.sandbox.wire import DropConnection

VENDOR = "banqup"
DEFAULT_SLOWNESS, DEFAULT_PAUSE = 5.0, 2
READS = ("GET",)
JSON = "application/json"


@dataclass(frozen=True)
class Door:
    """The v4 API behind one address."""

    store: Store
    realm: Realm

    def open(self, request: Request, path: str) -> Response:
        """One HTTP request below ``/v4``."""
        call, armed = called(request.method, path), None
        try:
            armed = faults.take(self.store, VENDOR, call, faults.NAMES[VENDOR])
            response = self._injected(armed) or self._answered(request, path)
        except Refusal as refusal:
            response = json_answer(refusal.body, status=refusal.status)
        except DropConnection:
            self._log(request, call, 0, armed)
            raise
        self._log(request, call, response.status_code, armed)
        return response

    def _injected(self, armed: Armed | None) -> Response | None:
        """What a fault answers in place of the call; a slow one is answered after all."""
        if armed is None or self._beside(armed):
            return None
        if response := strange(armed.name):
            return response
        match armed.name:
            case "drop_before_commit":
                raise DropConnection
            case "html":
                return Response(GATEWAY_PAGE, status=502, mimetype="text/html")
            case "429":
                pause = str(int(DEFAULT_PAUSE if armed.seconds is None else armed.seconds))
                refusal = business(429, "TOO_MANY_REQUESTS", "Too Many Requests", "Rate limit exceeded")
                return Response(json_answer(refusal.body).data, 429, {"Retry-After": pause, "Content-Type": JSON})
            case "expired":
                raise spring("/", 401, "Unauthorized", "Access token expired")
        raise spring("/", 500, "Internal Server Error", "No message available")

    def _beside(self, armed: Armed) -> bool:
        """Whether the call is answered after all: what happens beside it."""
        if armed.name == "slow":
            time.sleep(DEFAULT_SLOWNESS if armed.seconds is None else armed.seconds)
        if armed.name == "revoked":
            self.realm.revoke()
        return armed.name in ("slow", "revoked")

    def _answered(self, request: Request, path: str) -> Response:
        run, values = _matched(request, path)
        self._check_token(request)
        writes = request.method not in READS
        with self.store.write() if writes else self.store.read() as tx:
            rules = switches.read(tx)
            _check_company(request, rules)
            register = values.pop("register", "")
            root = request.url_root.rstrip("/") + "/banqup/v4"
            return run(Asked(request, Books(tx), rules, root, register), **values)  # type: ignore[no-any-return]

    def _check_token(self, request: Request) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not self.realm.holder(token):
            raise spring(request.path, 401, "Unauthorized", "Full authentication is required to access this resource")

    def _log(self, request: Request, call: str, status: int, armed: Armed | None) -> None:
        logged = calls.LoggedCall(
            vendor=VENDOR,
            company=request.args.get("client_id", ""),
            service=request.path,
            call=call,
            param=request.args.to_dict(),
            status=status,
            fault=armed.name if armed else "",
        )
        calls.keep(self.store, logged)


def called(method: str, path: str) -> str:
    """What a call is known by: its method and the words of its path, without ids."""
    return " ".join([method, "/".join(part for part in path.split("/") if part and not part.isdecimal())])


def _matched(request: Request, path: str) -> tuple[Any, dict[str, Any]]:
    try:
        run, values = ROUTES.bind("banqup").match(f"/{path}", method=request.method)
        return run, dict(values)
    except MethodNotAllowed:
        raise spring(request.path, 405, "Method Not Allowed", f"{request.method} not supported") from None
    except HTTPException:
        raise spring(request.path, 404, "Not Found", "No message available") from None


def _check_company(request: Request, rules: switches.Switches) -> None:
    """A company that has not admitted the application is closed to it."""
    asked = request.args.get("client_id") or str(cast.COMPANY)
    if asked != str(cast.COMPANY) or not rules.linked:
        raise business(403, "ACCESS_DENIED", "Forbidden", f"Client {asked} is not linked to the application")
