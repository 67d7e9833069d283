"""Nibo's page: schedules with a person's buttons, contacts, the switches, the faults and the latest calls."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from apps.sandbox import calls, faults
from apps.sandbox.html import badge, button, card, field, moment, page, select, table
from apps.sandbox.nibo import routes
from apps.sandbox.nibo.seed import COMPANY, NAMES, OTHER, OTHER_TOKEN, TOKEN
from apps.sandbox.nibo.shelf import SWITCHES, VENDOR, Body

if TYPE_CHECKING:
    from apps.sandbox.nibo.desk import Nibo

LATEST = 25


def nibo(desk: "Nibo") -> str:
    """The whole page."""
    parts = (_keys(), _schedules(desk), _contacts(desk), _files(desk), _switches(desk), _faults(desk), _calls(desk))
    return page("Nibo", Markup("").join(parts))


def _keys() -> Markup:
    rows = [(NAMES[COMPANY], TOKEN), (NAMES[OTHER], OTHER_TOKEN)]
    return card(
        "Tokens", table(("Company", "API token"), rows), hint="Invented: they open nothing but this page's data."
    )


def _schedules(desk: "Nibo") -> Markup:
    heads = ("Due", "To", "Description", "Reference", "Categories", "Cost centres", "Value", "Paid", "State", "Do")
    rows = [_schedule(row) for row in desk.shown()[: -LATEST - 1 : -1]]
    return card("Schedules", table(heads, rows))


def _schedule(row: Body) -> tuple[object, ...]:
    state = "paid" if row["isPaid"] else "paid in part" if row["paidValue"] else "open"
    return (
        row["dueDate"][:10],
        row["stakeholder"]["name"],
        row["description"],
        row["reference"],
        ", ".join(f"{line['categoryName']} {line['value']:.2f}" for line in row["categories"]),
        ", ".join(f"{share['costCenterDescription']} {share['value']:.2f}" for share in row["costCenters"]),
        f"{row['value']:.2f}",
        f"{row['paidValue']:.2f}",
        badge(state, "good" if row["isPaid"] else "wait"),
        _buttons(row),
    )


def _buttons(row: Body) -> Markup:
    edit = Markup(
        "<form class='row' method='post' action='/nibo/do'><input type='hidden' name='edit' value='{}'>"
        "<input name='description' value='{}' aria-label='Description'><button>Edit</button></form>"
    ).format(row["scheduleId"], row["description"])
    remove = button("Delete", "/nibo/do", delete=row["scheduleId"])
    if row["isPaid"]:
        return edit + remove
    pay = Markup(
        "<form class='row' method='post' action='/nibo/do'><input type='hidden' name='pay' value='{}'>"
        "<input name='value' value='{:.2f}' aria-label='Amount'><button>Pay</button></form>"
    ).format(row["scheduleId"], row["openValue"])
    return pay + edit + remove


def _contacts(desk: "Nibo") -> Markup:
    rows = [
        (row["type"], row["name"], row["document"].get("number", ""), row["email"], row["id"])
        for kind in ("employees", "suppliers", "partners", "customers")
        for row in desk.records(kind)[: -LATEST - 1 : -1]
    ]
    return card("Contacts", table(("Kind", "Name", "CPF or CNPJ", "E-mail", "Id"), rows))


def _files(desk: "Nibo") -> Markup:
    link = Markup("<a href='/nibo/download/{}'>{}</a>")
    rows = [
        (link.format(row["fileId"], row["name"]), row["size"], row["owner"] or "nobody")
        for row in desk.records("files")[: -LATEST - 1 : -1]
    ]
    return card("Files", table(("Name", "Bytes", "Owner"), rows))


def _switches(desk: "Nibo") -> Markup:
    form = Markup("<form class='fields' method='post' action='/nibo/do'>{}<button>Move</button></form>").format(
        select("Switch", "switch", SWITCHES) + field("To", "value")
    )
    ends = button("Expire tokens", "/nibo/do", expire=1) + button("Revoke tokens", "/nibo/do", revoke=1)
    hint = "lag_ms: lists do not show what was written for so long. split: several categories at one schedule."
    rows = list(desk.switches().items())
    return card("Switches", table(("Switch", "Stands at"), rows) + form + ends, hint=hint)


def _faults(desk: "Nibo") -> Markup:
    fields = Markup("").join(
        (
            select("Fault", "name", faults.NAMES[VENDOR]),
            select("Only for", "call", ("", *routes.NAMES)),
            field("Times", "times", 1, kind="number"),
            field("Seconds", "seconds", "", kind="number"),
        )
    )
    form = Markup("<form class='fields' method='post' action='/nibo/faults'>{}<button>Switch on</button></form>")
    rows = [(row["name"], row["call"] or "any", row["times"]) for row in faults.armed(desk.store, VENDOR)]
    on = table(("Fault", "Only for", "Times left"), rows, empty="No fault is switched on.")
    clear = button("Switch all off", "/nibo/faults", clear=1) if rows else Markup("")
    return card("Faults", form.format(fields) + on + clear)


def _calls(desk: "Nibo") -> Markup:
    rows = [
        (
            moment(row["at"]),
            row["service"],
            row["call"],
            badge(row["status"] or "dropped", "good" if 200 <= row["status"] < 400 else "bad"),
            row["faultstring"],
            row["fault"],
        )
        for row in calls.latest(desk.store, VENDOR, most=LATEST)
    ]
    return card("Latest calls", table(("When", "Method", "Call", "Status", "Answer", "Switched on"), rows))
