"""Omie's front door: reads a call, holds it against the limits, runs it, and answers in Omie's envelope."""

import json
import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn

from werkzeug.wrappers import Request, Response

from apps.sandbox import calls, faults
from apps.sandbox.omie import fault
from apps.sandbox.omie.call import Answer, Call, Company
from apps.sandbox.omie.injected import Injected, inject
from apps.sandbox.omie.limits import Limits, Method
from apps.sandbox.omie.manual import manual
from apps.sandbox.omie.operations import SERVICES
from apps.sandbox.omie.records import Registers, dump
from apps.sandbox.store import Store
from apps.sandbox.wire import DropConnection

READS = ("Consultar", "Listar", "Pesquisar")
DEFAULT_LAG = 30.0
DEFAULT_SLOWNESS = 5.0


@dataclass
class Asked:
    """What could be read of one request so far."""

    service: str
    address: str
    call: str = ""
    app_key: str = ""
    param: Any = field(default_factory=dict)
    injected: str = ""

    @property
    def method(self) -> Method:
        """What the limits are counted by."""
        return self.address, self.app_key, self.call


class Door:
    """Every Omie service behind one address."""

    def __init__(self, store: Store, companies: tuple[Company, ...], limits: Limits) -> None:
        self.store = store
        self.companies = {company.app_key: company for company in companies}
        self.limits = limits

    def open(self, request: Request, service: str) -> Response:
        """One HTTP request at ``/api/v1/<service>/``."""
        if service not in SERVICES:
            return Response("<h1>404 Not Found</h1>", status=404, mimetype="text/html")
        if request.method != "POST":
            return Response(manual(service), mimetype="text/html")
        return self._logged(Asked(service, request.remote_addr or ""), request.get_data())

    def _logged(self, asked: Asked, body: bytes) -> Response:
        try:
            response = _json(self._answered(asked, body), 200)
        except fault.Fault as refusal:
            status = 200 if asked.injected == "fault_as_200" else refusal.status
            self._log(asked, status, refusal.code, refusal.text)
            return _json(refusal.body(), status)
        except Injected as injected:
            self._log(asked, injected.response.status_code, "", "")
            return injected.response
        except DropConnection:
            self._log(asked, 0, "", "")
            raise
        self._log(asked, 200, "", "")
        return response

    def _answered(self, asked: Asked, body: bytes) -> Answer:
        self.limits.count_address(asked.address)
        company = self._read(asked, body)
        self.limits.count_method(asked.method)
        try:
            with self.limits.running(asked.method):
                answer = self._run_with_faults(asked, company)
        except fault.Fault:
            self.limits.note(asked.method, failed=True)
            raise
        self.limits.note(asked.method, failed=False)
        return answer

    def _read(self, asked: Asked, body: bytes) -> Company:
        given = _parsed(body)
        asked.call, asked.app_key = str(given.get("call", "")), str(given.get("app_key", ""))
        asked.param = given.get("param", [])
        company = self.companies.get(asked.app_key)
        if company is None or given.get("app_secret") != company.app_secret:
            raise fault.refused_key()
        match asked.param:
            case [dict(param)]:
                asked.param = param
                return company
        raise fault.invalid_json()

    def _run_with_faults(self, asked: Asked, company: Company) -> Answer:
        self._slow_down(asked)
        armed = faults.take(self.store, "omie", asked.call, (*faults.BEFORE, *faults.AFTER))
        if armed is not None:
            asked.injected = armed.name
        if armed is not None and armed.name in faults.BEFORE:
            inject(armed)
        answer = self._run(asked, company)
        if armed is not None and armed.name != "fault_as_200":
            inject(armed)
        return answer

    def _run(self, asked: Asked, company: Company) -> Answer:
        operation = SERVICES[asked.service].get(asked.call)
        if operation is None:
            raise fault.unknown_method(asked.call)
        self._refuse_repeated(asked, writes=operation.writes)
        param = operation.type.read(asked.param)
        scope = self.store.write if operation.writes else self.store.read
        since = self._lag(asked)
        with scope() as tx:
            registers = Registers(tx, company.app_key, since=since)
            return operation.run(Call(company, param, registers, self.limits.rules, self._consultation(asked)))

    def _consultation(self, asked: Asked) -> Any:
        def consulted(subject: str) -> None:
            left = self.limits.wait_for(asked.method, subject, window=self.limits.rules.redundant_seconds)
            if left:
                raise fault.redundant(left)

        return consulted

    def _refuse_repeated(self, asked: Asked, *, writes: bool) -> None:
        if writes and self.limits.wait_for(asked.method, dump(asked.param), window=self.limits.rules.repeat_seconds):
            raise fault.already_processed()

    def _lag(self, asked: Asked) -> float | None:
        if not asked.call.startswith(READS):
            return None
        lag = faults.take(self.store, "omie", asked.call, ("read_lag",))
        if lag is None:
            return None
        asked.injected = lag.name
        return time.time() - (DEFAULT_LAG if lag.seconds is None else lag.seconds)

    def _slow_down(self, asked: Asked) -> None:
        slow = faults.take(self.store, "omie", asked.call, ("slow",))
        if slow is not None:
            asked.injected = slow.name
            time.sleep(DEFAULT_SLOWNESS if slow.seconds is None else slow.seconds)

    def _log(self, asked: Asked, status: int, code: str, text: str) -> None:
        logged = calls.LoggedCall(
            vendor="omie",
            company=asked.app_key,
            service=asked.service,
            call=asked.call,
            param=asked.param,
            status=status,
            faultcode=code,
            faultstring=text,
            fault=asked.injected,
        )
        calls.keep(self.store, logged)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)
    except ValueError:
        raise fault.invalid_json() from None
    if not isinstance(given, dict):
        raise fault.invalid_json()
    return given


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _json(body: Answer, status: int) -> Response:
    return Response(dump(body), status=status, content_type="application/json; charset=utf-8")
