"""Categories, cost centres and financial accounts: what payables refer to."""

from werkzeug.wrappers import Response

from apps.sandbox.contaazul.answers import json_answer, plain
from apps.sandbox.contaazul.asked import Asked
from apps.sandbox.contaazul.books import ACCOUNTS, CATEGORIES, CENTRES, Body, Books


def categories(asked: Asked) -> Response:
    """The list of categories; one parameter is odd and obligatory."""
    asked.needs("permite_apenas_filhos")
    rows = asked.books.all(CATEGORIES)
    if kind := asked.text("tipo"):
        rows = [row for row in rows if row["tipo"] == kind]
    if asked.flag("permite_apenas_filhos"):
        rows = [row for row in rows if is_leaf(asked.books, row)]
    if words := asked.text("nome").lower():
        rows = [row for row in rows if words in row["nome"].lower()]
    return asked.listed(rows)


def is_leaf(books: Books, category: Body) -> bool:
    """Whether no other category lies below this one."""
    return all(row["categoria_pai"] != category["id"] for row in books.all(CATEGORIES))


def centres(asked: Asked) -> Response:
    """The list of cost centres, whose entries have another name than everybody else's."""
    wanted = {"ATIVO": (True,), "INATIVO": (False,)}.get(asked.text("filtro_rapido").upper(), (True, False))
    rows = [row for row in asked.books.all(CENTRES) if row["ativo"] in wanted]
    return asked.listed(rows, items="items")


def new_centre(asked: Asked) -> Response:
    """A new cost centre; its code is taken once."""
    given = asked.body()
    if not given.get("nome"):
        raise plain(400, "nome: não deve estar em branco")
    code = str(given.get("codigo") or "")
    if code and any(row["codigo"] == code for row in asked.books.all(CENTRES)):
        raise plain(400, "Já existe um centro de custo com este código.")
    return json_answer(asked.books.add(CENTRES, {"codigo": code, "nome": str(given["nome"]), "ativo": True}))


def accounts(asked: Asked) -> Response:
    """The list of accounts; petty cash comes only where it is asked for."""
    rows = asked.books.all(ACCOUNTS)
    if not asked.flag("mostrar_caixinha"):
        rows = [row for row in rows if row["tipo"] != "CAIXINHA"]
    if asked.flag("apenas_ativo"):
        rows = [row for row in rows if row["ativo"]]
    return asked.listed(rows)
