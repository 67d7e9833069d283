"""Which invoices a flow takes: by their state at Banqup, which each flow chooses for itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_noop as _

from apps.connectors.banqup.client import Banqup
from apps.connectors.banqup.mapping import LEFT
from apps.connectors.banqup.pull import PURCHASES, SALES, Register, left_of
from apps.core.connector import Chosen, Pulled, Setting

#: Banqup has published no list of its words.
WORDS = r"[A-Za-z_]+(\s*,\s*[A-Za-z_]+)*"
# Marked for translation here and translated where shown: the declaration itself is plain text.
BILL_STATES = Setting(
    slug="bill_states",
    name=_("States of purchase invoices"),
    help=_("In Banqup's words, separated by commas: invoices in other states are left there."),
    default="ACCEPTED",
    pattern=WORDS,
)
INVOICE_STATES = Setting(
    slug="invoice_states",
    name=_("States of sales invoices"),
    help=_("In Banqup's words, separated by commas: invoices in other states are left there."),
    default="SENT, DELIVERED, ARCHIVED",
    pattern=WORDS,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The choice of states for one register of invoices."""

    register: Register
    setting: Setting

    def narrowed(self, client: Banqup, choices: Sequence[Chosen]) -> Banqup:
        """Give the client that reads the invoices of every state that some flow has chosen."""
        states = frozenset[str]().union(*(self.states(chosen) for chosen in choices))
        return replace(client, states={**client.states, self.register.path: states})

    def seen(self, pulled: Pulled, chosen: Chosen) -> Pulled:
        """Give an invoice as a flow sees it: one in a state that it has not chosen begins nothing there."""
        invoice = pulled.payload.get("invoice")
        if not isinstance(invoice, Mapping):
            return pulled
        left = left_of(invoice, self.states(chosen))
        payload = {name: value for name, value in pulled.payload.items() if name != LEFT} | left
        return replace(pulled, payload=payload, only_known=bool(left))

    def states(self, chosen: Chosen) -> frozenset[str]:
        """Give the states that a flow has chosen."""
        return frozenset(word.strip().upper() for word in chosen[self.setting.slug].split(",") if word.strip())


BILLS, INVOICES = Choice(PURCHASES, BILL_STATES), Choice(SALES, INVOICE_STATES)
