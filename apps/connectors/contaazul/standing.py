"""How a payable stands in Conta Azul after it was booked: open, paid in part, paid, or gone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from apps.connectors.contaazul.client import Body, ContaAzul
from apps.connectors.contaazul.payables import PARTS, part_of
from apps.core.connector import Standing

PAID = "QUITADO"
#: An instalment and a search name the same states differently.
SAME = {"EM_ABERTO": "PENDENTE", "RECEBIDO": PAID}
WORDS: Mapping[str, str] = {
    "PENDENTE": _("Open in Conta Azul"),
    "ATRASADO": _("Overdue in Conta Azul"),
    "RECEBIDO_PARCIAL": _("Paid in part in Conta Azul"),
    PAID: _("Paid in Conta Azul"),
    "RENEGOCIADO": _("Renegotiated in Conta Azul"),
    "CANCELADO": _("Cancelled in Conta Azul"),
    "PERDIDO": _("Written off in Conta Azul"),
}
WRONG = ("RENEGOCIADO", "CANCELADO", "PERDIDO")
GONE = Standing(code="gone", words=_("No longer in Conta Azul: deleted there"), wrong=True, final=True)


def standing(client: ContaAzul, target_id: str) -> Standing:
    """Ask how a payable stands; what was deleted there is told, too."""
    part = part_of(client, target_id)
    if part is None:
        return GONE
    told = str(part.get("status") or "")
    state = SAME.get(told, told)
    if state != PAID:
        words = WORDS.get(state, _("In Conta Azul in a state that is not known here"))
        return Standing(code=state.lower()[:40], words=words, wrong=state in WRONG, final=state == "CANCELADO")
    on = paid_on(settlements(client, part, target_id))
    return Standing(code=state.lower(), words=WORDS[state], final=on is not None, paid_on=on)


def settlements(client: ContaAzul, part: Body, target_id: str) -> list[Body]:
    """Give what was paid; within the instalment may stand less of it than in its own list."""
    within = [row for row in part.get("baixas") or () if isinstance(row, Mapping)]
    whole = within and all(row.get("data_pagamento") for row in within)
    return within if whole else list(client.listed(f"{PARTS}/{target_id}/baixa"))


def paid_on(rows: list[Body]) -> date | None:
    """Give the day of the last payment; None where no payment tells its day."""
    days = [day for row in rows if (day := day_of(row.get("data_pagamento")))]
    return max(days, default=None)


def day_of(value: Any) -> date | None:
    """Give the date at the beginning of a text."""
    try:
        return date.fromisoformat(str(value or "")[:10])
    except ValueError:
        return None
