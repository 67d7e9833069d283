"""Baixas: what was paid of an instalment, at once and without a protocol; and what changed lately."""

from werkzeug.wrappers import Response

from apps.sandbox.contaazul.answers import STALE, json_answer, plain
from apps.sandbox.contaazul.asked import Asked, cents
from apps.sandbox.contaazul.books import EVENTS, INSTALMENTS, SETTLEMENTS, Body, Books, day, local_stamp
from apps.sandbox.contaazul.instalments import net_of, paid_of, settlements_of

PAGE_WITHIN = "<html><body><h1>400 Bad Request</h1></body></html>"
NEEDED = ("data_pagamento", "composicao_valor", "conta_financeira")
LONGEST_WINDOW = 365


def settlements(asked: Asked, id_: str) -> Response:
    """What was paid of an instalment."""
    asked.books.one(INSTALMENTS, id_, "Parcela")
    return json_answer([read(row) for row in settlements_of(asked.books, id_)])


def settlement(asked: Asked, id_: str) -> Response:
    """One settlement."""
    return json_answer(read(asked.books.one(SETTLEMENTS, id_, "Baixa")))


def settle(asked: Asked, id_: str) -> Response:
    """Pays an instalment, whole or in part."""
    row, given = asked.books.one(INSTALMENTS, id_, "Parcela"), asked.body()
    if any(not given.get(name) for name in NEEDED) or day(given["data_pagamento"]) is None:
        raise plain(400, PAGE_WITHIN)
    kept = pay(asked.books, row, given)
    return json_answer({**{name: given.get(name) for name in given}, "id": kept["id"], "versao": 1})


def pay(books: Books, row: Body, given: Body) -> Body:
    """Keeps a payment; more than is open is refused."""
    money = {name: cents(value or 0) for name, value in given["composicao_valor"].items()}
    if money.get("valor_bruto", 0) <= 0 or paid_of(books, row["id"]) + money["valor_bruto"] > net_of(row):
        raise plain(400, "O valor da baixa é maior que o valor em aberto da parcela.")
    told = {name: given.get(name) for name in ("data_pagamento", "metodo_pagamento", "observacao", "nsu")}
    body = {**told, "versao": 1, "id_parcela": row["id"], "valor": money, "conta": given["conta_financeira"]}
    _touch(books, row["id"])
    return books.add(SETTLEMENTS, {**body, "atualizado_em": local_stamp()})


def changed(asked: Asked, id_: str) -> Response:
    """Changes a settlement for whoever knows its version."""
    row, given = asked.books.one(SETTLEMENTS, id_, "Baixa"), asked.body()
    if given.get("versao") != row["versao"]:
        raise plain(409, STALE)
    told: Body = {
        name: given[name] for name in ("data_pagamento", "metodo_pagamento", "observacao", "nsu") if name in given
    }
    told |= {"versao": row["versao"] + 1, "atualizado_em": local_stamp()}
    _touch(asked.books, row["id_parcela"])
    return json_answer(read(asked.books.change(SETTLEMENTS, id_, **told)))


def taken_back(asked: Asked, id_: str) -> Response:
    """Takes a settlement out, which opens the instalment again."""
    row = asked.books.one(SETTLEMENTS, id_, "Baixa")
    asked.books.remove(SETTLEMENTS, id_)
    _touch(asked.books, row["id_parcela"])
    return Response(status=200)


def read(row: Body) -> Body:
    """A settlement as it is read: its amounts have another name than they were written with."""
    kept = {name: value for name, value in row.items() if name not in ("valor", "conta")}
    more = {"id_reconciliacao": None, "origem": "LANCAMENTO_FINANCEIRO", "tipo_evento_financeiro": "DESPESA"}
    return {**kept, **more, "valor_composicao": row["valor"], "conta_financeira": row["conta"], "anexos": []}


def changes(asked: Asked) -> Response:
    """The events that changed within a window of at most a year."""
    asked.needs("data_inicio", "data_fim", "pagina", "tamanho_pagina")
    begin, end = asked.text("data_inicio"), asked.text("data_fim")
    first, last = day(begin[:10]), day(end[:10])
    if first is None or last is None or begin > end:
        raise plain(400, "A data de início não pode ser posterior à data de fim.")
    if (last - first).days > LONGEST_WINDOW:
        raise plain(400, f"O período não pode ser superior a {LONGEST_WINDOW} dias.")
    rows = asked.books.all(INSTALMENTS)
    touched = {row["evento"] for row in rows if begin <= row["data_alteracao"] <= end}
    known = [{"id": row["id"]} for row in asked.books.all(EVENTS) if row["id"] in touched]
    return asked.listed(known)


def _touch(books: Books, id_: str) -> None:
    """A payment is a change of its instalment, though not of its version."""
    books.change(INSTALMENTS, id_, data_alteracao=local_stamp())
