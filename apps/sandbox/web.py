"""The addresses of the sandbox: the vendors' own, its pages, and the switches for tests."""

from collections.abc import Iterable
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from apps.sandbox import faults
from apps.sandbox.bluefleet import files
from apps.sandbox.bluefleet import page as bluefleet_page
from apps.sandbox.home import home
from apps.sandbox.omie import page as omie_page
from apps.sandbox.omie.limits import Rules
from apps.sandbox.omie.records import dump
from apps.sandbox.omie.state import UnknownTable
from apps.sandbox.vendors import VENDORS
from apps.sandbox.vexpenses.answers import Refusal
from apps.sandbox.yokoy import page as yokoy_page
from apps.sandbox.yokoy.refusal import Refused

if TYPE_CHECKING:
    from apps.sandbox.server import Sandbox

STYLE = Path(__file__).parent / "static" / "sandbox.css"
OWN_ADDRESSES = ("omie", "bluefleet", "yokoy")
ANY = ", ".join(vendor.slug for vendor in VENDORS)
DESKS = tuple(vendor.slug for vendor in VENDORS if vendor.slug not in OWN_ADDRESSES)
URLS = Map(
    [
        Rule("/", endpoint="home"),
        Rule("/static/sandbox.css", endpoint="style"),
        Rule("/omie/api/v1/<path:service>/", endpoint="omie_call"),
        Rule("/omie/", endpoint="omie_page"),
        Rule("/omie/faults", endpoint="omie_faults", methods=["POST"]),
        Rule("/bluefleet/", endpoint="bluefleet_page"),
        Rule("/bluefleet/receiver", endpoint="bluefleet_receiver", methods=["POST", "GET"]),
        Rule("/bluefleet/send", endpoint="bluefleet_send", methods=["POST"]),
        Rule("/bluefleet/requeue", endpoint="bluefleet_requeue", methods=["POST"]),
        Rule("/bluefleet/files/<name>", endpoint="bluefleet_file"),
        Rule("/yokoy/oauth2/token", endpoint="yokoy_token", methods=["POST"]),
        Rule("/yokoy/v1/<path:path>", endpoint="yokoy_call"),
        Rule("/yokoy/files/<key>", endpoint="yokoy_file"),
        Rule("/yokoy/", endpoint="yokoy_page"),
        Rule("/yokoy/do", endpoint="yokoy_do", methods=["POST"]),
        Rule("/yokoy/faults", endpoint="yokoy_faults", methods=["POST"]),
        # The vendors without addresses of their own here answer for whatever lies in their folder.
        Rule(f"/<any({', '.join(DESKS)}):vendor>/", endpoint="desk", defaults={"path": ""}),
        Rule(f"/<any({', '.join(DESKS)}):vendor>/<path:path>", endpoint="desk"),
        Rule(f"/_state/<any({ANY}):vendor>", endpoint="state", methods=["GET"]),
        Rule(f"/_calls/<any({ANY}):vendor>", endpoint="calls", methods=["GET"]),
        Rule(f"/_faults/<any({ANY}):vendor>", endpoint="faults", methods=["GET", "POST", "DELETE"]),
        Rule("/_limits/omie", endpoint="limits", methods=["GET", "POST"]),
        Rule("/_reset", endpoint="reset", methods=["POST"]),
    ],
    # A missing slash is answered with 404, as a redirect would turn a POST into a GET.
    redirect_defaults=False,
)


