"""Yokoy's page: the documents with a person's buttons, the switches, the faults and the latest calls."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from apps.sandbox import calls, faults
from apps.sandbox.html import badge, button, card, field, moment, page, select, table
from apps.sandbox.yokoy import routes
from apps.sandbox.yokoy.invoices import WORDS
from apps.sandbox.yokoy.person import BUTTONS
from apps.sandbox.yokoy.seed import CLIENT_ID, CLIENT_SECRET, ORGANISATION
from apps.sandbox.yokoy.shelf import SWITCHES, Body, Shelf

if TYPE_CHECKING:
    from apps.sandbox.server import Sandbox

LATEST = 25
KINDS = {"readyForExport": "good", "exported": "good", "expenseExported": "good", "rejected": "bad"}


def yokoy(sandbox: "Sandbox") -> str:
    """The whole page."""
    heads = ("Base address", "Organisation id", "Client id", "Client secret")
    keys = card(
        "Connection", table(heads, [connection(sandbox)]), hint="Invented: they open nothing but this page's data."
    )
    parts = (keys, _invoices(sandbox), _expenses(sandbox), _suppliers(sandbox), _switches(sandbox), _faults(sandbox))
    return page("Yokoy", Markup("").join((*parts, _calls(sandbox))))


def connection(sandbox: "Sandbox") -> tuple[str, str, str, str]:
    """What opens the organisation."""
    return sandbox.yokoy_url, ORGANISATION, CLIENT_ID, CLIENT_SECRET


def _newest(sandbox: "Sandbox", register: str) -> list[Body]:
    return sandbox.yokoy.records(register)[: -LATEST - 1 : -1]


def _invoices(sandbox: "Sandbox") -> Markup:
    heads = ("Id", "Number", "Date", "Net", "Gross", "Status", "Kept for others", "Decide")
    return card("Invoices", table(heads, [_invoice(row) for row in _newest(sandbox, "invoices")]))


def _invoice(row: Body) -> tuple[object, ...]:
    word = WORDS[row["status"]]
    return (
        row["id"],
        row["invoiceNumber"] or "not read yet",
        row["date"] or "",
        f"{row['netAmount']:.2f}",
        f"{row['grossAmount']:.2f} {row['currency'] or ''}",
        badge(word, KINDS.get(word, "wait")),
        ", ".join(map(str, (row["customInformation"] or {}).values())),
        _buttons(row["id"]),
    )


def _expenses(sandbox: "Sandbox") -> Markup:
    heads = ("Id", "Description", "Date", "Claim", "Status", "Decide")
    rows = [
        (
            row["id"],
            row["description"],
            row["expenseDate"],
            f"{row['totalClaim']:.2f} {row['currency']}",
            badge(row["status"], KINDS.get(row["status"], "wait")),
            _buttons(row["id"]),
        )
        for row in _newest(sandbox, "expenses")
    ]
    return card("Expenses", table(heads, rows))


def _buttons(key: str) -> Markup:
    button_of = Markup("<button name='press' value='{0}'>{0}</button>")
    form = Markup(
        "<form class='row' method='post' action='/yokoy/do'><input type='hidden' name='document' value='{}'>{}</form>"
    )
    return form.format(key, Markup("").join(button_of.format(name) for name in BUTTONS))


def _suppliers(sandbox: "Sandbox") -> Markup:
    links = [row["supplierId"] for row in sandbox.yokoy.records("entity-suppliers")]
    rows = [
        (row["externalId"], row["name"], ", ".join(row["taxNumbers"]), links.count(row["id"]))
        for row in _newest(sandbox, "suppliers")
    ]
    return card("Suppliers", table(("External id", "Name", "Tax numbers", "Legal entities"), rows))


def _switches(sandbox: "Sandbox") -> Markup:
    with sandbox.store.read() as tx:
        rows = [(name, Shelf(tx).switch(name)) for name in SWITCHES]
    form = Markup("<form class='fields' method='post' action='/yokoy/do'>{}<button>Move</button></form>").format(
        select("Switch", "switch", SWITCHES) + field("To", "value")
    )
    expire = button("Expire all tokens", "/yokoy/do", expire=1)
    hint = "legal_entities: three, none, many. status_as: number, digits, word. polls, life and link_seconds: numbers."
    return card("Switches", table(("Switch", "Stands at"), rows) + form + expire, hint=hint)


def _faults(sandbox: "Sandbox") -> Markup:
    fields = Markup("").join(
        (
            select("Fault", "name", faults.NAMES["yokoy"]),
            select("Only for", "call", ("", *routes.NAMES)),
            field("Times", "times", 1, kind="number"),
            field("Seconds", "seconds", "", kind="number"),
        )
    )
    form = Markup("<form class='fields' method='post' action='/yokoy/faults'>{}<button>Switch on</button></form>")
    rows = [(row["name"], row["call"] or "any", row["times"]) for row in faults.armed(sandbox.store, "yokoy")]
    on = table(("Fault", "Only for", "Times left"), rows, empty="No fault is switched on.")
    clear = button("Switch all off", "/yokoy/faults", clear=1) if rows else Markup("")
    return card("Faults", form.format(fields) + on + clear)


def _calls(sandbox: "Sandbox") -> Markup:
    rows = [
        (
            moment(row["at"]),
            row["service"],
            row["call"],
            badge(row["status"] or "dropped", "good" if 200 <= row["status"] < 400 else "bad"),
            row["faultstring"],
            row["fault"],
        )
        for row in calls.latest(sandbox.store, "yokoy", most=LATEST)
    ]
    return card("Latest calls", table(("When", "Method", "Call", "Status", "Answer", "Switched on"), rows))
