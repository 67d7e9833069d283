"""Yokoy's front door: token, organisation and headers are checked, few calls run at once, faults are played."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from apps.sandbox import calls, faults
from apps.sandbox.elsewhere import strange
from apps.sandbox.store import Store
from apps.sandbox.wire import DropConnection
from apps.sandbox.yokoy import expenses, refusal, routes, tokens
from apps.sandbox.yokoy.asked import Answer, Asked
from apps.sandbox.yokoy.refusal import Refused, Unknown
from apps.sandbox.yokoy.shelf import Shelf

AT_ONCE = 4
GATEWAY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
SLOWNESS = 5.0


@dataclass
class Log:
    """What is known of a call while it runs."""

    call: str = ""
    organisation: str = ""
    injected: str = ""
    text: str = ""


class Door:
    """Everything of Yokoy behind one address."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.running, self._lock = 0, threading.Lock()

    def token(self, request: Request) -> Response:
        """The token endpoint of the accounts host."""
        log = Log(call="token")
        return self._logged(request, log, lambda: self._granted(request, log))

    def open(self, request: Request, path: str) -> Response:
        """One call below the API's base address."""
        log = Log()
        return self._logged(request, log, lambda: self._counted(request, path, log))

    def file(self, request: Request, key: str) -> Response:
        """What a receipt's link leads to."""
        with self.store.read() as tx:
            return expenses.file(request, Shelf(tx), key)

    def _granted(self, request: Request, log: Log) -> Response:
        def granted() -> Response:
            with self.store.write() as tx:
                return answered((200, tokens.grant(request, Shelf(tx))))

        return self._with_faults(log, granted)

    def _counted(self, request: Request, path: str, log: Log) -> Response:
        """Refuses what comes while too many are under way."""
        call, values = self._matched(request, path)
        log.call, log.organisation = call, values["organisation"]
        with self._one_of_few():
            return self._with_faults(log, lambda: self._run(request, call, values))

    def _matched(self, request: Request, path: str) -> tuple[str, dict[str, str]]:
        try:
            return routes.MAP.bind("yokoy").match(f"/{path}", method=request.method)  # type: ignore[no-any-return]
        except HTTPException:
            raise refusal.missing() from None

    @contextmanager
    def _one_of_few(self) -> Iterator[None]:
        with self._lock:
            self.running += 1
            crowded = self.running > AT_ONCE
        try:
            if crowded:
                raise refusal.too_many()
            yield
        finally:
            with self._lock:
                self.running -= 1

    def _run(self, request: Request, call: str, values: dict[str, str]) -> Response:
        """Checks who asks and for what, and answers; what is written is written as a whole."""
        with self.store.read() as tx:
            pair = tokens.refuse_bad_token(request, Shelf(tx))
        if values["organisation"] not in pair["organisations"] or not may(pair["rights"], call):
            raise refusal.not_ours()
        if call not in routes.WITHOUT_HEADER and request.headers.get("X-Yk-Auth-Method") != "yokoy":
            raise Refused(400, "ValidationError: header X-Yk-Auth-Method is mandatory")
        writes = request.method != "GET" or call in ("export_task", "receipt")
        with self.store.write() if writes else self.store.read() as tx:
            base = request.host_url.rstrip("/") + "/yokoy/v1"
            asked = Asked(request, Shelf(tx), values, base)
            asked.refuse_unknown_entity()
            return answered(routes.BY_NAME[call](asked))

    def _with_faults(self, log: Log, run: Any) -> Response:
        """Plays the fault that waits for this call, before or after what it does."""
        slow = faults.take(self.store, "yokoy", log.call, ("slow",))
        if slow is not None:
            log.injected = slow.name
            time.sleep(SLOWNESS if slow.seconds is None else slow.seconds)
        armed = faults.take(self.store, "yokoy", log.call, tuple(set(faults.NAMES["yokoy"]) - {"slow"}))
        if armed is None:
            return run()  # type: ignore[no-any-return]
        log.injected = armed.name
        if armed.name == "revoked":
            with self.store.write() as tx:
                Shelf(tx).remove_all("credentials")
            return run()  # type: ignore[no-any-return]
        if armed.name.endswith("_after_commit"):
            run()
        return played(armed.name)

    def _logged(self, request: Request, log: Log, run: Any) -> Response:
        status = 0
        try:
            response = refused_or(run, log)
            status = response.status_code
            return response
        finally:
            self._keep(request, log, status)
            request.close()

    def _keep(self, request: Request, log: Log, status: int) -> None:
        logged = calls.LoggedCall(
            vendor="yokoy",
            company=log.organisation,
            service=request.method,
            call=log.call or request.path,
            param={"query": request.args.to_dict(), "body": shown_body(request)},
            status=status,
            faultstring=log.text,
            fault=log.injected,
        )
        calls.keep(self.store, logged)


def may(rights: str, call: str) -> bool:
    """Whether credentials have the right to a call: some see only the names of the legal entities."""
    return rights == "all" or call in ("entities", "entity")


def refused_or(run: Any, log: Log) -> Response:
    """The answer, or the body of the refusal."""
    try:
        return run()  # type: ignore[no-any-return]
    except (Refused, Unknown) as refused:
        log.text = str(refused)
        return answered((refused.status, refused.body))


def answered(answer: Answer) -> Response:
    """An answer as a response."""
    if isinstance(answer, Response):
        return answer
    status, body = answer
    return Response(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json; charset=utf-8")


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
            raise refusal.too_many()
        case "stale_token":
            raise refusal.token_expired()
    raise Refused(500, "Internal server error")


def shown_body(request: Request) -> Any:
    """The body for the log of calls; files are told by their size."""
    if request.mimetype == "multipart/form-data":
        for file in request.files.values():
            file.stream.seek(0)  # the call itself may have read it to its end
        sizes = {name: f"{len(file.stream.read())} bytes" for name, file in request.files.items()}
        return {**request.form.to_dict(), **sizes}
    text = request.get_data(as_text=True)
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