class Web:
    """The WSGI application."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self.sandbox = sandbox

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        try:
            endpoint, values = URLS.bind_to_environ(environ).match()
            response: Response = getattr(self, endpoint)(request, **values)
        except HTTPException as refusal:
            response = refusal.get_response(environ)
        except (UnknownTable, faults.UnknownFault, Refused, Refusal, KeyError, TypeError, ValueError) as error:
            response = _json({"error": f"{type(error).__name__}: {error}"}, status=400)
        return response(environ, start_response)

    def home(self, request: Request) -> Response:
        return _page(home(self.sandbox))

    def style(self, request: Request) -> Response:
        return Response(STYLE.read_bytes(), mimetype="text/css")

    def omie_call(self, request: Request, service: str) -> Response:
        return self.sandbox.door.open(request, service)

    def omie_page(self, request: Request) -> Response:
        return _page(omie_page.omie(self.sandbox))

    def omie_faults(self, request: Request) -> Response:
        if request.form.get("clear"):
            self.sandbox.clear_faults("omie")
            return redirect("/omie/#faults", 303)
        self._arm("omie", request.form.to_dict())
        return redirect("/omie/#faults", 303)

    def bluefleet_page(self, request: Request) -> Response:
        return _page(bluefleet_page.bluefleet(self.sandbox.outbox))

    def bluefleet_receiver(self, request: Request) -> Response:
        if request.method == "GET":
            return _json(self.sandbox.outbox.receiver().shown())
        given = request.get_json() if request.is_json else request.form.to_dict()
        self.sandbox.outbox.set_receiver(given)
        return _json(self.sandbox.outbox.receiver().shown()) if request.is_json else redirect("/bluefleet/", 303)

    def bluefleet_send(self, request: Request) -> Response:
        given = request.get_json() if request.is_json else request.form.to_dict()
        seed = given.get("seed")
        sent = self.sandbox.outbox.send(
            str(given["scenario"]), int(given.get("count") or 1), int(seed) if seed not in (None, "") else None
        )
        return _json([asdict(one) for one in sent]) if request.is_json else redirect("/bluefleet/#sent", 303)

    def bluefleet_requeue(self, request: Request) -> Response:
        given = request.get_json() if request.is_json else request.form.to_dict()
        sent = self.sandbox.outbox.requeue(int(given["id"]) if given.get("id") else None)
        return _json([asdict(one) for one in sent]) if request.is_json else redirect("/bluefleet/#sent", 303)

    def bluefleet_file(self, request: Request, name: str) -> Response:
        return files.serve(name)

    def yokoy_token(self, request: Request) -> Response:
        return self.sandbox.yokoy.door.token(request)

    def yokoy_call(self, request: Request, path: str) -> Response:
        return self.sandbox.yokoy.door.open(request, path)

    def yokoy_file(self, request: Request, key: str) -> Response:
        return self.sandbox.yokoy.door.file(request, key)

    def yokoy_page(self, request: Request) -> Response:
        return _page(yokoy_page.yokoy(self.sandbox))

    def yokoy_do(self, request: Request) -> Response:
        given = request.get_json() if request.is_json else request.form.to_dict()
        done = self.sandbox.yokoy.do(given)
        return _json(done) if request.is_json else redirect("/yokoy/", 303)

    def yokoy_faults(self, request: Request) -> Response:
        if request.form.get("clear"):
            self.sandbox.clear_faults("yokoy")
        else:
            self._arm("yokoy", request.form.to_dict())
        return redirect("/yokoy/#faults", 303)

    def desk(self, request: Request, vendor: str, path: str) -> Response:
        return self.sandbox.desks[vendor].serve(request, path)

    def state(self, request: Request, vendor: str) -> Response:
        table = request.args.get("table")
        return _json(self.sandbox.records(vendor, table) if table else self.sandbox.state(vendor))

    def calls(self, request: Request, vendor: str) -> Response:
        return _json(self.sandbox.calls(vendor))

    def faults(self, request: Request, vendor: str) -> Response:
        if request.method == "DELETE":
            self.sandbox.clear_faults(vendor)
        if request.method == "POST":
            self._arm(vendor, request.get_json())
        return _json(faults.armed(self.sandbox.store, vendor))

    def limits(self, request: Request) -> Response:
        if request.method == "POST":
            self.sandbox.set_rules(_rules(self.sandbox.limits.rules, request.get_json()))
        return _json(asdict(self.sandbox.limits.rules))

    def reset(self, request: Request) -> Response:
        self.sandbox.reset()
        return _json({"reset": True})

    def _arm(self, vendor: str, given: dict[str, Any]) -> None:
        seconds = given.get("seconds")
        self.sandbox.fault(
            vendor,
            str(given["name"]),
            times=int(given.get("times") or 1),
            call=given.get("call") or None,
            seconds=None if seconds in (None, "") else float(seconds),
        )


def _rules(rules: Rules, given: dict[str, Any]) -> Rules:
    known = {rule.name for rule in fields(Rules)}
    base = Rules.off() if given.pop("off", False) else rules
    if unknown := set(given) - known:
        raise NotFound(f"no limit is called {', '.join(sorted(unknown))}")
    return replace(base, **given)


def _page(text: str) -> Response:
    return Response(text, mimetype="text/html")


def _json(value: Any, *, status: int = 200) -> Response:
    return Response(dump(value), status=status, content_type="application/json; charset=utf-8")
