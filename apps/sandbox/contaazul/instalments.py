"""Parcelas: how they stand, how they are looked for and how they are changed."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from werkzeug.wrappers import Response

from apps.sandbox.contaazul.answers import STALE, json_answer, plain
from apps.sandbox.contaazul.asked import Asked, cents
from apps.sandbox.contaazul.books import (
    ACCOUNTS,
    CATEGORIES,
    CENTRES,
    EVENTS,
    INSTALMENTS,
    PEOPLE,
    SETTLEMENTS,
    Body,
    Books,
    day,
    local_stamp,
)
from apps.sandbox.contaazul.payables import METHODS
from apps.sandbox.omie.clock import local_now

#: How a state is called in the instalment itself, in a search, and in a search's raw field.
NAMES = {
    "PENDENTE": ("EM_ABERTO", "PENDING"),
    "ATRASADO": ("ATRASADO", "OVERDUE"),
    "QUITADO": ("RECEBIDO", "ACQUITTED"),
    "RECEBIDO_PARCIAL": ("RECEBIDO_PARCIAL", "PARTIAL"),
    "PERDIDO": ("PERDIDO", "LOST"),
}
#: What a change may tell, by the names that reading uses: three of them differ.
CHANGED = {
    "nota": "nota",
    "descricao": "descricao",
    "vencimento": "data_vencimento",
    "data_pagamento_esperado": "data_pagamento_previsto",
    "metodo_pagamento": "metodo_pagamento",
    "nsu": "nsu",
    "perda": "perda",
    "id_conta_financeira": "id_conta_financeira",
}


def of_event(asked: Asked, id_: str) -> Response:
    """The instalments of one event: a bare list."""
    asked.books.one(EVENTS, id_, "Evento financeiro")
    rows = [row for row in asked.books.all(INSTALMENTS) if row["evento"] == id_]
    return json_answer([shown(asked.books, row) for row in rows])


def one(asked: Asked, id_: str) -> Response:
    """One instalment."""
    return json_answer(shown(asked.books, asked.books.one(INSTALMENTS, id_, "Parcela")))


def changed(asked: Asked, id_: str) -> Response:
    """Changes an instalment for whoever knows its version."""
    row, given = asked.books.one(INSTALMENTS, id_, "Parcela"), asked.body()
    if given.get("versao") != row["versao"]:
        raise plain(409, STALE)
    told = {kept: given[name] for name, kept in CHANGED.items() if name in given}
    if "data_vencimento" in told and day(told["data_vencimento"]) is None:
        raise plain(400, f"O valor '{told['data_vencimento']}' fornecido no parâmetro 'vencimento' é inválido.")
    if told.get("metodo_pagamento") not in (None, *METHODS):
        raise plain(400, f"metodoPagamento: o valor '{told['metodo_pagamento']}' é inválido")
    if isinstance(given.get("composicao_valor"), dict):
        told["valor"] = {**row["valor"], **given["composicao_valor"]}
    told |= {"versao": row["versao"] + 1, "data_alteracao": local_stamp()}
    return json_answer(shown(asked.books, asked.books.change(INSTALMENTS, id_, **told)))


def search(asked: Asked) -> Response:
    """Looks for instalments; a window of due dates is obligatory, whatever else is asked for."""
    asked.needs("pagina", "tamanho_pagina", "data_vencimento_de", "data_vencimento_ate")
    windows = {name: window(asked, name) for name in ("vencimento", "competencia", "pagamento")}
    rows = [found(asked.books, row) for row in asked.books.all(INSTALMENTS)]
    return asked.listed([row for row in rows if fits(asked, row, windows)])


def window(asked: Asked, name: str) -> tuple[str, str]:
    """The first and last day of a filter; empty where it does not narrow."""
    given = [asked.text(f"data_{name}_de"), asked.text(f"data_{name}_ate")]
    for text in filter(None, given):
        if day(text) is None:
            raise plain(400, f"O valor '{text}' fornecido no parâmetro 'data_{name}' não é uma data válida.")
    if all(given) and given[0] > given[1]:
        raise plain(400, "A data de início não pode ser posterior à data de fim.")
    return given[0], given[1] or "9999-12-31"


def fits(asked: Asked, row: Body, windows: dict[str, tuple[str, str]]) -> bool:
    """Whether a row meets every filter that is known."""
    days = {"vencimento": row["data_vencimento"], "competencia": row["data_competencia"]}
    least, most = asked.text("valor_de"), asked.text("valor_ate")
    return (
        all(windows[name][0] <= text <= windows[name][1] for name, text in days.items())
        and asked.text("descricao").lower() in row["descricao"].lower()
        and (not least or row["total"] >= cents(least))
        and (not most or row["total"] <= cents(most))
        and _among(asked, "status", [row["status_traduzido"]])
        and _among(asked, "ids_categorias", [one["id"] for one in row["categorias"]])
        and _among(asked, "ids_centros_de_custo", [one["id"] for one in row["centros_custo"]])
        and _paid_within(asked.books, row, windows["pagamento"])
    )


def _among(asked: Asked, name: str, values: Iterable[str]) -> bool:
    wanted = asked.texts(name)
    return not wanted or not set(wanted).isdisjoint(values)


def _paid_within(books: Books, row: Body, between: tuple[str, str]) -> bool:
    if between == ("", "9999-12-31"):
        return True
    days = [one["data_pagamento"] for one in settlements_of(books, row["id"])]
    return any(between[0] <= text <= between[1] for text in days)


def found(books: Books, row: Body) -> Body:
    """An instalment as a search shows it: the description of its event, and the supplier."""
    event, status, paid = event_of(books, row), state(books, row), paid_of(books, row["id"])
    person, net = books.known(PEOPLE, event["contato"]), net_of(row)
    lines = event["rateio"]
    centres = {one["id_centro_custo"] for line in lines for one in line.get("rateio_centro_custo") or ()}
    return {
        "id": row["id"],
        "descricao": event["descricao"],
        "data_vencimento": row["data_vencimento"],
        "status": NAMES[status][1],
        "status_traduzido": NAMES[status][0],
        "total": net,
        "nao_pago": net - paid,
        "pago": paid,
        "data_criacao": event["data_criacao"],
        "data_alteracao": row["data_alteracao"],
        "data_competencia": event["data_competencia"],
        "categorias": [named(books, CATEGORIES, line["id_categoria"]) for line in lines],
        "centros_custo": [named(books, CENTRES, id_) for id_ in sorted(centres)],
        "fornecedor": {"id": person["id"], "nome": person["nome"]} if person else None,
    }


def shown(books: Books, row: Body) -> Body:
    """An instalment as it is read by its id: no counterparty, and its event within."""
    status, paid, net = state(books, row), paid_of(books, row["id"]), net_of(row)
    account = books.known(ACCOUNTS, row["id_conta_financeira"]) if row["id_conta_financeira"] else None
    names = ("id", "nome", "banco", "tipo")
    told = {name: value for name, value in row.items() if name not in ("valor", "evento", "perda")}
    return {
        **told,
        "referencia": row["id"],
        "conciliado": False,
        "status": status,
        "valor_pago": paid,
        "nao_pago": net - paid,
        "conta_financeira": {name: account[name] for name in names} if account else None,
        "valor_composicao": {**row["valor"], "valor_liquido": net},
        "valor_total_liquido": net,
        "baixa_agendada": False,
        "baixas": [{"id": one["id"], "versao": one["versao"]} for one in settlements_of(books, row["id"])],
        "anexos": [],
        "solicitacoes_cobrancas": [],
        "evento": event_shown(books, row["evento"]),
    }


def event_shown(books: Books, id_: str) -> Body:
    """An event within its instalment."""
    event = books.known(EVENTS, id_) or {}
    parts = [row for row in books.all(INSTALMENTS) if row["evento"] == id_]
    return {
        "id": id_,
        "tipo": "DESPESA",
        "data_competencia": event["data_competencia"],
        "agendado": False,
        "codigo_referencia": None,
        "condicao_pagamento": {"quantidade_parcelas": len(parts), "montante_fixo": False},
        "referencia": {"id": id_, "revisao": "1", "origem": "LANCAMENTO_FINANCEIRO"},
        "rateio": [line_shown(books, line) for line in event["rateio"]],
    }


def line_shown(books: Books, line: Body) -> Body:
    """One line of an apportionment with names."""
    category = named(books, CATEGORIES, line["id_categoria"])
    centres = [
        {
            "id_centro_custo": one["id_centro_custo"],
            "nome_centro_custo": named(books, CENTRES, one["id_centro_custo"])["nome"],
            "valor": one["valor"],
        }
        for one in line.get("rateio_centro_custo") or ()
    ]
    told = {"id_categoria": category["id"], "nome_categoria": category["nome"], "valor": line["valor"]}
    return {**told, "valor_bruto": line["valor"], "rateio_centro_custo": centres}


def state(books: Books, row: Body) -> str:
    """How an instalment stands today."""
    paid = paid_of(books, row["id"])
    if row["perda"]:
        return "PERDIDO"
    if paid:
        return "QUITADO" if paid >= net_of(row) else "RECEBIDO_PARCIAL"
    due = day(row["data_vencimento"])
    return "ATRASADO" if due and due < local_now().date() else "PENDENTE"


def net_of(row: Body) -> Decimal:
    """What is to be paid."""
    money = {name: cents(value or 0) for name, value in row["valor"].items()}
    plus = money["valor_bruto"] + money.get("multa", 0) + money.get("juros", 0)
    return Decimal(plus - money.get("desconto", 0) - money.get("taxa", 0))


def paid_of(books: Books, id_: str) -> Decimal:
    """What was paid so far."""
    return sum((cents(one["valor"]["valor_bruto"]) for one in settlements_of(books, id_)), Decimal("0.00"))


def settlements_of(books: Books, id_: str) -> list[Body]:
    """The settlements of one instalment."""
    rows = books.registers.all(SETTLEMENTS, "json_extract(body, '$.id_parcela') = ?", id_)
    return [row.body for row in rows]


def event_of(books: Books, row: Body) -> Body:
    """The event of an instalment."""
    return books.known(EVENTS, row["evento"]) or {}


def named(books: Books, register: str, id_: Any) -> Body:
    """An id with its name."""
    return {"id": id_, "nome": (books.known(register, id_) or {}).get("nome", "")}
