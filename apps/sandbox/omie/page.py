"""Omie's page: what the company's books hold, and the switches for faults."""

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from apps.sandbox import calls, faults
from apps.sandbox.html import badge, button, card, field, moment, page, select, table
from apps.sandbox.omie import state
from apps.sandbox.omie.operations import SERVICES

if TYPE_CHECKING:
    from apps.sandbox.server import Sandbox

LATEST = 25
MANY = 5_000
KINDS = {"PAGO": "good", "RECEBIDO": "good", "ATRASADO": "bad", "CANCELADO": "bad"}


def omie(sandbox: "Sandbox") -> str:
    """The whole page."""
    names = {row["codigo_cliente_omie"]: row["razao_social"] for row in _latest(sandbox, "clientes", most=MANY)}
    titles = Markup("").join(
        card(title, _titles(_latest(sandbox, name), names))
        for name, title in (("contapagar", "Contas a pagar"), ("contareceber", "Contas a receber"))
    )
    return page("Omie", titles + _settlements(sandbox) + _attachments(sandbox) + _faults(sandbox) + _calls(sandbox))


def _latest(sandbox: "Sandbox", name: str, *, most: int = LATEST) -> list[dict[str, Any]]:
    return state.latest(sandbox.store, name, [company.app_key for company in sandbox.companies], most=most)


def _titles(rows: list[dict[str, Any]], names: dict[int, str]) -> Markup:
    heads = (
        "Id",
        "Integration code",
        "Client or supplier",
        "Value",
        "To pay",
        "Due",
        "State",
        "Category",
        "Departments",
    )
    return table(heads, [_title(row, names) for row in rows])


def _title(row: dict[str, Any], names: dict[int, str]) -> tuple[object, ...]:
    departments = ", ".join(f"{share['cDesDep']} {share['nValDep']:.2f}" for share in row["distribuicao"])
    return (
        row["codigo_lancamento_omie"],
        row["codigo_lancamento_integracao"],
        names.get(row["codigo_cliente_fornecedor"], row["codigo_cliente_fornecedor"]),
        f"{row['valor_documento']:.2f}",
        f"{row['saldo']:.2f}",
        row["data_vencimento"],
        badge(row["status_titulo"], KINDS.get(row["status_titulo"], "wait")),
        ", ".join(share["codigo_categoria"] for share in row["categorias"]),
        departments,
    )


def _settlements(sandbox: "Sandbox") -> Markup:
    rows = [
        (
            row["codigo_baixa"],
            row["codigo_baixa_integracao"],
            row["codigo_lancamento"],
            f"{row['valor']:.2f}",
            row["data"],
        )
        for name in ("pagamentos", "recebimentos")
        for row in _latest(sandbox, name)
    ]
    return card("Payments and receipts", table(("Id", "Integration code", "Title", "Value", "Date"), rows))


def _attachments(sandbox: "Sandbox") -> Markup:
    rows = [
        (row["nIdAnexo"], row["cTabela"], row["nId"], row["cNomeArquivo"], row["tamanho"])
        for row in _latest(sandbox, "anexos")
    ]
    return card("Attachments", table(("Id", "Table", "Record", "File", "Bytes"), rows))


def _faults(sandbox: "Sandbox") -> Markup:
    methods = ("", *(name for service in SERVICES.values() for name in service))
    fields = Markup("").join(
        (
            select("Fault", "name", faults.NAMES["omie"]),
            select("Only for", "call", methods),
            field("Times", "times", 1, kind="number"),
            field("Seconds", "seconds", "", kind="number"),
        )
    )
    form = Markup("<form class='fields' method='post' action='/omie/faults'>{}<button>Switch on</button></form>")
    rows = [
        (row["name"], row["call"] or "any", row["times"], "" if row["seconds"] is None else row["seconds"])
        for row in faults.armed(sandbox.store, "omie")
    ]
    on = table(("Fault", "Only for", "Times left", "Seconds"), rows, empty="No fault is switched on.")
    clear = button("Switch all off", "/omie/faults", clear=1) if rows else Markup("")
    return card("Faults", form.format(fields) + on + clear)


def _calls(sandbox: "Sandbox") -> Markup:
    rows = [
        (
            moment(row["at"]),
            row["call"],
            badge(row["status"] or "dropped", "good" if row["status"] == 200 and not row["faultcode"] else "bad"),
            row["faultstring"],
            row["fault"],
        )
        for row in calls.latest(sandbox.store, "omie", most=LATEST)
    ]
    return card("Latest calls", table(("When", "Call", "Status", "Fault", "Switched on"), rows))
