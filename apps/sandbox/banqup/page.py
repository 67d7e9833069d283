"""Banqup's page: the buttons that make invoices, the books, the switches and the faults."""

import inspect
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from apps.sandbox import calls, faults
from apps.sandbox.banqup import cast
from apps.sandbox.banqup.bank.download import FILES
from apps.sandbox.banqup.books import COMPANY, PURCHASES, SALES
from apps.sandbox.banqup.scenarios import GROUPS, Make
from apps.sandbox.html import badge, button, card, field, moment, page, select, table
from apps.sandbox.omie.records import Record, Registers

if TYPE_CHECKING:
    from apps.sandbox.banqup.desk import Banqup

LATEST = 25
KINDS = {"ACCEPTED": "good", "SENT": "good", "REFUSED": "bad"}
CALLS = (
    "",
    "GET purchase-invoices",
    "GET purchase-invoices/files",
    "GET purchase-invoices/files/invoice.xml",
    "GET purchase-invoices/files/invoice.pdf",
    "GET sales-invoices",
    "GET creditors",
    "GET debtors",
)


def banqup(desk: "Banqup") -> str:
    """The whole page."""
    content = _keys() + _scenarios() + _accounts() + _books(desk) + _switches(desk) + _faults(desk) + _calls(desk)
    return page("Banqup", content)


def _keys() -> Markup:
    rows = [("Application", cast.APP.client_id), ("Company", f"{cast.COMPANY} {cast.COMPANY_NAME}")]
    return card("Keys", table(("What", "Value"), rows), hint="The application's secret is in the sandbox's README.")


def _scenarios() -> Markup:
    return Markup("").join(
        card(name, Markup("<div class='grid'>{}</div>").format(Markup("").join(_tile(make) for make in group)))
        for name, group in GROUPS.items()
    )


def _tile(make: Make) -> Markup:
    return Markup("<div class='tile'><strong>{}</strong><p>{}</p>{}</div>").format(
        make.__name__, inspect.getdoc(make), button("Make", "/banqup/make", scenario=make.__name__)
    )


def _accounts() -> Markup:
    link = Markup("<a href='/banqup/statements/{}'>{}</a>")
    rows = [(name, link.format(name, "Download"), said) for name, said in FILES.items()]
    return card("Bank accounts", table(("File", "", "What it is"), rows), hint="Statements of yesterday and today.")


def _books(desk: "Banqup") -> Markup:
    with desk.store.read() as tx:
        registers = Registers(tx, COMPANY)
        purchases, sales = (registers.latest(name, LATEST) for name in (PURCHASES, SALES))
    heads = ("Id", "Number", "Supplier", "Amount", "Changed", "State", "")
    bought = [(*_row(record, "client_creditor_purchase_invoice_number"), _buttons(record)) for record in purchases]
    sold = [_row(record, "sales_invoice_number") for record in sales]
    return card("Purchase invoices", table(heads, bought)) + card(
        "Sales invoices", table(("Id", "Number", "Customer", "Amount", "Changed", "State"), sold)
    )


def _row(record: Record, number: str) -> tuple[object, ...]:
    body = record.body
    party: dict[str, Any] = cast.CREDITORS.get(body.get("creditor_id", 0)) or cast.DEBTORS.get(
        body.get("debtor_id", 0), {}
    )
    state = badge(body["status"], KINDS.get(body["status"], "wait"))
    return record.id, body[number], party.get("name", ""), f"{body['amount']:.2f}", body["last_updated_at"], state


def _buttons(record: Record) -> Markup:
    choices = {
        "NEW": (("Accept", "ACCEPTED"), ("Refuse", "REFUSED")),
        "ACCEPTED": (("Refuse", "REFUSED"), ("Archive", "ARCHIVED")),
    }
    buttons = choices.get(record.body["status"], ())
    return Markup("").join(
        button(label, "/banqup/act", register=PURCHASES, id=record.id, status=status) for label, status in buttons
    )


def _switches(desk: "Banqup") -> Markup:
    now = desk.switched()
    told = (
        ("files", now.files, "Invoices have links to their files"),
        ("sorts", now.sorts, "Lists are sorted as asked"),
        ("linked", now.linked, "The company has admitted the application"),
        ("offline", now.offline, "The application may ask for lasting access"),
        ("machine", now.machine, "The application may sign in by itself"),
    )
    rows = [
        (text, "yes" if on else "no", button("Change", "/banqup/switches", **{name: "off" if on else "on"}))
        for name, on, text in told
    ]
    ends = button("Expire access tokens", "/banqup/switches", expire=1) + button(
        "Revoke all sign-ins", "/banqup/switches", revoke=1
    )
    return card("Switches", table(("What", "Now", ""), rows) + Markup("<div class='row'>{}</div>").format(ends))


def _faults(desk: "Banqup") -> Markup:
    fields = Markup("").join(
        (
            select("Fault", "name", faults.NAMES["banqup"]),
            select("Only for", "call", CALLS),
            field("Times", "times", 1, kind="number"),
            field("Seconds", "seconds", "", kind="number"),
        )
    )
    form = Markup("<form class='fields' method='post' action='/banqup/faults'>{}<button>Switch on</button></form>")
    rows = [
        (row["name"], row["call"] or "any", row["times"], "" if row["seconds"] is None else row["seconds"])
        for row in faults.armed(desk.store, "banqup")
    ]
    on = table(("Fault", "Only for", "Times left", "Seconds"), rows, empty="No fault is switched on.")
    clear = button("Switch all off", "/banqup/faults", clear=1) if rows else Markup("")
    return card("Faults", form.format(fields) + on + clear)


def _calls(desk: "Banqup") -> Markup:
    rows = [
        (
            moment(row["at"]),
            row["service"],
            badge(row["status"] or "dropped", "good" if 0 < row["status"] < 300 else "bad"),
            row["fault"],
        )
        for row in calls.latest(desk.store, "banqup", most=LATEST)
    ]
    return card("Latest calls", table(("When", "Call", "Status", "Switched on"), rows))
