"""Conta Azul's front door: looks at the token, the plan and the limits, runs the call, writes it down."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from apps.sandbox import calls, faults
from apps.sandbox.contaazul import cast, instalments, payables, people, registers, settlements, switches
from apps.sandbox.contaazul.answers import NO_ROUTE, UNEXPECTED, Refusal, json_answer, not_eligible, plain, too_many
from apps.sandbox.contaazul.asked import Asked
from apps.sandbox.contaazul.books import Books
from apps.sandbox.contaazul.limits import Limits
from apps.sandbox.contaazul.realm import Realm
from apps.sandbox.elsewhere import strange
from apps.sandbox.faults import Armed
from apps.sandbox.omie.injected import GATEWAY_PAGE
from apps.sandbox.store import Store
from apps.sandbox.wire import DropConnection

VENDOR = "contaazul"
SLOWNESS = 5.0
EVENTS = "/financeiro/eventos-financeiros"


def company(asked: Asked) -> Response:
    """Whose account the token opens."""
    return json_answer(cast.COMPANY)


Run = Callable[..., Response]
CALLS: dict[str, tuple[str, str, Run]] = {
    "company": ("GET", "/pessoas/conta-conectada", company),
    "people": ("GET", "/pessoas", people.people),
    "new person": ("POST", "/pessoas", people.new_person),
    "person": ("GET", "/pessoas/<id_>", people.person),
    "change person": ("PATCH", "/pessoas/<id_>", people.changed_person),
    "move people": ("POST", "/pessoas/<any(ativar, inativar):act>", people.moved),
    "categories": ("GET", "/categorias", registers.categories),
    "cost centres": ("GET", "/centro-de-custo", registers.centres),
    "new cost centre": ("POST", "/centro-de-custo", registers.new_centre),
    "accounts": ("GET", "/conta-financeira", registers.accounts),
    "new payable": ("POST", f"{EVENTS}/contas-a-pagar", payables.new_payable),
    "search": ("GET", f"{EVENTS}/contas-a-pagar/buscar", instalments.search),
    "changes": ("GET", f"{EVENTS}/alteracoes", settlements.changes),
    "instalments": ("GET", f"{EVENTS}/<id_>/parcelas", instalments.of_event),
    "instalment": ("GET", f"{EVENTS}/parcelas/<id_>", instalments.one),
    "change instalment": ("PATCH", f"{EVENTS}/parcelas/<id_>", instalments.changed),
    "settlements": ("GET", f"{EVENTS}/parcelas/<id_>/baixa", settlements.settlements),
    "settle": ("POST", f"{EVENTS}/parcelas/<id_>/baixa", settlements.settle),
    "settlement": ("GET", f"{EVENTS}/parcelas/baixa/<id_>", settlements.settlement),
    "change settlement": ("PATCH", f"{EVENTS}/parcelas/baixa/<id_>", settlements.changed),
    "take settlement back": ("DELETE", f"{EVENTS}/parcelas/baixa/<id_>", settlements.taken_back),
    "protocol": ("GET", "/protocolo/<id_>", payables.protocol),
}
ROUTES = Map([Rule(path, endpoint=name, methods=[method]) for name, (method, path, _run) in CALLS.items()])


@dataclass(frozen=True)
class Door:
    """The API behind one address."""

    store: Store
    realm: Realm
    limits: Limits = field(default_factory=Limits)

    def open(self, request: Request, path: str) -> Response:
        """One HTTP request below ``/v1``."""
        call, values = matched(request.method, path)
        armed = faults.take(self.store, VENDOR, call, faults.NAMES[VENDOR])
        status, text = 0, ""
        try:
            response = self._with_fault(armed, lambda: self._answered(request, call, values))
            status = response.status_code
        except Refusal as refusal:
            response, status, text = refusal.response(), refusal.status, refusal.text
        finally:
            self._log(request, call, status, text=text, fault=armed.name if armed else "")
        return response

    def _with_fault(self, armed: Armed | None, run: Callable[[], Response]) -> Response:
        """Plays the fault that waits for this call, in its place, beside it or after it."""
        if armed is None:
            return run()
        if armed.name == "slow":
            time.sleep(SLOWNESS if armed.seconds is None else armed.seconds)
            return run()
        if armed.name == "revoked":
            self.realm.revoke()
            return run()
        if armed.name.endswith("_after_commit"):
            run()
        return played(armed)

    def _answered(self, request: Request, call: str, values: dict[str, Any]) -> Response:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not self.realm.admits(token):
            raise plain(401, "The Token has expired." if token else "Unauthorized")
        with self.store.write() as tx:
            rules = switches.read(tx)
            self.limits.count(rules)
            if not rules.eligible:
                raise not_eligible("END_TRIAL")
            if call not in CALLS:
                raise Refusal(404, NO_ROUTE)
            books = Books(tx, rules)
            payables.ripen(books)
            return CALLS[call][2](Asked(request, books), **values)

    def _log(self, request: Request, call: str, status: int, *, text: str, fault: str) -> None:
        body = request.get_data(as_text=True)
        logged = calls.LoggedCall(
            vendor=VENDOR,
            company=str(cast.COMPANY["documento"]),
            service=f"{request.method} {request.path}",
            call=call,
            param={"query": request.args.to_dict(flat=False), "body": body},
            status=status,
            faultstring=text,
            fault=fault,
        )
        calls.keep(self.store, logged)


def matched(method: str, path: str) -> tuple[str, dict[str, Any]]:
    """The name of a call and what its path names; the path itself where there is no such call."""
    try:
        name, values = ROUTES.bind(VENDOR).match(f"/{path}", method=method)
    except HTTPException:
        return f"{method} {path}", {}
    return str(name), dict(values)


def played(armed: Armed) -> Response:
    """What a switched-on fault answers."""
    if response := strange(armed.name):
        return response
    match armed.name.removesuffix("_after_commit").removesuffix("_before_commit"):
        case "drop":
            raise DropConnection
        case "html":
            return Response(GATEWAY_PAGE, status=502, mimetype="text/html")
        case "429":
            raise too_many()
        case "expired":
            raise plain(401, "The Token has expired.")
    raise plain(500, UNEXPECTED)
