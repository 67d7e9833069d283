"""Nibo's front door: the token names the company, calls are counted, faults are played, everything is written down."""

import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from apps.sandbox import calls, faults
from apps.sandbox.elsewhere import strange
from apps.sandbox.nibo import refusal, routes
from apps.sandbox.nibo.asked import Asked
from apps.sandbox.nibo.refusal import Refused
from apps.sandbox.nibo.schedules import NOTHING_WRITTEN
from apps.sandbox.nibo.shelf import VENDOR, Shelf
from apps.sandbox.omie.injected import GATEWAY_PAGE
from apps.sandbox.store import Store
from apps.sandbox.wire import DropConnection

SLOWNESS = 5.0
#: Faults that change what a call does, and not whether it is answered.
WITHIN = ("no_effect", "empty_message", "repeats", "skips", "slow", "revoked")
SHIFTS = {"repeats": -1, "skips": 1}


@dataclass
class Log:
    """What is known of a call while it runs."""

    call: str = ""
    company: str = ""
    injected: str = ""
    text: str = ""


class Unwritten(Exception):
    """Carries an answer out of a transaction that is taken back."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


class Door:
    """The API behind one address."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock = threading.Lock()
        self._lately: dict[str, deque[float]] = defaultdict(deque)

    def open(self, request: Request, path: str) -> Response:
        """One HTTP request below the base address."""
        log, status = Log(), 0
        try:
            response = self._refused_or(lambda: self._counted(request, path, log), log)
            status = response.status_code
            return response
        finally:
            self._keep(request, log, status)
            request.close()

    def _refused_or(self, run: Callable[[], Response], log: Log) -> Response:
        try:
            return run()
        except Refused as refused:
            log.text = refused.text
            return refused.response()

    def _counted(self, request: Request, path: str, log: Log) -> Response:
        log.company = self._company(request)
        self._refuse_too_many(log.company)
        call, run, values = matched(request, path)
        log.call = call
        armed = faults.take(self.store, VENDOR, call, faults.NAMES[VENDOR])
        log.injected = name = armed.name if armed else ""
        if armed and name == "slow":
            time.sleep(SLOWNESS if armed.seconds is None else armed.seconds)
        if name and name not in WITHIN and not name.endswith("_after_commit"):
            return played(name)
        response = self._run(request, log.company, run, values, name)
        return played(name) if name.endswith("_after_commit") else response

    def _company(self, request: Request) -> str:
        """The company that the token opens; other headers are not looked at."""
        token = request.headers.get("ApiToken") or request.args.get("apitoken", "")
        with self.store.read() as tx:
            known = Shelf(tx, "").find("tokens", token)
        if known is None:
            raise refusal.unauthorized()
        if known["expired"]:
            raise refusal.refused(401, "Api token expirado")
        return str(known["company"])

    def _refuse_too_many(self, company: str) -> None:
        with self.store.read() as tx:
            most = Shelf(tx, company).switch("per_second")
        now = time.monotonic()
        with self._lock:
            lately = self._lately[company]
            while lately and lately[0] <= now - 1:
                lately.popleft()
            if most and len(lately) >= most:
                raise refusal.quota(most)
            lately.append(now)

    def _run(self, request: Request, company: str, run: routes.Run, values: dict[str, str], fault: str) -> Response:
        """Answers within one transaction; one whose effect is to be lost is taken back."""
        writes = request.method != "GET"
        try:
            with self.store.write() if writes else self.store.read() as tx:
                shelf = Shelf(tx, company)
                if fault == "revoked":
                    raise refusal.unauthorized()
                base = request.host_url.rstrip("/") + "/nibo"
                response = run(Asked(request, shelf, values, base, SHIFTS.get(fault, 0)))
                if writes and fault in ("no_effect", "empty_message"):
                    raise Unwritten(response)
                return response
        except Unwritten as unwritten:
            return said_nothing() if fault == "empty_message" else unwritten.response

    def _keep(self, request: Request, log: Log, status: int) -> None:
        logged = calls.LoggedCall(
            vendor=VENDOR,
            company=log.company,
            service=request.method,
            call=log.call or request.path,
            param={"path": request.path, "query": shown_query(request), "body": shown_body(request)},
            status=status,
            faultstring=log.text,
            fault=log.injected,
        )
        calls.keep(self.store, logged)


def matched(request: Request, path: str) -> tuple[str, routes.Run, dict[str, str]]:
    """The call that an address and a method mean."""
    try:
        (name, run), values = routes.MAP.bind(VENDOR).match(f"/{path}", method=request.method)
    except HTTPException:
        raise refusal.no_route() from None
    return name, run, {key: str(value) for key, value in values.items()}


def played(name: str) -> Response:
    """What a switched-on fault answers."""
    if response := strange(name):
        return response
    match name.removesuffix("_after_commit").removesuffix("_before_commit"):
        case "drop":
            raise DropConnection
        case "html":
            return Response(GATEWAY_PAGE, status=502, mimetype="text/html")
        case "429":
            raise refusal.quota(14)
    raise refusal.unexpected()


def said_nothing() -> Response:
    """The good answer of a write that changed nothing."""
    return Response(json.dumps(NOTHING_WRITTEN), content_type=refusal.JSON)


def shown_query(request: Request) -> dict[str, str]:
    """The query without a token."""
    return {name: value for name, value in request.args.items() if name != "apitoken"}


def shown_body(request: Request) -> Any:
    """The body for the log of calls; files are told by their size."""
    if request.mimetype == "multipart/form-data":
        return f"{request.content_length} bytes"
    text = request.get_data(as_text=True)
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
