"""VExpenses' page: the reports with a person's buttons, the odd ones that can be made, switches and faults."""

import inspect
from dataclasses import asdict
from typing import TYPE_CHECKING

from markupsafe import Markup

from apps.sandbox import calls, faults
from apps.sandbox.html import badge, button, card, field, moment, page, select, table
from apps.sandbox.vexpenses import life, routes
from apps.sandbox.vexpenses.books import COST_CENTRES, EXPENSES, MEMBERS, PROJECTS, REPORTS, TYPES, VENDOR, Body, Books
from apps.sandbox.vexpenses.scenarios import GROUPS, Make

if TYPE_CHECKING:
    from apps.sandbox.vexpenses.desk import VExpenses

LATEST = 25
KINDS = {"APROVADO": "good", "PAGO": "good", "REPROVADO": "bad"}
HINTS = (
    "pagination: root, meta, none. refusal_body: text, json. created_expense: array, object. links: plain, signed. "
    "join: and, or. The others are numbers, or true and false."
)


def vexpenses(desk: "VExpenses") -> str:
    """The whole page."""
    with desk.store.read() as tx:
        books = Books(tx)
        held = _reports(books) + _registers(books)
    return page("VExpenses", _keys(desk) + _scenarios() + held + _switches(desk) + _faults(desk) + _calls(desk))


def _keys(desk: "VExpenses") -> Markup:
    rows = [("Token", token) for token in desk.door.tokens()]
    hint = "Invented: it opens nothing but this page's data."
    keys = table(("What", "Value"), rows, empty="The token was revoked.")
    return card("Connection", keys + button("Revoke the token", "/vexpenses/switches", revoke=1), hint=hint)


def _scenarios() -> Markup:
    return Markup("").join(
        card(f"Make a report: {name}", Markup("<div class='grid'>{}</div>").format(_tiles(group)))
        for name, group in GROUPS.items()
    )


def _tiles(group: tuple[Make, ...]) -> Markup:
    tile = Markup("<div class='tile'><strong>{}</strong><p>{}</p>{}</div>")
    return Markup("").join(
        tile.format(make.__name__, inspect.getdoc(make), button("Make", "/vexpenses/make", scenario=make.__name__))
        for make in group
    )


def _reports(books: Books) -> Markup:
    heads = ("Id", "Title", "Employee", "Expenses", "Approved", "Paid", "State", "Decide")
    return card("Reports", table(heads, [_report(books, body) for body in books.latest(REPORTS, LATEST)]))


def _report(books: Books, body: Body) -> tuple[object, ...]:
    owner = books.known(MEMBERS).get(body["user_id"], {})
    return (
        body["id"],
        Markup("<a href='/vexpenses/relatorios/download/pdf/{}'>{}</a>").format(body["_hash"], body["description"]),
        owner.get("name", ""),
        ", ".join(_expense(row) for row in books.below(EXPENSES, body["id"])),
        body["approval_date"] or "",
        body["payment_date"] or "",
        badge(body["status"], KINDS.get(body["status"], "wait")),
        Markup("").join(
            button(name.capitalize(), "/vexpenses/press", id=body["id"], press=name) for name in life.moves_of(body)
        ),
    )


def _expense(row: Body) -> str:
    told = f"{row['value']:.2f} {row['original_currency_iso']}"
    return told if row["reimbursable"] else f"{told} (card)"


def _registers(books: Books) -> Markup:
    heads = ("Register", "Id", "Code", "Name", "Active")
    rows = [
        (register, id_, row.get("integration_id") or "", row.get("name") or row.get("description"), _active(row))
        for register in (COST_CENTRES, PROJECTS, TYPES, MEMBERS)
        for id_, row in sorted(books.known(register).items(), reverse=True)
    ]
    return card("Registers", table(heads, rows))


def _active(row: Body) -> str:
    return "yes" if row.get("active", row.get("on", True)) else "no"


def _switches(desk: "VExpenses") -> Markup:
    stands = asdict(desk.switched())
    form = Markup("<form class='fields' method='post' action='/vexpenses/switches'>{}<button>Move</button></form>")
    forms = Markup("").join(form.format(field(name, name, value)) for name, value in stands.items())
    return card("Switches", forms, hint=HINTS)


def _faults(desk: "VExpenses") -> Markup:
    fields = Markup("").join(
        (
            select("Fault", "name", faults.NAMES[VENDOR]),
            select("Only for", "call", ("", *routes.NAMES)),
            field("Times", "times", 1, kind="number"),
            field("Seconds", "seconds", "", kind="number"),
        )
    )
    form = Markup("<form class='fields' method='post' action='/vexpenses/faults'>{}<button>Switch on</button></form>")
    rows = [(row["name"], row["call"] or "any", row["times"]) for row in faults.armed(desk.store, VENDOR)]
    on = table(("Fault", "Only for", "Times left"), rows, empty="No fault is switched on.")
    clear = button("Switch all off", "/vexpenses/faults", clear=1) if rows else Markup("")
    return card("Faults", form.format(fields) + on + clear)


def _calls(desk: "VExpenses") -> Markup:
    rows = [
        (
            moment(row["at"]),
            row["call"],
            badge(row["status"] or "dropped", "good" if 0 < row["status"] < 300 else "bad"),
            row["fault"],
        )
        for row in calls.latest(desk.store, VENDOR, most=LATEST)
    ]
    return card("Latest calls", table(("When", "Call", "Status", "Switched on"), rows))
