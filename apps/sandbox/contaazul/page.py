"""Conta Azul's page: the payables with a person's buttons, the protocols, the switches and the faults."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from markupsafe import Markup

from apps.sandbox import calls, faults
from apps.sandbox.contaazul import cast
from apps.sandbox.contaazul.books import EVENTS, INSTALMENTS, PEOPLE, PROTOCOLS, Body, day
from apps.sandbox.contaazul.door import CALLS
from apps.sandbox.html import badge, button, card, field, moment, page, select, table

if TYPE_CHECKING:
    from apps.sandbox.contaazul.desk import ContaAzul

LATEST = 25
KINDS = {"QUITADO": "good", "SUCCESS": "good", "ATRASADO": "bad", "PERDIDO": "bad", "ERROR": "bad"}
WORDS = {
    "eligible": "The plan includes the API",
    "old_names": "Protocols have their older names",
    "protocol_seconds": "Seconds until a protocol ends (-1: never)",
    "per_second": "Calls in a second (0: no limit)",
    "per_minute": "Calls in a minute (0: no limit)",
    "lifetime": "Seconds that an access token lives",
    "code_lifetime": "Seconds that a code lives",
}


def contaazul(desk: "ContaAzul") -> str:
    """The whole page."""
    content = _keys() + _payables(desk) + _protocols(desk) + _people(desk) + _switches(desk) + _faults(desk)
    return page("Conta Azul", content + _calls(desk))


def _keys() -> Markup:
    rows = [
        ("Client id", cast.APP.client_id),
        ("Client secret", cast.APP.client_secret),
        ("Company", f"{cast.COMPANY['documento']} {cast.COMPANY['razao_social']}"),
    ]
    return card("Keys", table(("What", "Value"), rows), hint="Invented: they open nothing but this page's data.")


def _newest(desk: "ContaAzul", register: str) -> list[Body]:
    return desk.records(register)[: -LATEST - 1 : -1]


def _payables(desk: "ContaAzul") -> Markup:
    events = {row["id"]: row for row in desk.records(EVENTS)}
    names = {row["id"]: row["nome"] for row in desk.records(PEOPLE)}
    heads = ("Description", "Supplier", "Due", "Net", "Paid", "State", "Apportionment", "")
    rows = [_payable(row, events[row["evento"]], names) for row in _newest(desk, INSTALMENTS)]
    return card("Contas a pagar", table(heads, rows))


def _payable(row: Body, event: Body, names: dict[str, str]) -> tuple[object, ...]:
    return (
        event["descricao"],
        names.get(event["contato"], ""),
        row["data_vencimento"],
        f"{row['valor']['valor_bruto']:.2f}",
        f"{row['pago']:.2f}",
        badge(f"{row['status']} v{row['versao']}", KINDS.get(row["status"], "wait")),
        ", ".join(_share(line) for line in event["rateio"]),
        _buttons(row),
    )


def _share(line: Body) -> str:
    categories = {row["id"]: row["nome"] for row in cast.CATEGORIES}
    centres = len(line.get("rateio_centro_custo") or ())
    told = f" ({centres} {'cost centres' if centres > 1 else 'cost centre'})" if centres else ""
    return f"{categories.get(line['id_categoria'], line['id_categoria'])} {line['valor']:.2f}{told}"


def _buttons(row: Body) -> Markup:
    acts = [button("Delete", "/contaazul/act", what="delete", id=row["id"])]
    if row["status"] not in ("QUITADO", "PERDIDO"):
        acts.insert(0, button("Settle", "/contaazul/act", what="settle", id=row["id"]))
    due = day(row["data_vencimento"])
    later = due.replace(year=due.year + 1).isoformat() if due and (due.month, due.day) != (2, 29) else ""
    acts.insert(0, button("Edit", "/contaazul/act", what="edit", id=row["id"], data_vencimento=later))
    return Markup("<div class='row'>{}</div>").format(Markup("").join(acts))


def _protocols(desk: "ContaAzul") -> Markup:
    rows = [
        (
            row["id"],
            badge(row["status"], KINDS.get(row["status"], "wait")),
            row["resposta"] or "",
            button("End now", "/contaazul/act", what="end", id=row["id"]) if row["status"] == "PENDING" else "",
        )
        for row in _newest(desk, PROTOCOLS)
    ]
    return card("Protocols", table(("Id", "State", "Answer", ""), rows))


def _people(desk: "ContaAzul") -> Markup:
    rows = [
        (row["nome"], row["documento"], row["codigo"], ", ".join(row["perfis"]), "yes" if row["ativo"] else "no")
        for row in _newest(desk, PEOPLE)
    ]
    return card("Pessoas", table(("Name", "CPF or CNPJ", "Code", "Profiles", "Active"), rows))


def _switches(desk: "ContaAzul") -> Markup:
    rows = [(WORDS[name], name, value) for name, value in asdict(desk.switched()).items()]
    form = Markup(
        "<form class='fields' method='post' action='/contaazul/switches'><label>{}{}</label><button>Set</button></form>"
    )
    forms = Markup("").join(
        form.format(text, Markup("<input name='{}' value='{}' autocomplete='off'>").format(name, value))
        for text, name, value in rows
    )
    ends = button("Expire access tokens", "/contaazul/switches", expire=1) + button(
        "Revoke all sign-ins", "/contaazul/switches", revoke=1
    )
    return card("Switches", forms + Markup("<div class='row'>{}</div>").format(ends))


def _faults(desk: "ContaAzul") -> Markup:
    fields = Markup("").join(
        (
            select("Fault", "name", faults.NAMES["contaazul"]),
            select("Only for", "call", ("", *CALLS)),
            field("Times", "times", 1, kind="number"),
            field("Seconds", "seconds", "", kind="number"),
        )
    )
    form = Markup("<form class='fields' method='post' action='/contaazul/faults'>{}<button>Switch on</button></form>")
    rows = [
        (row["name"], row["call"] or "any", row["times"], "" if row["seconds"] is None else row["seconds"])
        for row in faults.armed(desk.store, "contaazul")
    ]
    on = table(("Fault", "Only for", "Times left", "Seconds"), rows, empty="No fault is switched on.")
    clear = button("Switch all off", "/contaazul/faults", clear=1) if rows else Markup("")
    return card("Faults", form.format(fields) + on + clear)


def _calls(desk: "ContaAzul") -> Markup:
    rows = [
        (
            moment(row["at"]),
            row["service"],
            badge(row["status"] or "dropped", "good" if 0 < row["status"] < 300 else "bad"),
            row["faultstring"],
            row["fault"],
        )
        for row in calls.latest(desk.store, "contaazul", most=LATEST)
    ]
    return card("Latest calls", table(("When", "Call", "Status", "Answer", "Switched on"), rows))
