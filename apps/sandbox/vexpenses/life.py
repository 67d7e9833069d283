"""The life of a report: who may bring it from which state into which, and what that writes down."""

from typing import Any

from apps.sandbox.vexpenses.answers import Refusal
from apps.sandbox.vexpenses.books import REPORTS, Body, Books, stamp
from apps.sandbox.vexpenses.cast import APPROVER
from apps.sandbox.vexpenses.switches import Switches

STATES = ("ABERTO", "ENVIADO", "APROVADO", "REPROVADO", "REABERTO", "PAGO")
#: What is pressed, in which states that can be, and the state that follows.
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "submit": (("ABERTO", "REABERTO"), "ENVIADO"),
    "approve": (("ENVIADO",), "APROVADO"),
    "reject": (("ENVIADO", "APROVADO"), "REPROVADO"),
    "reopen": (("REPROVADO", "APROVADO"), "REABERTO"),
    "pay": (("APROVADO",), "PAGO"),
}


def moves_of(body: Body) -> list[str]:
    """What can be pressed on a report now; one that is paid stays so."""
    return [] if is_paid(body) else [name for name, (states, _) in MOVES.items() if body["status"] in states]


def is_paid(body: Body) -> bool:
    """Whether a report is paid, however that is told."""
    return body["status"] == "PAGO" or bool(body["payment_date"])


def move(books: Books, switches: Switches, body: Body, name: str, **told: Any) -> Body:
    """Brings a report into another state; 422 where it is in the wrong one."""
    if name not in moves_of(body):
        said = "Report already paid!" if is_paid(body) else f"Report is {body['status']}."
        raise Refusal(422, said)
    return books.put(REPORTS, {**body, "status": MOVES[name][1], **written(switches, body, name), **told})


def written(switches: Switches, body: Body, name: str) -> Body:
    """What a move writes beside the state."""
    match name:
        case "approve":
            return {"approval_date": stamp(), "approval_user_id": APPROVER, "approval_stage_id": 15_500_011}
        case "reopen" | "reject" if body["status"] == "APROVADO" and not switches.keeps_approval:
            return {"approval_date": None}
        case "pay":
            return {"payment_date": stamp(), **({} if switches.pago_flip else {"status": "APROVADO"})}
    return {}
