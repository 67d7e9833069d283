"""Which reports a flow takes: by their state at VExpenses, which each flow chooses for itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext_noop as _

from apps.connectors.vexpenses.client import VExpenses
from apps.connectors.vexpenses.place import APPROVED, PAID, STATES, states_in
from apps.connectors.vexpenses.pull import is_paid, state_left
from apps.core.connector import Chosen, Pulled, Setting

WORD = f"(?i:{'|'.join(STATES)})"
# Marked for translation here and translated where shown: the declaration itself is plain text.
REPORT_STATES = Setting(
    slug="report_states",
    name=_("States of reports"),
    help=_(
        "In VExpenses' words, separated by commas: ABERTO, ENVIADO, APROVADO, REPROVADO, REABERTO, PAGO. Reports in "
        "other states are left there."
    ),
    default=APPROVED,
    pattern=rf"{WORD}(\s*,\s*{WORD})*",
)


def narrowed(client: VExpenses, choices: Sequence[Chosen]) -> VExpenses:
    """Give the client that reads the reports of every state that some flow has chosen."""
    return replace(client, states=frozenset().union(*(chosen_states(chosen) for chosen in choices)))


def seen(pulled: Pulled, chosen: Chosen) -> Pulled:
    """Give a report as a flow sees it: one in a state that it has not chosen has left, and begins nothing there.

    A paid one is as good as approved for a flow that has it, and is nothing new to one that has not chosen it.
    """
    report, states = pulled.payload.get("report"), chosen_states(chosen)
    if not isinstance(report, Mapping):
        return pulled
    left = state_left(report, states)
    payload = {name: value for name, value in pulled.payload.items() if name != "left"} | left
    return replace(pulled, payload=payload, only_known=bool(left) or (is_paid(report) and PAID not in states))


def chosen_states(chosen: Chosen) -> frozenset[str]:
    """Give the states that a flow has chosen."""
    return states_in(chosen[REPORT_STATES.slug])
