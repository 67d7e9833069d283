"""The addresses of the API, and how it refuses those that it does not have."""

from collections.abc import Callable
from typing import Any

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Response

from apps.sandbox.vexpenses import expenses, registers, reports
from apps.sandbox.vexpenses.answers import Refusal
from apps.sandbox.vexpenses.books import COST_CENTRES, FLOWS, MEMBERS, PROJECTS, TYPES

Run = Callable[..., Response]
ANY = f"<any({COST_CENTRES!r}, {PROJECTS!r}, {TYPES!r}, {FLOWS!r}, {MEMBERS!r}):register>"
DELETABLE = f"<any({COST_CENTRES!r}, {PROJECTS!r}, {TYPES!r}, {FLOWS!r}):register>"
#: (method, address, what answers)
CALLS: tuple[tuple[str, str, Run], ...] = (
    ("GET", "/reports", reports.list_all),
    ("POST", "/reports", reports.create),
    ("GET", "/reports/<int:id_>", reports.one),
    ("PUT", "/reports/<int:id_>", reports.change),
    ("GET", "/reports/status/<status>", reports.list_state),
    ("POST", "/reports/<int:id_>/approve", reports.approve),
    ("PUT", "/reports/<int:id_>/pay", reports.pay),
    ("GET", "/expenses", expenses.list_all),
    ("POST", "/expenses", expenses.create),
    ("GET", "/expenses/<int:id_>", expenses.one),
    ("PUT", "/expenses/<int:id_>", expenses.change),
    ("DELETE", "/expenses/<int:id_>", expenses.remove),
    ("GET", "/team-members/email/<email>", registers.by_email),
    ("GET", "/team-members/parameters", registers.parameters),
    ("POST", "/team-members/<int:id_>/attach-cost-center", registers.attach_centres),
    ("POST", "/team-members/<int:id_>/attach-projects", registers.attach_projects),
    ("POST", "/approval-flows/<int:id_>/attach-cost-centers", registers.attach_to_flow),
    ("GET", "/currencies", registers.currencies),
    ("POST", "/advances", registers.advance),
    ("GET", f"/{ANY}", registers.list_all),
    ("POST", f"/{ANY}", registers.create),
    ("GET", f"/{ANY}/<int:id_>", registers.one),
    ("PUT", f"/{ANY}/<int:id_>", registers.change),
    ("DELETE", f"/{DELETABLE}/<int:id_>", registers.remove),
)
MAP = Map([Rule(path, endpoint=run, methods=[method]) for method, path, run in CALLS], redirect_defaults=False)
ORDER = ("GET", "HEAD", "POST", "PUT", "DELETE")


def matched(method: str, path: str) -> tuple[Run, dict[str, Any]]:
    """What answers a call; the refusals say what the real ones say, unknown registers among them."""
    try:
        run, values = MAP.bind("vexpenses").match(f"/{path}", method=method)
    except MethodNotAllowed as refusal:
        raise not_supported(method, path, list(refusal.valid_methods or ())) from None
    except NotFound:
        if "/" in path:
            raise Refusal(404, f"Url [v2/{path}] not found.") from None
        raise not_supported(method, path, []) from None
    return run, dict(values)


def not_supported(method: str, path: str, methods: list[str]) -> Refusal:
    """The refusal of a method that an address does not know."""
    known = [name for name in ORDER if name in methods]
    words = f"The {method} method is not supported for route v2/{path}."
    return Refusal(405, f"{words} Supported methods: {', '.join([*known, 'OPTIONS'])}.")


def called(method: str, path: str) -> str:
    """What a call is known by: its method and the words of its address, without ids."""
    return f"{method} " + "/".join(part for part in path.split("/") if part and not part.isdecimal())


NAMES = (
    *(f"GET {name}" for name in ("reports", "reports/status/APROVADO", "currencies")),
    *(f"{method} {name}" for name in (COST_CENTRES, PROJECTS, TYPES, MEMBERS) for method in ("GET", "POST", "PUT")),
    "PUT reports/pay",
)
