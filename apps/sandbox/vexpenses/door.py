"""VExpenses' front door: looks at the token, counts the calls of a minute, runs the call, writes it down."""

import time
from collections import deque
from threading import Lock
from typing import Any

from werkzeug.wrappers import Request, Response

from apps.sandbox import calls, faults
from apps.sandbox.elsewhere import strange
from apps.sandbox.faults import Armed
from apps.sandbox.omie.injected import GATEWAY_PAGE
from apps.sandbox.store import Store, keep_setting, setting
from apps.sandbox.vexpenses import cast, routes, switches
from apps.sandbox.vexpenses.answers import Refusal, refused
from apps.sandbox.vexpenses.asked import Asked
from apps.sandbox.vexpenses.books import VENDOR, Books
from apps.sandbox.vexpenses.switches import Switches
from apps.sandbox.wire import DropConnection

MINUTE = 60.0
SLOWNESS = 5.0
TOKENS = "vexpenses tokens"
#: Faults of a list's pages, which the list itself plays.
OF_PAGES = ("duplicate_rows", "skipped_rows", "same_page", "reopened_between_pages")


class Door:
    """The API behind one address."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lately: dict[str, deque[float]] = {}
        self._lock = Lock()

    def open(self, request: Request, path: str) -> Response:
        """One HTTP request below ``/v2``."""
        call, armed, status = routes.called(request.method, path), None, 0
        try:
            armed = faults.take(self.store, VENDOR, call, faults.NAMES[VENDOR])
            response = self._played(request, path, armed)
            status = response.status_code
        except Refusal as refusal:
            status, response = refusal.status, refused(request, refusal)
        finally:
            self._log(request, call, status, armed)
        return response

    def tokens(self) -> list[str]:
        """The tokens that open the company's data."""
        with self.store.read() as tx:
            return list(setting(tx, TOKENS) or [])

    def set_tokens(self, tokens: list[str]) -> None:
        """Makes these the tokens; none closes the company."""
        with self.store.write() as tx:
            keep_setting(tx, TOKENS, tokens)

    def forget(self) -> None:
        """Begins to count the calls anew."""
        with self._lock:
            self._lately.clear()

    def _played(self, request: Request, path: str, armed: Armed | None) -> Response:
        """Plays a fault before, after or beside what the call does."""
        name = armed.name if armed else ""
        if name == "slow":
            time.sleep(SLOWNESS if armed is None or armed.seconds is None else armed.seconds)
        if name == "revoked":
            self.set_tokens([])
        if name in ("", "slow", "revoked", *OF_PAGES):
            return self._answered(request, path, name if name in OF_PAGES else "")
        if name == "truncated":
            return cut(self._answered(request, path, ""))
        if name.endswith("_after_commit"):
            self._answered(request, path, "")
        return in_place(name)

    def _answered(self, request: Request, path: str, fault: str) -> Response:
        with self.store.read() as tx:
            rules = switches.read(tx)
        token = request.headers.get("Authorization", "")
        if token not in self.tokens():
            return unauthorized(request, rules)
        left = self._count(token, rules)
        run, values = routes.matched(request.method, path)
        writes = request.method != "GET" or fault == "reopened_between_pages"
        with self.store.write() if writes else self.store.read() as tx:
            root = request.url_root.rstrip("/") + "/vexpenses"
            response: Response = run(Asked(request, Books(tx), rules, root, fault), **values)
        response.headers.update({"x-ratelimit-limit": str(rules.limit), "x-ratelimit-remaining": str(left)})
        return response

    def _count(self, token: str, rules: Switches) -> int:
        """Counts a call and gives how many are left in this minute; 429 where there is none."""
        now = time.monotonic()
        with self._lock:
            lately = self._lately.setdefault(token, deque())
            while lately and lately[0] <= now - MINUTE:
                lately.popleft()
            if rules.limit and len(lately) >= rules.limit:
                raise too_many(rules.limit, max(int(lately[0] + MINUTE - now) + 1, 1))
            lately.append(now)
            return max(rules.limit - len(lately), 0)

    def _log(self, request: Request, call: str, status: int, armed: Armed | None) -> None:
        logged = calls.LoggedCall(
            vendor=VENDOR,
            company=str(cast.COMPANY),
            service=request.path,
            call=call,
            param={"query": request.args.to_dict(), "body": sent(request)},
            status=status,
            fault=armed.name if armed else "",
        )
        calls.keep(self.store, logged)


def sent(request: Request) -> Any:
    """The body for the log; a person's password is not in it."""
    body = request.get_json(silent=True)
    return {**body, "password": "***"} if isinstance(body, dict) and "password" in body else body


def unauthorized(request: Request, rules: Switches) -> Response:
    """The refusal of a token, as bare text or in the envelope."""
    if rules.refusal_body == "text":
        return Response("Unauthorized.", status=401, mimetype="text/html")
    return refused(request, Refusal(401, "Unauthorized."))


def too_many(limit: int, pause: int) -> Refusal:
    """The refusal of a call above the limit of a minute."""
    headers = {"Retry-After": str(pause), "x-ratelimit-limit": str(limit), "x-ratelimit-remaining": "0"}
    return Refusal(429, "Too Many Attempts.", headers=headers)


def cut(response: Response) -> Response:
    """The first half of an answer."""
    whole = response.get_data()
    return Response(whole[: len(whole) // 2], status=response.status_code, content_type=response.content_type)


def in_place(name: str) -> Response:
    """What a switched-on fault answers."""
    if response := strange(name):
        return response
    match name.removesuffix("_after_commit").removesuffix("_before_commit"):
        case "drop":
            raise DropConnection
        case "html":
            return Response(GATEWAY_PAGE, status=502, mimetype="text/html")
        case "429":
            raise too_many(100, 2)
    raise Refusal(500, "Server Error")
